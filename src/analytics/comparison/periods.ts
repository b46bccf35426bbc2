/** Periods of production days that are compared: days, weeks, months. */
import type { Plant } from '../../model/index.ts';
import { addDays, type Interval, type LocalDate, listIntervals, type ProductionDay, union } from '../../time/index.ts';

/**
 * `day`: a production day; before it the same weekday a week earlier. `week`: seven production days up to and with a date; before
 * it the seven before. `month`: from the first of the month up to and with a date; before it as many days of the month before, or
 * all of it where the date is the last of its month.
 */
export const periodKinds = ['day', 'week', 'month'] as const;
export type PeriodKind = (typeof periodKinds)[number];

export interface Period extends Interval {
  readonly kind: PeriodKind;
  /** Oldest first, at least one. */
  readonly days: readonly ProductionDay[];
}

/**
 * The period that ends with a date.
 *
 * @throws GembaError `date-invalid` for a date that does not exist
 * @example periodTo(plant, 'month', '2012-02-29').days.length // 29
 */
export function periodTo(plant: Plant, kind: PeriodKind, date: LocalDate): Period {
  const last = plant.productionDay(date);
  const lengths: Readonly<Record<PeriodKind, number>> = { day: 1, week: 7, month: dayOfMonth(date) };
  const days = Array.from({ length: lengths[kind] }, (_, i) => plant.shiftDay(last, i + 1 - lengths[kind]));
  return { kind, days, fromAt: (days[0] as ProductionDay).fromAt, toAt: last.toAt };
}

/** @example periodBefore(plant, periodTo(plant, 'month', '2012-02-29')).days.at(-1)?.date // '2012-01-31' */
export function periodBefore(plant: Plant, { kind, days }: Period): Period {
  const { date } = days.at(-1) as ProductionDay;
  return periodTo(plant, kind, kind === 'month' ? dateInMonthBefore(date) : addDays(date, -7));
}

/** So many periods before one, nearest first, of which facts speak: from the day of the first fact on. */
export function listPeriodsBefore(plant: Plant, period: Period, count: number, spokenFromAt: number): Period[] {
  const beginsAt = plant.productionDayAt(spokenFromAt).fromAt;
  const periods: Period[] = [];
  for (let one = periodBefore(plant, period); periods.length < count; one = periodBefore(plant, one)) {
    if (one.fromAt < beginsAt) break;
    periods.push(one);
  }
  return periods;
}

/** Days of a period that are looked at, as windows: those that follow each other are one. */
export function windowsOf(days: readonly ProductionDay[]): Interval[] {
  return listIntervals(
    union(
      days.map(({ fromAt }) => fromAt),
      days.map(({ toAt }) => toAt),
    ),
  );
}

function dayOfMonth(date: LocalDate): number {
  return Number(date.slice(8));
}

function dateInMonthBefore(date: LocalDate): LocalDate {
  const lastBefore = addDays(date, -dayOfMonth(date));
  const isMonthEnd = dayOfMonth(addDays(date, 1)) === 1;
  if (isMonthEnd || dayOfMonth(date) > dayOfMonth(lastBefore)) return lastBefore;
  return addDays(lastBefore, dayOfMonth(date) - dayOfMonth(lastBefore));
}
