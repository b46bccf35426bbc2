/**
 * What is kept of readings in buckets of time. A bucket says what its own readings say, from its first to its last, and
 * what the last one holds; what holds across its borders is worked out when buckets are put together. So a bucket depends on
 * no reading but its own, and a late one makes one bucket of each level anew.
 */
import type { TagKind, TextColumn } from '../../../model/index.ts';

/** `minute` and `hour`: UTC; `day`: the plant's production day; `shift`: a shift as worked. */
export const rollupLevels = ['minute', 'hour', 'day', 'shift'] as const;
export type RollupLevel = (typeof rollupLevels)[number];

/** What of a tag bears on its rollups. */
export interface RollupRule {
  /** Of a `measure` numbers are sketched; of a `counter` what it counted is kept; of a `state` time in each number. */
  readonly kind: TagKind;
  /** Longest time between two readings when all is well; absent: silence says nothing. */
  readonly expectedIntervalMs?: number;
  /** Of a counter: the count at which it begins anew at 0. */
  readonly rolloverAt?: number;
}

/** The rule of a tag that nobody described. */
export const plainRule: RollupRule = { kind: 'measure' };

/** How long a reading holds at most in rollups and what is resampled from them, ms. */
export const rollupHoldMaxMs = 86_400_000;

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
  /** What the last reading holds; NaN and '' where it is bad or has no value. */
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
  /** From the first reading to the last: time in which one of them holds, ms, and of numbers, their integral over it. */
  readonly knownMs: Float64Array;
  /** Time in which a number holds, ms. */
  readonly numberMs: Float64Array;
  readonly area: Float64Array;
  /** Of counters: from the first good number to the last. */
  readonly increase: Float64Array;
  readonly resetCount: Float64Array;
  readonly rolloverCount: Float64Array;
  /** Expected interval and roll-over by which it was worked out, NaN for none: under another rule it does not count. */
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
  /** Begin of the bucket. */
  readonly fromAt: Float64Array;
  /** The state: a number, or where that is NaN a text. */
  readonly value: Float64Array;
  readonly text: TextColumn;
  readonly ms: Float64Array;
}

/**
 * What can be asked of a bucket. `readingCount`, `badCount`: readings; `mean`, `standardDeviation` (of a sample, n − 1), `min`,
 * `max`, `first`, `last`: of good numbers, each reading counting alike; `knownMs`: time in which a value is known, from before
 * and to the border too; `timeWeightedMean`: of numbers over the time in which they are known, each holding until the next;
 * `increase`, `resetCount`, `rolloverCount`: of counters, in the bucket of the later reading.
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
  /** By the p asked for; within `quantileError` of the value, relatively. */
  readonly quantiles: ReadonlyMap<number, Float64Array>;
  readonly quantileError: number;
  /** Where asked for, by tag: its states in the order of `StateTimeTable`, and of each the time in it by bucket, ms. */
  readonly states: readonly TagStates[];
}

export interface TagStates {
  readonly states: readonly (number | string)[];
  readonly ms: readonly Float64Array[];
}
