/** A range for a proportion that was counted in a sample. */

export interface ProportionInterval {
  readonly low: number;
  readonly high: number;
}

/** The standard normal distribution is beyond it, on either side, in 5 % of all cases. */
export const z95 = 1.959963984540054;

/**
 * The score interval: the proportions that a sample of `trials` with `count` successes does not speak against. It stays
 * within 0 and 1 and has a width also where all, or none, are successes. Trials are taken as independent: where pieces go
 * wrong in clusters it is too narrow.
 *
 * Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American
 * Statistical Association 22 (1927); the method 3 of R. G. Newcombe, Statistics in Medicine 17 (1998).
 *
 * @param count successes, 0 to `trials`
 * @param z how many standard deviations; default 1.96, for 95 %
 * @returns undefined without a trial
 * @throws RangeError where `count` is not within 0 and `trials`, or `z` is not above 0
 * @example wilsonInterval(15, 148) // { low: 0.0624…, high: 0.1605… }
 */
export function wilsonInterval(count: number, trials: number, z: number = z95): ProportionInterval | undefined {
  if (!(count >= 0 && count <= trials && Number.isFinite(trials)))
    throw new RangeError(`Successes are 0 to the number of trials, got ${count} of ${trials}.`);
  if (!(z > 0 && Number.isFinite(z))) throw new RangeError(`z is a number above 0, got ${z}.`);
  if (trials === 0) return undefined;
  const p = count / trials;
  const square = z * z;
  const centre = p + square / (2 * trials);
  const spread = z * Math.sqrt((p * (1 - p)) / trials + square / (4 * trials * trials));
  const scale = 1 + square / trials;
  // At the ends of the range both parts are equal; their difference is rounding.
  return {
    low: count === 0 ? 0 : Math.max(0, (centre - spread) / scale),
    high: count === trials ? 1 : Math.min(1, (centre + spread) / scale),
  };
}
