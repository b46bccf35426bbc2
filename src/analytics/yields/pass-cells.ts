/** Pieces of a window by pass, in the smallest parts that anybody asks of. */
import { textAt } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { piecesIn } from '../quality/quality-reports.ts';
import { addReport, createPassCounts, type PassCounts } from './pass-counts.ts';

/** What yields are asked by. A report that does not name its order is of order `''`. */
export const yieldKeys = ['product', 'operation', 'order', 'equipment'] as const;
export type YieldKey = (typeof yieldKeys)[number];

/** Pieces of one product, operation and order on one unit, whose reports name the same defect. */
export interface PassCell {
  readonly product: string;
  readonly operation: string;
  readonly order: string;
  readonly equipment: string;
  /** Code of the defect; `''` where none is named. */
  readonly defect: string;
  readonly counts: PassCounts;
}

/** In no order; cells have a piece at least. */
export function listPassCells(activity: Activity, window: Interval): PassCell[] {
  const { workOrder, defect } = activity.production.columns;
  const cells = new Map<string, Omit<PassCell, 'counts'> & { readonly counts: ReturnType<typeof createPassCounts> }>();
  for (const { unit, place, completed, scrap, hold } of piecesIn(activity, window)) {
    if (completed + scrap + hold === 0) continue;
    const row = unit.reports.row[place] as number;
    const group = unit.reports.group[place] as number;
    const key = `${unit.equipment.id}\n${group}\n${workOrder.codes[row]}\n${defect.codes[row]}`;
    let cell = cells.get(key);
    if (cell === undefined) {
      const { product = '', operation = '' } = activity.groups[group] ?? {};
      cell = {
        product,
        operation,
        order: textAt(workOrder, row),
        equipment: unit.equipment.id,
        defect: textAt(defect, row),
        counts: createPassCounts(),
      };
      cells.set(key, cell);
    }
    addReport(cell.counts, unit.reports.isRework[place] === 1, completed, scrap, hold);
  }
  return [...cells.values()];
}
