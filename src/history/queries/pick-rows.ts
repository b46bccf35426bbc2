/** Rows of an answer, chosen. */
import type { AnswerColumns, NumberAnswer, QueryTable } from './table.ts';

/** Some rows of an answer, in this order; a row may come more than once. */
export function pickRows<Columns>(table: QueryTable<Columns>, rows: Uint32Array): QueryTable<Columns> {
  const columns = Object.entries(table.columns as AnswerColumns).map(([name, column]) => [
    name,
    column.type === 'text'
      ? { ...column, codes: rows.map((row) => column.codes[row] as number) }
      : { ...column, values: Float64Array.from(rows, (row) => column.values[row] as number) },
  ]);
  return { length: rows.length, columns: Object.fromEntries(columns) as Columns };
}

/** Names of the columns that hold numbers. */
export type NumberName<Columns> = {
  [Name in keyof Columns & string]: NonNullable<Columns[Name]> extends NumberAnswer ? Name : never;
}[keyof Columns & string];

/**
 * The rows with the greatest values of a column, the greatest first; rows of equal values stay in their order, those
 * without a value are left out.
 *
 * @param count rows at most; default: all
 * @example topRows(await queries.counts({ window: '2012-02-29', by: 'product' }), 'scrapCount', 3)
 */
export function topRows<Columns>(
  table: QueryTable<Columns>,
  column: NumberName<Columns>,
  count: number = table.length,
): QueryTable<Columns> {
  const { values } = table.columns[column] as NumberAnswer;
  const known = Uint32Array.from({ length: table.length }, (_, row) => row).filter((row) => !Number.isNaN(values[row]));
  const sorted = known.sort((a, b) => (values[b] as number) - (values[a] as number) || a - b);
  return pickRows(table, sorted.subarray(0, count));
}
