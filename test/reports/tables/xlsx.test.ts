/** Workbooks, opened again by SheetJS, which shares no code with their writer. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { read, type WorkBook } from '@e965/xlsx';
import { expect, test } from 'vitest';
import type { Table } from '../../../src/reports/tables/table.ts';
import { toXlsx } from '../../../src/reports/tables/xlsx.ts';
import { fixedTables, windowEnd } from '../support/fixed-tables.ts';

async function open(tables: readonly Table[] = fixedTables): Promise<WorkBook> {
  const bytes = await toXlsx(tables, { title: 'Job shop', datedAt: windowEnd });
  return read(bytes, { cellNF: true, cellStyles: true, bookFiles: true });
}

test('each table is a sheet of its title, with its headings and rows in order', async () => {
  const { SheetNames, Sheets } = await open();
  expect(SheetNames).toEqual(['Stops', 'Nothing']);
  expect(Sheets['Stops']?.['!ref']).toBe('A1:H3');
  expect(Sheets['Stops']?.['A1']).toMatchObject({ t: 's', v: 'Equipment' });
  expect(Sheets['Nothing']?.['!ref']).toBe('A1');
});

test('cells are typed: text, whole number, minutes, percent, date and local time', async () => {
  const sheet = (await open()).Sheets['Stops'] ?? {};
  expect(sheet['A2']).toMatchObject({ t: 's', v: 'Machine 7- Laser Marking', z: '@' });
  expect(sheet['B2']).toMatchObject({ t: 'n', v: 12, z: '#,##0' });
  expect(sheet['C2']).toMatchObject({ t: 'n', v: 346.02, z: '#,##0.0' });
  expect(sheet['D2']).toMatchObject({ t: 'n', v: 0.4806, z: '0.0%', w: '48.1%' });
  expect(sheet['F2']).toMatchObject({ t: 'n', z: 'yyyy-mm-dd', w: '2012-03-30' });
  expect(sheet['G2']).toMatchObject({ t: 'n', v: 0.25, z: '0.0%' });
  expect(sheet['H2']).toMatchObject({ t: 'n', v: 3, z: '#,##0' });
});

// 1 January 1900 is 1 and the day after 28 February 1900 is 60, in a workbook and nowhere else: 30 March 2012 is 40998.
test('a local time is the serial date of that wall clock, over a clock change and whatever the machine’s zone', async () => {
  const sheet = (await open()).Sheets['Stops'] ?? {};
  expect(sheet['E2']).toMatchObject({ t: 'n', z: 'yyyy-mm-dd hh:mm:ss', w: '2012-03-30 03:00:00' });
  expect((sheet['E2'] as { v: number }).v).toBeCloseTo(40998 + 3 / 24, 8);
});

test('unknown is an empty cell, and what looks like a formula is text', async () => {
  const sheet = (await open()).Sheets['Stops'] ?? {};
  expect(sheet['D3']).toBeUndefined();
  expect(sheet['A3']).toMatchObject({ t: 's', v: '=1+1' });
  expect(sheet['A3']).not.toHaveProperty('f');
});

test('a sheet has a filter over its rows, a frozen heading, and columns as wide as what they hold', async () => {
  const workbook = await open();
  const sheet = workbook.Sheets['Stops'];
  expect(sheet?.['!autofilter']).toEqual({ ref: 'A1:H3' });
  expect(sheet?.['!cols']?.[0]?.width).toBe('Machine 7- Laser Marking'.length + 1);
  const files = (workbook as unknown as { files: Record<string, { content: Uint8Array }> }).files;
  const xml = Buffer.from(files['xl/worksheets/sheet1.xml']?.content ?? []).toString();
  expect(xml).toContain('<pane ySplit="1" topLeftCell="A2" state="frozen"');
});

test('a workbook is dated by what it speaks of', async () => {
  const { Props } = await open();
  expect(Props).toMatchObject({ Title: 'Job shop', Author: 'gemba' });
  expect([Props?.CreatedDate, Props?.ModifiedDate]).toEqual([new Date(windowEnd), new Date(windowEnd)]);
});

test('the same tables are the same bytes, in two processes of other zones and languages of the machine', async () => {
  const program = join(import.meta.dirname, '../support/print-tables-hash.program.ts');
  const run = async (zone: string, language: string): Promise<string> => {
    const env = { ...process.env, TZ: zone, LANG: language, LC_ALL: language };
    const { stdout } = await promisify(execFile)(process.execPath, [program], { env });
    return stdout.trim();
  };
  const [a, b] = await Promise.all([run('UTC', 'en_US.UTF-8'), run('Pacific/Auckland', 'de_DE.UTF-8')]);
  expect(a).toMatch(/^[0-9a-f]{64} [0-9a-f]{64}$/);
  expect(b).toBe(a);
});
