/** Facts into segments: which are new, and those to Parquet files by kind and day. Runs in the child process. */
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type FactKind, factAxes } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import { identityScopes } from './candidates.ts';
import { fillTable } from './chunk-columns.ts';
import { type DuckDB, named, type OpenDuckDB, parquetOf, quoted, withConnection } from './duckdb.ts';
import { timeTouchedByGaps } from './gap-touch.ts';
import { findKnown, findKnownReadings } from './known-facts.ts';
import { dayName, isExtentKept, partitionOf, segmentPath, temporaryEnding } from './layout.ts';
import type { CommitCounts, SegmentName, WriteReply, WriteRequest } from './messages.ts';
import { hoursWithReadings } from './reading-versions.ts';
import { identifyReceived, listReceived, type Part, partsOf, type ReceivedTable } from './received-facts.ts';
import { resolveIdentities } from './resolution.ts';
import { type Ages, ageOf, sayAges } from './retention/ages.ts';
import { createSegmentCloser, type SegmentCloser } from './segment-closer.ts';
import { columnsOf, hasFractionsIn, sameInAll, selectColumn, statisticsOf } from './segment-columns.ts';
import { stageNewReadings } from './stage-readings.ts';
import { type DayRange, type StagedRows, stageRows } from './staging.ts';
import { keyColumns, knownRow, receivedRow, type SupersededRow } from './superseded-rows.ts';

export const parquetOptions =
  '(format parquet, compression zstd, compression_level 1, row_group_size 122880, parquet_version v2)';

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
  /** By day of their start. */
  #timeTouchedByGaps: ReadonlyMap<number, Interval> = new Map();
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
      const received = listReceived(this.#request.commits, scope);
      if (received.length === 0) continue;
      if (await this.#writeNewReadings(scope, received)) continue;
      const parts = await this.#resolve(scope, received, superseded);
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

  /**
   * Readings that no segment can hold, and that differ among themselves, as those of a stream do: sorted they lie beside
   * each other where they are equal, so that nobody needs to be identified.
   *
   * @returns whether they were
   */
  async #writeNewReadings(scope: readonly FactKind[], received: readonly ReceivedTable[]): Promise<boolean> {
    if (!scope.includes('reading') || this.#searchedIn(scope).length > 0) return false;
    const staged = stageNewReadings(received);
    if (staged === undefined) return false;
    for (const { table, commit } of received) this.#countsOf(commit).stored += table.length;
    await this.#writeFacts(staged);
    return true;
  }

  #searchedIn(scope: readonly FactKind[]): readonly SegmentName[] {
    return this.#request.searched.filter(({ kind }) => scope.includes(kind));
  }

  async #resolve(
    scope: readonly FactKind[],
    tables: readonly ReceivedTable[],
    superseded: SupersededRow[],
  ): Promise<readonly Part[]> {
    const received = identifyReceived(tables);
    const search = {
      duckdb: this.#duckdb,
      connection: this.#connection,
      schema: this.#schema,
      dir: this.#request.dir,
      searched: this.#searchedIn(scope),
    };
    const known = scope.includes('reading')
      ? await findKnownReadings(search, tables)
      : await findKnown(search, received);
    const resolution = resolveIdentities(received, known);
    const parts = partsOf(tables, received, resolution.revision);
    for (const part of parts) this.#count(part);
    if (scope.includes('gap')) this.#timeTouchedByGaps = timeTouchedByGaps(parts, known, resolution.supersededKnown);
    for (const row of resolution.supersededKnown) superseded.push(knownRow(known, row));
    for (const row of resolution.supersededReceived) superseded.push(receivedRow(parts, row));
    return parts;
  }

  /** Refusals are counted as refused by who refused them, so not here. */
  #count(part: Part): void {
    if (part.table.kind === 'refusal') return;
    const counts = this.#countsOf(part.commit);
    counts.stored += part.rows.length;
    counts.duplicate += part.table.length - part.rows.length;
    for (const row of part.rows) if ((part.revision[row] as number) > 1) counts.superseding++;
  }

  #countsOf(commit: number): { -readonly [K in keyof CommitCounts]: CommitCounts[K] } {
    const counts = this.#counts[commit];
    if (counts === undefined) throw new RangeError(`Commit ${commit} was not asked for.`);
    return counts;
  }

  async #writeFacts(staged: StagedRows): Promise<void> {
    const table = `facts_${staged.kind}`;
    const isReading = staged.kind === 'reading';
    const columns = columnsOf(staged);
    await fillTable(this.#duckdb, this.#connection, this.#schema, table, staged.length, columns);
    const { start, end } = factAxes[staged.kind];
    const noTimes = new Float64Array(staged.length).fill(Number.NaN);
    const startAt = staged.numbers.get(start) ?? noTimes;
    const endAt = staged.numbers.get(end) ?? noTimes;
    const same = await sameInAll(this.#connection, this.#schema, staged);
    for (const range of staged.dayRanges) {
      const day = dayName(range.day);
      const path = segmentPath('facts', staged.kind, day, this.#request.name);
      const rowCount = range.to - range.from;
      // A day's file carries an enumeration whole, so words much more numerous than its rows go in as text.
      const hasFractions = isReading && hasFractionsIn(startAt, range.from, range.to);
      const selected = [
        ...columns.flatMap((column) =>
          isReading && !hasFractions && column.name === 'at'
            ? ['"at"::bigint as "at"']
            : selectColumn(column, rowCount),
        ),
        ...same,
      ];
      const where = staged.dayRanges.length === 1 ? '' : `where rowid >= ${range.from} and rowid < ${range.to}`;
      await this.#copy(path, `select ${selected.join(', ')} from ${this.#schema}.${table} ${where}`);
      const touched = staged.kind === 'gap' ? this.#timeTouchedByGaps.get(range.day) : undefined;
      const statistics = statisticsOf(startAt, endAt, range.day, range.from, range.to);
      this.#closer.add({
        path,
        role: 'facts',
        kind: staged.kind,
        day,
        rowCount,
        ...(isReading ? { format: 2 as const } : {}),
        ...(hasFractions ? { hasFractions: true as const } : {}),
        ...statistics,
        ...(isReading ? hoursWithReadings(startAt, range.from, range.to, statistics) : {}),
        ...(touched === undefined ? {} : { touched }),
        ...(isReading ? {} : sayAges(agesOfStaged(staged, range, { startAt, endAt }))),
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
      await fillTable(this.#duckdb, this.#connection, this.#schema, table, members.length, [
        ...keyColumns(members.map(({ key }) => key)),
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
        ...(kind === 'reading' ? { format: 2 as const } : {}),
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

function agesOfStaged(
  { kind, numbers, length }: StagedRows,
  { from, to }: DayRange,
  { startAt, endAt }: { readonly startAt: Float64Array; readonly endAt: Float64Array },
): Ages {
  const receivedAt = numbers.get('receivedAt') ?? new Float64Array(length).fill(Number.NaN);
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = from; i < to; i++) {
    const age = ageOf(kind, startAt[i] as number, endAt[i] as number, receivedAt[i] as number);
    if (age < first) first = age;
    if (age > last) last = age;
  }
  return { first, last };
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
