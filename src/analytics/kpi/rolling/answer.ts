/** What is known of KPIs, in columns. */
import type { ElementTable } from '../element-table.ts';
import type { BoundedColumns } from '../evaluate.ts';
import type { KpiRow } from '../kpi-row.ts';
import type { KpiDimension, KpiWindow } from './question.ts';

export interface KpiGroup {
  /** What it is of, by dimension: an id of equipment, the name of a shift, a product …; `''`: reports that say none. */
  readonly key: Readonly<Partial<Record<KpiDimension, string>>>;
}

export interface KpiColumn extends BoundedColumns {
  readonly kpi: KpiRow;
  /** What it is made of, where those are not the elements of the answer: of what is more than units. */
  readonly elements?: ElementTable;
}

/**
 * Row `g × windows + w` of each column is group `g` in window `w`. `NaN`: unknown, and `whyUnknown(kpi, answer.elements, row)` says what is missing.
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
