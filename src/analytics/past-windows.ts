/** The windows that a report compares its own with, in the plant's calendar. */
import type { Plant } from '../model/index.ts';
import { addDays, type Interval, type ProductionDay, type Shift } from '../time/index.ts';

export const usualWeeksMax = 13;
export const usualCountMin = 6;
export const sparklineDays = 28;
export const trendWeeks = 13;

/** Windows like this one; `undefined` where there was none, or the facts begin later. */
export interface PastWindows {
  /** The same weekday, 1 to 13 weeks before, nearest first. */
  readonly usual: readonly Interval[];
  /** The last 28 days, oldest first, this one last. Empty for a window that is neither day nor shift. */
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
 * other window with nothing. Only days from that of the first fact on count: what lies before is no history.
 *
 * @param firstAt first start of all facts; undefined where there are none
 */
export function pastWindowsOf(
  plant: Plant,
  { window, day, shift }: WindowKind,
  firstAt: number | undefined,
): PastWindows {
  const beginsAt = firstAt === undefined ? Number.POSITIVE_INFINITY : plant.productionDayAt(firstAt).fromAt;
  const known = (found: Interval | undefined): Interval | undefined =>
    found !== undefined && found.fromAt >= beginsAt && found.toAt > found.fromAt ? found : undefined;
  const at = day !== undefined ? dayBefore(plant, day) : shift !== undefined ? shiftBefore(plant, shift) : undefined;
  if (at === undefined) return { usual: [], last28: [], weeks: [] };
  const before = (days: number): Interval | undefined => (days === 0 ? window : known(at(days)));
  return {
    usual: Array.from({ length: usualWeeksMax }, (_, i) => before((i + 1) * 7)).filter((past) => past !== undefined),
    last28: Array.from({ length: sparklineDays }, (_, i) => before(sparklineDays - 1 - i)),
    weeks: day === undefined ? [] : weeksTo(plant, day, beginsAt),
  };
}

function dayBefore(plant: Plant, day: ProductionDay): (days: number) => Interval {
  return (days) => plant.shiftDay(day, -days);
}

function shiftBefore(plant: Plant, shift: Shift): (days: number) => Interval | undefined {
  return (days) => plant.calendar.shifts.findShift(addDays(shift.date, -days), shift.name);
}

function weeksTo(plant: Plant, day: ProductionDay, beginsAt: number): PastWindows['weeks'] {
  return Array.from({ length: trendWeeks }, (_, i) => {
    const to = plant.shiftDay(day, -7 * (trendWeeks - 1 - i));
    const from = plant.shiftDay(to, -6);
    return { from, to, isKnown: from.fromAt >= beginsAt };
  });
}
