/** The last reading of each tag, by reading back from an instant. */
import { createFactTableBuilder, type FactRow, type FactTable, identifyReadings, rowAt } from '../../model/index.ts';
import { hourMs } from '../../time/index.ts';
import type { HistorySnapshot, LatestQuery, StoredFacts } from '../port.ts';

/**
 * `HistorySnapshot.findLatest` for a store that knows nothing of when a tag spoke last: windows before the instant, each twice
 * as long as the one after it, until every tag has spoken or there are no readings before. Without tags that is all of them.
 *
 * @throws what `read` throws
 * @example findLatest: (query) => latestByRead({ read, findExtent }, query)
 */
export async function latestByRead(
  snapshot: Pick<HistorySnapshot, 'read' | 'findExtent'>,
  { tags, at, signal }: LatestQuery,
): Promise<StoredFacts<'reading'>> {
  const found = new Map<string, LatestReading>();
  const extent = snapshot.findExtent('reading');
  const missing = tags === undefined ? undefined : new Set(tags);
  if (extent === undefined || missing?.size === 0) return tableOf(found);
  // The end of a window is not in it: a little behind the instant, and what lies there is left out.
  let toAt = Math.min(at, extent.toAt) + 1;
  for (let lengthMs = hourMs; toAt > extent.fromAt && missing?.size !== 0; lengthMs *= 2) {
    const fromAt = Math.max(extent.fromAt, toAt - lengthMs);
    const readings = await snapshot.read({
      kind: 'reading',
      window: { fromAt, toAt },
      ...(missing === undefined ? {} : { places: [...missing] }),
      ...(signal === undefined ? {} : { signal }),
    });
    for (const [tag, reading] of lastOf(readings, at)) {
      if (!found.has(tag)) found.set(tag, reading);
      missing?.delete(tag);
    }
    toAt = fromAt;
  }
  return tableOf(found);
}

interface LatestReading {
  readonly row: FactRow<'reading'>;
  readonly versions: number;
}

/** Of each tag the last row at or before an instant; rows are in the order of `read`. */
function lastOf(readings: StoredFacts<'reading'>, at: number): Map<string, LatestReading> {
  const { tag, at: instants } = readings.columns;
  const rowByTag = new Map<number, number>();
  for (let row = 0; row < readings.length; row++)
    if ((instants[row] as number) <= at) rowByTag.set(tag.codes[row] as number, row);
  const last = new Map<string, LatestReading>();
  for (const [code, row] of rowByTag)
    last.set(tag.dictionary[code] as string, {
      row: rowAt(readings as FactTable<'reading'>, row),
      versions: readings.versions[row] as number,
    });
  return last;
}

function tableOf(found: ReadonlyMap<string, LatestReading>): StoredFacts<'reading'> {
  const inOrder = [...found].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const builder = createFactTableBuilder('reading');
  const none = new Uint8Array(16);
  for (const [, { row }] of inOrder) builder.add(row, none, none);
  const table = builder.build();
  return {
    ...table,
    ...identifyReadings(table.columns),
    versions: Uint32Array.from(inOrder, ([, { versions }]) => versions),
  };
}
