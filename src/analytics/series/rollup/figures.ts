/** What can be asked of readings in buckets of time, and what of rollups it takes. */
import type { RollupTable } from './table.ts';

/**
 * `readingCount`, `badCount`: readings; `mean`, `standardDeviation` (of a sample, n − 1), `min`, `max`, `first`, `last`: of
 * good numbers, each reading counting alike; `knownMs`: time in which a value is known, from before and to the border too;
 * `timeWeightedMean`: of numbers over the time in which they are known, each holding until the next; `increase`,
 * `resetCount`, `rolloverCount`: of counters, in the bucket of the later reading.
 */
export const rollupFigures = [
  'readingCount',
  'badCount',
  'mean',
  'standardDeviation',
  'min',
  'max',
  'first',
  'last',
  'knownMs',
  'timeWeightedMean',
  'increase',
  'resetCount',
  'rolloverCount',
] as const;
export type RollupFigure = (typeof rollupFigures)[number];

/** Figures by tag and bucket: of tag `t` and bucket `b` at `t * bucketCount + b`. */
export interface Resampled {
  readonly tags: readonly string[];
  /** Bucket `b` is `[edges[b], edges[b + 1])`. */
  readonly edges: Float64Array;
  readonly bucketCount: number;
  /** Those asked for; NaN where there is nothing, counts and times 0. */
  readonly figures: Readonly<Partial<Record<RollupFigure, Float64Array>>>;
  /** By the p asked for, of measures; within `quantileError` of the value, relatively. */
  readonly quantiles: ReadonlyMap<number, Float64Array>;
  readonly quantileError: number;
  /** Where asked for, by tag: its states in the order of `StateTimeTable`, and of each the time in it by bucket, ms. */
  readonly states: readonly TagStates[];
}

export interface TagStates {
  readonly states: readonly (number | string)[];
  readonly ms: readonly Float64Array[];
}

/** What is asked of buckets. */
export interface FigureQuestion {
  readonly figures: readonly RollupFigure[];
  /** Quantiles of good numbers of measures, 0 to 1; default none. */
  readonly quantiles?: readonly number[];
  /** Time in each state; default false. */
  readonly states?: boolean;
}

/** The columns of rollups that figures are made of, and how far around the edges rows are needed. */
export interface FigureNeeds {
  readonly columns: ReadonlySet<keyof RollupTable>;
  /**
   * Whether what comes before and after the edges bears on it: then rows up to `rollupHoldMaxMs` before the first edge, and up
   * to the expected interval after the last.
   */
  readonly isAcross: boolean;
}

const held = ['firstReadingAt', 'lastReadingAt', 'heldValue', 'heldText', 'source'] as const;
const counted = ['numberCount', 'first', 'firstAt', 'last', 'lastAt', 'increase'] as const;
const columnsOf: Readonly<Record<RollupFigure, readonly (keyof RollupTable)[]>> = {
  readingCount: ['readingCount'],
  badCount: ['badCount'],
  mean: ['numberCount', 'mean'],
  standardDeviation: ['numberCount', 'mean', 'squares'],
  min: ['numberCount', 'min'],
  max: ['numberCount', 'max'],
  first: ['numberCount', 'first'],
  last: ['numberCount', 'last'],
  knownMs: [...held, 'knownMs'],
  timeWeightedMean: [...held, 'numberMs', 'area'],
  increase: counted,
  resetCount: [...counted, 'resetCount'],
  rolloverCount: [...counted, 'rolloverCount'],
};

/** The columns of rollups that an answer is made of. */
export function columnsFor({
  figures,
  quantiles = [],
  states = false,
}: FigureQuestion): ReadonlySet<keyof RollupTable> {
  return new Set<keyof RollupTable>([
    'tag',
    'fromAt',
    'toAt',
    ...figures.flatMap((figure) => columnsOf[figure]),
    ...(quantiles.length === 0 ? [] : (['numberCount', 'sketch'] as const)),
    ...(states ? ([...held, 'states'] as const) : []),
  ]);
}

/**
 * What an answer takes of rollups.
 *
 * @example figureNeeds({ figures: ['min', 'max'] }) // isAcross: false; columns: tag, fromAt, toAt, numberCount, min, max
 */
export function figureNeeds(question: FigureQuestion): FigureNeeds {
  const columns = columnsFor(question);
  return { columns, isAcross: columns.has('lastReadingAt') || columns.has('lastAt') };
}
