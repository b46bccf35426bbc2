/** What a counter counted, on a grid. */
import { type CounterState, type CounterValue, counterAggregate } from './aggregate.ts';
import { addIncrease } from './counter.ts';
import { checkEdges } from './grid.ts';
import { Holding, type KnownTimeRule, lastAtOrBefore } from './holding.ts';
import type { Series } from './series.ts';

export interface CounterColumns {
  readonly length: number;
  /** How much was counted, by the readings of the bucket. */
  readonly increase: Float64Array;
  /** How often it was set back, and how often it began anew at its roll-over. */
  readonly resetCount: Float64Array;
  readonly rolloverCount: Float64Array;
  /** Time in which its readings hold, ms. */
  readonly knownMs: Float64Array;
  /** Good readings with a value. */
  readonly readingCount: Float64Array;
}

/**
 * Differences of a counter. What was counted from one good reading to the next stands in the bucket of the later one,
 * so that what was counted over a gap is not lost and not spread. The first reading of the series counts nothing.
 *
 * @param edges ascending, UTC epoch ms
 * @param rolloverAt the count at which it begins anew at 0, see `increaseOf`
 * @throws RangeError where edges do not ascend
 * @example resampleCounter(series, createGrid(day, 900_000), { untilAt }, 65_536).increase[0]
 */
export function resampleCounter(
  series: Series,
  edges: Float64Array,
  rule: KnownTimeRule,
  rolloverAt?: number,
): CounterColumns {
  checkEdges(edges);
  const buckets = edges.length - 1;
  const columns = {
    length: buckets,
    increase: new Float64Array(buckets),
    resetCount: new Float64Array(buckets),
    rolloverCount: new Float64Array(buckets),
    knownMs: new Float64Array(buckets),
    readingCount: new Float64Array(buckets),
  };
  const { at, value, length } = series;
  const [first, last] = [edges[0] as number, edges[buckets] as number];
  const holding = new Holding(series, rule);
  let i = Math.max(0, lastAtOrBefore(at, first));
  // All readings of the first edge's instant count, not the last of them alone.
  while (i > 0 && at[i] === first) i--;
  let before = lastGoodBefore(series, holding, i);
  let bucket = 0;
  let bucketEnd = edges[1] ?? Number.NaN;
  const state = counterAggregate.init();
  for (; i < length; i++) {
    const instant = at[i] as number;
    if (instant >= last || instant >= rule.untilAt) break;
    const now = value[i] as number;
    if (Number.isNaN(now) || holding.isBad(i)) continue;
    if (bucketEnd <= instant) {
      writeCounts(columns, bucket, state);
      while (bucketEnd <= instant) bucketEnd = edges[++bucket + 1] as number;
    }
    if (instant >= first) {
      state.readingCount++;
      addIncrease(state, before, now, rolloverAt);
    }
    before = now;
    const from = instant < first ? first : instant;
    const end = holding.endOf(i);
    if (end <= from) continue;
    if (end <= bucketEnd) grow(columns.knownMs, bucket, end - from);
    else spread(columns.knownMs, edges, bucket, from, Math.min(end, last));
  }
  if (buckets > 0) writeCounts(columns, bucket, state);
  return columns;
}

/** Writes what was counted in a bucket, and begins the next. */
function writeCounts(columns: CounterColumns, bucket: number, state: CounterState): void {
  columns.increase[bucket] = state.increase;
  columns.resetCount[bucket] = state.resetCount;
  columns.rolloverCount[bucket] = state.rolloverCount;
  columns.readingCount[bucket] = state.readingCount;
  Object.assign(state, counterAggregate.init());
}

/** A bucket's counts; where no reading counted and none held, what was counted is not known. */
export function counterAt(columns: CounterColumns, i: number): CounterValue {
  return counterAggregate.value({
    increase: columns.increase[i] ?? 0,
    resetCount: columns.resetCount[i] ?? 0,
    rolloverCount: columns.rolloverCount[i] ?? 0,
    knownMs: columns.knownMs[i] ?? 0,
    readingCount: columns.readingCount[i] ?? 0,
  });
}

/** The last good value before a place; NaN where there is none. */
function lastGoodBefore({ value }: Series, holding: Holding, place: number): number {
  for (let i = place - 1; i >= 0; i--)
    if (!Number.isNaN(value[i] as number) && !holding.isBad(i)) return value[i] as number;
  return Number.NaN;
}

function grow(column: Float64Array, place: number, by: number): void {
  column[place] = (column[place] as number) + by;
}

function spread(column: Float64Array, edges: Float64Array, bucket: number, fromAt: number, toAt: number): void {
  for (let [from, b] = [fromAt, bucket]; from < toAt; b++) {
    const to = Math.min(toAt, edges[b + 1] as number);
    grow(column, b, to - from);
    from = to;
  }
}
