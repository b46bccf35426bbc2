/** Rows as CSV after RFC 4180: commas, CRLF, quotes where they are needed, UTF-8 without a mark. */
import { csvText, gapOpenEndAt, type TextColumn } from '../../model/index.ts';
import type { Zone } from '../../time/index.ts';
import type { OutsideColumn } from './fact-columns.ts';
import { createInstantText } from './instant-text.ts';
import type { Sheet } from './sheet.ts';

const partRows = 4_096;

export function csvHeader(outside: readonly OutsideColumn[]): string {
  return `${outside.map(({ name }) => csvText(name)).join(',')}\r\n`;
}

/**
 * The rows, some thousands at a time. A number is the shortest text that reads back as the same double, a flag `true` or
 * `false`, an instant RFC 3339 with the offset of the zone, what is absent an empty field.
 */
export function* csvRows(sheet: Sheet, zone: Pick<Zone, 'format'>): Generator<string> {
  const cells = sheet.outside.map((column) => cellOf(sheet, column, createInstantText(zone)));
  for (let from = 0; from < sheet.length; from += partRows) {
    let text = '';
    for (let row = from; row < Math.min(sheet.length, from + partRows); row++)
      text += `${cells.map((cell) => cell(row)).join(',')}\r\n`;
    yield text;
  }
}

type Cell = (row: number) => string;

function cellOf({ columns }: Sheet, { as, from }: OutsideColumn, instantText: (at: number) => string): Cell {
  const column = columns[from];
  if (column === undefined) throw new RangeError(`There is no column ${from} to write.`);
  if (!(column instanceof Float64Array)) return textCell(column, as === 'quality' ? 'good' : '');
  const numberCell =
    (write: (value: number) => string): Cell =>
    (row) => {
      const value = column[row] as number;
      return Number.isNaN(value) ? '' : write(value);
    };
  switch (as) {
    case 'flag':
      return numberCell((value) => String(value !== 0));
    case 'instant':
      return numberCell(instantText);
    case 'end':
      return numberCell((at) => (at === gapOpenEndAt ? '' : instantText(at)));
    case 'endMs':
      return numberCell((at) => (at === gapOpenEndAt ? '' : String(at)));
    default:
      return numberCell(String);
  }
}

/** Each word is written once, and then known. */
function textCell({ dictionary, codes }: TextColumn, absent: string): Cell {
  const fields: string[] = [absent];
  return (row) => {
    const code = codes[row] as number;
    fields[code] ??= csvText(dictionary[code] as string);
    return fields[code] as string;
  };
}
