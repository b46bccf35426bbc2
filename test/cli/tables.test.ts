/** Tables by the command: `--format csv,xlsx`, `--table`. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { gemba, makeFolder, type Ran } from '../support/demo-plant.ts';
import { day, secretEnv, writeSmallPlant } from '../support/small-plant.ts';

async function report(...more: readonly string[]): Promise<Ran & { folder: string }> {
  const folder = await makeFolder();
  const config = await writeSmallPlant(folder);
  const args = ['report', 'daily', '--for', day, '--config', config, '--role', 'production', ...more];
  return { ...(await gemba(args, { env: secretEnv, folder })), folder };
}

test('one table goes to stdout, as CSV', async () => {
  const { code, stdout } = await report('--format', 'csv', '--table', 'equipment');
  expect(code).toBe(0);
  const rows = parse(stdout, { columns: true }) as Record<string, string>[];
  expect(rows.map((row) => [row['Equipment'], row['Completed (pieces)'], row['Run (min)']])).toEqual([
    ['Lathe', '60', '360'],
    ['Mill', '70', '420'],
  ]);
});

test('several tables need a folder, and the message names them', async () => {
  const { code, stderr } = await report('--format', 'csv');
  expect(code).toBe(2);
  expect(stderr).toMatch(/These are \d+ files: daily-2024-03-06-production-plant\.csv, .*--out.*--table/);
});

test('in a folder they are one file each, beside the workbook', async () => {
  const { code, folder } = await report('--format', 'csv,xlsx', '--out', 'tables');
  expect(code).toBe(0);
  const names = await readdir(join(folder, 'tables'));
  expect(names).toContain(`daily-${day}-production.xlsx`);
  expect(names).toContain(`daily-${day}-production-pieces.csv`);
  expect(names.every((name) => /\.(csv|xlsx)$/.test(name))).toBe(true);
});

test.each([
  [['--format', 'csv', '--table', 'nothing'], "no table 'nothing'. Its tables: plant, equipment,"],
  [['--table', 'equipment'], '--table goes with --format csv or xlsx'],
  [['--format', 'json', '--table', 'equipment'], '--table goes with --format csv or xlsx'],
])('%j is wrong usage', async (args, message) => {
  const { code, stderr } = await report(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
