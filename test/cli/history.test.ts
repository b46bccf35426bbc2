/** `gemba history`: what a store holds, its figures, its facts as files, and SQL over it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance, type Json } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import { openPlant } from 'gemba';
import { beforeAll, describe, expect, test } from 'vitest';
import { rollupSettingsOf } from '../../src/runtime/rollup-settings.ts';
import { rollUpStore } from '../history/sql/stores.ts';
import { temporaryFolder } from '../history/store.ts';
import { env, gemba, type Ran } from '../support/demo-plant.ts';
import { day, writePressedPlant } from '../support/pressed-plant.ts';

let folder: string;

beforeAll(async () => {
  const temporary = await temporaryFolder();
  folder = temporary.dir;
  await writePressedPlant(folder);
  return () => temporary[Symbol.asyncDispose]();
});

const history = (...args: readonly string[]): Promise<Ran> =>
  gemba(['history', ...args], { folder, nowMs: Date.UTC(2026, 0, 6, 6) });

async function rowsOf(...args: readonly string[]): Promise<Record<string, string>[]> {
  const { code, stdout, stderr } = await history(...args);
  expect(code, stderr).toBe(0);
  return parse(stdout, { columns: true }) as Record<string, string>[];
}

async function ownDuckDB(setUp: string, sql: string): Promise<Record<string, Json>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(setUp);
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe('status', () => {
  test('it says how far readings are rolled up, and what is missing', async () => {
    const { stdout } = await history('status');
    expect(stdout).toContain(
      'rolled up: nothing; still to do, while gemba run runs: 4 hours by minute, 4 hours, 1 day, 1 shift\n',
    );
    const { rollups } = JSON.parse((await history('status', '--json')).stdout);
    expect(rollups.map(({ level, missingCount }: Record<string, unknown>) => [level, missingCount])).toEqual([
      ['minute', 4],
      ['hour', 4],
      ['day', 1],
      ['shift', 1],
    ]);
  });
});

test('once readings are rolled up the status says from when to when, and SQL has days and shifts', async () => {
  await using rolled = await temporaryFolder();
  const config = await writePressedPlant(rolled.dir);
  {
    await using plant = await openPlant({ config, env });
    await rollUpStore(join(plant.storeDir, 'history'), rollupSettingsOf(plant.plant, plant.file));
  }
  const ask = (...args: readonly string[]): Promise<Ran> => gemba(['history', ...args], { folder: rolled.dir });
  const { stdout } = await ask('status');
  expect(stdout).toContain('rolled up: all, to 2026-01-06T05:00:00+01:00\n');
  const { rollups } = JSON.parse((await ask('status', '--json')).stdout);
  expect(rollups.map(({ level, currentCount }: Record<string, unknown>) => [level, currentCount])).toEqual([
    ['minute', 4],
    ['hour', 4],
    ['day', 1],
    ['shift', 1],
  ]);
  const query = "SELECT fromAt, readingCount FROM rollupShift WHERE tag = 'press-1.temperature'";
  expect((await ask('sql', query, '--csv')).stdout).toBe('fromAt,readingCount\r\n2026-01-05T05:00:00Z,30\r\n');
});

describe('series', () => {
  const range = ['--from', '2026-01-05T07:00', '--to', '2026-01-05T09:00'];

  test('figures of buckets come as a table, as JSON and as CSV', async () => {
    const asked = ['--tag', 'press-1.temperature', ...range, '--step', '1h', '--figures', 'readingCount,max,p50'];
    const rows = await rowsOf('series', ...asked, '--csv');
    expect(rows.map(({ fromAt, readingCount }) => [fromAt, readingCount])).toEqual([
      ['2026-01-05T07:00:00+01:00', '15'],
      ['2026-01-05T08:00:00+01:00', '15'],
    ]);
    const { series } = JSON.parse((await history('series', ...asked, '--json')).stdout);
    expect(series.map(({ max, 'q0.5': median }: Record<string, number>) => [String(max), String(median)])).toEqual(
      rows.map(({ max, 'q0.5': median }) => [max, median]),
    );
    expect((await history('series', ...asked)).stdout).toMatch(/^tag +unit +fromAt +toAt +readingCount +max +q0\.5\n/);
  });

  test.each([
    [['--step', '5x'], 'It is a number with s, m or h'],
    [['--figures', 'average'], "'average' is none of readingCount"],
    [['--tag', 'press-1.temprature'], "Near it: 'press-1.temperature'"],
    [['--csv', '--json'], '--csv or --json, not both'],
    [['--from', '2026-01-05', '--to', '2026-01-06', '--step', '1s'], 'gemba history export'],
  ])('%j is wrong usage', async (args, message) => {
    const { code, stderr } = await history('series', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('export', () => {
  test('readings of a tag and a span given by instants go to a file', async () => {
    const span = ['--from', '2026-01-05T06:00:00Z', '--to', '2026-01-05T07:00:00Z'];
    const { code, stdout } = await history(
      'export',
      '--kind',
      'reading',
      '--tag',
      'press-1.temperature',
      ...span,
      '--out',
      't.csv',
    );
    expect(code).toBe(0);
    expect(stdout).toContain(`15 rows, 0.0 MB: ${join(folder, 't.csv')}`);
    const rows = parse(await readFile(join(folder, 't.csv')), { columns: true }) as Record<string, string>[];
    expect(new Set(rows.map(({ tag }) => tag))).toEqual(new Set(['press-1.temperature']));
    expect(rows[0]?.['readingAt']).toBe('2026-01-05T07:00:00+01:00');
  });

  test('facts of equipment go with what is below it, gaps by source', async () => {
    await history('export', '--kind', 'production', '--equipment', 'hall', '--for', day, '--out', 'p.csv');
    expect(parse(await readFile(join(folder, 'p.csv')), { columns: true })).toHaveLength(4);
    const { stdout } = await history(
      'export',
      '--kind',
      'gap',
      '--source',
      'opcua',
      '--for',
      day,
      '--out',
      'g.csv',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ rowCount: 1, format: 'csv' });
  });

  test('figures of every tag are the same in a file as printed', async () => {
    const asked = ['--for', day, '--figures', 'readingCount,mean,last'];
    const { code } = await history('export', '--rollup', 'shift', ...asked, '--out', 'f.parquet');
    expect(code).toBe(0);
    const printed = await rowsOf('series', '--step', 'shift', ...asked, '--csv');
    const path = join(folder, 'f.parquet');
    const written = await ownDuckDB('', `SELECT tag, shift, readingCount, mean, last, fromAtMs FROM '${path}'`);
    const inOrder = (rows: readonly unknown[][]): unknown[][] => rows.toSorted();
    expect(
      inOrder(written.map((row) => [row['tag'], row['shift'], String(row['mean'] ?? ''), row['fromAtMs']])),
    ).toEqual(inOrder(printed.map(({ tag, shift, mean, fromAt }) => [tag, shift, mean, Date.parse(fromAt ?? '')])));
    expect(printed.some(({ readingCount }) => Number(readingCount) > 0)).toBe(true);
  });

  test.each([
    [['--kind', 'reading'], 'Say with --out'],
    [['--kind', 'reading', '--out', 'x'], 'Give --format csv or parquet'],
    [['--out', 'x.csv'], 'Give one of --kind'],
    [['--kind', 'reading', '--rollup', 'day', '--out', 'x.csv'], 'Give one of --kind'],
    [['--kind', 'gap', '--tag', 't', '--out', 'x.csv'], 'give --source'],
    [['--kind', 'production', '--tag', 't', '--out', 'x.csv'], 'give --equipment'],
    [['--kind', 'reading', '--source', 's', '--out', 'x.csv'], '--source goes with'],
    [['--kind', 'reading', '--figures', 'mean', '--out', 'x.csv'], '--figures goes with'],
    [['--kind', 'production', '--equipment', 'no', '--out', 'x.csv'], 'no'],
    [['--rollup', 'hour', '--equipment', 'press-2', '--out', 'x.csv'], 'There are no tags'],
  ])('%j is wrong usage', async (args, message) => {
    const { code, stderr } = await history('export', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('sql', () => {
  test('without a query it prints views, by which a DuckDB of one’s own reads', async () => {
    const { code, stdout } = await history('sql');
    expect(code).toBe(0);
    expect(await ownDuckDB(stdout, 'SELECT count(*) AS n FROM gemba.reading')).toEqual([{ n: '184' }]);
    expect(JSON.parse((await history('sql', '--json')).stdout).text).toBe(stdout);
  });

  test('a query is answered as a table, as CSV, and as JSON, from a file too', async () => {
    const query =
      "SELECT tag, count(*) AS n, 'a,b' AS text, NULL AS nothing FROM reading GROUP BY tag ORDER BY tag LIMIT 1";
    expect((await history('sql', query)).stdout).toMatch(/^tag +n +text +nothing\npress-1\.pieces +60 +a,b\n$/);
    expect((await history('sql', query, '--csv')).stdout).toBe('tag,n,text,nothing\r\npress-1.pieces,60,"a,b",\r\n');
    await writeFile(join(folder, 'question.sql'), `${query};\n-- that is all\n`);
    const { version, columns, rows, rowCount, isWhole } = JSON.parse(
      (await history('sql', '--file', 'question.sql', '--json')).stdout,
    );
    expect(version).toBeGreaterThan(0);
    expect(columns[1]).toEqual({ name: 'n', type: 'BIGINT' });
    expect([rows, rowCount, isWhole]).toEqual([[['press-1.pieces', 60, 'a,b', null]], 1, true]);
  });

  test('views of a span have no files far from it', async () => {
    const span = ['--from', '2026-01-06T00:00:00Z', '--to', '2026-01-07T00:00:00Z'];
    expect((await history('sql', ...span)).stdout).not.toContain('facts/reading/2026-01-05');
    const { stdout } = await history('sql', 'SELECT DISTINCT day FROM reading', '--csv', ...span);
    expect(stdout).toBe('day\r\n2026-01-06\r\n');
  });

  test('the first thousand rows are shown, and all on request', async () => {
    const query = 'SELECT i FROM range(2500) t(i)';
    const table = await history('sql', query);
    expect(table.stdout.split('\n')).toHaveLength(1 + 1_000 + 1);
    expect(table.stderr).toContain('the first 1000 rows');
    expect(JSON.parse((await history('sql', query, '--json')).stdout)).toMatchObject({
      rowCount: 1_000,
      isWhole: false,
    });
    const all = JSON.parse((await history('sql', query, '--json', '--all')).stdout);
    expect(all.rows.map(([i]: number[]) => i)).toEqual(Array.from({ length: 2_500 }, (_, i) => i));
    expect(all.isWhole).toBe(true);
    const { stderr } = await history('sql', 'SELECT i FROM range(1000) t(i)', '--csv');
    expect(stderr).toBe('');
  });

  test.each([
    [['DROP VIEW reading'], 'Only queries are run here'],
    [['SELECT 1', '--file', 'x.sql'], 'not both'],
    [['--csv'], 'go with a query'],
    [['SELECT 1', '--all'], '--csv or --json'],
    [['--file', 'no-such.sql'], 'Cannot read'],
    [['SELECT 1', '--timeout', '0'], 'above 0'],
  ])('%j is wrong usage', async (args, message) => {
    const { code, stderr } = await history('sql', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test('a query that takes longer than it may is stopped', async () => {
    const endless = 'SELECT sum(a.i * b.i) FROM range(10000000) a(i), range(10000000) b(i)';
    const { code, stderr } = await history('sql', endless, '--timeout', '0.05');
    expect(code).toBe(1);
    expect(stderr).toContain('[sql-failed]');
  });
});
