/** Elements of a group of units over days of several periods: a row a period. */
import type { IntervalSet, ProductionDay } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { type ElementTable, sumRows } from '../kpi/element-table.ts';
import { withFinished } from '../kpi/finished-elements.ts';
import { unitElements } from '../kpi/unit-elements.ts';
import { windowsOf } from './periods.ts';

export interface PeriodElementsOptions {
  readonly activity: Activity;
  /** Whether a unit counts, by its place in the activity. */
  readonly isAsked: (unit: number) => boolean;
  /** Whether these are all units of the plant, so that its finished pieces are theirs. */
  readonly isWhole: boolean;
  readonly unheard?: ((equipment: string) => IntervalSet) | undefined;
}

/** Ideal times are those known when a period began, for all of its days. */
export function periodElements(
  { activity, isAsked, isWhole, unheard }: PeriodElementsOptions,
  periods: readonly (readonly ProductionDay[])[],
): ElementTable {
  const windows = periods.flatMap((days, period) =>
    windowsOf(days).map((window) => ({ ...window, period, asOfAt: days[0]?.fromAt ?? window.fromAt })),
  );
  const rows = unitElements({ activity, windows, ...(unheard === undefined ? {} : { unheard }) });
  const groupOf = Int32Array.from({ length: rows.length }, (_, row) =>
    isAsked(Math.floor(row / windows.length)) ? (windows[row % windows.length]?.period ?? -1) : -1,
  );
  const sums = sumRows(rows, groupOf, periods.length);
  if (!isWhole) return sums;
  return withFinished(
    sums,
    activity,
    windows.map((window) => ({ ...window, row: window.period })),
  );
}
