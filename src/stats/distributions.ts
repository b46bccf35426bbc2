/** Distributions of times: their parameters as records, and samplers of them. Any unit. */
import { nextNormal } from './normal.ts';
import { exponentialOf, naturalLog } from './portable-math.ts';
import type { Random } from './random.ts';

/**
 * A distribution of non-negative numbers. `scv` is the squared coefficient of variation, variance / mean²: 1 for the
 * exponential, 0 for no variation, 1 / phases for Erlang's.
 */
export type Distribution =
  | { readonly kind: 'deterministic'; readonly mean: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'erlang'; readonly mean: number; readonly phases: number }
  | { readonly kind: 'gamma'; readonly mean: number; readonly scv: number }
  | { readonly kind: 'lognormal'; readonly mean: number; readonly scv: number }
  | { readonly kind: 'hyperexponential'; readonly mean: number; readonly scv: number };

export const distributionKinds = [
  'deterministic',
  'exponential',
  'uniform',
  'erlang',
  'gamma',
  'lognormal',
  'hyperexponential',
] as const;

/** The expected value. */
export function meanOf(distribution: Distribution): number {
  return distribution.kind === 'uniform' ? (distribution.low + distribution.high) / 2 : distribution.mean;
}

/** What is wrong with a distribution's parameters; undefined where nothing is. */
export function findDistributionProblem(distribution: Distribution): string | undefined {
  if (distribution.kind === 'uniform') {
    const { low, high } = distribution;
    return low >= 0 && high >= low && high < Number.POSITIVE_INFINITY
      ? undefined
      : `is uniform from ${low} to ${high}: give 0 ≤ low ≤ high`;
  }
  const { mean, kind } = distribution;
  const least = kind === 'deterministic' ? mean >= 0 : mean > 0;
  if (!(least && mean < Number.POSITIVE_INFINITY)) return `has mean ${mean}: give a positive number`;
  if (kind === 'erlang' && !(Number.isInteger(distribution.phases) && distribution.phases >= 1))
    return `has ${distribution.phases} phases: give a whole number from 1`;
  if ((kind === 'gamma' || kind === 'lognormal') && !(distribution.scv > 0 && distribution.scv <= 100))
    return `has scv ${distribution.scv}: give a number above 0, to 100`;
  if (kind === 'hyperexponential' && !(distribution.scv >= 1 && distribution.scv <= 1000))
    return `has scv ${distribution.scv}: give 1 to 1000`;
  return undefined;
}

/**
 * A sampler of a distribution, drawing from `random`.
 *
 * Exponential by inversion; gamma (and Erlang) by Marsaglia and Tsang 2000, ACM TOMS 26, 363–372; lognormal by its
 * normal; hyperexponential of two phases with balanced means (Whitt 1982).
 *
 * @throws RangeError for parameters that make no distribution
 * @example createSampler({ kind: 'exponential', mean: 60_000 }, createRandom(7, 'repair'))() // ms
 */
export function createSampler(distribution: Distribution, random: Random): () => number {
  const problem = findDistributionProblem(distribution);
  if (problem !== undefined) throw new RangeError(`The distribution ${problem}.`);
  switch (distribution.kind) {
    case 'deterministic':
      return () => distribution.mean;
    case 'exponential':
      return () => distribution.mean * nextExponential(random);
    case 'uniform':
      return () => distribution.low + (distribution.high - distribution.low) * random.nextUniform();
    case 'erlang':
      return gammaSampler(distribution.phases, distribution.mean / distribution.phases, random);
    case 'gamma':
      return gammaSampler(1 / distribution.scv, distribution.mean * distribution.scv, random);
    case 'lognormal': {
      const variance = naturalLog(1 + distribution.scv);
      const deviation = Math.sqrt(variance);
      const middle = naturalLog(distribution.mean) - variance / 2;
      return () => exponentialOf(middle + deviation * nextNormal(random));
    }
    case 'hyperexponential': {
      const { mean, scv } = distribution;
      const share = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
      return () => {
        const chosen = random.nextUniform() < share ? share : 1 - share;
        return (mean / (2 * chosen)) * nextExponential(random);
      };
    }
  }
}

/** A number of the exponential distribution of mean 1. */
export function nextExponential(random: Random): number {
  return -naturalLog(1 - random.nextUniform());
}

function gammaSampler(shape: number, scale: number, random: Random): () => number {
  // A shape below 1 is raised by 1 and brought back by a power of a uniform number.
  const raised = shape < 1 ? shape + 1 : shape;
  const d = raised - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  return () => {
    for (;;) {
      const x = nextNormal(random);
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      if (naturalLog(1 - random.nextUniform()) >= 0.5 * x * x + d * (1 - v + naturalLog(v))) continue;
      const boost = shape < 1 ? exponentialOf(-nextExponential(random) / shape) : 1;
      return d * v * scale * boost;
    }
  };
}
