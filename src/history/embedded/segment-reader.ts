/** Facts out of segments: the newest content of each identity, sorted, in columns. */
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import {
  type ColumnType,
  createReadingTable,
  type FactKind,
  type FactTable,
  factAxes,
  factColumns,
  GembaError,
  type TextColumn,
} from '../../model/index.ts';
import { type Interval, touches } from '../../time/index.ts';
import type { FactQuery, StoredFacts } from '../port.ts';
import { type ColumnReader, createColumnReader } from './column-reader.ts';
import { named, withConnection } from './duckdb.ts';
import { toBytes, wordsPerRow } from './identity-words.ts';
import type { ManifestState, Segment } from './manifest-state.ts';
import { type ColumnWords, codeSql, readWords, withConstants } from './reading/column-words.ts';
import type { FileStatistics, StatedColumns } from './reading/file-statistics.ts';
import { orderRows, reordered } from './row-order.ts';
import { createSegmentFigure } from './segment-figure.ts';
import { SegmentMap } from './segment-map.ts';
import { rowsSql, type SegmentFile } from './segment-rows.ts';
import type { CodedText } from './spelled-column.ts';
import { readWhole } from './whole-stream.ts';

/** Of up to this many rows texts are read as they are spelled; of more their words are learnt first, to read codes. */
const spelledMax = 20_000;
/** Up to this many rows of several files are gathered once from them; more are read from them column by column. */
const gatherMax = 200_000;
/** Rows for which there is room at first: of a large file mostly a few are read. */
const capacityMax = 131_072;
/** Of the types that turn words into codes. */
const typePrefix = 'read';

export interface SegmentSelection {
  readonly facts: readonly Segment[];
  readonly superseded: readonly Segment[];
  /** Upper bound of the rows. */
  readonly rowCount: number;
}

/** The segments in which facts of a kind that touch the window may lie. */
export function selectSegments(
  state: ManifestState,
  kind: FactKind,
  window: Interval | undefined,
  places?: readonly string[],
): SegmentSelection {
  const wanted = places?.map((place) => Buffer.from(place));
  const facts: Segment[] = [];
  const superseded: Segment[] = [];
  const isTouched = (span: Interval | undefined): boolean => window === undefined || touchesSpan(span, window);
  for (const partition of SegmentMap.of(state.segments).partitions(kind, spans, isTouched)) {
    const segments = [...partition.values()];
    const touched = segments.filter(
      (segment) => segment.role === 'facts' && isTouched(spanOf(segment)) && mayHoldOne(segment, wanted),
    );
    facts.push(...touched);
    if (touched.length > 0) superseded.push(...segments.filter(({ role }) => role === 'superseded'));
  }
  // In the order of time, so that what was written by day is read nearly in its order.
  facts.sort((a, b) => (a.minStartAt ?? Number.POSITIVE_INFINITY) - (b.minStartAt ?? Number.POSITIVE_INFINITY) || 0);
  return { facts, superseded, rowCount: facts.reduce((sum, { rowCount }) => sum + rowCount, 0) };
}

/** Whether one of the places, as UTF-8, may be in the segment: files are sorted by their bytes. */
function mayHoldOne({ places }: Segment, wanted: readonly Buffer[] | undefined): boolean {
  if (places === undefined || wanted === undefined) return true;
  const [first, last] = places.map((place) => Buffer.from(place)) as [Buffer, Buffer];
  return wanted.some((place) => place.compare(first) >= 0 && place.compare(last) <= 0);
}

/** From the first start to after the last end of facts; undefined where none has a time. */
const spans = createSegmentFigure(
  (partition) => joinSpans([...partition.values()].filter(({ role }) => role === 'facts').map(spanOf)),
  joinSpans,
);

/** An instant fact may lie on the last end. */
function spanOf({ minStartAt, maxEndAt, maxStartAt }: Segment): Interval | undefined {
  if (minStartAt === undefined || maxStartAt === undefined || maxEndAt === undefined) return undefined;
  return { fromAt: minStartAt, toAt: Math.max(maxEndAt, maxStartAt) + 1 };
}

function joinSpans(parts: readonly (Interval | undefined)[]): Interval | undefined {
  let joined: Interval | undefined;
  for (const part of parts)
    if (joined === undefined) joined = part;
    else if (part !== undefined)
      joined = { fromAt: Math.min(joined.fromAt, part.fromAt), toAt: Math.max(joined.toAt, part.toAt) };
  return joined;
}

function touchesSpan(span: Interval | undefined, window: Interval): boolean {
  return span !== undefined && touches(span, { ...window, toAt: window.toAt + 1 });
}

