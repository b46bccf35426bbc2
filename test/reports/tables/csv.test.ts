/** CSV after RFC 4180, read back by csv-parse, which shares no code with the writer. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toCsv } from '../../../src/reports/tables/csv.ts';
import type { CellValue, ColumnType, Table } from '../../../src/reports/tables/table.ts';

function tableOf(types: readonly ColumnType[], rows: readonly (readonly CellValue[])[]): Table {
  const columns = types.map((type, i) => ({ id: `c${i}`, label: `C ${i}`, heading: `C ${i}`, type }));
  return { id: 'table', title: 'Table', columns, rows, rowIds: undefined, rowNames: [] };
}

function cells(types: readonly ColumnType[], ...row: readonly CellValue[]): string[] {
  return (parse(toCsv(tableOf(types, [row]))) as string[][])[1] as string[];
}

test('any text comes back as it was, whatever quotes, commas and line breaks it has', () => {
  const harmless = fc.string({ unit: 'binary' }).filter((text) => !/^[=+\-@\t\r]/.test(text) && text !== '');
  fc.assert(
    fc.property(harmless, harmless, (a, b) => {
      expect(cells(['text', 'text'], a, b)).toEqual([a, b]);
    }),
  );
});

test('lines end in CRLF, the text is UTF-8 without a mark, and a field is quoted only where it must be', () => {
  const csv = toCsv(tableOf(['text', 'text', 'text'], [['a', 'b,c', 'say "d"']]));
  expect(csv).toBe('C 0,C 1,C 2\r\na,"b,c","say ""d"""\r\n');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=cmd|" /C calc"!A0'])(
  'the text %j, which a spreadsheet would run, gets an apostrophe before it',
  (text) => {
    expect(cells(['text'], text)).toEqual([`'${text}`]);
  },
);

test('a number stays a number, also where it is negative', () => {
  expect(cells(['integer', 'pieces', 'minutes', 'number'], -3, 12, -90_000, 7.000000000000001)).toEqual([
    '-3',
    '12',
    '-1.5',
    '7',
  ]);
});

test('times are minutes, ratios percent, both with at most two decimals and never minus zero', () => {
  expect(cells(['minutes', 'ratio', 'ratio', 'minutes'], 20_761_234, 0.240277, -0.000001, -1)).toEqual([
    '346.02',
    '24.03',
    '0',
    '0',
  ]);
});

test('an instant is the plant’s local time as it was written, a date a date, unknown empty', () => {
  expect(cells(['instant', 'date', 'ratio', 'text'], '2012-03-30T03:00:00+03:00', '2012-03-30', null, null)).toEqual([
    '2012-03-30 03:00:00',
    '2012-03-30',
    '',
    '',
  ]);
});

test('a measure is written in its own unit', () => {
  const row = [
    { type: 'ratio', value: 0.5 },
    { type: 'minutes', value: 120_000 },
  ] as const;
  expect(cells(['measure', 'measure'], ...row)).toEqual(['50', '2']);
});
