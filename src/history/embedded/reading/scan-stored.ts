/** Facts in batches, of windows as long as the manifest says that memory has room for. */
import type { FactKind } from '../../../model/index.ts';
import { dayMs, hourMs, minuteMs } from '../../../time/index.ts';
import type { HistorySnapshot, ScanQuery, StoredFacts } from '../../port.ts';
import { scanInWindows, scanRowsMaxDefault } from '../../reference/scan-by-read.ts';
import type { ManifestState } from '../manifest-state.ts';
import { selectSegments } from '../segment-reader.ts';
import { countRows } from './reading-slices.ts';

/**
 * Facts read at once, about, and then handed over in smaller batches: a file of a closed day is sorted by tag, so that each
 * window of it goes through all of it.
 */
const readRowsMax = 4_000_000;
const lengthsMs: readonly number[] = [31 * dayMs, 7 * dayMs, dayMs, 6 * hourMs, hourMs, 10 * minuteMs];

export function scanStored<K extends FactKind>(
  state: ManifestState,
  snapshot: Pick<HistorySnapshot, 'read' | 'findExtent'>,
  query: ScanQuery<K>,
): AsyncGenerator<StoredFacts<K>, void, undefined> {
  const rowsMax = Math.max(readRowsMax, query.rowsMax ?? scanRowsMaxDefault);
  return scanInWindows(snapshot, query, (fromAt) => {
    const fits = (lengthMs: number): boolean => {
      const window = { fromAt, toAt: Math.min(query.window.toAt, fromAt + lengthMs) };
      return countRows(selectSegments(state, query.kind, window, query.places).facts, window) <= rowsMax;
    };
    return lengthsMs.find(fits) ?? minuteMs;
  });
}
