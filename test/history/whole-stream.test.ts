/** Rows of DuckDB come to their end, or say that they did not. */
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, onTestFinished, test } from 'vitest';
import { streamWhole } from '../../src/history/embedded/whole-stream.ts';

async function valuesOf(sql: string, signal?: AbortSignal): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(':memory:', { preserve_insertion_order: 'true' });
  const connection = await instance.connect();
  onTestFinished(() => {
    connection.closeSync();
    instance.closeSync();
  });
  const values: unknown[] = [];
  for await (const chunk of streamWhole(connection, sql, 1, signal))
    values.push(...(chunk.getColumnValues(0) as unknown[]));
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
