/** A measure on a grid. */
import { knownAt, type MeasureState, type MeasureValue, measureAggregate } from './aggregate.ts';
import { checkEdges } from './grid.ts';
import type { KnownTimeRule } from './holding.ts';
import { type MeasureForm, Segments } from './segments.ts';
import type { Series } from './series.ts';

/** By bucket; NaN where nothing of it is known, which `measureAt` turns into an unknown. */
export interface MeasureColumns {
  readonly length: number;
  /** Time in which the value is known, ms. */
  readonly knownMs: Float64Array;
  /** Weighted by time, over known time. */
  readonly mean: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Value at the first and at the last known instant. */
  readonly first: Float64Array;
  readonly last: Float64Array;
}

/**
 * Mean, least, greatest, first and last value in each bucket, over the time in which they are known. Nothing is said
 * across a gap: a bucket within one has known time 0. Buckets that meet add up: means weighted by known time, least of
 * least. One pass; a year of readings by the second takes well under a second.
 *
 * @param edges ascending, UTC epoch ms; bucket i is `[edges[i], edges[i + 1])`, see `createGrid`
 * @throws RangeError where edges do not ascend
 * @example
 * // A value that rises from 0 to 60 in a minute: its mean is 30.
 * resampleMeasure(series, createGrid(minute, 60_000), 'linear', { untilAt }).mean[0] // 30
 */
export function resampleMeasure(
  series: Series,
  edges: Float64Array,
  form: MeasureForm,
  rule: KnownTimeRule,
): MeasureColumns {
  checkEdges(edges);
  const columns = createMeasureColumns(edges.length - 1);
  const last = edges[edges.length - 1] as number;
  let bucket = 0;
  let bucketEnd = edges[1] ?? Number.NaN;
  let state = measureAggregate.init();
  new Segments(series, form, rule).visit(edges[0] as number, last, (fromAt, toAt, fromValue, toValue) => {
    if (fromAt < bucketEnd && toAt <= bucketEnd) {
      measureAggregate.add(state, fromAt, toAt, fromValue, toValue);
      return;
    }
    const slope = (toValue - fromValue) / (toAt - fromAt);
    let at = fromAt;
    let value = fromValue;
    while (at < toAt) {
      if (at >= bucketEnd) {
        writeMeasure(columns, bucket, state);
        state = measureAggregate.init();
        while ((edges[bucket + 1] as number) <= at) bucket++;
        bucketEnd = edges[bucket + 1] as number;
      }
      const end = Math.min(toAt, bucketEnd);
      const endValue = end === toAt ? toValue : fromValue + slope * (end - fromAt);
      measureAggregate.add(state, at, end, value, endValue);
      at = end;
      value = endValue;
    }
  });
  if (columns.length > 0) writeMeasure(columns, bucket, state);
  return columns;
}

/** A bucket's or interval's values, those that are not known with their reason. */
export function measureAt(columns: MeasureColumns, i: number): MeasureValue {
  const { knownMs, mean, min, max, first, last } = columns;
  return {
    knownMs: knownMs[i] ?? 0,
    mean: knownAt(mean, i),
    min: knownAt(min, i),
    max: knownAt(max, i),
    first: knownAt(first, i),
    last: knownAt(last, i),
  };
}

export function createMeasureColumns(length: number): MeasureColumns {
  const empty = (): Float64Array => new Float64Array(length).fill(Number.NaN);
  return {
    length,
    knownMs: new Float64Array(length),
    mean: empty(),
    min: empty(),
    max: empty(),
    first: empty(),
    last: empty(),
  };
}

export function writeMeasure(columns: MeasureColumns, i: number, state: MeasureState): void {
  if (state.knownMs === 0) return;
  columns.knownMs[i] = state.knownMs;
  columns.mean[i] = state.area / state.knownMs;
  columns.min[i] = state.min;
  columns.max[i] = state.max;
  columns.first[i] = state.first;
  columns.last[i] = state.last;
}
