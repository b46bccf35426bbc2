/** Rows as a Parquet file, by DuckDB: some at a time to files beside it, then all to one, so that memory stays bounded. */
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type ChunkColumn, fillTable } from '../embedded/chunk-columns.ts';
import { named, type OpenDuckDB, openDuckDB, parquetOf, quoted, withConnection } from '../embedded/duckdb.ts';
import { columnSql } from './column-sql.ts';
import type { Sheet } from './sheet.ts';
import type { OnDisk } from './whole-file.ts';

const parquetOptions = '(format parquet, compression zstd, row_group_size 122880, parquet_version v2)';
const memoryLimitMb = 512;

/** @param nothing a sheet without rows, for a file without any */
export async function writeParquet(
  path: string,
  nothing: Sheet,
  sheets: AsyncIterable<Sheet>,
  onDisk: OnDisk,
): Promise<void> {
  const folder = `${path}s`;
  await onDisk(() => mkdir(folder, { recursive: true }));
  const open = await openDuckDB({ memoryLimitMb, threads: 1, spillFolder: join(folder, 'spill'), keepOrder: true });
  try {
    const parts: string[] = [];
    const add = async (sheet: Sheet): Promise<void> => {
      const part = join(folder, `${parts.length}.parquet`);
      await onDisk(() => withConnection(open.instance, (connection) => writePart(open, connection, part, sheet)));
      parts.push(part);
    };
    for await (const sheet of sheets) if (sheet.length > 0) await add(sheet);
    if (parts.length === 0) await add(nothing);
    await onDisk(async () => {
      const [first, ...others] = parts;
      if (first !== undefined && others.length === 0) await rename(first, path);
      else
        await withConnection(open.instance, (connection) =>
          connection.run(`copy (from ${parquetOf(parts)}) to ${quoted(path)} ${parquetOptions}`),
        );
    });
  } finally {
    open.instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}

async function writePart(
  { duckdb }: OpenDuckDB,
  connection: DuckDBConnection,
  path: string,
  { length, outside, columns }: Sheet,
): Promise<void> {
  const chunks = Object.entries(columns).map(
    ([name, column]): ChunkColumn =>
      column instanceof Float64Array ? { name, type: 'number', values: column } : { name, type: 'text', text: column },
  );
  await connection.run('create schema sheet');
  try {
    await fillTable(duckdb, connection, 'sheet', 'stored', length, chunks);
    // Texts are an enumeration of their words, which would be the column's type.
    const texts = chunks
      .filter(({ type }) => type === 'text')
      .map(({ name }) => `${named(name)}::varchar as ${named(name)}`);
    const stored = texts.length === 0 ? '*' : `* replace (${texts.join(', ')})`;
    const list = outside.map((column) => columnSql(column, 'sheet')).join(', ');
    await connection.run(
      `copy (select ${list} from (select ${stored} from sheet.stored) as sheet) to ${quoted(path)} ${parquetOptions}`,
    );
  } finally {
    await connection.run('drop schema sheet cascade');
  }
}
