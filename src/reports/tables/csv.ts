/** A table as CSV after RFC 4180: commas, CRLF, quotes where they are needed, UTF-8 without a mark. */
import { csvText } from '../../model/index.ts';
import { type CellValue, type ColumnType, type Table, typedCell } from './table.ts';

/**
 * Rows and heading of a table. Numbers have a point and no separators in every language; a ratio is percent with two
 * decimals, a time minutes with two; unknown is empty; an instant is local, `YYYY-MM-DD HH:MM:SS`.
 * A text that a spreadsheet would take for a formula stays text (`csvText`).
 *
 * @example toCsv(table) // 'Name,Run (min)\r\nPacking,60\r\n'
 */
export function toCsv({ columns, rows }: Table): string {
  const lines = [
    columns.map(({ heading }) => csvText(heading)),
    ...rows.map((row) => row.map((cell, i) => cellText(cell, columns[i]?.type ?? 'text'))),
  ];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}

function cellText(cell: CellValue, columnType: ColumnType): string {
  const { type, value } = typedCell(cell, columnType);
  if (value === null) return '';
  if (typeof value === 'string') return type === 'instant' ? localTime(value) : csvText(value);
  if (type === 'minutes') return decimals(value / 60_000);
  return decimals(type === 'ratio' ? value * 100 : value);
}

/** At most two decimals, never in exponent form, never `-0`. */
function decimals(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return String(rounded === 0 ? 0 : rounded);
}

/** Local date and time of an instant as it is written: its offset is the plant's. */
export function localTime(instant: string): string {
  return instant.slice(0, 19).replace('T', ' ');
}
