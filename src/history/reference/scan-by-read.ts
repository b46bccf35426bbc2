/** Facts in batches, by reading one window after the other. */
import { type FactKind, type FactTable, factAxes } from '../../model/index.ts';
import { minuteMs } from '../../time/index.ts';
import type { HistorySnapshot, ScanQuery, StoredFacts } from '../port.ts';
import { pickRows } from './pick-rows.ts';

export const scanRowsMaxDefault = 500_000;
/** A read is worth its while from so many facts on; smaller batches are parts of one. */
const readRowsMin = 100_000;
/** A window may be so many times as long as the one before. */
const growthMax = 8;

/**
 * `HistorySnapshot.scan` for a store that knows nothing of where its facts are dense: windows grow while they have few facts
 * and shrink where they have many.
 *
 * @throws what `read` throws
 * @example scan: (query) => scanByRead({ read, findExtent }, query)
 */
export function scanByRead<K extends FactKind>(
  snapshot: Pick<HistorySnapshot, 'read' | 'findExtent'>,
  query: ScanQuery<K>,
): AsyncGenerator<StoredFacts<K>, void, undefined> {
  const rowsMax = Math.max(readRowsMin, query.rowsMax ?? scanRowsMaxDefault);
  let lengthMs = minuteMs;
  return scanInWindows(snapshot, query, (_, lastCount) => {
    if (lastCount !== undefined)
      lengthMs *= Math.max(1 / growthMax, Math.min(growthMax, rowsMax / Math.max(1, lastCount)));
    return lengthMs;
  });
}

/**
 * Reads windows that follow each other, and hands over what is read in batches.
 *
 * @param lengthOf how long the window from an instant on is, ms, given how many facts the one before had
 */
export async function* scanInWindows<K extends FactKind>(
  snapshot: Pick<HistorySnapshot, 'read' | 'findExtent'>,
  query: ScanQuery<K>,
  lengthOf: (fromAt: number, lastCount: number | undefined) => number,
): AsyncGenerator<StoredFacts<K>, void, undefined> {
  const { rowsMax = scanRowsMaxDefault, ...rest } = query;
  const extent = snapshot.findExtent(query.kind);
  const { window } = query;
  if (window.toAt <= window.fromAt || extent === undefined) {
    yield* splitByStart(await snapshot.read(rest), rowsMax);
    return;
  }
  // A fact of no length may lie on the end of the extent.
  const endAt = Math.min(window.toAt, extent.toAt + 1);
  let lastCount: number | undefined;
  for (let fromAt = Math.max(window.fromAt, extent.fromAt); fromAt < endAt; ) {
    const toAt = Math.min(endAt, fromAt + Math.max(1, lengthOf(fromAt, lastCount)));
    const facts = await snapshot.read({ ...rest, window: { fromAt, toAt } });
    yield* splitByStart(lastCount === undefined ? facts : beginningFrom(facts, fromAt), rowsMax);
    lastCount = facts.length;
    fromAt = toAt;
  }
}

/** Facts that touch an earlier window too came with it. */
function beginningFrom<K extends FactKind>(facts: StoredFacts<K>, fromAt: number): StoredFacts<K> {
  const startAt = startsOf(facts);
  return startAt.every((at) => at >= fromAt)
    ? facts
    : pickRows(
        facts,
        rowsWhere(startAt, (at) => at >= fromAt),
      );
}

/** Batches of about so many facts, each with those that start after the ones before; facts of one start stay together. */
function* splitByStart<K extends FactKind>(
  facts: StoredFacts<K>,
  rowsMax: number,
): Generator<StoredFacts<K>, void, undefined> {
  if (facts.length === 0) return;
  if (facts.length <= rowsMax) {
    yield facts;
    return;
  }
  const startAt = startsOf(facts);
  const sorted = startAt.toSorted();
  for (let from = 0; from < sorted.length; ) {
    const fromAt = sorted[from] as number;
    let to = Math.min(sorted.length, from + Math.max(1, rowsMax));
    while (to < sorted.length && sorted[to] === sorted[to - 1]) to++;
    const toAt = sorted[to] ?? Number.POSITIVE_INFINITY;
    yield pickRows(
      facts,
      rowsWhere(startAt, (at) => at >= fromAt && at < toAt),
    );
    from = to;
  }
}

function rowsWhere(startAt: Float64Array, isWanted: (at: number) => boolean): Uint32Array {
  const rows = new Uint32Array(startAt.length);
  let length = 0;
  for (let row = 0; row < startAt.length; row++) if (isWanted(startAt[row] as number)) rows[length++] = row;
  return rows.slice(0, length);
}

function startsOf(facts: FactTable): Float64Array {
  return (facts.columns as Readonly<Record<string, unknown>>)[factAxes[facts.kind].start] as Float64Array;
}
