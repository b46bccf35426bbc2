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
import { createTagFilter } from './tag-filter.ts';
import { readTagRuns } from './tag-runs.ts';

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
  const filter = tags === undefined ? undefined : await createTagFilter(connection, tags, 'asked_tags');
  const ofTags = (sql: string): string =>
    filter === undefined ? `(${sql})` : `(select * from (${sql}) where ${filter.condition})`;
  const rows = ofTags(rowsSql('reading', (inOrder ?? facts).map(fileOf), superseded.map(fileOf), { window }));
  const [single] = inOrder?.length === 1 ? inOrder : [];
  const runs =
    single === undefined
      ? await readTagRuns(connection, rows, false)
      : await readTagRuns(connection, ofTags(numberedRowsSql(fileOf(single), { window })), true);
  if (runs.rowCount === 0) return undefined;
  const texts = (['text', 'quality', 'source'] as const).filter((name) => columns.includes(name));
  const words = await readWords(connection, rows, texts, 'scan');
  const areOrdered = await hasSequences(connection, rows);
  const numbers = [
    'at' as const,
    ...(columns.includes('value') ? ['value' as const] : []),
    ...(columns.includes('sequence') && areOrdered ? ['sequence' as const] : []),
  ];
  const selected = [...numbers.map(named), ...words.coded.map((name) => codeSql(name, 'scan'))];
  const isSorted = inOrder !== undefined && runs.areTogether && !areOrdered;
  // An absent sequence comes first, where DuckDB has NaN last.
  const order = `order by tag, "at"${areOrdered ? ', not isnan("sequence"), "sequence"' : ''}`;
  const sql = `select ${selected.join(', ')} from ${rows} ${isSorted ? '' : order}`;
  return { sql, runs, words, numbers };
}

/** Readings of one instant are told apart by their sequences, which most sources do not have. */
async function hasSequences(connection: DuckDBConnection, rows: string): Promise<boolean> {
  const reader = await connection.runAndReadAll(`select 1 from ${rows} where not isnan("sequence") limit 1`);
  return reader.currentRowCount > 0;
}
