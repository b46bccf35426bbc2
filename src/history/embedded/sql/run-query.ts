/** One query of somebody else's, within limits of time and rows as they come. */
import type { DuckDBConnection, DuckDBValueConverter } from '@duckdb/node-api';
import { GembaError } from '../../../model/index.ts';
import type { DuckDB } from '../duckdb.ts';
import { streamWhole } from '../whole-stream.ts';
import { requireReadOnly } from './read-only.ts';
import { explainSqlError } from './sql-errors.ts';
import { createSqlConverter, type SqlValue } from './sql-values.ts';

export interface SqlQueryOptions {
  readonly signal?: AbortSignal;
  /** A query that takes longer is stopped, ms; default 5 min. */
  readonly timeLimitMs?: number;
}

export interface SqlAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Rows as they come, some at a time; read to the end or broken off. Throws what `query` throws. */
  readonly batches: AsyncIterable<readonly (readonly SqlValue[])[]>;
}

const timeLimitMsDefault = 5 * 60_000;

/** @param connection closed when the answer has been read, broken off, or failed */
export async function runQuery(
  duckdb: DuckDB,
  connection: DuckDBConnection,
  sql: string,
  { memoryLimitMb, timeLimitMs = timeLimitMsDefault, signal }: SqlQueryOptions & { readonly memoryLimitMb: number },
): Promise<SqlAnswer> {
  const timeLimit = AbortSignal.timeout(timeLimitMs);
  const stop = signal === undefined ? timeLimit : AbortSignal.any([signal, timeLimit]);
  const interrupt = (): void => connection.interrupt();
  stop.addEventListener('abort', interrupt);
  const running: Running = {
    connection,
    stop,
    explain: (error, isRunning) =>
      explainSqlError(error, {
        isRunning,
        isStopped: signal?.aborted === true,
        isLate: timeLimit.aborted,
        memoryLimitMb,
        timeLimitMs,
      }),
    end: () => {
      stop.removeEventListener('abort', interrupt);
      connection.closeSync();
    },
  };
  try {
    stop.throwIfAborted();
    const query = await requireReadOnly(connection, sql);
    const columns = await describeColumns(connection, query);
    return { columns, batches: readRows(running, query, columns.length, createSqlConverter(duckdb)) };
  } catch (error) {
    running.end();
    throw running.explain(error, false);
  }
}

interface Running {
  readonly connection: DuckDBConnection;
  readonly stop: AbortSignal;
  explain(error: unknown, isRunning: boolean): Error;
  end(): void;
}

async function describeColumns(connection: DuckDBConnection, query: string): Promise<SqlAnswer['columns']> {
  const prepared = await connection.prepare(query);
  try {
    if (prepared.parameterCount > 0)
      throw new GembaError('sql-invalid', 'The query has parameters ($1, ?). Write their values into it.');
    return Array.from({ length: prepared.columnCount }, (_, i) => ({
      name: prepared.columnName(i),
      type: String(prepared.columnType(i)),
    }));
  } finally {
    prepared.destroySync();
  }
}

async function* readRows(
  { connection, stop, explain, end }: Running,
  query: string,
  columnCount: number,
  converter: DuckDBValueConverter<SqlValue>,
): AsyncGenerator<readonly (readonly SqlValue[])[], void, undefined> {
  try {
    for await (const chunk of streamWhole(connection, query, columnCount, stop))
      yield chunk.convertRows(converter).map((row) => row.slice(0, columnCount));
  } catch (error) {
    throw explain(error, true);
  } finally {
    end();
  }
}
