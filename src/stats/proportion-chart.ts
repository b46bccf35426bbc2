/** The chart of proportions nonconforming (p-chart) of samples of any size. */

export interface ProportionLimits {
  readonly lower: number;
  readonly upper: number;
}

export interface Proportions {
  /** Mean proportion: all nonconforming over all made. */
  readonly centre: number;
  /** Limits for a sample of `size`: centre ± 3 √(p̄ (1 − p̄) / size), kept within 0 and 1. */
  limitsFor(size: number): ProportionLimits;
  /** Distance of a sample's proportion from the centre, in standard deviations of its size. */
  zOf(count: number, size: number): number;
}

/**
 * Centre and limits from samples. Limits differ with the size of each sample.
 *
 * Source: D. C. Montgomery, "Introduction to Statistical Quality Control", control charts for fraction nonconforming,
 * variable sample size.
 *
 * @param counts nonconforming pieces, 0 to `sizes[i]`
 * @param sizes pieces; samples of 0 count for nothing
 * @returns undefined without a piece, or where all or none are nonconforming: there is no spread then
 * @throws RangeError where the lengths differ, or a count is not within 0 to its size
 * @example proportionsOf([12, 15, 8], [50, 50, 50])?.limitsFor(50)
 */
export function proportionsOf(counts: ArrayLike<number>, sizes: ArrayLike<number>): Proportions | undefined {
  if (counts.length !== sizes.length)
    throw new RangeError(`Each count has a size: got ${counts.length} counts and ${sizes.length} sizes.`);
  let [bad, all] = [0, 0];
  for (let i = 0; i < counts.length; i++) {
    const [count, size] = [counts[i] as number, sizes[i] as number];
    if (!(count >= 0 && count <= size)) throw new RangeError(`A count is 0 to its size, got ${count} of ${size}.`);
    bad += count;
    all += size;
  }
  if (bad === 0 || bad === all) return undefined;
  const centre = bad / all;
  const deviation = (size: number): number => Math.sqrt((centre * (1 - centre)) / size);
  return {
    centre,
    limitsFor(size) {
      const three = 3 * deviation(size);
      return { lower: Math.max(0, centre - three), upper: Math.min(1, centre + three) };
    },
    zOf: (count, size) => (count / size - centre) / deviation(size),
  };
}

/** Mean of the range of two values from a normal distribution, in standard deviations. */
const d2OfTwo = 1.1283791670955126;

/**
 * Spread between samples over the spread that chance alone makes: the mean moving range of the z values over d2. About 1
 * where pieces go wrong independently of each other.
 *
 * Source: D. B. Laney, "Improved Control Charts for Attributes", Quality Engineering 14 (2002): sigma z of the p′ chart.
 *
 * @param z in the order of time, finite
 * @returns undefined under 2 values
 */
export function spreadRatioOf(z: ArrayLike<number>): number | undefined {
  if (z.length < 2) return undefined;
  let sum = 0;
  for (let i = 1; i < z.length; i++) sum += Math.abs((z[i] as number) - (z[i - 1] as number));
  return sum / (z.length - 1) / d2OfTwo;
}
