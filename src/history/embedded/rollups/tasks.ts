/** What is done about rollups, one thing at a time, in a process of its own. */
import type { RollupLevel } from '../../../analytics/index.ts';
import type { Interval } from '../../../time/index.ts';
import type { RollupPart, RollupSegment } from './rollup-segment.ts';

/** Rows of minutes and hours out of readings. */
export interface HoursTask {
  readonly kind: 'hours';
  /** Whole hours of one UTC day. */
  readonly window: Interval;
}

/** Rows of days or shifts out of those of hours. */
export interface UnitsTask {
  readonly kind: 'units';
  readonly level: 'day' | 'shift';
  /** Every unit that begins in it is made. */
  readonly window: Interval;
  readonly units: readonly Interval[];
}

/** Files of a level into one. */
export interface MergeTask {
  readonly kind: 'merge';
  readonly level: RollupLevel;
  /** The time that the merged file speaks for. */
  readonly window: Interval;
  /** What of each file counts. A file of which nothing counts is not among them, but replaced as well. */
  readonly parts: readonly RollupPart[];
  /** Paths of all that it replaces. */
  readonly removed: readonly string[];
}

export type RollupTask = HoursTask | UnitsTask | MergeTask;

/** What one task has written. */
export interface FinishedRollup {
  readonly task: RollupTask;
  readonly added: readonly RollupSegment[];
}
