/**
 * The quantile of a sample by method R-7: linear between the order statistics at `(n - 1) p`.
 *
 * Source: R. J. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996),
 * type 7 (the default of R and of NumPy).
 *
 * @param values in any order, finite; not changed
 * @param p 0 to 1
 * @returns undefined for an empty sample
 * @throws RangeError where `p` is not within 0 to 1
 * @example quantile([1, 2, 3, 4], 0.9) // 3.7
 */
export function quantile(values: ArrayLike<number>, p: number): number | undefined {
  return quantileSorted(Float64Array.from(values).sort(), p);
}

/** The same of a sample already sorted ascending. */
export function quantileSorted(sorted: ArrayLike<number>, p: number): number | undefined {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A quantile is asked for at 0 to 1, got ${p}.`);
  if (sorted.length === 0) return undefined;
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (place - below);
}

/**
 * The middle of a sample, the mean of the middle two where their number is even; undefined for an empty one.
 *
 * @example median([3, 1, 2, 10]) // 2.5
 */
export function median(values: ArrayLike<number>): number | undefined {
  return quantile(values, 0.5);
}
