/** Files written anew without what has expired. Runs in the child process. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type FactKind, factAxes } from '../../../model/index.ts';
import { named, type OpenDuckDB, parquetOf, quoted, withConnection } from '../duckdb.ts';
import { segmentPath, temporaryEnding, undated } from '../layout.ts';
import type { Segment } from '../segment.ts';
import type { NewSegment, SegmentCloser } from '../segment-closer.ts';
import { createSegmentCloser } from '../segment-closer.ts';
import { allRowsSql } from '../segment-rows.ts';
import { parquetOptions, remainingExtent } from '../segment-writer.ts';
import { createSegmentVerifier } from '../verification.ts';
import { ageSql, sayAges } from './ages.ts';
import { keyOfExpired, stayingSql } from './expired-tags.ts';
import type { TrimReply, TrimRequest } from './requests.ts';

let schemaCount = 0;

export async function trimSegments({ instance }: OpenDuckDB, request: TrimRequest): Promise<TrimReply> {
  await createSegmentVerifier(request.dir).verify(request.segments);
  return await withConnection(instance, async (connection) => {
    const closer = createSegmentCloser(request.dir);
    const same = request.of === 'readings' ? await trimReadings(connection, closer, request) : [];
    if (request.of === 'facts') await trimFacts(connection, closer, request);
    return { segments: [...same, ...(await closer.close())] };
  });
}

/** Each file by itself, so that each has the tags it had. @returns those that need not change */
async function trimReadings(
  connection: DuckDBConnection,
  closer: SegmentCloser,
  request: Extract<TrimRequest, { of: 'readings' }>,
): Promise<Segment[]> {
  const { dir, name, segments, expired } = request;
  const without = keyOfExpired(expired);
  const staying = stayingSql(expired, quoted);
  const same: Segment[] = [];
  const hashed = segments.filter(({ role, format }) => role === 'facts' && format === undefined);
  for (const [i, segment] of segments.entries()) {
    const file = parquetOf([join(dir, segment.path)]);
    // Format 1 knows a superseded reading by its identity: it stays with its fact.
    const kept =
      segment.role === 'superseded' && segment.format === undefined
        ? `select * from ${file} where (identityHigh, identityLow) not in (${goneIdentities(dir, hashed, staying)})`
        : `select * from ${file} where ${staying}`;
    const [count] = (await connection.runAndReadAll(`select count(*)::double from (${kept})`)).getRows()[0] as [number];
    if (count === segment.rowCount) same.push({ ...segment, without });
    else if (count > 0)
      await writeReadings(connection, closer, { dir, name: `${name}-${i + 1}` }, segment, kept, {
        without,
        rowCount: count,
      });
  }
  return same;
}

function goneIdentities(dir: string, hashed: readonly Segment[], staying: string): string {
  if (hashed.length === 0) return 'select 0::ubigint, 0::ubigint where false';
  const paths = hashed.map(({ path }) => join(dir, path));
  return `select identityHigh, identityLow from ${parquetOf(paths)} where not (${staying})`;
}

async function writeReadings(
  connection: DuckDBConnection,
  closer: SegmentCloser,
  { dir, name }: Pick<TrimRequest, 'dir' | 'name'>,
  { role, kind, day, format, hasFractions, places }: Segment,
  rows: string,
  said: Pick<NewSegment, 'without' | 'rowCount'>,
): Promise<void> {
  const path = segmentPath(role, kind, day, name);
  // A condition of many tags keeps no order.
  const order = role === 'facts' ? 'order by tag, "at"' : '';
  const file = await copy(connection, closer, dir, path, `${rows} ${order}`);
  const statistics = role === 'facts' ? await readingStatistics(connection, file, places !== undefined) : {};
  closer.add({
    path,
    role,
    kind,
    day,
    ...said,
    ...(format === undefined ? {} : { format }),
    ...(hasFractions === undefined ? {} : { hasFractions }),
    ...statistics,
  });
}

async function readingStatistics(
  connection: DuckDBConnection,
  file: string,
  hasPlaces: boolean,
): Promise<Pick<NewSegment, 'minStartAt' | 'maxStartAt' | 'maxEndAt' | 'places'>> {
  const reader = await connection.runAndReadAll(
    `select min("at")::double, max("at")::double, min(tag), max(tag) from ${parquetOf([file])}`,
  );
  const [minStartAt, maxStartAt, first, last] = reader.getRows()[0] as [number, number, string, string];
  return { minStartAt, maxStartAt, maxEndAt: maxStartAt, ...(hasPlaces ? { places: [first, last] } : {}) };
}

/**
 * A partition as a whole. What is read of an identity decides for all that was received of it, so that a content of before is
 * not taken for a new one; where that lies elsewhere, each row goes by itself.
 */
