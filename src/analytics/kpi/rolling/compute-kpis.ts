/** KPIs of any windows and groups, at once. */
import type { FactTable, Plant } from '../../../model/index.ts';
import type { IntervalSet } from '../../../time/index.ts';
import { sortReports } from '../../activity.ts';
import type { ElementTable } from '../element-table.ts';
import { sumRows } from '../element-table.ts';
import { evaluate } from '../evaluate.ts';
import type { KpiRow } from '../kpi-row.ts';
import { listKpis } from '../kpis.ts';
import { reportedElements } from '../unit-elements.ts';
import type { KpiAnswer } from './answer.ts';
import { type KpiPlan, planKpis } from './plan.ts';
import type { KpiQuestion } from './question.ts';

export interface KpiFacts {
  readonly plant: Plant;
  /** In any order of rows; of any equipment, also what is not asked for: ideal times are learned from all. */
  readonly production: FactTable<'production'>;
  readonly equipmentState: FactTable<'equipmentState'>;
  /** Time in which nobody could have heard of a unit, by its id. Default: none. */
  readonly unheard?: (equipment: string) => IntervalSet;
}

/**
 * Every KPI that is asked for, of each group in each window, with its bounds. Groups are ratios of sums. Ideal times are those
 * known when a window began.
 *
 * @throws GembaError `unknown-name` for equipment that the plant does not have
 * @example
 * const days = { windows: [plant.productionDay('2012-02-29')], groupBy: ['workUnit'] } as const;
 * const { groups, columns } = computeKpis({ plant, production, equipmentState }, days);
 */
export function computeKpis(facts: KpiFacts, question: KpiQuestion): KpiAnswer {
  const { plant, production, equipmentState, unheard } = facts;
  const { windows, kpis = listKpis(plant.kpis) } = question;
  const plan = planKpis(plant, plant.equipment.workUnits, windows, question);
  const table = reportedElements({
    sorted: sortReports(plant, production, equipmentState),
    windows: plan.parts,
    ...(unheard === undefined ? {} : { unheard }),
  });
  return answerOf(plan, table, kpis);
}

/** @param table rows `unit × parts + part` of the plan */
export function answerOf(plan: KpiPlan, table: ElementTable, kpis: readonly KpiRow[]): KpiAnswer {
  const { windows, groups, rowOf } = plan;
  const elements = sumRows(table, rowOf, groups.length * windows.length);
  return { windows, groups, columns: kpis.map((kpi) => ({ kpi, ...evaluate(kpi.formula, elements) })), elements };
}
