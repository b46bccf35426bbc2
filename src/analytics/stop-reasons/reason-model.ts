/** What was said of stops, counted, and what that makes of the next one. */
import { exponentialOf, naturalLog } from '../../stats/index.ts';
import { choiceRatios, fitClueWeights, type ScoredStop } from './clue-weights.ts';
import { type ClueKind, type Clues, clueKinds, type StopDescription } from './clues.ts';
import { createReasonCounts, type ReasonCounts, specialise } from './reason-counts.ts';

/** How probable each reason is. The ratios of all and `otherRatio` add up to 1. */
export interface ReasonRatios {
  /** By code, in the order in which they were told first. */
  readonly ratios: ReadonlyMap<string, number>;
  /** That it is a reason which nobody told yet, of any stop. */
  readonly otherRatio: number;
}

/** What one clue does to the odds of a reason: above 1 it speaks for it, below 1 against. */
export interface ClueFactor {
  readonly clue: ClueKind;
  readonly factor: number;
}

export interface ReasonModel {
  /** Stops learned from. */
  readonly toldCount: number;
  /** Codes told so far, in the order in which they were told first. */
  readonly reasons: readonly string[];
  /** How much each clue counts: 0 not at all, 1 as much as if it stood alone; and what was told of all stops. */
  weights(): Readonly<Record<ClueKind | 'base', number>>;
  /**
   * Takes in what was said of a stop. Stops come in the order of time, so that each was foretold by those before it.
   *
   * @param options `isWeighed`: whether weights are learned from it; default true
   */
  learn(stop: StopDescription, reason: string, options?: { readonly isWeighed?: boolean }): void;
  /** What the reason of a stop may be. */
  ratiosOf(clues: Clues): ReasonRatios;
  /** What the clues of a stop do to the odds of a reason that was told before, the strongest first. */
  factorsOf(clues: Clues, reason: string): readonly ClueFactor[];
  /** What `work` gives where a stop had this reason; afterwards nothing of it is left. Weights stay as they are. */
  supposing<Result>(stop: StopDescription, reason: string, work: () => Result): Result;
}

/** Weights are learned from so many stops, the latest. */
export const weighedStopsMax = 2_000;

/**
 * A model that nobody has told anything yet. Each clue alone gives each reason a probability, by how often it was told in
 * the same contexts (`specialise`). They are multiplied, each to the power of its weight: P(r) ∝ P₀(r)^w₀ · Π (Pₖ(r) / P₀(r))^wₖ.
 * Weights are those that would have foretold the past best (`fitClueWeights`), where each stop is scored by what was told
 * before it: P. Dawid, "The Prequential Approach", Journal of the Royal Statistical Society A 147 (1984). Before there is
 * anything to weigh by, the clues are pooled evenly: C. Genest and J. V. Zidek, "Combining Probability Distributions",
 * Statistical Science 1 (1986). Nothing is drawn at random: the same stops in the same order give the same bits.
 */
export function createReasonModel(): ReasonModel {
  const reasons: string[] = [];
  const numbers = new Map<string, number>();
  const base = createReasonCounts();
  const trees = new Map(clueKinds.map((kind) => [kind, new Map<string, ReasonCounts>()]));
  const scored: ScoredStop[] = [];
  let weights: Float64Array | undefined;
  const priors = [1, ...clueKinds.map(() => 1 / clueKinds.length)];
  const currentWeights = (): Float64Array => {
    weights ??= fitClueWeights(scored, priors);
    return weights;
  };

  function scoresOf(clues: Clues): Omit<ScoredStop, 'truth'> {
    const choices = reasons.length + 1;
    const general = new Float64Array(choices);
    general[choices - 1] = 1;
    specialise(general, base);
    const scores = new Float64Array((clueKinds.length + 1) * choices);
    for (let c = 0; c < choices; c++) scores[c] = naturalLog(general[c] as number);
    clueKinds.forEach((kind, k) => {
      const ratios = general.slice();
      for (const context of clues[kind]) specialise(ratios, trees.get(kind)?.get(context));
      for (let c = 0; c < choices; c++)
        scores[(k + 1) * choices + c] = naturalLog((ratios[c] as number) / (general[c] as number));
    });
    return { choices, scores };
  }

  function count({ clues, reached }: StopDescription, reason: number, times: 1 | -1): void {
    base.add(reason, times);
    for (const kind of clueKinds) {
      const tree = trees.get(kind) as Map<string, ReasonCounts>;
      for (const context of kind === 'length' ? new Set([...clues.length, ...reached]) : clues[kind]) {
        let counts = tree.get(context);
        if (counts === undefined) {
          counts = createReasonCounts();
          tree.set(context, counts);
        }
        counts.add(reason, times);
      }
    }
  }

  return {
    get toldCount() {
      return base.total;
    },
    reasons,
    weights() {
      const [all, ...rest] = currentWeights();
      const byClue = Object.fromEntries(clueKinds.map((kind, k) => [kind, rest[k] as number]));
      return { base: all as number, ...(byClue as Record<ClueKind, number>) };
    },
    learn(stop, reason, { isWeighed = true } = {}) {
      const known = numbers.get(reason);
      if (base.total > 0 && isWeighed) {
        scored.push({ ...scoresOf(stop.clues), truth: known ?? reasons.length });
        if (scored.length > weighedStopsMax) scored.shift();
        weights = undefined;
      }
      const number = known ?? reasons.length;
      if (known === undefined) {
        numbers.set(reason, number);
        reasons.push(reason);
      }
      count(stop, number, 1);
    },
    ratiosOf(clues) {
      const ratios = choiceRatios(scoresOf(clues), currentWeights());
      return {
        ratios: new Map(reasons.map((reason, i) => [reason, ratios[i] as number])),
        otherRatio: ratios[reasons.length] as number,
      };
    },
    factorsOf(clues, reason) {
      const number = numbers.get(reason);
      if (number === undefined) return [];
      const { choices, scores } = scoresOf(clues);
      const all = currentWeights();
      return clueKinds
        .map((clue, k) => ({
          clue,
          factor: exponentialOf((all[k + 1] as number) * (scores[(k + 1) * choices + number] as number)),
        }))
        .filter(({ factor }) => factor !== 1)
        .sort((a, b) => Math.max(b.factor, 1 / b.factor) - Math.max(a.factor, 1 / a.factor));
    },
    supposing(stop, reason, work) {
      const number = numbers.get(reason);
      if (number === undefined) return work();
      currentWeights();
      count(stop, number, 1);
      try {
        return work();
      } finally {
        count(stop, number, -1);
      }
    },
  };
}
