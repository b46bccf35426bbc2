/**
 * Readings in order, as typed arrays, with memory for a few thousand of them: what rollups are made of, and what buckets are
 * that no rollup answers. It holds on to nothing but its connection, so that any process can use it.
 */
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { GembaError } from '../../../model/index.ts';
import type { Interval } from '../../../time/index.ts';
import { named } from '../duckdb.ts';
import type { Segment } from '../manifest-state.ts';
import { numberedRowsSql, rowsSql, type SegmentFile } from '../segment-rows.ts';
import { findFailure } from '../whole-stream.ts';
import { codeSql, readWords } from './column-words.ts';
import { batchRows, createReadingBatch, type ReadingQuery, type ScannedReadings } from './reading-batch.ts';
import { findReadingOrder } from './reading-order.ts';
import { createTagFilter, listMax, type TagFilter } from './tag-filter.ts';
import { readTagRuns, runsOf } from './tag-runs.ts';

export type { ScannedReadings } from './reading-batch.ts';

/** What can be asked for besides tag and instant. */
export const scannedColumns = ['value', 'text', 'quality', 'source', 'sequence'] as const;
export type ScannedColumn = (typeof scannedColumns)[number];

export interface ReadingScan {
  /** Folder of the store. */
  readonly dir: string;
  /** Files that may hold what is asked for, and all that say which of their rows are superseded. */
  readonly facts: readonly Segment[];
  readonly superseded: readonly Segment[];
  /** Default: all. */
  readonly window?: Interval | undefined;
  /** Default: all. */
  readonly tags?: readonly string[] | undefined;
  /** The others come as absent. */
  readonly columns: readonly ScannedColumn[];
  readonly signal?: AbortSignal | undefined;
}

/** Rows of other tags are read and left out, unless less than this part is wanted: to tell them apart in DuckDB takes longer. */
const leftOutMin = 0.25;

/**
 * Readings sorted by tag (the bytes of its name), instant and sequence, less those superseded. Files that are sorted already
 * are streamed, others sorted by DuckDB within its memory limit.
 *
 * @param instance one that keeps the order of rows
 * @throws `aborted`, and what DuckDB throws
 * @example for await (const readings of scanReadings(instance, scan)) fold.add(readings);
 */
export async function* scanReadings(
  instance: DuckDBInstance,
  scan: ReadingScan,
): AsyncGenerator<ScannedReadings, void, undefined> {
  const { signal, facts, tags } = scan;
  if (facts.length === 0 || tags?.length === 0) return;
  const connection = await instance.connect();
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  try {
    signal?.throwIfAborted();
    yield* streamReadings(connection, scan);
  } catch (cause) {
    if (signal?.aborted !== true) throw cause;
    throw new GembaError('aborted', 'Reading readings was stopped.', { cause });
  } finally {
    signal?.removeEventListener('abort', interrupt);
    connection.closeSync();
  }
}

async function* streamReadings(
  connection: DuckDBConnection,
  scan: ReadingScan,
): AsyncGenerator<ScannedReadings, void, undefined> {
  const { signal } = scan;
  const query = await planQuery(connection, scan);
  if (query === undefined) return;
  signal?.throwIfAborted();
  const result = await connection.stream(query.sql);
  const batch = createReadingBatch(query);
  for (;;) {
    signal?.throwIfAborted();
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    if (batch.length + chunk.rowCount > batchRows) yield batch.take();
    batch.add(chunk);
  }
  if (batch.length > 0) yield batch.take();
  signal?.throwIfAborted();
  // A stream that failed ends like one that is whole; how many rows it has is known.
  if (!batch.isWhole) throw await findFailure(connection, query.sql);
}

/** What is asked of DuckDB: only what differs from row to row. Undefined where there is no row. */
async function planQuery(connection: DuckDBConnection, scan: ReadingScan): Promise<ReadingQuery | undefined> {
  const { facts, superseded, columns, dir, tags, window } = scan;
  const fileOf = (segment: Segment): SegmentFile => ({ ...segment, path: join(dir, segment.path) });
  const inOrder = findReadingOrder(facts, superseded.length, tags);
  // A few tags are found by what files say of their groups; of many, most rows are wanted anyway.
  const few =
    tags !== undefined && tags.length <= listMax ? await createTagFilter(connection, tags, 'few_tags') : undefined;
  const all = rowsSql('reading', (inOrder ?? facts).map(fileOf), superseded.map(fileOf), { window });
  const [single] = inOrder?.length === 1 ? inOrder : [];
  const found =
    single === undefined
      ? await readTagRuns(connection, filtered(all, few), false)
      : await readTagRuns(connection, filtered(numberedRowsSql(fileOf(single), { window }), few), true);
  const asked = new Set(tags ?? found.tags);
  const askedCount = found.counts.reduce(
    (sum, count, i) => (asked.has(found.tags[i] as string) ? sum + count : sum),
    0,
  );
  if (askedCount === 0) return undefined;
  const isThin = few === undefined && askedCount < found.rowCount * leftOutMin;
  const filter = isThin ? await createTagFilter(connection, [...asked], 'asked_tags') : few;
  const runs = isThin ? runsOf(found, asked) : found;
  const rows = filtered(all, filter);
  const texts = (['text', 'quality', 'source'] as const).filter((name) => columns.includes(name));
  const words = await readWords(connection, rows, texts, 'scan');
  const areOrdered = await hasSequences(connection, rows);
  const numbers = [
    'at' as const,
    ...(columns.includes('value') ? ['value' as const] : []),
    ...(columns.includes('sequence') && areOrdered ? ['sequence' as const] : []),
  ];
  const selected = [...numbers.map(named), ...words.coded.map((name) => codeSql(name, 'scan'))];
  const isSorted = inOrder !== undefined && found.areTogether && !areOrdered;
  // An absent sequence comes first, where DuckDB has NaN last.
  const order = `order by tag, "at"${areOrdered ? ', not isnan("sequence"), "sequence"' : ''}`;
  const sql = `select ${selected.join(', ')} from ${rows} ${isSorted ? '' : order}`;
  return { sql, runs, asked, words, numbers };
}

function filtered(sql: string, filter: TagFilter | undefined): string {
  return filter === undefined ? `(${sql})` : `(select * from (${sql}) where ${filter.condition})`;
}

/** Readings of one instant are told apart by their sequences, which most sources do not have. */
async function hasSequences(connection: DuckDBConnection, rows: string): Promise<boolean> {
  const reader = await connection.runAndReadAll(`select 1 from ${rows} where not isnan("sequence") limit 1`);
  return reader.currentRowCount > 0;
}
