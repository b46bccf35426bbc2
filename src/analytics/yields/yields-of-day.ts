/** Yields and defect rates as a daily report reads them. */
import type { Interval, ProductionDay } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { type Limited, limit } from '../limited.ts';
import { type DefectRates, listDefectRates } from './defect-rates.ts';
import { listRolledYields, type RolledYield } from './rolled-yield.ts';

export interface YieldsOfDay {
  /**
   * Of 28 production days up to the window's end, since a part rarely passes all of its operations in one; the least first, then
   * the unknown ones. Empty for a window that is no production day.
   */
  readonly rolled28: Limited<RolledYield>;
  /** Of the window. */
  readonly defectRates: DefectRates;
}

/** @param days the last 28 production days, the window last; none where the window is not one */
export function listYieldsOfDay(activity: Activity, window: Interval, days: readonly ProductionDay[]): YieldsOfDay {
  const [first] = days;
  const rolled = first === undefined ? [] : listRolledYields(activity, { fromAt: first.fromAt, toAt: window.toAt });
  const least = ({ rolledThroughputYield: one, atMost }: RolledYield): number =>
    one.kind === 'known' ? one.value : 1 + atMost;
  return {
    rolled28: limit(rolled.toSorted((a, b) => least(a) - least(b))),
    defectRates: listDefectRates(activity, window),
  };
}