export interface ReadOptions {
  /** Which few of them, in SQL; default all. */
  readonly condition?: string;
  /** Default: what files say of themselves is not looked at. */
  readonly statistics?: FileStatistics;
}

/** @param dir folder of the store */
export async function readFacts<K extends FactKind>(
  instance: DuckDBInstance,
  dir: string,
  selection: SegmentSelection,
  query: FactQuery<K>,
  { condition, statistics }: ReadOptions = {},
): Promise<StoredFacts<K>> {
  return await withConnection(instance, async (connection) => {
    const interrupt = (): void => connection.interrupt();
    query.signal?.addEventListener('abort', interrupt);
    try {
      query.signal?.throwIfAborted();
      return await new FactRead(connection, dir, statistics, selection, query).run(condition);
    } catch (cause) {
      if (query.signal?.aborted !== true) throw cause;
      throw new GembaError('aborted', `Reading ${query.kind} facts was stopped.`, { cause });
    } finally {
      query.signal?.removeEventListener('abort', interrupt);
    }
  });
}

/** Rows in SQL, and at most how many there are. */
interface Rows {
  readonly sql: string;
  readonly rowsMax: number;
}

class FactRead<K extends FactKind> {
  readonly #connection: DuckDBConnection;
  readonly #query: FactQuery<K>;
  readonly #selection: SegmentSelection;
  readonly #dir: string;
  readonly #statistics: FileStatistics | undefined;
  readonly #columns: StatedColumns;
  /** What is stored beside the columns of the kind, two numbers each. */
  readonly #hashes: readonly string[];
  /** Of columns that are the same in all rows; these are not read. */
  #constants: ReadonlyMap<string, string | number> = new Map();

  /** @param connection of this read alone, which leaves types and a table in it */
  constructor(
    connection: DuckDBConnection,
    dir: string,
    statistics: FileStatistics | undefined,
    selection: SegmentSelection,
    query: FactQuery<K>,
  ) {
    this.#connection = connection;
    this.#dir = dir;
    this.#statistics = statistics;
    this.#selection = selection;
    this.#query = query;
    this.#hashes = query.kind === 'reading' ? [] : ['identity', 'content'];
    this.#columns = statedColumnsOf(query.kind);
  }

