/** Rollup tables into DuckDB, one after the other, until they are written to a file. Runs in the child process. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { RollupLevel, RollupTable } from '../../../analytics/index.ts';
import { type ChunkColumn, fillTable } from '../chunk-columns.ts';
import { type DuckDB, named } from '../duckdb.ts';
import { columnsOf } from './columns.ts';
import { type RollupContent, rollupContents } from './rollup-segment.ts';

export interface RollupTables {
  /** Adds rows that come after all before in the order of tag and time. */
  add(table: RollupTable): Promise<void>;
  /** Name of the table of a content, for SQL. */
  nameOf(content: RollupContent): string;
  rowCount(content: RollupContent): number;
}

/** @param schema made here, and of no one else */
export async function createRollupTables(
  duckdb: DuckDB,
  connection: DuckDBConnection,
  schema: string,
  level: RollupLevel,
): Promise<RollupTables> {
  await connection.run(`create schema ${schema}`);
  for (const content of rollupContents) {
    const { texts, numbers, hasSketch } = columnsOf(level, content);
    const definition = [
      ...texts.map((name) => `${named(name)} varchar`),
      ...numbers.map((name) => `${named(name)} double`),
      ...(hasSketch ? ['sketch blob'] : []),
    ];
    await connection.run(`create table ${schema}.${content} (${definition.join(', ')})`);
  }
  const counts: Record<RollupContent, number> = { values: 0, states: 0 };
  return {
    async add(table) {
      for (const content of rollupContents) {
        const rows = content === 'values' ? table : table.states;
        if (rows.length === 0) continue;
        await append(duckdb, connection, `${schema}.${content}`, rows.length, chunkColumns(level, content, table));
        counts[content] += rows.length;
      }
    },
    nameOf: (content) => `${schema}.${content}`,
    rowCount: (content) => counts[content],
  };
}

let batchCount = 0;

async function append(
  duckdb: DuckDB,
  connection: DuckDBConnection,
  table: string,
  length: number,
  columns: readonly ChunkColumn[],
): Promise<void> {
  const schema = `rollup_batch_${++batchCount}`;
  await connection.run(`create schema ${schema}`);
  await fillTable(duckdb, connection, schema, 'batch', length, columns);
  const names = columns.map(({ name, type }) => (type === 'text' ? `${named(name)}::varchar` : named(name)));
  await connection.run(`insert into ${table} select ${names.join(', ')} from ${schema}.batch`);
  await connection.run(`drop schema ${schema} cascade`);
}

function chunkColumns(level: RollupLevel, content: RollupContent, table: RollupTable): ChunkColumn[] {
  const { texts, numbers, hasSketch } = columnsOf(level, content);
  const columns = (content === 'values' ? table : table.states) as unknown as Record<string, never>;
  return [
    ...texts.map((name): ChunkColumn => ({ name, type: 'text', text: columns[name] as never })),
    ...numbers.map((name): ChunkColumn => ({ name, type: 'number', values: columns[name] as never })),
    ...(hasSketch ? [{ name: 'sketch', type: 'bytes', values: table.sketch ?? [] } as const] : []),
  ];
}
