/** Rows of DuckDB come to their end, or say that they did not. */
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, onTestFinished, test } from 'vitest';
import { readWhole, streamWhole } from '../../src/history/embedded/whole-stream.ts';

/** @param rowsMax where it is given, rows come at once if they are few */
async function valuesOf(sql: string, signal?: AbortSignal, rowsMax?: number): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(':memory:', { preserve_insertion_order: 'true' });
  const connection = await instance.connect();
  onTestFinished(() => {
    connection.closeSync();
    instance.closeSync();
  });
  const values: unknown[] = [];
  const chunks =
    rowsMax === undefined ? streamWhole(connection, sql, 1, signal) : readWhole(connection, sql, 1, rowsMax, signal);
  for await (const chunk of chunks) values.push(...(chunk.getColumnValues(0) as unknown[]));
  return values;
}

test.each([0, 1, 2_047, 2_048, 2_049, 10_000])('a query of %i rows gives these rows in their order', async (count) => {
  const expected = Array.from({ length: count }, (_, i) => count - 1 - i);
  expect(await valuesOf(`SELECT i::INTEGER FROM range(${count}) t(i) ORDER BY i DESC -- a comment`)).toEqual(expected);
});

test('a query that fails amidst its rows fails, and does not end as if it were whole', async () => {
  const failing = "SELECT CASE WHEN i = 900000 THEN error('torn page') ELSE i::VARCHAR END FROM range(1000000) t(i)";
  await expect(valuesOf(failing)).rejects.toThrow('torn page');
});

test('a query that was stopped amidst its rows says so', async () => {
  const abort = new AbortController();
  abort.abort(new Error('enough'));
  await expect(valuesOf('SELECT i FROM range(1000000) t(i)', abort.signal)).rejects.toThrow('enough');
});

test.each([0, 2_049, 10_000])('of %i rows as many are given at once as in a stream', async (count) => {
  const sql = `SELECT i::INTEGER FROM range(${count}) t(i) ORDER BY i DESC`;
  const expected = await valuesOf(sql);
  expect(await valuesOf(sql, undefined, count)).toEqual(expected);
  expect(await valuesOf(sql, undefined, 1_000_001)).toEqual(expected);
});

test.each([1_000_000, 1_000_001])('of %i rows at most, those that fail amidst fail', async (rowsMax) => {
  const failing = "SELECT CASE WHEN i = 900000 THEN error('torn page') ELSE i::VARCHAR END FROM range(1000000) t(i)";
  await expect(valuesOf(failing, undefined, rowsMax)).rejects.toThrow('torn page');
});

test('a query that was stopped says so where its rows come at once', async () => {
  const abort = AbortSignal.abort(new Error('enough'));
  await expect(valuesOf('SELECT 1', abort, 1)).rejects.toThrow('enough');
});