  async run(condition?: string): Promise<StoredFacts<K>> {
    const rows = await this.#rows(condition);
    this.#query.signal?.throwIfAborted();
    const texts = this.#differing(this.#columns.texts);
    const isSpelled = rows.rowsMax <= spelledMax;
    const learnt = await readWords(this.#connection, rows.sql, isSpelled ? [] : texts, typePrefix);
    const words = withConstants(learnt, this.#columns.texts, this.#constants);
    this.#query.signal?.throwIfAborted();
    const spelled = isSpelled ? texts : [];
    const counts = [...this.#differing(this.#columns.counts), ...words.coded];
    const numbers = this.#differing(this.#columns.numbers);
    const reader = createColumnReader(
      { words: this.#hashes, counts, numbers, texts: spelled },
      Math.min(capacityMax, rows.rowsMax),
    );
    const columns = [
      ...this.#storedHashes,
      ...this.#differing(this.#columns.counts),
      ...words.coded.map((name) => codeSql(name, typePrefix)),
      ...numbers.map(named),
      ...spelled.map(named),
    ];
    // There is none where each column of a reading is the same in all rows; how many there are is to be known all the same.
    const select = `select ${columns.length === 0 ? 'true' : columns.join(', ')} from ${rows.sql}`;
    const width = Math.max(1, columns.length);
    await reader.add(readWhole(this.#connection, select, width, rows.rowsMax, this.#query.signal));
    return this.#table(reader, words);
  }

  get #storedHashes(): readonly string[] {
    return this.#hashes.flatMap((name) => [`${name}High`, `${name}Low`]);
  }

  #differing(names: readonly string[]): readonly string[] {
    return names.filter((name) => !this.#constants.has(name));
  }

  /** What the rows come from: the files themselves, or a table gathered from them. */
  async #rows(condition: string | undefined): Promise<Rows> {
    const { kind, places } = this.#query;
    const filesOf = (segments: readonly Segment[]): (Segment & SegmentFile)[] =>
      segments.map((segment) => ({ ...segment, path: join(this.#dir, segment.path) }));
    const { facts, superseded, rowCount } = this.#selection;
    const files = filesOf(facts);
    const known = await this.#statistics?.find(this.#connection, this.#columns, files, places);
    const { place } = factAxes[kind];
    const [only, ...others] = places ?? [];
    // The place is known already where there is but one.
    const ofPlace = only === undefined || others.length > 0 ? [] : [[place, only] as const];
    this.#constants = new Map([...(known?.constants ?? []), ...ofPlace]);
    const rowsMax = Math.min(rowCount, known?.rowsMax ?? rowCount);
    const all = rowsSql(kind, files, filesOf(superseded), this.#query);
    const select = condition === undefined ? all : `select * from (${all}) where ${condition}`;
    // What a condition chooses is few: each query over the files would look at all of them anew.
    const isGathered =
      rowsMax > spelledMax &&
      (condition !== undefined || (rowsMax <= gatherMax && facts.length + superseded.length > 1));
    if (!isGathered) return { sql: `(${select})`, rowsMax };
    const { texts, counts, numbers } = this.#columns;
    const needed = [...this.#storedHashes, ...this.#differing([...texts, ...counts, ...numbers])].map(named);
    const gathered = await this.#connection.run(
      `create temp table gathered as select ${needed.join(', ')} from (${select})`,
    );
    return { sql: 'gathered', rowsMax: Number(gathered.getChunk(0).getColumnVector(0).getItem(0)) };
  }

  #table(reader: ColumnReader, words: ColumnWords): StoredFacts<K> {
    const texts = new Map(this.#columns.texts.map((name) => [name, this.#textOf(reader, words, name)]));
    const numbers = new Map(this.#columns.numbers.map((name) => [name, this.#numbersOf(reader, name)]));
    const order = this.#orderOf(reader, texts, numbers);
    const columns: Record<string, TextColumn | Float64Array> = {};
    for (const [name, { dictionary, codes }] of texts) columns[name] = { dictionary, codes: reordered(codes, order) };
    for (const [name, values] of numbers) columns[name] = reordered(values, order);
    const revision = this.#constants.get('revision');
    const versions =
      revision === undefined
        ? reordered(reader.counts('revision'), order)
        : new Uint32Array(reader.length).fill(revision as number);
    if (this.#query.kind === 'reading')
      return Object.assign(createReadingTable(columns as unknown as FactTable<'reading'>['columns']), {
        versions,
      }) as unknown as StoredFacts<K>;
    const hashesOf = (name: string): Uint8Array => toBytes(reordered(reader.words(name), order, wordsPerRow));
    return {
      kind: this.#query.kind,
      length: reader.length,
      identity: hashesOf('identity'),
      content: hashesOf('content'),
      columns: columns as FactTable<K>['columns'],
      versions,
    };
  }

  #textOf(reader: ColumnReader, { words, constants }: ColumnWords, name: string): CodedText {
    const dictionary = words.get(name);
    if (dictionary === undefined) return reader.text(name);
    const code = constants.get(name);
    return { dictionary, codes: code === undefined ? reader.counts(name) : new Uint32Array(reader.length).fill(code) };
  }

  #numbersOf(reader: ColumnReader, name: string): Float64Array<ArrayBuffer> {
    const constant = this.#constants.get(name) as number | undefined;
    return constant === undefined ? reader.numbers(name) : new Float64Array(reader.length).fill(constant);
  }

  /** Codes of the place sort as its words do, since a dictionary is in their order. */
  #orderOf(
    reader: ColumnReader,
    texts: ReadonlyMap<string, CodedText>,
    numbers: ReadonlyMap<string, Float64Array>,
  ): Uint32Array | undefined {
    const { place, start, end } = factAxes[this.#query.kind];
    const { codes, dictionary } = texts.get(place) as CodedText;
    const numbersOf = (name: string): Float64Array => numbers.get(name) as Float64Array;
    return orderRows({
      place: codes,
      placeCount: dictionary.length,
      startAt: numbersOf(start),
      endAt: numbersOf(end),
      ...(this.#query.kind === 'reading'
        ? { tie: { kind: 'sequence', values: numbersOf('sequence') } }
        : { tie: { kind: 'identity', words: reader.words('identity') } }),
    });
  }
}

/** Of which columns of a kind files are asked whether they are the same in all rows. */
export function statedColumnsOf(kind: FactKind): StatedColumns {
  const columns = Object.entries(factColumns[kind]) as [string, ColumnType][];
  const namesOf = (isText: boolean): string[] =>
    columns.filter(([, type]) => (type === 'text') === isText).map(([name]) => name);
  return { place: factAxes[kind].place, texts: namesOf(true), counts: ['revision'], numbers: namesOf(false) };
}
