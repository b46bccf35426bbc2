/** Each figure of a bucket, by its formula; NaN where there is nothing. */
import type { RollupFigure } from './figures.ts';
import type { RollupState } from './rollup-state.ts';

export const figureOf: Readonly<Record<RollupFigure, (state: Readonly<RollupState>) => number>> = {
  readingCount: ({ readingCount }) => readingCount,
  badCount: ({ badCount }) => badCount,
  mean: ({ mean }) => mean,
  standardDeviation: ({ numberCount, squares }) =>
    numberCount > 1 ? Math.sqrt(squares / (numberCount - 1)) : Number.NaN,
  min: ({ min }) => min,
  max: ({ max }) => max,
  first: ({ first }) => first,
  last: ({ last }) => last,
  knownMs: ({ knownMs }) => knownMs,
  timeWeightedMean: ({ area, numberMs }) => (numberMs > 0 ? area / numberMs : Number.NaN),
  increase: ({ increase }) => increase,
  resetCount: ({ resetCount }) => resetCount,
  rolloverCount: ({ rolloverCount }) => rolloverCount,
};

/** Figures that are 0 where there is nothing. */
export const sums: ReadonlySet<RollupFigure> = new Set<RollupFigure>([
  'readingCount',
  'badCount',
  'knownMs',
  'resetCount',
  'rolloverCount',
]);
