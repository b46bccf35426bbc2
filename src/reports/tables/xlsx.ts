/** Tables as one workbook: a sheet per table, typed cells, a filter, a frozen heading. The only file that knows hucre. */
import type { CellStyle, CellValue as SheetValue, WriteSheet } from 'hucre/xlsx';
import { type CellValue, type ColumnType, type Table, typedCell, type ValueType } from './table.ts';

export interface WorkbookOptions {
  readonly title: string;
  /** UTC epoch ms that the workbook is dated by: what it speaks of, never the moment of writing. */
  readonly datedAt: number;
  /** Custom properties of the file: what its figures stand on. */
  readonly properties?: Readonly<Record<string, string | number>>;
}

const formats: Readonly<Record<ValueType, string | undefined>> = {
  text: '@',
  integer: '#,##0',
  number: '#,##0.0',
  pieces: '#,##0',
  minutes: '#,##0.0',
  ratio: '0.0%',
  money: '#,##0.00',
  instant: 'yyyy-mm-dd hh:mm:ss',
  date: 'yyyy-mm-dd',
};

/** Characters; a column is as wide as its widest cell, up to this. */
const widthMax = 48;
/** The button of the filter covers so many characters of the heading. */
const filterWidth = 3;

/**
 * The bytes of a workbook. The same tables give the same bytes, whatever the zone of the machine: a sheet's dates have no
 * zone, so local times are written as if they were UTC.
 *
 * @throws RangeError for more than a million rows, which no sheet holds
 */
export async function toXlsx(tables: readonly Table[], options: WorkbookOptions): Promise<Uint8Array> {
  // Loaded here: whoever asks for no workbook loads no writer of workbooks.
  const { colToLetter, writeXlsx } = await import('hucre/xlsx');
  const dated = new Date(options.datedAt);
  return await writeXlsx({
    sheets: tables.map((table) => toSheet(table, colToLetter)),
    properties: {
      title: options.title,
      creator: 'gemba',
      created: dated,
      modified: dated,
      ...(options.properties === undefined ? {} : { custom: { ...options.properties } }),
    },
  });
}

function toSheet({ title, columns, rows }: Table, letterOf: (column: number) => string): WriteSheet {
  const cells: NonNullable<WriteSheet['cells']> = new Map();
  columns.forEach(({ heading, type }, column) => {
    const horizontal = isNumeric(type) ? 'right' : 'left';
    cells.set(`0,${column}`, { value: heading, style: { font: { bold: true }, alignment: { horizontal } } });
  });
  rows.forEach((row, i) => {
    row.forEach((cell, column) => {
      const { value, style } = toCell(cell, columns[column]?.type ?? 'text');
      if (value !== null) cells.set(`${i + 1},${column}`, { value, style });
    });
  });
  return {
    name: title,
    columns: columns.map(({ heading, type }, column) => ({ width: widthOf(heading, type, rows, column) })),
    rows: [columns.map(({ heading }) => heading), ...rows.map((row) => row.map(() => null))],
    cells,
    freezePane: { rows: 1 },
    autoFilter: { range: `A1:${letterOf(columns.length - 1)}${rows.length + 1}` },
  };
}

function toCell(cell: CellValue, columnType: ColumnType): { value: SheetValue; style: CellStyle } {
  const { type, value } = typedCell(cell, columnType);
  const numFmt = formats[type];
  const style = numFmt === undefined ? {} : { numFmt };
  return { value: value === null ? null : toSheetValue(type, value), style };
}

function toSheetValue(type: ValueType, value: string | number): SheetValue {
  if (typeof value === 'number') return type === 'minutes' ? Math.round(value / 600) / 100 : value;
  if (type === 'instant') return new Date(`${value.slice(0, 19)}Z`);
  if (type === 'date') return new Date(`${value}T00:00:00Z`);
  return value;
}

function isNumeric(type: ColumnType): boolean {
  return type !== 'text' && type !== 'instant' && type !== 'date';
}

function widthOf(heading: string, type: ColumnType, rows: Table['rows'], column: number): number {
  let widest = Math.max(type === 'instant' ? 20 : 10, heading.length + filterWidth);
  if (type === 'text')
    for (const row of rows) {
      const cell = row[column];
      if (typeof cell === 'string') widest = Math.max(widest, cell.length + 1);
    }
  return Math.min(widthMax, widest);
}
