/** Pieces of a window by product, operation and unit. */
import type { Interval } from '../time/index.ts';
import type { Activity } from './activity.ts';
import { compareText } from './compare-text.ts';
import type { PieceRow } from './daily-analysis.ts';
import { reportRange } from './reports-in.ts';
import { splitCount } from './split-count.ts';

/** One row per product, operation and unit with pieces, units in plant-file order, then by operation and product. */
export function listPieceRows({ units, groups }: Activity, { fromAt, toAt }: Interval): PieceRow[] {
  return units.flatMap(({ equipment, reports }) => {
    const sums = new Map<number, { completed: number; scrap: number; hold: number }>();
    const { first, last } = reportRange(reports, fromAt, toAt);
    for (let i = first; i < last; i++) {
      const [s, e] = [reports.startAt[i] as number, reports.endAt[i] as number];
      const group = reports.group[i] as number;
      const sum = sums.get(group) ?? { completed: 0, scrap: 0, hold: 0 };
      sum.completed += splitCount(reports.completed[i] as number, s, e, fromAt, toAt);
      sum.scrap += splitCount(reports.scrap[i] as number, s, e, fromAt, toAt);
      sum.hold += splitCount(reports.hold[i] as number, s, e, fromAt, toAt);
      sums.set(group, sum);
    }
    return [...sums]
      .filter(([, { completed, scrap, hold }]) => completed + scrap + hold > 0)
      .map(([group, sum]) => ({
        product: groups[group]?.product ?? '',
        operation: groups[group]?.operation ?? '',
        equipment: equipment.id as string,
        ...sum,
      }))
      .sort((a, b) => compareText(a.operation, b.operation) || compareText(a.product, b.product));
  });
}
