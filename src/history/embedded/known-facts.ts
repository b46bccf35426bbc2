/** Which of the received identities are on record, with each content they were received with. */
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type FactKind, type FactRow, factAxes, identifyReadings, toTable } from '../../model/index.ts';
import { fillTable } from './chunk-columns.ts';
import { createColumnReader } from './column-reader.ts';
import { type DuckDB, named, parquetOf } from './duckdb.ts';
import { toWords } from './identity-words.ts';
import type { SegmentName } from './messages.ts';
import { doublesOf } from './packed-columns.ts';
import type { ReceivedTable } from './received-facts.ts';
import type { IdentifiedRows, KnownRows } from './resolution.ts';
import { rowsSql } from './segment-rows.ts';
import { stageTexts } from './staging.ts';

export interface KnownFacts extends KnownRows {
  readonly kinds: readonly FactKind[];
  readonly startAt: Float64Array;
  readonly endAt: Float64Array;
  /** Of readings: the columns by which they are superseded. */
  readonly readings?: readonly FactRow<'reading'>[];
}

const manySegments = 16;

const empty: KnownFacts = {
  length: 0,
  identity: new Uint32Array(0),
  content: new Uint32Array(0),
  revision: new Uint32Array(0),
  kinds: [],
  startAt: new Float64Array(0),
  endAt: new Float64Array(0),
};

/** Where the received facts are looked for. */
export interface KnownSearch {
  readonly duckdb: DuckDB;
  readonly connection: DuckDBConnection;
  readonly schema: string;
  readonly dir: string;
  readonly searched: readonly SegmentName[];
}

/** Reads only the identity columns of the segments, joined to the received identities inside DuckDB. */
export async function findKnown(search: KnownSearch, received: IdentifiedRows): Promise<KnownFacts> {
  const { duckdb, connection, schema, dir, searched } = search;
  if (searched.length === 0) return empty;
  await fillTable(duckdb, connection, schema, 'received', received.length, [
    { name: 'identity', type: 'words', words: received.identity },
  ]);
  const reader = createColumnReader({
    words: ['identity', 'content'],
    counts: ['revision'],
    numbers: ['startAt', 'endAt'],
  });
  const kinds: FactKind[] = [];
  for (const [kind, segments] of Map.groupBy(searched, (segment) => segment.kind)) {
    const { start, end } = factAxes[kind];
    const paths = segments.map(({ path }) => join(dir, path));
    const known = `from ${parquetOf(paths)} facts semi join ${schema}.received received using (identityHigh, identityLow)`;
    // Mostly nothing is known; over many files that is found out from a third of their columns.
    if (
      segments.length >= manySegments &&
      (await connection.runAndReadAll(`select 1 ${known} limit 1`)).currentRowCount === 0
    )
      continue;
    await reader.add(
      await connection.run(
        `select identityHigh, identityLow, contentHigh, contentLow, revision, ${named(start)}, ${named(end)} ${known}`,
      ),
    );
    while (kinds.length < reader.length) kinds.push(kind);
  }
  await connection.run(`drop table ${schema}.received`);
  return {
    length: reader.length,
    identity: reader.words('identity'),
    content: reader.words('content'),
    revision: reader.counts('revision'),
    kinds,
    startAt: reader.numbers('startAt'),
    endAt: reader.numbers('endAt'),
  };
}

/** The same for readings, which are known by tag, instant and sequence. */
export async function findKnownReadings(
  { duckdb, connection, schema, dir, searched }: KnownSearch,
  received: readonly ReceivedTable[],
): Promise<KnownFacts> {
  if (searched.length === 0) return empty;
  const length = received.reduce((sum, { table }) => sum + table.length, 0);
  const joined = (name: string): Float64Array => {
    const values = new Float64Array(length);
    let at = 0;
    for (const { table } of received) {
      values.set(doublesOf(table, name), at);
      at += table.length;
    }
    return values;
  };
  await fillTable(duckdb, connection, schema, 'received', length, [
    {
      name: 'tag',
      type: 'text',
      text: stageTexts(
        received.map(({ table }) => table),
        'tag',
      ),
    },
    { name: 'at', type: 'number', values: joined('at') },
    { name: 'sequence', type: 'number', values: joined('sequence') },
  ]);
  const files = searched.map((segment) => ({ ...segment, path: join(dir, segment.path) }));
  const reader = await connection.runAndReadAll(
    `select facts.tag, facts."at", facts.sequence, facts.value, facts.text, facts.quality, facts.revision
     from (${rowsSql('reading', files, [])}) facts
     semi join ${schema}.received received
     on facts.tag = received.tag::varchar and facts."at" = received."at" and facts.sequence = received.sequence`,
  );
  await connection.run(`drop table ${schema}.received`);
  const rows = reader.getRowObjectsJS() as unknown as (FactRow<'reading'> & { readonly revision: number })[];
  const table = toTable('reading', rows);
  const { identity, content } = identifyReadings(table.columns);
  return {
    length: rows.length,
    identity: toWords(identity),
    content: toWords(content),
    revision: Uint32Array.from(rows, ({ revision }) => revision),
    kinds: rows.map(() => 'reading'),
    startAt: table.columns.at,
    endAt: table.columns.at,
    readings: rows,
  };
}
