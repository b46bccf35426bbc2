import { median } from './quantile.ts';

/** The most likely place at which a series changed its level, and how far that can be trusted. */
export interface Pettitt {
  /** K: the greatest |U| over all places of the series, 0 to count² / 4. */
  readonly k: number;
  /** Approximate chance of such a K in a series without change, 0 to 1; two-sided. */
  readonly p: number;
  /** Index of the first value of the new level: values before it are of the old. The first of places equally likely. */
  readonly changeIndex: number;
  /** Median of the values before the change, and from it on. */
  readonly before: number;
  readonly after: number;
  readonly count: number;
}

/**
 * Pettitt's test for one change of level in a series, by ranks: outliers move it little, and no distribution is assumed.
 * At each place, U counts the pairs of a value before and one after it of which the earlier is greater, less those of
 * which it is smaller; K is the greatest |U|, and p about 2 exp(−6 K² / (n³ + n²)).
 *
 * The approximation errs towards no change in short series: under 11 values it never falls below 0.05. Values are taken
 * to be independent; a steady slope is found as a change too, at its middle.
 *
 * @param values in time order, finite, evenly spaced or not; not changed
 * @returns undefined where fewer than two values differ
 * @see A. N. Pettitt, A Non-Parametric Approach to the Change-Point Problem, Applied Statistics 28 (1979) 126–135
 * @example pettitt([24, 23, 25, 24, 26, 24, 31, 30, 32, 31, 33])?.changeIndex // 6
 */
export function pettitt(values: ArrayLike<number>): Pettitt | undefined {
  const count = values.length;
  const series = Float64Array.from(values);
  const surplus = surplusOf(series);
  let [u, k, changeIndex] = [0, 0, 0];
  series.forEach((value, index) => {
    u += surplus.get(value) as number;
    if (Math.abs(u) <= k) return;
    k = Math.abs(u);
    changeIndex = index + 1;
  });
  if (k === 0) return undefined;
  return {
    k,
    p: Math.min(1, 2 * Math.exp((-6 * k * k) / (count ** 3 + count ** 2))),
    changeIndex,
    before: median(series.subarray(0, changeIndex)) as number,
    after: median(series.subarray(changeIndex)) as number,
    count,
  };
}

/** Of each value: how many of the series are smaller, less how many are greater. */
function surplusOf(series: Float64Array): Map<number, number> {
  const sorted = series.toSorted();
  const surplus = new Map<number, number>();
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && sorted[to] === sorted[from]) to++;
    surplus.set(sorted[from] as number, from - (sorted.length - to));
  }
  return surplus;
}
