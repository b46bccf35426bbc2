/** Questions to Parquet files, one at a time and in bounded memory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { GembaError } from '../../../model/index.ts';
import { openDuckDB } from '../duckdb.ts';

/** What a query answers: numbers as doubles, texts, or absent. */
export type Cell = number | string | boolean | null;

export interface FileQueries extends AsyncDisposable {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  /** Rows of a query whose numbers are doubles. Throws `aborted`, and what DuckDB throws. */
  rows(sql: string): Promise<readonly (readonly Cell[])[]>;
}

export interface FileQueriesOptions {
  readonly memoryLimitMb: number;
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
}

export async function openFileQueries({ memoryLimitMb, threads, signal }: FileQueriesOptions): Promise<FileQueries> {
  const spillFolder = await mkdtemp(join(tmpdir(), 'gemba-verify-'));
  // In order, so that of a file can be told whether its rows are sorted.
  const { instance } = await openDuckDB({ memoryLimitMb, threads, spillFolder, keepOrder: true });
  const connection = await instance.connect();
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  return {
    instance,
    connection,
    async rows(sql) {
      requireGoing(signal);
      try {
        return (await connection.runAndReadAll(sql)).getRows() as (readonly Cell[])[];
      } catch (error) {
        requireGoing(signal);
        throw error;
      }
    },
    async [Symbol.asyncDispose]() {
      signal?.removeEventListener('abort', interrupt);
      connection.closeSync();
      instance.closeSync();
      await rm(spillFolder, { recursive: true, force: true });
    },
  };
}

/** @throws GembaError `aborted` */
export function requireGoing(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw new GembaError('aborted', 'Verifying was stopped. Nothing was changed.', { cause: signal.reason });
}
