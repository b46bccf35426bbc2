/**
 * Shift calendars: rotations of any length over any teams, breaks, and exceptions by date. A shift belongs to the date
 * on which it begins, however long into the next it lasts; its length is elapsed time.
 */
import type { Interval } from './instants.ts';
import type { IntervalSet } from './intervals.ts';
import type { LocalDate } from './zone.ts';

/** Wall time `HH:MM`, 00:00 to 24:00. */
export type WallTime = string;

export interface ShiftDefinition {
  /** Such as `day`, `night`; unique in the calendar. */
  readonly name: string;
  readonly start: WallTime;
  /** At or before `start` means on the next day. */
  readonly end: WallTime;
  /** Unpaid or unplanned pauses within the shift, taken out of planned time. */
  readonly breaks?: readonly { readonly start: WallTime; readonly end: WallTime }[];
}

/** One shift of a date, worked by a team where teams rotate. */
export interface ShiftAssignment {
  readonly shift: string;
  readonly team?: string;
}

export interface ShiftCalendarConfig {
  readonly shifts: readonly ShiftDefinition[];
  /** Which shifts are worked on which day of a cycle of any length; day 0 is `anchor`. */
  readonly rotation: { readonly anchor: LocalDate; readonly days: readonly (readonly ShiftAssignment[])[] };
  /** Dates that differ: the shifts given instead (none: a holiday), or some cancelled, or some added (overtime). */
  readonly exceptions?: readonly {
    readonly from: LocalDate;
    /** Inclusive; default `from`. */
    readonly to?: LocalDate;
    readonly name: string;
    readonly replace?: readonly ShiftAssignment[];
    readonly cancel?: readonly string[];
    readonly add?: readonly (ShiftAssignment & { readonly start?: WallTime; readonly end?: WallTime })[];
  }[];
}

/** One shift as worked: an interval with its name, date and team. */
export interface Shift extends Interval {
  readonly name: string;
  /** The date on which it began. */
  readonly date: LocalDate;
  readonly team?: string;
  /** The shift without its breaks. */
  readonly planned: IntervalSet;
  /** Added by an exception. */
  readonly overtime: boolean;
}

export interface ShiftCalendar {
  /** Shifts that touch the window, sorted by start, whole (not clipped). */
  listShifts(window: Interval): Shift[];
  /** Union of the shifts' planned time, clipped to the window. */
  plannedIn(window: Interval): IntervalSet;
  /** The shift of that date and name; undefined where it is not worked. */
  findShift(date: LocalDate, name: string): Shift | undefined;
  /** The name of the exception that holds on a date, such as a holiday's. */
  findException(date: LocalDate): string | undefined;
}
