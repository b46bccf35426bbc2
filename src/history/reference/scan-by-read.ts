/** Facts in batches, by reading one window after the other. */
import { type FactKind, type FactTable, factAxes } from '../../model/index.ts';
import { minuteMs } from '../../time/index.ts';
import type { HistorySnapshot, ScanQuery, StoredFacts } from '../port.ts';
import { pickRows } from './pick-rows.ts';

export const scanRowsMaxDefault = 500_000;
/** A window may be so many times as long as the one before. */
const growthMax = 8;

/**
 * `HistorySnapshot.scan` for a store that knows nothing of where its facts are dense: windows grow while they have few facts
 * and shrink where they have many.
 *
 * @throws what `read` throws; `aborted` between two batches too
 * @example scan: (query) => scanByRead({ read, findExtent }, query)
 */
export async function* scanByRead<K extends FactKind>(
  snapshot: Pick<HistorySnapshot, 'read' | 'findExtent'>,
  query: ScanQuery<K>,
): AsyncGenerator<StoredFacts<K>, void, undefined> {
  const { rowsMax = scanRowsMaxDefault, ...rest } = query;
  const extent = snapshot.findExtent(query.kind);
  const { window } = query;
  if (window.toAt <= window.fromAt || extent === undefined) {
    yield* nonEmpty(await snapshot.read(rest));
    return;
  }
  // A fact of no length may lie on the end of the extent.
  const endAt = Math.min(window.toAt, extent.toAt + 1);
  let fromAt = Math.max(window.fromAt, extent.fromAt);
  for (let [isFirst, stepMs] = [true, minuteMs]; fromAt < endAt; isFirst = false) {
    const toAt = Math.min(endAt, fromAt + stepMs);
    const facts = await snapshot.read({ ...rest, window: { fromAt, toAt } });
    yield* nonEmpty(isFirst ? facts : beginningFrom(facts, fromAt));
    fromAt = toAt;
    stepMs *= Math.max(1 / growthMax, Math.min(growthMax, rowsMax / Math.max(1, facts.length)));
  }
}

function* nonEmpty<K extends FactKind>(facts: StoredFacts<K>): Generator<StoredFacts<K>, void, undefined> {
  if (facts.length > 0) yield facts;
}

/** Facts that touch an earlier window too came with it. */
export function beginningFrom<K extends FactKind>(facts: StoredFacts<K>, fromAt: number): StoredFacts<K> {
  const startAt = startsOf(facts);
  if (startAt.every((at) => at >= fromAt)) return facts;
  const rows = Uint32Array.from({ length: facts.length }, (_, row) => row);
  return pickRows(
    facts,
    rows.filter((row) => (startAt[row] as number) >= fromAt),
  );
}

function startsOf(facts: FactTable): Float64Array {
  return (facts.columns as Readonly<Record<string, unknown>>)[factAxes[facts.kind].start] as Float64Array;
}
