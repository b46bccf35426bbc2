/** A window hour by hour, as on the board that hangs beside the line. */
import type { Interval } from '../../time/index.ts';
import type { UsualRange } from '../usual.ts';

/** One hour of the window. Hours begin at the minute at which the window begins; the last may be shorter. */
export interface HourRow extends Interval {
  /** Local wall time of its start, `HH:MM`. The repeated hour of a clock change has the same one twice. */
  readonly localTime: string;
  /** Pieces of all work units. Hours add up to the window. */
  readonly completed: number;
  readonly scrap: number;
  readonly hold: number;
  /** Finished pieces, the low bound; hours add up to `low` of the window. */
  readonly finished: number;
  /** Run time of all work units, ms. */
  readonly runMs: number;
  /** Planned time of all work units, ms. */
  readonly plannedMs: number;
  /** The same local hour of the same weekday, over up to 13 weeks before. */
  readonly usual: {
    readonly completed: UsualRange;
    readonly finished: UsualRange;
    readonly scrap: UsualRange;
    readonly runMs: UsualRange;
  };
}

export interface HoursOfDay {
  /** Empty for a window longer than 49 hours. */
  readonly hours: readonly HourRow[];
  /** Every work unit, in plant-file order; values by hour. */
  readonly units: readonly {
    readonly equipment: string;
    readonly completed: readonly number[];
    readonly scrap: readonly number[];
    readonly runMs: readonly number[];
  }[];
}
