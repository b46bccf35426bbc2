/**
 * Rows of a query as they come, and an error where they break off. DuckDB's client ends a stream that failed midway, as for
 * want of memory or for a damaged page, like one that is whole. So a last row says that all came before it.
 */
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { GembaError } from '../../model/index.ts';

const endName = '"all came"';

/**
 * Chunks of a query's rows in their order, of an instance that keeps order. Each has one column more than the query, behind
 * the others, which says nothing.
 *
 * Throws what DuckDB says of the query, before its first row or amidst them, and what the signal was aborted with.
 *
 * @param columnCount of the query
 */
export async function* streamWhole(
  connection: DuckDBConnection,
  sql: string,
  columnCount: number,
  signal?: AbortSignal,
): AsyncGenerator<DuckDBDataChunk, void, undefined> {
  const nothing = new Array<string>(columnCount).fill('NULL').join(', ');
  // A line of its own ends a comment at the end of the query.
  const whole = `SELECT *, false AS ${endName} FROM (${sql}\n) UNION ALL SELECT ${nothing}, true`;
  const result = await connection.stream(whole);
  for (;;) {
    signal?.throwIfAborted();
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const last = chunk.rowCount - 1;
    if (chunk.getColumnVector(columnCount).getItem(last) !== true) {
      yield chunk;
      continue;
    }
    chunk.rowCount = last;
    if (last > 0) yield chunk;
    return;
  }
  signal?.throwIfAborted();
  throw await findFailure(connection, sql);
}

/** So many numbers and words are handed over at once, 8 MB of numbers. */
const atOnceMax = 1_000_000;

/**
 * Chunks of a query of few rows: read at once, which takes a third less time than a stream and says by itself where it failed.
 * More rows come as a stream, so that memory has room for them.
 *
 * @param rowsMax upper bound of the rows
 * @throws as `streamWhole`
 */
export async function* readWhole(
  connection: DuckDBConnection,
  sql: string,
  columnCount: number,
  rowsMax: number,
  signal?: AbortSignal,
): AsyncGenerator<DuckDBDataChunk, void, undefined> {
  if (rowsMax * columnCount > atOnceMax) {
    yield* streamWhole(connection, sql, columnCount, signal);
    return;
  }
  const result = await connection.run(sql);
  signal?.throwIfAborted();
  for (let i = 0; i < result.chunkCount; i++) yield result.getChunk(i);
}

/** Why a stream broke off: it does not say, so the query is run once more, for its error alone. */
export async function findFailure(connection: DuckDBConnection, sql: string): Promise<unknown> {
  try {
    await connection.run(`EXPLAIN ANALYZE ${sql}`);
  } catch (error) {
    return error;
  }
  return new GembaError(
    'history-read-failed',
    'DuckDB broke off amidst its rows and did not say why; run again, it did not. Read again, with more memory (history.readMemoryLimitMb) where it goes on.',
  );
}
