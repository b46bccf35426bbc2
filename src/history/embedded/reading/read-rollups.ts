/** Rows of rollups out of their files: only the tags and columns that are asked for, in portions. */
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import { type RollupRows, type RollupTable, rollupNumberColumns, rollupTextColumns } from '../../../analytics/index.ts';
import { itemsOf } from '../column-reader.ts';
import { named } from '../duckdb.ts';
import { readWhole } from '../whole-stream.ts';
import { type ColumnWords, codeSql, readWords, textOf, withConstants } from './column-words.ts';
import type { KnownColumns, StatedColumns } from './file-statistics.ts';
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

/** Columns of which files are asked whether they are the same in all rows. */
const stated: StatedColumns = {
  place: 'tag',
  texts: rollupTextColumns.filter((name) => name !== 'tag'),
  counts: [],
  numbers: rollupNumberColumns,
};

async function* streamRollups(
  connection: DuckDBConnection,
  scan: RollupScan,
): AsyncGenerator<ScannedRollups, void, undefined> {
  const { dir, stretches, columns, tags, signal } = scan;
  const filter = await createTagFilter(connection, tags, 'asked_tags');
  const { constants, rowsMax } = await findConstants(connection, scan);
  const isAsked = (name: keyof RollupTable): boolean => columns.has(name) || always.has(name);
  const texts = stated.texts.filter((name) => isAsked(name as keyof RollupTable));
  const numbers = rollupNumberColumns.filter(isAsked);
  const rows = `(${stretchesSql(dir, stretches, 'values', filter)})`;
  const differing = texts.filter((name) => !constants.has(name));
  const words = withConstants(await readWords(connection, rows, differing, 'rollup'), texts, constants);
  const hasSketch = columns.has('sketch');
  const read = numbers.filter((name) => !constants.has(name));
  const selected = [
    filter.code,
    'file',
    ...read.map((name) => `coalesce(${named(name)}::double, 'NaN'::double)`),
    ...words.coded.map((name) => codeSql(name, 'rollup')),
    ...(hasSketch ? ['sketch'] : []),
  ];
  const states = columns.has('states') ? await readStates(connection, scan, filter) : undefined;
  const slices = states === undefined ? undefined : createStateSlices(states);
  const select = `select ${selected.join(', ')} from ${rows}`;
  const absent = numbers.filter((name) => constants.has(name));
  for await (const chunk of readWhole(connection, select, selected.length, rowsMax, signal)) {
    const rollups = tableOf(chunk, { tags, numbers: read, absent, words, hasSketch });
    yield slices === undefined ? rollups : { ...rollups, states: slices.next(rollups) };
  }
}

async function findConstants(
  connection: DuckDBConnection,
  { dir, stretches, statistics, tags }: RollupScan,
): Promise<KnownColumns> {
  const segments = new Map(stretches.map(({ part: { values } }) => [values.path, values]));
  const files = [...segments.values()].map(({ path, sha256 }) => ({ path: join(dir, path), sha256 }));
  const known = await statistics?.find(connection, stated, files, tags);
  const rowCount = [...segments.values()].reduce((sum, segment) => sum + segment.rowCount, 0);
  return known ?? { constants: new Map(), rowsMax: rowCount };
}

interface ChunkColumns {
  readonly tags: readonly string[];
  readonly numbers: readonly string[];
  /** Numbers of which no row has any. */
  readonly absent: readonly string[];
  readonly words: ColumnWords;
  readonly hasSketch: boolean;
}

function tableOf(chunk: DuckDBDataChunk, { tags, numbers, absent, words, hasSketch }: ChunkColumns): ScannedRollups {
  const length = chunk.rowCount;
  const columns: Record<string, unknown> = {};
  let at = 2;
  for (const name of numbers) columns[name] = itemsOf(chunk, at++);
  for (const name of words.coded) columns[name] = textOf(words, name, itemsOf(chunk, at++) as Uint32Array);
  for (const name of absent) columns[name] = new Float64Array(length).fill(Number.NaN);
  for (const [name, code] of words.constants) columns[name] = textOf(words, name, new Uint32Array(length).fill(code));
  if (hasSketch) columns['sketch'] = listBytes(chunk, at, length);
  const tag = { dictionary: tags, codes: itemsOf(chunk, 0) as Uint32Array };
  return { ...columns, length, tag, file: itemsOf(chunk, 1) as Uint32Array } as unknown as ScannedRollups;
}

function listBytes(chunk: DuckDBDataChunk, at: number, length: number): (Uint8Array | undefined)[] {
  const vector = chunk.getColumnVector(at);
  return Array.from({ length }, (_, row) => (vector.getItem(row) as { readonly bytes: Uint8Array } | null)?.bytes);
}
