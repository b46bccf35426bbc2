/** Days of two periods that can stand beside each other. */
import type { Plant } from '../../model/index.ts';
import { type LocalDate, type ProductionDay, totalMs, weekdayOf } from '../../time/index.ts';
import type { Period } from './periods.ts';

/** Planned times of like days differ by no more than this share of the longer one, so that a change of clocks is no other day. */
export const likeDayShareMax = 0.1;

export interface LeftOutDay {
  readonly date: LocalDate;
  /** Such as the name of a holiday; undefined where the calendar names nothing. */
  readonly exception: string | undefined;
  /** `no-counterpart`: the other period has no such weekday left. `other-open-hours`: it was meant to run longer, or shorter. */
  readonly reason: 'no-counterpart' | 'other-open-hours';
}

export interface LikeDays {
  readonly now: readonly ProductionDay[];
  readonly before: readonly ProductionDay[];
  readonly leftOut: readonly LeftOutDay[];
}

/**
 * The first Monday of one period with the first of the other, and so on: pairs that were meant to run as long are like, the rest
 * is left out of both.
 *
 * @param units whose planned time counts
 */
export function likeDaysOf(plant: Plant, units: readonly string[], now: Period, before: Period): LikeDays {
  const kept: { now: ProductionDay[]; before: ProductionDay[] } = { now: [], before: [] };
  const leftOut: LeftOutDay[] = [];
  const leaveOut = (day: ProductionDay, reason: LeftOutDay['reason']): void => {
    leftOut.push({ date: day.date, exception: plant.calendar.shifts.findException(day.date), reason });
  };
  const byWeekday = Map.groupBy(before.days, ({ date }) => weekdayOf(date));
  const plannedMsOf = (day: ProductionDay): number =>
    units.reduce((sum, unit) => sum + totalMs(plant.calendar.plannedIn(unit, day)), 0);
  const taken = new Set<ProductionDay>();
  const seen = new Map<number, number>();
  for (const day of now.days) {
    const weekday = weekdayOf(day.date);
    const place = seen.get(weekday) ?? 0;
    seen.set(weekday, place + 1);
    const other = byWeekday.get(weekday)?.[place];
    if (other === undefined) {
      leaveOut(day, 'no-counterpart');
      continue;
    }
    taken.add(other);
    const [own, others] = [plannedMsOf(day), plannedMsOf(other)];
    if (Math.abs(own - others) <= likeDayShareMax * Math.max(own, others)) {
      kept.now.push(day);
      kept.before.push(other);
    } else {
      leaveOut(day, 'other-open-hours');
      leaveOut(other, 'other-open-hours');
    }
  }
  for (const day of before.days) if (!taken.has(day)) leaveOut(day, 'no-counterpart');
  return { ...kept, leftOut: leftOut.sort((a, b) => (a.date < b.date ? -1 : 1)) };
}
