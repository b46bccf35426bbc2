/** Typed arrays into DuckDB tables, 2,048 rows at a time, without an object or a string per row. */
import type { DuckDBConnection, DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import { type DuckDB, named, quoted } from './duckdb.ts';
import { wordsPerRow } from './identity-words.ts';
import type { StagedText } from './staging.ts';

export type ChunkColumn = { readonly name: string } & (
  | { readonly type: 'number'; readonly values: Float64Array }
  | { readonly type: 'count'; readonly values: Uint32Array }
  /** Two columns, `<name>High` and `<name>Low`. */
  | { readonly type: 'words'; readonly words: Uint32Array }
  | { readonly type: 'text'; readonly text: StagedText }
  /** NULL where undefined. */
  | { readonly type: 'bytes'; readonly values: readonly (Uint8Array | undefined)[] }
);

const highOffset = 0;
const lowOffset = 2;

interface Filler {
  readonly name: string;
  readonly sqlType: string;
  readonly type: DuckDBType;
  fill(chunk: DuckDBDataChunk, column: number, from: number, length: number): void;
}

/** Creates the table, in a schema of its own that also holds its enumerations, and fills it. */
export async function fillTable(
  duckdb: DuckDB,
  connection: DuckDBConnection,
  schema: string,
  table: string,
  length: number,
  columns: readonly ChunkColumn[],
): Promise<void> {
  const fillers: Filler[] = [];
  for (const column of columns)
    fillers.push(...(await fillersOf(duckdb, connection, schema, `${table}_`, column, length)));
  const definition = fillers.map(({ name, sqlType }) => `${named(name)} ${sqlType}`).join(', ');
  await connection.run(`create table ${schema}.${table} (${definition})`);
  if (length === 0) return;
  const appender = await connection.createAppender(table, schema);
  const chunkLength = duckdb.DuckDBVector.standardSize();
  // One chunk for all: its vectors are overwritten whole, and kept, since making one of an enumeration is slow.
  const chunk = duckdb.DuckDBDataChunk.create(
    fillers.map(({ type }) => type),
    Math.min(length, chunkLength),
  );
  for (let from = 0; from < length; from += chunkLength) {
    const count = Math.min(chunkLength, length - from);
    if (count !== chunk.rowCount) chunk.rowCount = count;
    for (const [at, filler] of fillers.entries()) filler.fill(chunk, at, from, count);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

async function fillersOf(
  duckdb: DuckDB,
  connection: DuckDBConnection,
  schema: string,
  prefix: string,
  column: ChunkColumn,
  length: number,
): Promise<Filler[]> {
  const { name } = column;
  switch (column.type) {
    case 'number':
      return [
        {
          name,
          sqlType: 'DOUBLE',
          type: duckdb.DOUBLE,
          fill: (chunk, at, from, count) =>
            fillItems(chunk, at, (items) => (items as Float64Array).set(column.values.subarray(from, from + count))),
        },
      ];
    case 'count':
      return [
        {
          name,
          sqlType: 'UINTEGER',
          type: duckdb.UINTEGER,
          fill: (chunk, at, from, count) =>
            fillItems(chunk, at, (items) => (items as Uint32Array).set(column.values.subarray(from, from + count))),
        },
      ];
    case 'words':
      return [
        wordFiller(duckdb, `${name}High`, column.words, highOffset),
        wordFiller(duckdb, `${name}Low`, column.words, lowOffset),
      ];
    case 'text':
      return [await textFiller(duckdb, connection, schema, prefix, name, column.text, length)];
    case 'bytes':
      return [bytesFiller(duckdb, name, column.values)];
  }
}

function wordFiller(duckdb: DuckDB, name: string, words: Uint32Array, offset: number): Filler {
  return {
    name,
    sqlType: 'UBIGINT',
    type: duckdb.UBIGINT,
    fill: (chunk, at, from, count) =>
      fillItems(chunk, at, (items) => {
        const halves = new Uint32Array(items.buffer, items.byteOffset, count * 2);
        for (let i = 0; i < count; i++) {
          const word = (from + i) * wordsPerRow + offset;
          halves[i * 2] = words[word] as number;
          halves[i * 2 + 1] = words[word + 1] as number;
        }
      }),
  };
}

/** An enumeration costs one pass over its words and then nothing per row; text that hardly repeats is written as such. */
async function textFiller(
  duckdb: DuckDB,
  connection: DuckDBConnection,
  schema: string,
  prefix: string,
  name: string,
  { dictionary, codes }: StagedText,
  length: number,
): Promise<Filler> {
  // An enumeration's words end at a zero byte and must differ as UTF-8.
  const isPlain = dictionary.every((word) => word.isWellFormed() && !word.includes('\0'));
  if (!isPlain || dictionary.length > length / 2 + 1)
    return {
      name,
      sqlType: 'VARCHAR',
      type: duckdb.VARCHAR,
      fill(chunk, at, from, count) {
        const vector = chunk.getColumnVector(at);
        for (let i = 0; i < count; i++) vector.setItem(i, dictionary[codes[from + i] as number] as string);
        vector.flush();
      },
    };
  const typeName = `${schema}.${named(`${prefix}${name}`)}`;
  await connection.run(`create type ${typeName} as enum (${dictionary.map(quoted).join(', ')})`);
  return {
    name,
    sqlType: typeName,
    type: duckdb.ENUM([...dictionary]),
    fill: (chunk, at, from, count) =>
      fillItems(chunk, at, (items) => (items as Uint32Array).set(codes.subarray(from, from + count))),
  };
}

function bytesFiller(duckdb: DuckDB, name: string, values: readonly (Uint8Array | undefined)[]): Filler {
  return {
    name,
    sqlType: 'BLOB',
    type: duckdb.BLOB,
    fill(chunk, at, from, count) {
      const vector = chunk.getColumnVector(at);
      for (let i = 0; i < count; i++) {
        const bytes = values[from + i];
        vector.setItem(i, bytes === undefined ? null : new duckdb.DuckDBBlobValue(bytes));
      }
      vector.flush();
    },
  };
}

function fillItems(chunk: DuckDBDataChunk, at: number, fill: (items: ArrayBufferView) => void): void {
  const vector = chunk.getColumnVector(at);
  if (!('items' in vector) || !ArrayBuffer.isView(vector.items))
    throw new TypeError(`Column ${at} of the chunk has no typed array to fill.`);
  fill(vector.items);
  vector.flush();
}
