/** The binomial distribution, exactly summed. */

/** More trials than this are not summed. */
export const binomialTrialsMax = 100_000;

/**
 * The chance of at least `count` successes in `trials` independent trials of chance `p` each.
 *
 * @param count whole; up to 0 the answer is 1, above `trials` 0
 * @param trials whole, 0 to 100,000
 * @param p 0 to 1
 * @throws RangeError where an argument is outside these
 * @example binomialAtLeast(2, 2, 0.5) // 0.25
 */
export function binomialAtLeast(count: number, trials: number, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A chance is 0 to 1, got ${p}.`);
  if (!(Number.isInteger(trials) && trials >= 0 && trials <= binomialTrialsMax))
    throw new RangeError(`Trials are whole, 0 to ${binomialTrialsMax}, got ${trials}.`);
  if (!Number.isInteger(count)) throw new RangeError(`A count is whole, got ${count}.`);
  if (count <= 0) return 1;
  if (count > trials) return 0;
  if (p === 0) return 0;
  if (p === 1) return 1;
  // Logarithms, so that neither the coefficient nor the powers leave the range of a double.
  const odds = Math.log(p / (1 - p));
  let term = trials * Math.log1p(-p);
  let sum = 0;
  for (let k = 0; k <= trials; k++) {
    if (k >= count) sum += Math.exp(term);
    term += Math.log((trials - k) / (k + 1)) + odds;
  }
  return Math.min(1, sum);
}

/**
 * Two-sided sign test: the chance of a split at least as uneven as this, if ahead and behind were equally likely. 1
 * where there is nothing to split. Ties are left out by the caller.
 *
 * @example signTest(10, 0) // 0.001953125
 */
export function signTest(ahead: number, behind: number): number {
  const trials = ahead + behind;
  return Math.min(1, 2 * binomialAtLeast(Math.max(ahead, behind), trials, 0.5));
}