async function trimFacts(
  connection: DuckDBConnection,
  closer: SegmentCloser,
  { dir, name, kind, day, segments, beforeAt }: Extract<TrimRequest, { of: 'facts' }>,
): Promise<void> {
  const schema = `trim_${++schemaCount}`;
  await connection.run(`create schema ${schema}`);
  try {
    const pathsOf = (role: string): string[] =>
      segments.filter((segment) => segment.role === role).map(({ path }) => join(dir, path));
    const superseded = pathsOf('superseded');
    const rows = allRowsSql(kind, pathsOf('facts'));
    const age = `${ageSql(kind, day === undated)} as age`;
    const marked =
      superseded.length === 0
        ? `select *, ${age}, true as is_live from ${rows}`
        : `select facts.*, ${age}, replaced.identityHigh is null as is_live from ${rows} facts
           left join (select distinct * from ${parquetOf(superseded)}) replaced
           on facts.identityHigh = replaced.identityHigh and facts.identityLow = replaced.identityLow
             and facts.revision = replaced.revision`;
    await connection.run(
      `create table ${schema}.kept as select * from (
         select identityHigh, identityLow, revision,
           coalesce(max(case when is_live then age end) over (partition by identityHigh, identityLow), age) as age
         from (${marked})
       ) where not (age < ${beforeAt}::double)`,
    );
    const kept = `semi join ${schema}.kept using (identityHigh, identityLow, revision)`;
    const { place, start } = factAxes[kind];
    const written: Record<string, string> = {};
    for (const role of ['facts', 'superseded'] as const) {
      const paths = pathsOf(role);
      if (paths.length === 0) continue;
      const rows = role === 'facts' ? allRowsSql(kind, paths) : parquetOf(paths);
      const order = role === 'facts' ? `order by ${named(place)}, ${named(start)}` : '';
      const path = segmentPath(role, kind, day, name);
      written[role] = await copy(connection, closer, dir, path, `select * from ${rows} ${kept} ${order}`);
    }
    const { facts, superseded: replaced } = written;
    if (facts === undefined) return;
    const statistics = await factStatistics(connection, kind, day === undated, facts, `${schema}.kept`);
    const replacedCount = replaced === undefined ? 0 : await countRows(connection, replaced);
    const hasReplaced = replaced !== undefined && replacedCount > 0;
    const remaining = hasReplaced ? await remainingExtent(connection, kind, [facts], [replaced]) : null;
    // Nothing is read of them any more once they have their names.
    if (statistics.rowCount === 0) await rm(facts);
    else closer.add({ path: segmentPath('facts', kind, day, name), role: 'facts', kind, day, ...statistics });
    if (hasReplaced)
      closer.add({
        path: segmentPath('superseded', kind, day, name),
        role: 'superseded',
        kind,
        day,
        rowCount: replacedCount,
        remaining,
      });
    else if (replaced !== undefined) await rm(replaced);
  } finally {
    await connection.run(`drop schema ${schema} cascade`);
  }
}

async function factStatistics(
  connection: DuckDBConnection,
  kind: FactKind,
  isUndated: boolean,
  file: string,
  kept: string,
): Promise<Pick<NewSegment, 'rowCount' | 'minStartAt' | 'maxStartAt' | 'maxEndAt' | 'agesFrom'>> {
  const { start, end } = factAxes[kind];
  const reader = await connection.runAndReadAll(
    `select count(*)::double, min(${named(start)}), max(${named(start)}), max(${named(end)}) from ${parquetOf([file])}`,
  );
  const ages = await connection.runAndReadAll(`select min(age), max(age) from ${kept}`);
  const [rowCount, minStartAt, maxStartAt, maxEndAt] = reader.getRows()[0] as [number, number, number, number];
  const [first, last] = ages.getRows()[0] as [number | null, number | null];
  return {
    rowCount,
    ...(isUndated ? {} : { minStartAt, maxStartAt, maxEndAt }),
    ...sayAges({ first: first ?? Number.POSITIVE_INFINITY, last: last ?? Number.POSITIVE_INFINITY }),
  };
}

async function countRows(connection: DuckDBConnection, file: string): Promise<number> {
  const reader = await connection.runAndReadAll(`select count(*)::double from ${parquetOf([file])}`);
  return (reader.getRows()[0] as [number])[0];
}

async function copy(
  connection: DuckDBConnection,
  closer: SegmentCloser,
  dir: string,
  path: string,
  rows: string,
): Promise<string> {
  await closer.prepare(path);
  const file = `${join(dir, path)}${temporaryEnding}`;
  await connection.run(`copy (${rows}) to ${quoted(file)} ${parquetOptions}`);
  return file;
}
