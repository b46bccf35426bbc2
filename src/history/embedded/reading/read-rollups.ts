/** Rows of rollups out of their files: only the tags and columns that are asked for, in portions. */
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import { type RollupRows, type RollupTable, rollupNumberColumns, rollupTextColumns } from '../../../analytics/index.ts';
import { itemsOf } from '../column-reader.ts';
import { named } from '../duckdb.ts';
import { streamWhole } from '../whole-stream.ts';
import { type ColumnWords, codeSql, readWords, textOf } from './column-words.ts';
import { type RollupScan, stretchesSql } from './rollup-stretches.ts';
import { createStateSlices, readStates } from './state-slices.ts';
import { createTagFilter } from './tag-filter.ts';

/** Rows of a portion, with the rule they were worked out by; not to be held on to. */
export type ScannedRollups = RollupRows &
  Pick<RollupTable, 'kind' | 'expectedIntervalMs' | 'rolloverAt'> & {
    /** By row: place of the first stretch of its file. */
    readonly file: Uint32Array;
  };

/** Columns of the rule, without which no row counts. */
const always: ReadonlySet<keyof RollupTable> = new Set<keyof RollupTable>([
  'fromAt',
  'toAt',
  'kind',
  'expectedIntervalMs',
  'rolloverAt',
]);

/**
 * Rows that lie within the stretches, those of each tag in the order of time: files one after the other, each sorted by tag
 * and time.
 *
 * @param instance one that keeps the order of rows
 * @throws what DuckDB throws, and what the signal was aborted with
 */
export async function* scanRollups(
  instance: DuckDBInstance,
  scan: RollupScan,
): AsyncGenerator<ScannedRollups, void, undefined> {
  if (scan.stretches.length === 0 || scan.tags.length === 0) return;
  const connection = await instance.connect();
  const interrupt = (): void => connection.interrupt();
  scan.signal?.addEventListener('abort', interrupt);
  try {
    scan.signal?.throwIfAborted();
    yield* streamRollups(connection, scan);
  } finally {
    scan.signal?.removeEventListener('abort', interrupt);
    connection.closeSync();
  }
}

async function* streamRollups(
  connection: DuckDBConnection,
  scan: RollupScan,
): AsyncGenerator<ScannedRollups, void, undefined> {
  const { dir, stretches, columns, tags, signal } = scan;
  const filter = await createTagFilter(connection, tags, 'asked_tags');
  const isAsked = (name: keyof RollupTable): boolean => columns.has(name) || always.has(name);
  const texts = rollupTextColumns.filter((name) => name !== 'tag' && isAsked(name));
  const numbers = rollupNumberColumns.filter(isAsked);
  const rows = `(${stretchesSql(dir, stretches, 'values', filter)})`;
  const words = await readWords(connection, rows, texts, 'rollup');
  const hasSketch = columns.has('sketch');
  const selected = [
    filter.code,
    'file',
    ...numbers.map((name) => `coalesce(${named(name)}::double, 'NaN'::double)`),
    ...words.coded.map((name) => codeSql(name, 'rollup')),
    ...(hasSketch ? ['sketch'] : []),
  ];
  const states = columns.has('states') ? await readStates(connection, scan, filter) : undefined;
  const slices = states === undefined ? undefined : createStateSlices(states);
  const select = `select ${selected.join(', ')} from ${rows}`;
  for await (const chunk of streamWhole(connection, select, selected.length, signal)) {
    const rollups = tableOf(chunk, { tags, numbers, words, hasSketch });
    yield slices === undefined ? rollups : { ...rollups, states: slices.next(rollups) };
  }
}

interface ChunkColumns {
  readonly tags: readonly string[];
  readonly numbers: readonly string[];
  readonly words: ColumnWords;
  readonly hasSketch: boolean;
}

function tableOf(chunk: DuckDBDataChunk, { tags, numbers, words, hasSketch }: ChunkColumns): ScannedRollups {
  const length = chunk.rowCount;
  const columns: Record<string, unknown> = {};
  let at = 2;
  for (const name of numbers) columns[name] = itemsOf(chunk, at++);
  for (const name of words.coded) columns[name] = textOf(words, name, itemsOf(chunk, at++) as Uint32Array);
  for (const [name, code] of words.constants) columns[name] = textOf(words, name, new Uint32Array(length).fill(code));
  if (hasSketch) columns['sketch'] = listBytes(chunk, at, length);
  const tag = { dictionary: tags, codes: itemsOf(chunk, 0) as Uint32Array };
  return { ...columns, length, tag, file: itemsOf(chunk, 1) as Uint32Array } as unknown as ScannedRollups;
}

function listBytes(chunk: DuckDBDataChunk, at: number, length: number): (Uint8Array | undefined)[] {
  const vector = chunk.getColumnVector(at);
  return Array.from({ length }, (_, row) => (vector.getItem(row) as { readonly bytes: Uint8Array } | null)?.bytes);
}
