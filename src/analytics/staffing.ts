/** Who reported on which unit in which shift, as tokens. */
import { type FactTable, textAt } from '../model/index.ts';
import type { Interval, Shift } from '../time/index.ts';
import type { Activity } from './activity.ts';
import type { DailyAnalysis } from './daily-analysis.ts';
import { operatorsAt, rowsTouching } from './day-facts.ts';

/** Units in plant-file order, shifts in time; those with nobody are left out. Outside every shift the name is empty. */
export function listStaffing(
  { units, production, equipmentState }: Activity,
  window: Interval,
  shifts: readonly Shift[],
): DailyAnalysis['staffing'] {
  const found = new Map<string, Map<string, Set<string>>>();
  const addAll = (table: FactTable<'production'> | FactTable<'equipmentState'>): void => {
    const { equipment, startAt, endAt } = table.columns;
    for (const row of rowsTouching(table, window)) {
      const fromAt = Math.max(startAt[row] as number, window.fromAt);
      const toAt = Math.max(Math.min(endAt[row] as number, window.toAt), fromAt + 1);
      const during = shifts.filter((shift) => fromAt < shift.toAt && toAt > shift.fromAt).map(({ name }) => name);
      for (const shift of during.length === 0 ? [''] : during)
        for (const token of operatorsAt(table, row)) {
          const unit = textAt(equipment, row);
          const byShift = found.get(unit) ?? new Map<string, Set<string>>();
          found.set(unit, byShift.set(shift, (byShift.get(shift) ?? new Set()).add(token)));
        }
    }
  };
  addAll(production);
  addAll(equipmentState);
  const order = [...new Set([...shifts.map(({ name }) => name), ''])];
  return units.flatMap(({ equipment }) =>
    order.flatMap((shift) => {
      const operators = found.get(equipment.id)?.get(shift);
      return operators === undefined ? [] : [{ equipment: equipment.id, shift, operators: [...operators].sort() }];
    }),
  );
}
