import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choiceRatios, fitClueWeights, type ScoredStop } from '../../../src/analytics/stop-reasons/clue-weights.ts';
import { solvePart } from '../../../src/analytics/stop-reasons/solve-part.ts';

/** Two choices, one clue that is for the first by `score`. */
const forFirst = (score: number, truth: number): ScoredStop => ({
  truth,
  choices: 2,
  scores: Float64Array.of(score, 0),
});

const stops: fc.Arbitrary<ScoredStop[]> = fc.array(
  fc
    .record({
      truth: fc.nat(2),
      scores: fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 }),
    })
    .map(({ truth, scores }) => ({ truth, choices: 3, scores: Float64Array.from(scores) })),
  { maxLength: 20 },
);

/** Minus the logarithm of likelihood and prior, by plain loops. */
function lossOf(all: readonly ScoredStop[], weights: readonly number[], priors: readonly number[]): number {
  let loss = 0;
  for (const { truth, choices, scores } of all) {
    const powers = Array.from({ length: choices }, (_, c) =>
      Math.exp(weights.reduce((sum, weight, k) => sum + weight * (scores[k * choices + c] as number), 0)),
    );
    loss -= Math.log((powers[truth] as number) / powers.reduce((sum, power) => sum + power, 0));
  }
  return loss + weights.reduce((sum, weight, k) => sum + (weight - (priors[k] as number)) ** 2 / 2, 0);
}

describe('weights of clues', () => {
  test('are their priors where nothing was told', () => {
    expect([...fitClueWeights([], [1, 0.5])]).toEqual([1, 0.5]);
  });

  test('of one clue and two choices are where likelihood and prior balance', () => {
    // By hand: 3 of 4 for the first, score 1: 3 − 4 / (1 + e^−w) = w − 0.5. w solves it.
    const [w] = fitClueWeights([forFirst(1, 0), forFirst(1, 0), forFirst(1, 0), forFirst(1, 1)], [0.5]);
    expect(3 - 4 / (1 + Math.exp(-(w as number)))).toBeCloseTo((w as number) - 0.5, 6);
  });

  test('of a clue that misleads are 0', () => {
    expect([
      ...fitClueWeights(
        Array.from({ length: 20 }, () => forFirst(2, 1)),
        [0.5],
      ),
    ]).toEqual([0]);
  });

  test('are better than any near them that are not below 0', () => {
    fc.assert(
      fc.property(stops, (all) => {
        const priors = [1, 0.2];
        const weights = [...fitClueWeights(all, priors)];
        const least = lossOf(all, weights, priors);
        for (const [i, step] of [
          [0, 0.01],
          [0, -0.01],
          [1, 0.01],
          [1, -0.01],
        ] as const) {
          const other = weights.map((weight, k) => (k === i ? Math.max(0, weight + step) : weight));
          expect(lossOf(all, other, priors)).toBeGreaterThanOrEqual(least - 1e-9);
        }
      }),
    );
  });

  test('make probabilities that add up to 1', () => {
    fc.assert(
      fc.property(stops, (all) => {
        for (const stop of all)
          expect(choiceRatios(stop, [1, 3]).reduce((sum, ratio) => sum + ratio, 0)).toBeCloseTo(1, 12);
      }),
    );
  });
});

test('linear equations are solved in the places asked for, the others left out', () => {
  // 4x + 2y = 8 and 2x + 5y = 8: x = 1.5, y = 1. Alone 5y = 8.
  expect(solvePart(Float64Array.of(4, 2, 2, 5), Float64Array.of(8, 8), [0, 1])).toEqual([1.5, 1]);
  expect(solvePart(Float64Array.of(4, 2, 2, 5), Float64Array.of(8, 8), [1])[0]).toBeCloseTo(1.6, 12);
});
