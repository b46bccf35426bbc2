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
import { type ColumnWords, codeSql, readWords } from './reading/column-words.ts';
import { orderRows, reordered } from './row-order.ts';
import { createSegmentFigure } from './segment-figure.ts';
import { SegmentMap } from './segment-map.ts';
import { rowsSql, type SegmentFile } from './segment-rows.ts';
import { streamWhole } from './whole-stream.ts';

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

/** @param condition which few of them, in SQL; default all */
export async function readFacts<K extends FactKind>(
  instance: DuckDBInstance,
  dir: string,
  selection: SegmentSelection,
  query: FactQuery<K>,
  condition?: string,
): Promise<StoredFacts<K>> {
  return await withConnection(instance, async (connection) => {
    const interrupt = (): void => connection.interrupt();
    query.signal?.addEventListener('abort', interrupt);
    try {
      query.signal?.throwIfAborted();
      return await new FactRead(connection, dir, selection, query).run(condition);
    } catch (cause) {
      if (query.signal?.aborted !== true) throw cause;
      throw new GembaError('aborted', `Reading ${query.kind} facts was stopped.`, { cause });
    } finally {
      query.signal?.removeEventListener('abort', interrupt);
    }
  });
}

class FactRead<K extends FactKind> {
  readonly #connection: DuckDBConnection;
  readonly #query: FactQuery<K>;
  readonly #selection: SegmentSelection;
  readonly #dir: string;
  readonly #texts: readonly string[];
  readonly #numbers: readonly string[];
  /** What is stored beside the columns of the kind, two numbers each. */
  readonly #hashes: readonly string[];

  /** @param connection of this read alone, which leaves types and a table in it */
  constructor(connection: DuckDBConnection, dir: string, selection: SegmentSelection, query: FactQuery<K>) {
    this.#connection = connection;
    this.#dir = dir;
    this.#selection = selection;
    this.#query = query;
    this.#hashes = query.kind === 'reading' ? [] : ['identity', 'content'];
    const columns = Object.entries(factColumns[query.kind]) as [string, ColumnType][];
    this.#texts = columns.filter(([, type]) => type === 'text').map(([name]) => name);
    this.#numbers = columns.filter(([, type]) => type !== 'text').map(([name]) => name);
  }

  async run(condition?: string): Promise<StoredFacts<K>> {
    const rows = await this.#rows(condition);
    this.#query.signal?.throwIfAborted();
    const words = await this.#readWords(rows);
    this.#query.signal?.throwIfAborted();
    const reader = createColumnReader(
      { words: this.#hashes, counts: ['revision', ...words.coded], numbers: this.#numbers },
      Math.min(capacityMax, this.#selection.rowCount),
    );
    const columns = [
      ...this.#hashes.flatMap((name) => [`${name}High`, `${name}Low`]),
      'revision',
      ...words.coded.map((name) => codeSql(name, typePrefix)),
      ...this.#numbers.map(named),
    ];
    const select = `select ${columns.join(', ')} from ${rows}`;
    await reader.add(streamWhole(this.#connection, select, columns.length, this.#query.signal));
    return this.#table(reader, words);
  }

  /** Of facts of one place that is known already. */
  async #readWords(rows: string): Promise<ColumnWords> {
    const { place } = factAxes[this.#query.kind];
    const [only, ...others] = this.#query.places ?? [];
    if (only === undefined || others.length > 0)
      return await readWords(this.#connection, rows, this.#texts, typePrefix);
    const texts = this.#texts.filter((name) => name !== place);
    const { words, constants, coded } = await readWords(this.#connection, rows, texts, typePrefix);
    const dictionary = only === '' ? [''] : ['', only];
    return {
      words: new Map([...words, [place, dictionary]]),
      constants: new Map([...constants, [place, dictionary.length - 1]]),
      coded,
    };
  }

  /** What the rows come from, in SQL: the files themselves, or a table gathered from them. */
  async #rows(condition: string | undefined): Promise<string> {
    const filesOf = (segments: readonly Segment[]): SegmentFile[] =>
      segments.map((segment) => ({ ...segment, path: join(this.#dir, segment.path) }));
    const { facts, superseded, rowCount } = this.#selection;
    const all = rowsSql(this.#query.kind, filesOf(facts), filesOf(superseded), this.#query);
    const select = condition === undefined ? all : `select * from (${all}) where ${condition}`;
    // What a condition chooses is few: each query over the files would look at all of them anew.
    const isGathered = condition !== undefined || (rowCount <= gatherMax && facts.length + superseded.length > 1);
    if (!isGathered) return `(${select})`;
    await this.#connection.run(`create temp table gathered as ${select}`);
    return 'gathered';
  }

  #table(reader: ColumnReader, words: ColumnWords): StoredFacts<K> {
    const codesOf = (name: string): Uint32Array<ArrayBuffer> => {
      const constant = words.constants.get(name);
      return constant === undefined ? reader.counts(name) : new Uint32Array(reader.length).fill(constant);
    };
    const order = this.#orderOf(reader, words, codesOf);
    const columns: Record<string, TextColumn | Float64Array> = {};
    for (const name of Object.keys(factColumns[this.#query.kind])) {
      const dictionary = words.words.get(name);
      columns[name] =
        dictionary === undefined
          ? reordered(reader.numbers(name), order)
          : { dictionary, codes: reordered(codesOf(name), order) };
    }
    const versions = reordered(reader.counts('revision'), order);
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

  /** Codes of the place sort as its words do, since a dictionary is in their order. */
  #orderOf(reader: ColumnReader, words: ColumnWords, codesOf: (name: string) => Uint32Array): Uint32Array | undefined {
    const { place, start, end } = factAxes[this.#query.kind];
    return orderRows({
      place: codesOf(place),
      placeCount: (words.words.get(place) as readonly string[]).length,
      startAt: reader.numbers(start),
      endAt: reader.numbers(end),
      ...(this.#query.kind === 'reading'
        ? { tie: { kind: 'sequence', values: reader.numbers('sequence') } }
        : { tie: { kind: 'identity', words: reader.words('identity') } }),
    });
  }
}
