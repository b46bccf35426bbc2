/** Compares the seven days up to a day with the seven before. */
import type { FactTable } from '../../model/index.ts';
import type { ProductionDay } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { getKpi } from '../kpi/kpis.ts';
import { unheardOf } from '../kpi/unheard.ts';
import { comparePeriods } from './compare-periods.ts';
import { periodTo } from './periods.ts';
import type { WeekOfDay } from './week-of-day.ts';

export function compareWeekOfDay(activity: Activity, day: ProductionDay, gaps: FactTable<'gap'>): WeekOfDay {
  const { now, before, rows } = comparePeriods({
    activity,
    period: periodTo(activity.plant, 'week', day.date),
    kpis: [getKpi('finished')],
    unheard: unheardOf(activity, gaps),
  });
  const [finished] = rows as [(typeof rows)[number]];
  return {
    openMs: now.openMs,
    beforeOpenMs: before.openMs,
    finishedChangeRatio: finished.changeRatio,
    isToldApart: finished.isToldApart,
    exceptions: [...new Set([...before.exceptions, ...now.exceptions].map(({ name }) => name))],
  };
}
