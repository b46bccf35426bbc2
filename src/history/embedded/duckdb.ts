/** DuckDB is loaded when it is first used, so that importing gemba loads no native module. */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { GembaError } from '../../model/index.ts';

export type DuckDB = typeof import('@duckdb/node-api');

export async function loadDuckDB(): Promise<DuckDB> {
  try {
    return await import('@duckdb/node-api');
  } catch (cause) {
    throw new GembaError(
      'dependency-missing',
      'Cannot load `@duckdb/node-api`, which the embedded history needs. Install it (`npm i @duckdb/node-api`).',
      { cause, details: { dependency: '@duckdb/node-api' } },
    );
  }
}

export interface DuckDBLimits {
  readonly memoryLimitMb: number;
  readonly threads: number;
  /** Where it may spill what does not fit in memory. */
  readonly spillFolder: string;
  /** Whether rows keep their order without being sorted, which costs memory in writing. */
  readonly keepOrder: boolean;
}

export interface OpenDuckDB {
  readonly duckdb: DuckDB;
  readonly instance: DuckDBInstance;
}

/** An in-memory DuckDB that keeps to its limits and touches neither network nor extensions. */
export async function openDuckDB(limits: DuckDBLimits): Promise<OpenDuckDB> {
  const duckdb = await loadDuckDB();
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    memory_limit: `${limits.memoryLimitMb}MB`,
    threads: String(limits.threads),
    temp_directory: limits.spillFolder,
    preserve_insertion_order: String(limits.keepOrder),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  return { duckdb, instance };
}

export async function withConnection<T>(
  instance: DuckDBInstance,
  use: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const connection = await instance.connect();
  try {
    return await use(connection);
  } finally {
    connection.closeSync();
  }
}

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const named = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A path as `read_parquet` takes it; what a pattern would read as a wildcard is taken literally. */
export const parquetPathOf = (path: string): string => quoted(path.replaceAll('\\', '/').replace(/[*?[]/g, '[$&]'));

/** `read_parquet([...])` of files on disk, with further arguments of it. */
export function parquetOf(paths: readonly string[], ...options: readonly string[]): string {
  return `read_parquet(${[`[${paths.map(parquetPathOf).join(', ')}]`, ...options].join(', ')})`;
}

/** `parquet_metadata(...)`: what a file says of its columns, a row for each in each part. */
export const parquetMetadataOf = (path: string): string => `parquet_metadata(${parquetPathOf(path)})`;
