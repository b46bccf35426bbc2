/** What is asked of KPIs: which of them, of what, over which windows. */
import type { Interval } from '../../../time/index.ts';
import type { KpiRow } from '../kpi-row.ts';

/**
 * What figures are put together by. Levels of equipment: the ancestor of a unit on that level. `shift`: the name of the shift
 * that is worked, windows being taken apart at its borders. The last three are of what is made, by what reports say.
 */
export const kpiDimensions = [
  'workUnit',
  'workCenter',
  'area',
  'site',
  'enterprise',
  'shift',
  'product',
  'operation',
  'workOrder',
] as const;
export type KpiDimension = (typeof kpiDimensions)[number];

/** Half-open, whole ms. Windows may overlap, and need not follow each other. */
export interface KpiWindow extends Interval {
  /** Such as a shift's name or a date; for who reads the answer. */
  readonly name?: string;
}

/**
 * @example
 * const question: KpiQuestion = {
 *   windows: plant.listShifts(plant.productionDay('2012-02-29')),
 *   groupBy: ['area'],
 *   kpis: iso22400Kpis().filter(({ id }) => id === 'availability'),
 * };
 */
export interface KpiQuestion {
  readonly windows: readonly KpiWindow[];
  /** Default: none, so that there is one group, of all. */
  readonly groupBy?: readonly KpiDimension[];
  /** Equipment by id, each with all work units below it. Default: the whole plant. */
  readonly equipment?: readonly string[];
  /** Rows of the table of KPIs. Default: all, as the plant has them. */
  readonly kpis?: readonly KpiRow[];
}
