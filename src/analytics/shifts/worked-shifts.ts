/** Which shifts are laid beside each other. */
import type { Plant } from '../../model/index.ts';
import type { Interval, ProductionDay, Shift } from '../../time/index.ts';

/** Shifts that begin in a window: each shift belongs to one day. */
export function shiftsBeginningIn(plant: Plant, { fromAt, toAt }: Interval): Shift[] {
  return plant.listShifts({ fromAt, toAt }).filter((shift) => shift.fromAt >= fromAt && shift.fromAt < toAt);
}

/**
 * The shifts of each of the days, from the first fact on; only those that ended by `until`, which leaves out a shift
 * that goes on.
 */
export function shiftsOfDays(
  plant: Plant,
  days: readonly ProductionDay[],
  firstAt: number | undefined,
  until: number,
): Shift[][] {
  const beginsAt = firstAt === undefined ? Number.POSITIVE_INFINITY : plant.productionDayAt(firstAt).fromAt;
  return days.map((day) =>
    day.fromAt < beginsAt ? [] : shiftsBeginningIn(plant, day).filter((shift) => shift.toAt <= until),
  );
}
