/** What is known of KPIs, in columns. */
import type { ElementTable } from '../element-table.ts';
import type { ElementId } from '../elements.ts';
import type { BoundedColumns } from '../evaluate.ts';
import { elementsOf } from '../formula.ts';
import type { KpiRow } from '../kpi-row.ts';
import type { KpiDimension, KpiWindow } from './question.ts';

export interface KpiGroup {
  /** What it is of, by dimension: an id of equipment, the name of a shift, a product …; `''`: reports that say none. */
  readonly key: Readonly<Partial<Record<KpiDimension, string>>>;
}

export interface KpiColumn extends BoundedColumns {
  readonly kpi: KpiRow;
}

/**
 * Row `g × windows + w` of each column is group `g` in window `w`. `NaN`: unknown, and `whyUnknown` says of what is missing.
 *
 * @example
 * const { windows, groups, columns } = computeKpis(facts, question);
 * const [oee] = columns;
 * oee.value[g * windows.length + w]; // 0.71, between oee.low[…] and oee.high[…]
 */
export interface KpiAnswer {
  readonly windows: readonly KpiWindow[];
  /** Sorted by key: equipment in plant-file order, all else by its text. */
  readonly groups: readonly KpiGroup[];
  /** As the KPIs were asked for. */
  readonly columns: readonly KpiColumn[];
  /** What they are made of, by the same rows. */
  readonly elements: ElementTable;
}

/** `missing`: no fact tells these elements. `empty`: all are told, and what it would be divided by is 0. */
export type WhyUnknown =
  | { readonly kind: 'missing'; readonly elements: readonly ElementId[] }
  | { readonly kind: 'empty' };

/**
 * Why a KPI has no value in a row; undefined where it has one.
 *
 * @example whyUnknown(answer, answer.columns[0], 0) // { kind: 'missing', elements: ['APAT'] }
 */
export function whyUnknown(
  { elements: { columns } }: Pick<KpiAnswer, 'elements'>,
  { kpi, value }: KpiColumn,
  row: number,
): WhyUnknown | undefined {
  if (!Number.isNaN(value[row])) return undefined;
  const missing = elementsOf(kpi.formula).filter((element) => Number.isNaN(columns[element]?.[row] ?? Number.NaN));
  return missing.length > 0 ? { kind: 'missing', elements: missing } : { kind: 'empty' };
}
