/** How much each clue counts, learned from how well it would have told the reasons of the past. */
import { exponentialOf, naturalLog } from '../../stats/index.ts';
import { solvePart } from './solve-part.ts';

/** One stop whose reason is known, as it looked before that reason was told. */
export interface ScoredStop {
  /** Place of the true reason among those that were possible. */
  readonly truth: number;
  /** How many were possible. */
  readonly choices: number;
  /** Of each clue in turn, for each choice: the logarithm of what the clue makes of its probability. */
  readonly scores: Float64Array;
}

const iterationsMax = 50;
/** Below this slope along every weight that may still move, the weights are found. */
const slopeMax = 1e-7;

/**
 * The weights w ≥ 0 by which P(choice) ∝ exp(Σ wₖ · scoreₖ) gives the true reasons the greatest likelihood, each pulled
 * to its prior by a normal distribution of standard deviation 1. The problem is convex, so there is one answer, and it is
 * found by Newton steps on the weights that are not held at 0.
 *
 * Source: D. McFadden, "Conditional Logit Analysis of Qualitative Choice Behavior" (1974); the weighting of clues that
 * are not independent as in N. A. Zaidi et al., "Alleviating Naive Bayes Attribute Independence Assumption by Attribute
 * Weighting", Journal of Machine Learning Research 14 (2013); the steps: D. P. Bertsekas, "Projected Newton Methods for
 * Optimization Problems with Simple Constraints", SIAM Journal on Control and Optimization 20 (1982).
 *
 * @param priors one for each clue; without stops they are the answer
 */
export function fitClueWeights(stops: readonly ScoredStop[], priors: readonly number[]): Float64Array {
  let weights: Float64Array = Float64Array.from(priors);
  let state = slopesAt(stops, weights, priors);
  for (let i = 0; i < iterationsMax; i++) {
    const free = freeWeights(weights, state.gradient);
    if (free.every((k) => Math.abs(state.gradient[k] as number) <= slopeMax)) break;
    const step = solvePart(state.hessian, state.gradient, free);
    const next = descend(stops, weights, priors, free, step, state.loss);
    if (next === undefined) break;
    weights = next;
    state = slopesAt(stops, weights, priors);
  }
  return weights;
}

/** Probabilities of the choices of one stop; they add up to 1. */
export function choiceRatios({ choices, scores }: Omit<ScoredStop, 'truth'>, weights: ArrayLike<number>): Float64Array {
  const ratios = new Float64Array(choices);
  for (let k = 0; k < weights.length; k++)
    for (let c = 0; c < choices; c++)
      ratios[c] = (ratios[c] as number) + (weights[k] as number) * (scores[k * choices + c] as number);
  const greatest = ratios.reduce((max, value) => Math.max(max, value), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (let c = 0; c < choices; c++) {
    const ratio = exponentialOf((ratios[c] as number) - greatest);
    ratios[c] = ratio;
    sum += ratio;
  }
  for (let c = 0; c < choices; c++) ratios[c] = (ratios[c] as number) / sum;
  return ratios;
}

interface Slopes {
  readonly loss: number;
  readonly gradient: Float64Array;
  /** Row by row. */
  readonly hessian: Float64Array;
}

function slopesAt(stops: readonly ScoredStop[], weights: Float64Array, priors: readonly number[]): Slopes {
  const size = weights.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const means = new Float64Array(size);
  let loss = priorLoss(weights, priors);
  for (let k = 0; k < size; k++) {
    gradient[k] = (weights[k] as number) - (priors[k] as number);
    hessian[k * size + k] = 1;
  }
  for (const stop of stops) {
    const { truth, choices, scores } = stop;
    const ratios = choiceRatios(stop, weights);
    loss -= logOf(ratios[truth] as number);
    for (let k = 0; k < size; k++) {
      let mean = 0;
      for (let c = 0; c < choices; c++) mean += (ratios[c] as number) * (scores[k * choices + c] as number);
      means[k] = mean;
      gradient[k] = (gradient[k] as number) + mean - (scores[k * choices + truth] as number);
    }
    for (let k = 0; k < size; k++)
      for (let l = 0; l <= k; l++) {
        let both = 0;
        for (let c = 0; c < choices; c++)
          both += (ratios[c] as number) * (scores[k * choices + c] as number) * (scores[l * choices + c] as number);
        const covariance = both - (means[k] as number) * (means[l] as number);
        hessian[k * size + l] = (hessian[k * size + l] as number) + covariance;
      }
  }
  for (let k = 0; k < size; k++) for (let l = 0; l < k; l++) hessian[l * size + k] = hessian[k * size + l] as number;
  return { loss, gradient, hessian };
}

function lossAt(stops: readonly ScoredStop[], weights: Float64Array, priors: readonly number[]): number {
  let loss = priorLoss(weights, priors);
  for (const stop of stops) loss -= logOf(choiceRatios(stop, weights)[stop.truth] as number);
  return loss;
}

function priorLoss(weights: Float64Array, priors: readonly number[]): number {
  return weights.reduce((sum, weight, k) => sum + (weight - (priors[k] as number)) ** 2 / 2, 0);
}

/** Of a probability that is too small to be a number, the logarithm of the smallest one. */
function logOf(ratio: number): number {
  return naturalLog(Math.max(ratio, 1e-300));
}

/** Those above 0, and those at 0 that would rise. */
function freeWeights(weights: Float64Array, gradient: Float64Array): number[] {
  return Array.from(weights, (_, k) => k).filter((k) => (weights[k] as number) > 0 || (gradient[k] as number) < 0);
}

/** Half as far as long as that is not better; undefined where no step is. */
function descend(
  stops: readonly ScoredStop[],
  weights: Float64Array,
  priors: readonly number[],
  free: readonly number[],
  step: readonly number[],
  loss: number,
): Float64Array | undefined {
  for (let size = 1; size > 1e-6; size /= 2) {
    const next = weights.slice();
    free.forEach((k, i) => {
      next[k] = Math.max(0, (weights[k] as number) - size * (step[i] as number));
    });
    if (lossAt(stops, next, priors) < loss) return next;
  }
  return undefined;
}
