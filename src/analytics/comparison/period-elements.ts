/** Elements of a group of units over days of several periods: a row a period. */
import type { Interval, IntervalSet, ProductionDay } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { createFinishedCounter } from '../finished.ts';
import { type ElementTable, sumRows } from '../kpi/element-table.ts';
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
  return isWhole ? withFinished(sums, activity, windows) : sums;
}

/** Of the plant alone: finished pieces, with those that only a later final operation reported as a way. */
function withFinished(
  table: ElementTable,
  activity: Activity,
  windows: readonly (Interval & { readonly period: number })[],
): ElementTable {
  const counter = createFinishedCounter(activity);
  const [value, more] = [new Float64Array(table.length), new Float64Array(table.length)];
  for (const { fromAt, toAt, period } of windows) {
    const { low, high } = counter.countIn(fromAt, toAt);
    value[period] = (value[period] as number) + low;
    more[period] = (more[period] as number) + high - low;
  }
  return {
    length: table.length,
    columns: { ...table.columns, FINISHED: value },
    freedoms: [...table.freedoms, { name: 'orders not reported as packed', ways: [{}, { FINISHED: more }] }],
  };
}
