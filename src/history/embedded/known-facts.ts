/** Which of the received identities are on record, with each content they were received with. */
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type FactKind, factAxes } from '../../model/index.ts';
import { fillTable } from './chunk-columns.ts';
import { createColumnReader } from './column-reader.ts';
import { type DuckDB, named, parquetOf } from './duckdb.ts';
import type { SegmentName } from './messages.ts';
import type { KnownRows } from './resolution.ts';

export interface KnownFacts extends KnownRows {
  readonly kinds: readonly FactKind[];
  readonly startAt: Float64Array;
  readonly endAt: Float64Array;
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

/** Reads only the identity columns of the segments, joined to the received identities inside DuckDB. */
export async function findKnown(
  duckdb: DuckDB,
  connection: DuckDBConnection,
  schema: string,
  dir: string,
  searched: readonly SegmentName[],
  received: { readonly length: number; readonly identity: Uint32Array },
): Promise<KnownFacts> {
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
      await connection.stream(
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
