/** What of a bucket is worked out; readings are always counted. */
import type { FigureQuestion, RollupFigure } from './figures.ts';

export interface RollupParts {
  /** Least and greatest good number. */
  readonly range: boolean;
  /** Mean and squares. */
  readonly moments: boolean;
  /** Known time and the integral over it. */
  readonly time: boolean;
  /** Of counters. */
  readonly counts: boolean;
  /** Time in each state. */
  readonly states: boolean;
  /** Of measures. */
  readonly sketch: boolean;
}

/** What rows hold. */
export function rowParts(withSketches: boolean): RollupParts {
  return { range: true, moments: true, time: true, counts: true, states: true, sketch: withSketches };
}

/** What an answer takes. */
export function answerParts({ figures, quantiles = [], states = false }: FigureQuestion): RollupParts {
  const isAsked = (...some: RollupFigure[]): boolean => some.some((figure) => figures.includes(figure));
  return {
    range: isAsked('min', 'max'),
    moments: isAsked('mean', 'standardDeviation'),
    time: states || isAsked('knownMs', 'timeWeightedMean'),
    counts: isAsked('increase', 'resetCount', 'rolloverCount'),
    states,
    sketch: quantiles.length > 0,
  };
}
