/** When an order is on a unit: from the first to the last of its reports that follow each other there. */
import { type IntervalSet, union } from '../../time/index.ts';
import type { Activity, UnitActivity } from '../activity.ts';

/** Reports without an order are on none, and end the one before them no sooner than another order does. */
export function orderTimeOf({ production }: Activity, { reports }: UnitActivity): IntervalSet {
  const { codes } = production.columns.workOrder;
  const from: number[] = [];
  const to: number[] = [];
  let [order, startAt, endAt] = [0, 0, 0];
  const close = (): void => {
    if (order === 0) return;
    from.push(startAt);
    to.push(endAt);
  };
  for (let i = 0; i < reports.length; i++) {
    const next = codes[reports.row[i] as number] as number;
    if (next === 0) continue;
    if (next !== order) {
      close();
      order = next;
      startAt = reports.startAt[i] as number;
      endAt = reports.endAt[i] as number;
    } else endAt = Math.max(endAt, reports.endAt[i] as number);
  }
  close();
  return union(from, to);
}
