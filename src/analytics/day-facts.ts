/** Which facts touch a window. */
import { type FactTable, textAt, timesOf } from '../model/index.ts';
import type { Interval } from '../time/index.ts';

/** Rows that touch the window, in table order. A fact of no known time touches none; one of an instant its own. */
export function rowsTouching(table: FactTable, { fromAt, toAt }: Interval): number[] {
  const { startAt, endAt } = timesOf(table);
  const rows: number[] = [];
  for (let i = 0; i < table.length; i++) {
    const [s, e] = [startAt[i] as number, endAt[i] as number];
    if (s < toAt && (e > fromAt || (e === s && s >= fromAt))) rows.push(i);
  }
  return rows;
}

/** Person tokens of a fact; empty where it names nobody. */
export function operatorsAt(table: FactTable<'production'> | FactTable<'equipmentState'>, row: number): string[] {
  return textAt(table.columns.operators, row)
    .split(' ')
    .filter((token) => token !== '');
}

/** Line of a fact in its file; 0 where the source has no lines. */
export function lineAt(line: Float64Array, row: number): number {
  const value = line[row] as number;
  return Number.isNaN(value) ? 0 : value;
}
