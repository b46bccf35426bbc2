/** Shifts beside each other, fairly. */
import type { Known } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { UsualRange } from '../usual.ts';

export interface ComparedShift extends Interval {
  readonly shift: string;
  /** Token count: people who reported in it. */
  readonly operators: number;
  readonly completed: number;
  /** Planned and extra machine time, ms. */
  readonly baseMs: number;
  /** Raw: completed pieces per machine hour of the base. */
  readonly completedPerHour: Known;
  /** Adjusted: ideal time of the good pieces over the base, so a slow product counts more. */
  readonly earnedRatio: Known;
  /** Share of the pieces that have an ideal time: how far the adjusted figure reaches. */
  readonly ratedRatio: Known;
  /** Whether some ideal time is provisional. */
  readonly isProvisional: boolean;
  /** Over the 28 days: this shift against all others of the same day. */
  readonly against: ShiftDifference;
}

/** Adjusted difference, day by day, of days on which both were worked. */
export interface ShiftDifference {
  /** Days compared. */
  readonly days: number;
  /** Days on which this shift was ahead, and behind. */
  readonly ahead: number;
  readonly behind: number;
  /** Median and 10–90 % band of the difference in `earnedRatio`. */
  readonly difference: UsualRange;
  /** Chance of so uneven a split if both were alike (two-sided sign test); unknown under 10 days. */
  readonly chance: Known;
  /** Told apart at a chance of 5 % or less; under 10 days nothing is judged. */
  readonly judgement: 'ahead' | 'behind' | 'no-difference' | 'too-little-history';
}
