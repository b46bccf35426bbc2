import { quantileSorted } from './quantile.ts';

/** Where the middle four fifths of a sample lie, by method R-7. */
export interface Band {
  readonly count: number;
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
}

/**
 * Median and 10–90 % band of a sample; undefined for an empty one.
 *
 * @param values in any order, finite; not changed
 * @example bandOf([1, 2, 3, 4, 5, 6]) // { count: 6, median: 3.5, p10: 1.5, p90: 5.5 }
 */
export function bandOf(values: ArrayLike<number>): Band | undefined {
  const sorted = Float64Array.from(values).sort();
  const [p10, median, p90] = [0.1, 0.5, 0.9].map((p) => quantileSorted(sorted, p));
  if (p10 === undefined || median === undefined || p90 === undefined) return undefined;
  return { count: sorted.length, median, p10, p90 };
}
