/** Whether a figure changed its level within the last 13 weeks, and when. */
import { pettitt } from '../stats/index.ts';
import type { WeekChange, WeekPoint } from './daily-analysis.ts';
import { reportKpis } from './kpi/report-kpis.ts';

/** Known weeks below which nothing is said: of fewer, no change is clear enough for the test. */
export const changeWeeksMin = 11;
/** A change that the test gives a lower chance than this, had there been none, is said. */
export const changeChanceMax = 0.05;

/**
 * The changes of level of the plant's weekly figures, in the order of the KPIs of reports: at most one a figure, where
 * Pettitt's test over its known weeks finds one. Weeks that are not known are left out of it. It is a change of the
 * figure and of nothing else: where reports became fewer, it may be of the reports.
 */
export function listWeekChanges(weeks: readonly WeekPoint[]): WeekChange[] {
  return reportKpis.flatMap(({ id }) => {
    const known = weeks.flatMap(({ from, values }) => {
      const value = values[id];
      return value?.kind === 'known' ? [{ from, value: value.value }] : [];
    });
    if (known.length < changeWeeksMin) return [];
    const found = pettitt(known.map(({ value }) => value));
    if (found === undefined || found.p >= changeChanceMax) return [];
    const { before, after, p, changeIndex, count } = found;
    return [{ kpi: id, from: (known[changeIndex] as (typeof known)[number]).from, before, after, p, weeks: count }];
  });
}
