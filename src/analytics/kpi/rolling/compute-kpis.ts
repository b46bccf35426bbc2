/** KPIs of any windows and groups, at once. */
import { type FactTable, type Plant, textAt } from '../../../model/index.ts';
import type { IntervalSet } from '../../../time/index.ts';
import { sortReports } from '../../activity.ts';
import type { ElementTable } from '../element-table.ts';
import { sumRows } from '../element-table.ts';
import { evaluate } from '../evaluate.ts';
import type { KpiRow } from '../kpi-row.ts';
import { listKpis } from '../kpis.ts';
import { learnFor, prepareReported, reportedElements } from '../unit-elements.ts';
import type { KpiAnswer, KpiColumn } from './answer.ts';
import { isOfPieces, type PieceFacts, pieceElements } from './piece-elements.ts';
import { type KpiPlan, listParts, type PlanQuestion, planKpis } from './plan.ts';
import type { KpiQuestion, KpiWindow } from './question.ts';

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
  const { windows, groupBy = [], kpis = listKpis(plant.kpis) } = question;
  const sorted = sortReports(plant, production, equipmentState);
  const options = { sorted, ...(unheard === undefined ? {} : { unheard }) };
  if (isOfPieces(question)) {
    const parts = listParts(plant, windows, groupBy);
    const { workOrder } = production.columns;
    const pieces: PieceFacts = {
      plant,
      groups: sorted.groups,
      parts,
      units: prepareReported({ ...options, windows: parts }),
      learned: learnFor(sorted, parts),
      orderAt: ({ activity: { reports } }, report) => textAt(workOrder, reports.row[report] as number),
    };
    return answerOfPieces(pieces, question, windows, kpis);
  }
  const plan = planKpis(plant, plant.equipment.workUnits, windows, question);
  return answerOf(plan, reportedElements({ ...options, windows: plan.parts }), kpis);
}

export function answerOfPieces(
  pieces: PieceFacts,
  question: PlanQuestion,
  windows: readonly KpiWindow[],
  kpis: readonly KpiRow[],
): KpiAnswer {
  const { groups, elements } = pieceElements(pieces, windows.length, question);
  return { windows, groups, columns: evaluateAll(kpis, elements), elements };
}

/** @param table rows `unit × parts + part` of the plan */
export function answerOf(plan: KpiPlan, table: ElementTable, kpis: readonly KpiRow[]): KpiAnswer {
  const { windows, groups, rowOf } = plan;
  const elements = sumRows(table, rowOf, groups.length * windows.length);
  return { windows, groups, columns: evaluateAll(kpis, elements), elements };
}

function evaluateAll(kpis: readonly KpiRow[], elements: ElementTable): KpiColumn[] {
  return kpis.map((kpi) => ({ kpi, ...evaluate(kpi.formula, elements) }));
}
