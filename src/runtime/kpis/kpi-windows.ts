/** The windows that a span is cut into, so that figures are given of each. */
import { hoursMax, type KpiWindow, listLocalHours } from '../../analytics/index.ts';
import { GembaError, type Plant } from '../../model/index.ts';
import { addDays, dayMs, type Interval, type LocalDate, type ProductionDay, weekdayOf } from '../../time/index.ts';
import type { ReportWindow } from '../report-window.ts';

export const kpiSpans = ['hour', 'shift', 'day', 'week'] as const;
export type KpiSpan = (typeof kpiSpans)[number];

/**
 * Production days, their weeks from Monday on, shifts, or hours of local time that touch the window, as far as they lie in it.
 * Time outside shifts is in none of them. Without a span, the window itself.
 *
 * @throws GembaError `usage` for hours of more than 49 hours
 * @example listKpiWindows(plant, window, 'week')[0]?.name // '2012-W09'
 */
export function listKpiWindows(plant: Plant, { window, label }: ReportWindow, by?: KpiSpan): readonly KpiWindow[] {
  const clipped = ({ fromAt, toAt }: Interval, name: string): KpiWindow => ({
    name,
    fromAt: Math.max(fromAt, window.fromAt),
    toAt: Math.min(toAt, window.toAt),
  });
  switch (by) {
    case undefined:
      return [clipped(window, label)];
    case 'hour':
      return listHours(plant, window);
    case 'shift':
      return plant.listShifts(window).map((shift) => clipped(shift, `${shift.date}/${shift.name}`));
    case 'day':
      return listDays(plant, window).map((day) => clipped(day, day.date));
    case 'week': {
      const weeks = Map.groupBy(listDays(plant, window), ({ date }) => weekOf(date));
      return [...weeks].map(([name, days]) => {
        const [first, last] = [days[0] as ProductionDay, days.at(-1) as ProductionDay];
        return clipped({ fromAt: first.fromAt, toAt: last.toAt }, name);
      });
    }
  }
}

function listHours({ zone }: Plant, window: Interval): readonly KpiWindow[] {
  const hours = listLocalHours(zone, window);
  if (hours.length === 0)
    throw new GembaError(
      'usage',
      `A window of more than ${hoursMax} hours is not told by the hour. Ask for less of it.`,
    );
  return hours.map(({ fromAt, toAt }) => ({ name: zone.format(fromAt).slice(0, 16).replace('T', ' '), fromAt, toAt }));
}

function listDays(plant: Plant, { fromAt, toAt }: Interval): readonly ProductionDay[] {
  const days: ProductionDay[] = [];
  for (let day = plant.productionDayAt(fromAt); day.fromAt < toAt; day = plant.shiftDay(day, 1)) days.push(day);
  return days;
}

/** The week of ISO 8601, whose year is that of its Thursday: `2012-W09`. */
function weekOf(date: LocalDate): string {
  const thursday = addDays(date, 4 - weekdayOf(date));
  const year = thursday.slice(0, 4);
  const week = Math.floor((Date.parse(thursday) - Date.parse(`${year}-01-01`)) / (7 * dayMs)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}
