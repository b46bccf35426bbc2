/** Queries of somebody else's: they read the store, and do nothing else. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openSqlView, type SqlQueryOptions, type SqlValue, type SqlView } from 'gemba/history';
import { beforeAll, expect, test } from 'vitest';
import { copyStore, readExpected } from './stores.ts';

let dir: string;
let view: SqlView;

beforeAll(async () => {
  const store = await copyStore('format-2');
  dir = store.dir;
  await writeFile(join(dirname(dir), 'other.csv'), 'secret\n1\n');
  view = await openSqlView({ dir, memoryLimitMb: 64, threads: 1, clock: () => Date.UTC(2026, 0, 7) });
  return async () => {
    await view[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  };
});

async function ask(sql: string, options?: SqlQueryOptions): Promise<(readonly SqlValue[])[]> {
  const { batches } = await view.query(sql, options);
  const rows: (readonly SqlValue[])[] = [];
  for await (const batch of batches) rows.push(...batch);
  return rows;
}

test('a query reads views by their name, with or without their schema', async () => {
  const { reading } = await readExpected('format-2');
  expect(await ask('SELECT count(*) FROM reading')).toEqual([[reading.length]]);
  expect(await ask('FROM gemba.reading SELECT count(DISTINCT tag);  -- how many')).toEqual([[4]]);
  expect(await ask("WITH t AS (SELECT ';' AS s) SELECT s FROM t ;")).toEqual([[';']]);
  expect((await ask('SHOW TABLES')).flat()).toContain('rollupHour');
  expect((await ask('DESCRIBE reading')).map(([name]) => name)).toContain('readingAtMs');
});

test('answers say their columns, instants in UTC, whole numbers as numbers', async () => {
  const { columns, batches } = await view.query(
    "SELECT 7::BIGINT AS n, 2::HUGEINT ** 62 AS large, takenAt, 0.1 + 0.2 AS d, DATE '2026-01-05' AS day, [1, NULL] AS list, NULL AS nothing, 'a\nb' AS text, '\\x01'::BLOB AS bytes, TIMESTAMPTZ '1969-12-31 23:59:59.99975+00' AS early FROM snapshot",
  );
  expect(columns.slice(0, 3).map(({ name }) => name)).toEqual(['n', 'large', 'takenAt']);
  const rows = [];
  for await (const batch of batches) rows.push(...batch);
  expect(rows).toEqual([
    [
      7,
      2 ** 62,
      '2026-01-07T00:00:00Z',
      '0.3',
      '2026-01-05',
      [1, null],
      null,
      'a\nb',
      '01',
      '1969-12-31T23:59:59.99975Z',
    ],
  ]);
});

test.each([
  ['CREATE TABLE t AS SELECT 1'],
  ['INSERT INTO reading VALUES (1)'],
  ['DROP VIEW reading'],
  ["COPY (SELECT 1) TO 'out.csv'"],
  ["EXPLAIN ANALYZE COPY (SELECT 1) TO 'out.csv'"],
  ["ATTACH 'other.db'"],
  ['INSTALL httpfs'],
  ['LOAD httpfs'],
  ['SET enable_external_access = true'],
  ["PRAGMA enable_profiling = 'json'"],
  ["CALL enable_logging(storage = 'file', storage_path = 'log')"],
  ["EXPORT DATABASE 'out'"],
  ['CHECKPOINT'],
])('%s is refused as no query', async (sql) => {
  await expect(view.query(sql)).rejects.toMatchObject({
    code: 'sql-invalid',
    message: expect.stringContaining('Only queries are run here'),
  });
});

test.each([
  ["SELECT * FROM enable_logging(storage = 'file', storage_config = {'path': 'log'})", 'enable_logging()'],
  ["SELECT (SELECT count(*) FROM read_csv('x.csv')) FROM reading", 'read_csv()'],
  ["WITH x AS (FROM query('SELECT 1')) FROM x", 'query()'],
  ["FROM reading, LATERAL (FROM READ_TEXT('x'))", 'read_text()'],
  ["SELECT * FROM glob('/*')", 'glob()'],
])('%s calls what is not called here', async (sql, named) => {
  await expect(view.query(sql)).rejects.toMatchObject({ code: 'sql-invalid', message: expect.stringContaining(named) });
});

test('files that are not of the store are not read, and none is written', async () => {
  const outside = join(dirname(dir), 'other.csv');
  await mkdir(join(dir, 'facts'), { recursive: true });
  await writeFile(join(dir, 'facts/planted.parquet'), 'no segment');
  const before = await readdir(dirname(dir), { recursive: true });
  for (const path of [outside, join(dir, 'facts/planted.parquet'), join(dir, 'manifest/000000000001.json')])
    await expect(ask(`SELECT * FROM '${path.replaceAll("'", "''")}'`)).rejects.toMatchObject({ code: 'sql-invalid' });
  // By its name alone it would be found in this process's folder.
  await expect(ask("FROM 'package.json'")).rejects.toMatchObject({
    code: 'sql-invalid',
    message: expect.stringContaining('reads nothing but the store'),
  });
  const own = before.find((path) => /facts.production.*parquet$/.test(path)) ?? '';
  await expect(ask(`FROM '${join(dirname(dir), own).replaceAll("'", "''")}'`)).rejects.toMatchObject({
    message: expect.stringContaining('is a file'),
  });
  expect(await readdir(dirname(dir), { recursive: true })).toEqual(before);
  expect(await readFile(outside, 'utf8')).toBe('secret\n1\n');
});

test('a mistake is told with its place', async () => {
  await expect(view.query('SELECT tag\nFROM reading WHRE x')).rejects.toMatchObject({
    code: 'sql-invalid',
    message: expect.stringContaining('(line 2, column 19: "x")'),
  });
  await expect(view.query('SELECT tog FROM reading')).rejects.toMatchObject({
    code: 'sql-invalid',
    message: expect.stringMatching(/"tog" not found[\s\S]*Candidate bindings: "tag"/),
  });
  await expect(view.query('SELECT 1; SELECT 2')).rejects.toMatchObject({ message: expect.stringContaining('has 2') });
  await expect(view.query(' -- nothing')).rejects.toMatchObject({ message: expect.stringContaining('has 0') });
  await expect(view.query('SELECT $1')).rejects.toMatchObject({ code: 'sql-invalid' });
});

test('a query that takes too long is stopped, and the next is answered', async () => {
  const endless = 'SELECT sum(a.i * b.i) FROM range(10000000) a(i), range(10000000) b(i)';
  await expect(ask(endless, { timeLimitMs: 50 })).rejects.toMatchObject({
    code: 'sql-failed',
    message: expect.stringContaining('longer than 0.05 s'),
  });
  const streamed = 'SELECT a.i FROM range(10000000) a(i), range(10000000) b(i)';
  await expect(ask(streamed, { timeLimitMs: 50 })).rejects.toMatchObject({ code: 'sql-failed' });
  expect(await ask('SELECT 1')).toEqual([[1]]);
});

test('a signal stops a query', async () => {
  const abort = new AbortController();
  const { batches } = await view.query('SELECT a.i FROM range(10000000) a(i), range(10000000) b(i)', {
    signal: abort.signal,
  });
  const readOn = async (): Promise<void> => {
    for await (const _ of batches) abort.abort();
  };
  await expect(readOn()).rejects.toMatchObject({ code: 'aborted' });
  await expect(view.query('SELECT 1', { signal: abort.signal })).rejects.toMatchObject({ code: 'aborted' });
});

test('a query that needs too much memory fails and says how much it may use', async () => {
  const large = 'SELECT list(i::VARCHAR || repeat(i::VARCHAR, 20)) FROM range(20000000) t(i)';
  await expect(ask(large)).rejects.toMatchObject({
    code: 'sql-failed',
    message: expect.stringContaining('more than the 64 MB'),
  });
});

test('a query that fails amidst its rows fails', async () => {
  await expect(
    ask("SELECT CASE WHEN i = 900000 THEN error('stop') ELSE 'x' END FROM range(1000000) t(i)"),
  ).rejects.toMatchObject({
    code: 'sql-failed',
  });
});
