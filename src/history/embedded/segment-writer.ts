/** Facts into segments: which are new, and those to Parquet files by kind and day. Runs in the child process. */
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type FactKind, factAxes } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import { identityScopes } from './candidates.ts';
import { type ChunkColumn, fillTable } from './chunk-columns.ts';
import { type DuckDB, named, type OpenDuckDB, parquetOf, quoted, withConnection } from './duckdb.ts';
import { toWords, wordsPerRow } from './identity-words.ts';
import { findKnown, type KnownFacts } from './known-facts.ts';
import { dayName, dayNumber, isExtentKept, partitionOf, segmentPath, temporaryEnding } from './layout.ts';
import type { CommitCounts, PackedNumbers, PackedTable, SegmentName, WriteReply, WriteRequest } from './messages.ts';
import { resolveIdentities } from './resolution.ts';
import { createSegmentCloser, type SegmentCloser } from './segment-closer.ts';
import { type KeptRows, type StagedRows, stageRows } from './staging.ts';

export const parquetOptions = '(format parquet, compression zstd, compression_level 1, row_group_size 122880)';

/** A received table with what is worked out about it. */
interface Part extends KeptRows {
  readonly commit: number;
}

/** A fact that is no longer the newest of its identity. */
interface SupersededRow {
  readonly kind: FactKind;
  readonly day: number;
  readonly identity: Uint32Array;
  readonly at: number;
  readonly revision: number;
}

let schemaCount = 0;

export async function writeSegments({ duckdb, instance }: OpenDuckDB, request: WriteRequest): Promise<WriteReply> {
  return await withConnection(instance, async (connection) => {
    const schema = `write_${++schemaCount}`;
    await connection.run(`create schema ${schema}`);
    try {
      return await new SegmentWrite(duckdb, connection, schema, request).run();
    } finally {
      await connection.run(`drop schema ${schema} cascade`);
    }
  });
}

class SegmentWrite {
  readonly #duckdb: DuckDB;
  readonly #connection: DuckDBConnection;
  readonly #schema: string;
  readonly #request: WriteRequest;
  readonly #closer: SegmentCloser;
  readonly #counts: { -readonly [K in keyof CommitCounts]: CommitCounts[K] }[];

  constructor(duckdb: DuckDB, connection: DuckDBConnection, schema: string, request: WriteRequest) {
    this.#duckdb = duckdb;
    this.#connection = connection;
    this.#schema = schema;
    this.#request = request;
    this.#closer = createSegmentCloser(request.dir);
    this.#counts = request.commits.map(() => ({ stored: 0, duplicate: 0, superseding: 0 }));
  }

  async run(): Promise<WriteReply> {
    const superseded: SupersededRow[] = [];
    for (const scope of identityScopes[this.#request.identityBy]) {
      const parts = await this.#resolve(scope, superseded);
      for (const kind of scope) {
        const staged = stageRows(
          kind,
          parts.filter((part) => part.table.kind === kind),
        );
        if (staged.length > 0) await this.#writeFacts(staged);
      }
    }
    const written = await this.#closer.close();
    await this.#writeSuperseded(superseded, written);
    const segments = await this.#closer.close();
    return { counts: this.#counts, segments };
  }

  async #resolve(scope: readonly FactKind[], superseded: SupersededRow[]): Promise<Part[]> {
    const tables = this.#request.commits.flatMap((commit, at) =>
      commit.filter((table) => scope.includes(table.kind) && table.length > 0).map((table) => ({ table, commit: at })),
    );
    if (tables.length === 0) return [];
    const received = {
      length: tables.reduce((sum, { table }) => sum + table.length, 0),
      identity: joinWords(tables.map(({ table }) => table.identity)),
      content: joinWords(tables.map(({ table }) => table.content)),
    };
    const searched = this.#request.searched.filter(({ kind }) => scope.includes(kind));
    const known: KnownFacts = await findKnown(
      this.#duckdb,
      this.#connection,
      this.#schema,
      this.#request.dir,
      searched,
      received,
    );
    const resolution = resolveIdentities(received, known);
    const parts: Part[] = [];
    let offset = 0;
    for (const { table, commit } of tables) {
      const part = partOf(table, commit, received, resolution.revision, offset);
      this.#count(part);
      parts.push(part);
      offset += table.length;
    }
    for (const row of resolution.supersededKnown)
      superseded.push({
        kind: known.kinds[row] as FactKind,
        day: dayNumber(known.startAt[row] as number, known.endAt[row] as number),
        identity: known.identity,
        at: row,
        revision: known.revision[row] as number,
      });
    for (const row of resolution.supersededReceived) superseded.push(receivedRow(parts, row));
    return parts;
  }

