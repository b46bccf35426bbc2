/** Elements of changeovers, for the KPIs that are made of them. */
import type { Interval } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import type { ElementTable } from '../kpi/element-table.ts';
import { type ChangeoverOptions, listUnitChangeovers } from './list-changeovers.ts';

/**
 * Row `u × windows + w` is unit `u` of the activity in window `w`: the changeovers whose first good piece came in it. What the
 * instants of pieces and silence leave open of their time is a way.
 *
 * @example evaluate(getKpi('changeoverTime').formula, changeoverElements(activity, [week])).value[0]
 */
export function changeoverElements(
  activity: Activity,
  windows: readonly Interval[],
  options: ChangeoverOptions = {},
): ElementTable {
  const length = activity.units.length * windows.length;
  const column = (): Float64Array => new Float64Array(length);
  const [count, value, less, more] = [column(), column(), column(), column()];
  const add = (sums: Float64Array, row: number, one: number): void => {
    sums[row] = (sums[row] as number) + one;
  };
  for (const [u, unit] of activity.units.entries())
    for (const { firstGoodAt, takenMs } of listUnitChangeovers(activity, unit, options))
      for (const [w, { fromAt, toAt }] of windows.entries()) {
        if (firstGoodAt.value < fromAt || firstGoodAt.value >= toAt) continue;
        const row = u * windows.length + w;
        add(count, row, 1);
        add(value, row, takenMs.value);
        add(less, row, takenMs.low - takenMs.value);
        add(more, row, takenMs.high - takenMs.value);
      }
  return {
    length,
    columns: { CHANGEOVERS: count, CHANGEOVERTIME: value },
    freedoms: [
      { name: 'instants of pieces and silence', ways: [{}, { CHANGEOVERTIME: less }, { CHANGEOVERTIME: more }] },
    ],
  };
}
