/** Rows of plain values as CSV (RFC 4180), as exports write them. */
import { csvText } from '../model/index.ts';

export type PlainCell = string | number | boolean | null;

export function csvLine(cells: readonly PlainCell[]): string {
  return `${cells.map((cell) => (typeof cell === 'string' ? csvText(cell) : String(cell ?? ''))).join(',')}\r\n`;
}