  /** Refusals are counted as refused by who refused them, so not here. */
  #count(part: Part): void {
    if (part.table.kind === 'refusal') return;
    const counts = this.#counts[part.commit];
    if (counts === undefined) throw new RangeError(`Commit ${part.commit} was not asked for.`);
    counts.stored += part.rows.length;
    counts.duplicate += part.table.length - part.rows.length;
    for (const row of part.rows) if ((part.revision[row] as number) > 1) counts.superseding++;
  }

  async #writeFacts(staged: StagedRows): Promise<void> {
    const table = `facts_${staged.kind}`;
    const columns: ChunkColumn[] = [
      { name: 'identity', type: 'words', words: staged.identity },
      { name: 'content', type: 'words', words: staged.content },
      { name: 'revision', type: 'count', values: staged.revision },
      ...[...staged.numbers].map(([name, values]): ChunkColumn => ({ name, type: 'number', values })),
      ...[...staged.texts].map(([name, text]): ChunkColumn => ({ name, type: 'text', text })),
    ];
    await fillTable(this.#duckdb, this.#connection, this.#schema, table, staged.length, columns);
    const { start, end } = factAxes[staged.kind];
    const startAt = staged.numbers.get(start) as Float64Array;
    const endAt = staged.numbers.get(end) as Float64Array;
    for (const range of staged.dayRanges) {
      const day = dayName(range.day);
      const path = segmentPath('facts', staged.kind, day, this.#request.name);
      const rowCount = range.to - range.from;
      // A day's file carries an enumeration whole, so words much more numerous than its rows go in as text.
      const selected = columns.flatMap((column) => selectColumn(column, rowCount));
      const where = staged.dayRanges.length === 1 ? '' : `where rowid >= ${range.from} and rowid < ${range.to}`;
      await this.#copy(path, `select ${selected.join(', ')} from ${this.#schema}.${table} ${where}`);
      this.#closer.add({
        path,
        role: 'facts',
        kind: staged.kind,
        day,
        rowCount,
        ...statisticsOf(startAt, endAt, range.day, range.from, range.to),
      });
    }
    await this.#connection.run(`drop table ${this.#schema}.${table}`);
  }

  async #copy(path: string, select: string): Promise<void> {
    await this.#closer.prepare(path);
    const file = `${join(this.#request.dir, path)}${temporaryEnding}`;
    await this.#connection.run(`copy (${select}) to ${quoted(file)} ${parquetOptions}`);
  }

  async #writeSuperseded(rows: readonly SupersededRow[], written: readonly SegmentName[]): Promise<void> {
    const partitions = Map.groupBy(rows, ({ kind, day }) => partitionOf({ kind, day: dayName(day) }));
    let count = 0;
    for (const [partition, members] of partitions) {
      const { kind, day } = members[0] as SupersededRow;
      const table = `superseded_${++count}`;
      const identity = new Uint32Array(members.length * wordsPerRow);
      members.forEach((row, i) => {
        identity.set(row.identity.subarray(row.at * wordsPerRow, (row.at + 1) * wordsPerRow), i * wordsPerRow);
      });
      await fillTable(this.#duckdb, this.#connection, this.#schema, table, members.length, [
        { name: 'identity', type: 'words', words: identity },
        { name: 'revision', type: 'count', values: Uint32Array.from(members, ({ revision }) => revision) },
      ]);
      const path = segmentPath('superseded', kind, dayName(day), this.#request.name);
      await this.#copy(path, `from ${this.#schema}.${table}`);
      this.#closer.add({
        path,
        role: 'superseded',
        kind,
        day: dayName(day),
        rowCount: members.length,
        ...(isExtentKept(kind) ? {} : { remaining: await this.#remaining(partition, kind, path, written) }),
      });
    }
  }

  /** What the facts of a partition span once the superseded ones that lie under a temporary name are left out too. */
  async #remaining(
    partition: string,
    kind: FactKind,
    path: string,
    written: readonly SegmentName[],
  ): Promise<Interval | null> {
    const members = [...this.#request.present, ...written].filter((one) => partitionOf(one) === partition);
    const pathsOf = (role: string): string[] =>
      members.filter((one) => one.role === role).map((one) => join(this.#request.dir, one.path));
    return await remainingExtent(this.#connection, kind, pathsOf('facts'), [
      ...pathsOf('superseded'),
      `${join(this.#request.dir, path)}${temporaryEnding}`,
    ]);
  }
}

/** What the facts of a partition span once those superseded are left out; null where none with a time remains. */
export async function remainingExtent(
  connection: DuckDBConnection,
  kind: FactKind,
  facts: readonly string[],
  superseded: readonly string[],
): Promise<Interval | null> {
  const { start, end } = factAxes[kind];
  const reader = await connection.runAndReadAll(
    `select min(${named(start)}), max(${named(end)}) from ${parquetOf(facts)} facts
     anti join ${parquetOf(superseded)} superseded using (identityHigh, identityLow, revision)
     where isfinite(${named(start)}) and isfinite(${named(end)})`,
  );
  const [fromAt, toAt] = reader.getRows()[0] as [number | null, number | null];
  return fromAt === null || toAt === null ? null : { fromAt, toAt };
}

function partOf(
  table: PackedTable,
  commit: number,
  received: { readonly identity: Uint32Array; readonly content: Uint32Array },
  revisions: Uint32Array,
  offset: number,
): Part {
  const revision = revisions.subarray(offset, offset + table.length);
  const rows = new Uint32Array(table.length);
  const days = new Float64Array(table.length);
  const { start, end } = factAxes[table.kind];
  const startAt = table.numbers[start] as PackedNumbers;
  const endAt = table.numbers[end] as PackedNumbers;
  let kept = 0;
  for (let i = 0; i < table.length; i++) {
    days[i] = dayNumber(startAt[i] as number, endAt[i] as number);
    if (revision[i] !== 0) rows[kept++] = i;
  }
  const words = (all: Uint32Array): Uint32Array =>
    all.subarray(offset * wordsPerRow, (offset + table.length) * wordsPerRow);
  return {
    table,
    commit,
    rows: rows.subarray(0, kept),
    revision,
    days,
    identity: words(received.identity),
    content: words(received.content),
  };
}

function receivedRow(parts: readonly Part[], row: number): SupersededRow {
  let at = row;
  for (const part of parts) {
    if (at < part.table.length)
      return {
        kind: part.table.kind,
        day: part.days[at] as number,
        identity: part.identity,
        at,
        revision: part.revision[at] as number,
      };
    at -= part.table.length;
  }
  throw new RangeError(`Row ${row} is in none of the tables received.`);
}

function joinWords(parts: readonly Uint8Array[]): Uint32Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return toWords(only);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return toWords(bytes);
}

function selectColumn(column: ChunkColumn, rowCount: number): string[] {
  if (column.type === 'words') return [`${column.name}High`, `${column.name}Low`].map(named);
  if (column.type === 'text' && column.text.dictionary.length > rowCount)
    return [`${named(column.name)}::varchar as ${named(column.name)}`];
  return [named(column.name)];
}

function statisticsOf(
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
    minStartAt = Math.min(minStartAt, startAt[i] as number);
    maxStartAt = Math.max(maxStartAt, startAt[i] as number);
    maxEndAt = Math.max(maxEndAt, endAt[i] as number);
  }
  return { minStartAt, maxStartAt, maxEndAt };
}
