/** The windows that a report compares its own with, in the plant's calendar. */
import type { Plant } from '../model/index.ts';
import { addDays, type Interval, type ProductionDay, type Shift } from '../time/index.ts';
import type { SpokenTime } from './activity.ts';

export const usualWeeksMax = 13;
export const usualCountMin = 6;
export const sparklineDays = 28;
export const trendWeeks = 13;

/** Windows like this one; `undefined` where there was none, or the facts begin later. */
export interface PastWindows {
  /** The same weekday, 1 to 13 weeks before, nearest first. */
  readonly usual: readonly Interval[];
  /**
   * The last 28 days, oldest first, this one last; of a shift, those of them that have it. Empty for a window that is
   * neither.
   */
  readonly last28: readonly (Interval | undefined)[];
  /** The last 13 spans of seven production days, oldest first. Empty for a window that is not a day. */
  readonly weeks: readonly { readonly from: ProductionDay; readonly to: ProductionDay; readonly isKnown: boolean }[];
}

export interface WindowKind {
  readonly window: Interval;
  readonly day?: ProductionDay;
  readonly shift?: Shift;
}

/**
 * A production day compares with production days, a shift with the shift of the same name on the same weekday; any
 * other window with nothing. Only days from that of the first fact to that of the last count: of what lies before and
 * after nobody has said anything.
 *
 * @param spoken first and last instant that any fact speaks of; undefined where there are none
 */
export function pastWindowsOf(
  plant: Plant,
  { window, day, shift }: WindowKind,
  spoken: SpokenTime | undefined,
): PastWindows {
  const beginsAt = spoken === undefined ? Number.POSITIVE_INFINITY : plant.productionDayAt(spoken.firstAt).fromAt;
  const endsAt = spoken?.lastAt ?? Number.NEGATIVE_INFINITY;
  const isSpokenOf = (fromAt: number): boolean => fromAt >= beginsAt && fromAt <= endsAt;
  const known = (found: Interval | undefined): Interval | undefined =>
    found !== undefined && isSpokenOf(found.fromAt) && found.toAt > found.fromAt ? found : undefined;
  const at = day !== undefined ? dayBefore(plant, day) : shift !== undefined ? shiftBefore(plant, shift) : undefined;
  if (at === undefined) return { usual: [], last28: [], weeks: [] };
  const before = (days: number): Interval | undefined => (days === 0 ? window : known(at(days)));
  return {
    usual: Array.from({ length: usualWeeksMax }, (_, i) => before((i + 1) * 7)).filter((past) => past !== undefined),
    // A day without such a shift is no gap in what was reported.
    last28: Array.from({ length: sparklineDays }, (_, i) => sparklineDays - 1 - i)
      .filter((days) => days === 0 || at(days) !== undefined)
      .map(before),
    weeks: day === undefined ? [] : weeksTo(plant, day, beginsAt, endsAt),
  };
}

function dayBefore(plant: Plant, day: ProductionDay): (days: number) => Interval {
  return (days) => plant.shiftDay(day, -days);
}

function shiftBefore(plant: Plant, shift: Shift): (days: number) => Interval | undefined {
  return (days) => plant.calendar.shifts.findShift(addDays(shift.date, -days), shift.name);
}

/** The span that ends with the day itself is known like the day: what was not reported in it is silence. */
function weeksTo(plant: Plant, day: ProductionDay, beginsAt: number, endsAt: number): PastWindows['weeks'] {
  return Array.from({ length: trendWeeks }, (_, i) => {
    const weeksBefore = trendWeeks - 1 - i;
    const to = plant.shiftDay(day, -7 * weeksBefore);
    const from = plant.shiftDay(to, -6);
    return { from, to, isKnown: from.fromAt >= beginsAt && (weeksBefore === 0 || from.fromAt <= endsAt) };
  });
}
