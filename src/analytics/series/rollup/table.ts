/**
 * What is kept of readings in buckets of time. A bucket says what its own readings say, from its first to its last, and
 * what the last one holds; what holds across its borders is worked out when buckets are put together. So a bucket depends on
 * no reading but its own, and a late one makes one bucket of each level anew.
 */
import type { TextColumn } from '../../../model/index.ts';
import type { RollupRule } from './rule.ts';

/** `minute` and `hour`: UTC; `day`: the plant's production day; `shift`: a shift as worked. */
export const rollupLevels = ['minute', 'hour', 'day', 'shift'] as const;
export type RollupLevel = (typeof rollupLevels)[number];

/**
 * Rows of one level, sorted by tag, then time; a bucket without readings has none. NaN where there is nothing: no good
 * number in the bucket, or a column that is not of the tag's kind.
 */
export interface RollupTable {
  readonly length: number;
  readonly tag: TextColumn;
  /** The bucket, `[fromAt, toAt)`, UTC epoch ms. */
  readonly fromAt: Float64Array;
  readonly toAt: Float64Array;
  /** Good readings with a number or text (an uncertain one counts as good), and all others. */
  readonly readingCount: Float64Array;
  readonly badCount: Float64Array;
  /** First and last reading, bad ones too, UTC epoch ms. */
  readonly firstReadingAt: Float64Array;
  readonly lastReadingAt: Float64Array;
  /** What the last reading holds; NaN and '' where it is bad or has no value. A reading with a number holds no text. */
  readonly heldValue: Float64Array;
  readonly heldText: TextColumn;
  /** Source of the last reading, whose gaps end what it holds. */
  readonly source: TextColumn;
  /** First and last good number, and their instants. */
  readonly first: Float64Array;
  readonly firstAt: Float64Array;
  readonly last: Float64Array;
  readonly lastAt: Float64Array;
  /** Of good numbers, each reading counting alike; `squares` is the sum of squared differences from the mean. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  readonly squares: Float64Array;
  /** How many good numbers there are. */
  readonly numberCount: Float64Array;
  /** From the first reading to the last: time in which one of them holds, ms. */
  readonly knownMs: Float64Array;
  /** The part of it in which that is a number, ms, and the integral of numbers over it. */
  readonly numberMs: Float64Array;
  readonly area: Float64Array;
  /** Of counters: from the first good number to the last. */
  readonly increase: Float64Array;
  readonly resetCount: Float64Array;
  readonly rolloverCount: Float64Array;
  /** The rule by which it was worked out, NaN for none: under another it does not count (`hasRule`). */
  readonly kind: TextColumn;
  readonly expectedIntervalMs: Float64Array;
  readonly rolloverAt: Float64Array;
  /** From `hour` up, of measures with a number: a `QuantileSketch` as bytes. */
  readonly sketch?: readonly (Uint8Array | undefined)[];
  /** Time in each state from the first reading to the last, of texts, and of numbers where the tag is a state. */
  readonly states: StateTimeTable;
}

/** Sorted by tag, bucket, then state (numbers before texts). */
export interface StateTimeTable {
  readonly length: number;
  readonly tag: TextColumn;
  /** The bucket, as of its row: shifts that begin at once are told apart by their end. */
  readonly fromAt: Float64Array;
  readonly toAt: Float64Array;
  /** The state: a number, or where that is NaN a text. */
  readonly value: Float64Array;
  readonly text: TextColumn;
  readonly ms: Float64Array;
}

/** Some columns of a rollup: those that `columnsFor` names. */
export type RollupRows = Pick<RollupTable, 'length' | 'tag' | 'fromAt' | 'toAt'> & Partial<RollupTable>;

/** The columns of a `RollupTable` that are numbers or instants, and those that are texts. */
export const rollupNumberColumns = [
  'fromAt',
  'toAt',
  'readingCount',
  'badCount',
  'firstReadingAt',
  'lastReadingAt',
  'heldValue',
  'first',
  'firstAt',
  'last',
  'lastAt',
  'min',
  'max',
  'mean',
  'squares',
  'numberCount',
  'knownMs',
  'numberMs',
  'area',
  'increase',
  'resetCount',
  'rolloverCount',
  'expectedIntervalMs',
  'rolloverAt',
] as const;
export type RollupNumberColumn = (typeof rollupNumberColumns)[number];
export const rollupTextColumns = ['tag', 'heldText', 'source', 'kind'] as const;
export type RollupTextColumn = (typeof rollupTextColumns)[number];

/** Whether a row was worked out by a rule, so that it says what the readings say under it. */
export function hasRule(
  { kind, expectedIntervalMs, rolloverAt }: Pick<RollupTable, 'kind' | 'expectedIntervalMs' | 'rolloverAt'>,
  row: number,
  rule: RollupRule,
): boolean {
  return (
    kind.dictionary[kind.codes[row] as number] === rule.kind &&
    Object.is(expectedIntervalMs[row], rule.expectedIntervalMs ?? Number.NaN) &&
    Object.is(rolloverAt[row], rule.rolloverAt ?? Number.NaN)
  );
}
