/** The seven days up to a day against the seven before, per open hour: what a sum of a week leaves unsaid. */
import type { FactTable, Known } from '../../model/index.ts';
import type { ProductionDay } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { getKpi } from '../kpi/kpis.ts';
import { unheardOf } from '../kpi/unheard.ts';
import { comparePeriods } from './compare-periods.ts';
import { periodTo } from './periods.ts';

export interface WeekOfDay {
  /** Planned time and what ran outside it, over all units, ms. */
  readonly openMs: number;
  readonly beforeOpenMs: number;
  /** Change of finished pieces per open hour, as a share of before. */
  readonly finishedChangeRatio: Known;
  /** Whether what is not known of either week does not explain the difference. */
  readonly isToldApart: boolean;
  /** What the calendar names in either week, such as holidays; each once. */
  readonly exceptions: readonly string[];
}

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
