import { quantileSorted } from './quantile.ts';

/** A straight line through points, and how far its slope can be trusted. */
export interface TheilSenLine {
  /** Median of the slopes between all pairs of points of different x. */
  readonly slope: number;
  /** Median of y less slope × median of x. */
  readonly intercept: number;
  /** Confidence interval of the slope; infinite on a side where there are too few points for one. */
  readonly slopeFrom: number;
  readonly slopeTo: number;
  readonly count: number;
}

export interface TheilSenOptions {
  /** Quantile of the standard normal distribution that the interval reaches; default 1.959964, for 95 %. */
  readonly z?: number;
}

/** More would make more than 12 million pairs. */
export const theilSenPointsMax = 5_000;

/**
 * The Theil–Sen line: up to 29 % of the points may lie anywhere without moving it far. The interval of the slope is
 * Sen's: of the sorted slopes those at (N ∓ z·σ) / 2, σ² being the variance of Kendall's S with ties in x and in y.
 *
 * @param x finite, in any order; not changed
 * @param y finite, as many
 * @returns undefined where fewer than two points differ in x
 * @throws RangeError for arrays of different lengths, or more than 5,000 points
 * @see P. K. Sen, Estimates of the regression coefficient based on Kendall's tau, JASA 63 (1968) 1379–1389;
 *   R. O. Gilbert, Statistical Methods for Environmental Pollution Monitoring (1987) 16.5
 * @example theilSen([1, 2, 3, 4, 10, 12, 18], [9, 15, 19, 20, 45, 55, 78])?.slope // 4
 */
export function theilSen(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { z = 1.959964 }: TheilSenOptions = {},
): TheilSenLine | undefined {
  const count = x.length;
  if (y.length !== count) throw new RangeError(`Each x needs a y, got ${count} and ${y.length}.`);
  if (count > theilSenPointsMax)
    throw new RangeError(`At most ${theilSenPointsMax} points are compared with each other, got ${count}.`);
  const slopes = slopesOf(x, y);
  const slope = quantileSorted(slopes, 0.5);
  if (slope === undefined) return undefined;
  const sorted = (values: ArrayLike<number>): Float64Array => Float64Array.from(values).sort();
  const [xs, ys] = [sorted(x), sorted(y)];
  const reach = z * Math.sqrt((termOf(count) - tiesOf(xs) - tiesOf(ys)) / 18);
  const from = Math.round((slopes.length - reach) / 2) - 1;
  const to = Math.round((slopes.length + reach) / 2);
  return {
    slope,
    intercept: (quantileSorted(ys, 0.5) as number) - slope * (quantileSorted(xs, 0.5) as number),
    slopeFrom: slopes[from] ?? Number.NEGATIVE_INFINITY,
    slopeTo: slopes[to] ?? Number.POSITIVE_INFINITY,
    count,
  };
}

/** Slopes between all pairs of points of different x, ascending. */
function slopesOf(x: ArrayLike<number>, y: ArrayLike<number>): Float64Array {
  const slopes = new Float64Array((x.length * (x.length - 1)) / 2);
  let length = 0;
  for (let i = 0; i < x.length; i++)
    for (let j = i + 1; j < x.length; j++) {
      const run = (x[j] as number) - (x[i] as number);
      const rise = (y[j] as number) - (y[i] as number);
      // No rise is 0, never -0, whichever point comes first.
      if (run !== 0) slopes[length++] = rise === 0 ? 0 : rise / run;
    }
  return slopes.subarray(0, length).sort();
}

function termOf(count: number): number {
  return count * (count - 1) * (2 * count + 5);
}

function tiesOf(sorted: Float64Array): number {
  let sum = 0;
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && sorted[to] === sorted[from]) to++;
    sum += termOf(to - from);
  }
  return sum;
}
