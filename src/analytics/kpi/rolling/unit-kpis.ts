/** KPIs of units whose facts somebody else holds, one by one. */
import type { Plant } from '../../../model/index.ts';
import type { Activity } from '../../activity.ts';
import { type LearnedIdealTimes, lookupIn } from '../../learn-ideal-times.ts';
import { createElementRows } from '../element-rows.ts';
import { listKpis } from '../kpis.ts';
import { type PreparedUnit, prepareUnits, type UnitWindow } from '../unit-elements.ts';
import type { KpiAnswer } from './answer.ts';
import { answerOf } from './compute-kpis.ts';
import { planKpis } from './plan.ts';
import type { KpiDimension, KpiQuestion } from './question.ts';

/** Groups of units, and not of what they make. */
export type UnitDimension = Exclude<KpiDimension, 'shift' | 'product' | 'operation' | 'workOrder'>;

export interface UnitKpiQuestion extends KpiQuestion {
  readonly groupBy?: readonly UnitDimension[];
}

/**
 * What `computeKpis` answers, of activities that are there already.
 *
 * @param activities of one unit each
 * @param learned by window, the ideal times known when it began
 */
export function computeUnitKpis(
  plant: Plant,
  activities: readonly Activity[],
  learned: readonly LearnedIdealTimes[],
  question: UnitKpiQuestion,
): KpiAnswer {
  const { windows, kpis = listKpis(plant.kpis) } = question;
  const units = activities.flatMap((activity) => activity.units.map(({ equipment }) => equipment));
  const plan = planKpis(plant, units, windows, question);
  const rows = createElementRows(units.length * windows.length);
  for (const [u, activity] of activities.entries()) {
    const [prepared] = prepareUnits({ activity, windows }) as [PreparedUnit];
    for (const [w, window] of windows.entries())
      rows.fill(
        u * windows.length + w,
        prepared,
        window satisfies UnitWindow,
        lookupIn(activity, learned[w] as LearnedIdealTimes),
      );
  }
  return answerOf(plan, rows.table(), kpis);
}
