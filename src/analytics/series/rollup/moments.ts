/** Mean and spread of numbers that come in parts. */

/** A mutable record; mean and squares are NaN while there is no number. */
export interface Moments {
  numberCount: number;
  mean: number;
  /** Sum of squared differences from the mean. */
  squares: number;
}

/**
 * Adds the moments of other numbers.
 *
 * Source: T. F. Chan, G. H. Golub, R. J. LeVeque, "Algorithms for Computing the Sample Variance: Analysis and
 * Recommendations", The American Statistician 37 (1983), equations 2.1. With one number it is the update of B. P. Welford,
 * "Note on a Method for Calculating Corrected Sums of Squares and Products", Technometrics 4 (1962).
 */
export function mergeMoments(moments: Moments, count: number, mean: number, squares: number): void {
  const before = moments.numberCount;
  if (count === 0) return;
  if (before === 0) {
    moments.numberCount = count;
    moments.mean = mean;
    moments.squares = squares;
    return;
  }
  const sum = before + count;
  const difference = mean - moments.mean;
  moments.numberCount = sum;
  moments.mean += (difference * count) / sum;
  moments.squares += squares + ((difference * difference * before) / sum) * count;
}

/** Adds the numbers at places `[from, to)` by the corrected two-pass algorithm of the same paper, equation 1.7. */
export function addMoments(moments: Moments, values: Float64Array, from: number, to: number): void {
  const count = to - from;
  if (count === 0) return;
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i] as number;
  const near = sum / count;
  let rest = 0;
  let squares = 0;
  for (let i = from; i < to; i++) {
    const difference = (values[i] as number) - near;
    rest += difference;
    squares += difference * difference;
  }
  mergeMoments(moments, count, near + rest / count, Math.max(0, squares - (rest * rest) / count));
}
