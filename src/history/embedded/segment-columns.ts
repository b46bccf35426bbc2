/** Staged rows as columns of a table and of the segments made of it. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { factColumns } from '../../model/index.ts';
import type { ChunkColumn } from './chunk-columns.ts';
import { named, quoted } from './duckdb.ts';
import type { RowHashes, StagedRows } from './staging.ts';

/** What the table holds. Readings are stored without their hashes, and what is the same in all rows without a column. */
export function columnsOf({ kind, hashes, revision, numbers, texts }: StagedRows): readonly ChunkColumn[] {
  return [
    ...(kind === 'reading' ? [] : hashColumns(hashes as RowHashes)),
    ...(revision === undefined ? [] : [{ name: 'revision', type: 'count', values: revision } as const]),
    ...[...numbers].map(([name, values]): ChunkColumn => ({ name, type: 'number', values })),
    ...[...texts].map(([name, text]): ChunkColumn => ({ name, type: 'text', text })),
  ];
}

function hashColumns({ identity, content }: RowHashes): ChunkColumn[] {
  return [
    { name: 'identity', type: 'words', words: identity },
    { name: 'content', type: 'words', words: content },
  ];
}

export function hasFractionsIn(values: Float64Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!Number.isInteger(values[i] as number)) return true;
  return false;
}

/** In SQL, the columns that are the same in all rows: revisions, words, and numbers that no fact has. */
export async function sameInAll(
  connection: DuckDBConnection,
  schema: string,
  { kind, revision, constants, texts, numbers }: StagedRows,
): Promise<readonly string[]> {
  const columns = revision === undefined ? ['1::uinteger as revision'] : [];
  for (const name of Object.keys(factColumns[kind])) {
    const word = constants.get(name);
    if (word !== undefined) columns.push(await constantSql(connection, schema, `${kind}_${name}`, name, word));
    else if (!texts.has(name) && !numbers.has(name)) columns.push(`'NaN'::double as ${named(name)}`);
  }
  return columns;
}

/**
 * The same word in each row, as SQL for a column that no table needs to hold. As the word of an enumeration it is written
 * to Parquet in a fraction of the time that text takes.
 *
 * @param enumeration its name in the schema, of no other
 */
async function constantSql(
  connection: DuckDBConnection,
  schema: string,
  enumeration: string,
  name: string,
  word: string,
): Promise<string> {
  const typeName = `${schema}.${named(`same_${enumeration}`)}`;
  await connection.run(`create type ${typeName} as enum (${quoted(word)})`);
  return `${quoted(word)}::${typeName} as ${named(name)}`;
}

export function selectColumn(column: ChunkColumn, rowCount: number): string[] {
  if (column.type === 'words') return [`${column.name}High`, `${column.name}Low`].map(named);
  if (column.type === 'text' && column.text.dictionary.length > rowCount)
    return [`${named(column.name)}::varchar as ${named(column.name)}`];
  return [named(column.name)];
}

export function statisticsOf(
  startAt: Float64Array,
  endAt: Float64Array,
  day: number,
  from: number,
  to: number,
): { minStartAt?: number; maxStartAt?: number; maxEndAt?: number } {
  if (Number.isNaN(day)) return {};
  let minStartAt = Number.POSITIVE_INFINITY;
  let maxStartAt = Number.NEGATIVE_INFINITY;
  let maxEndAt = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) {
    const start = startAt[i] as number;
    const end = endAt[i] as number;
    if (start < minStartAt) minStartAt = start;
    if (start > maxStartAt) maxStartAt = start;
    if (end > maxEndAt) maxEndAt = end;
  }
  return { minStartAt, maxStartAt, maxEndAt };
}
