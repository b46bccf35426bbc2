/** Many small segments of a partition into one. Every row stays on record, those superseded too. */
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { factAxes } from '../../model/index.ts';
import { named, type OpenDuckDB, parquetOf, quoted, withConnection } from './duckdb.ts';
import { isExtentKept, type SegmentRole, segmentPath, temporaryEnding } from './layout.ts';
import type { ManifestState, Segment } from './manifest-state.ts';
import type { CompactReply, CompactRequest } from './messages.ts';
import { isEnumerable } from './packed-columns.ts';
import { agesOf, joinAges, sayAges } from './retention/ages.ts';
import { createSegmentCloser, type SegmentCloser } from './segment-closer.ts';
import { createSegmentFigure } from './segment-figure.ts';
import { SegmentMap } from './segment-map.ts';
import { allRowsSql, rowsSql } from './segment-rows.ts';
import { parquetOptions, remainingExtent } from './segment-writer.ts';

/** Segments at or above this many rows are left as they are. */
export const compactRowsMax = 250_000;
/**
 * About as many rows are merged at once. Commits wait for it; and twice as many take four times as long, for they no
 * longer fit in the memory that the writer has by default.
 */
export const mergeRowsMax = 500_000;
/** So many times the segments that are merged at rest are merged though commits wait: their number stays bounded. */
const overdueFactor = 4;

/**
 * The segments of one partition to be merged next; empty where none has `segmentsMin` of a like size. Sizes are told
 * apart by factors of eight, so that a row is rewritten a few times in its life, however small the commits.
 */
export function planCompaction(state: ManifestState, segmentsMin: number): readonly Segment[] {
  const segments = SegmentMap.of(state.segments);
  const group = segments.figure(largestGroup);
  const [first] = group;
  if (first === undefined || group.length < segmentsMin) return [];
  const some = firstUpTo(mergeRowsMax, group);
  if (isExtentKept(first.kind)) return some;
  // What remains of a partition is computed over all of it, so where rows were superseded all of it is rewritten.
  const partition = [...segments.partition(first.kind, first.day).values()];
  return partition.some(({ role }) => role === 'superseded') ? partition : some;
}

/** The most segments of one partition and a like size. */
const largestGroup = createSegmentFigure(
  (partition): readonly Segment[] =>
    longest([...Map.groupBy([...partition.values()].filter(isSmall), sizeClassOf).values()]),
  longest,
);

function isSmall({ rowCount, places }: Segment): boolean {
  return rowCount < compactRowsMax && places === undefined;
}

function sizeClassOf({ role, format, rowCount }: Segment): string {
  return `${role}/${format ?? 1}/${Math.floor(Math.log2(rowCount) / 3)}`;
}

/** Of several as long the first by path, in whatever order partitions are held. */
function longest(groups: readonly (readonly Segment[])[]): readonly Segment[] {
  return groups.reduce((most, group) => (isBefore(group, most) ? group : most), []);
}

function isBefore(group: readonly Segment[], other: readonly Segment[]): boolean {
  if (group.length !== other.length) return group.length > other.length;
  const [[first], [otherFirst]] = [group, other];
  return first !== undefined && otherFirst !== undefined && first.path < otherFirst.path;
}

/** Whether so many small segments have come that they are merged though commits wait. */
export function isMergeOverdue(state: ManifestState, segmentsMin: number): boolean {
  return planCompaction(state, segmentsMin * overdueFactor).length > 0;
}

/** The first of the segments, at least two, with no more rows than these together. */
function firstUpTo(rowsMax: number, segments: readonly Segment[]): readonly Segment[] {
  let rows = 0;
  const count = segments.findIndex(({ rowCount }, i) => {
    rows += rowCount;
    return i >= 2 && rows > rowsMax;
  });
  return count === -1 ? segments : segments.slice(0, count);
}

let schemaCount = 0;

export async function compactSegments({ instance }: OpenDuckDB, request: CompactRequest): Promise<CompactReply> {
  return await withConnection(instance, async (connection) => {
    const closer = createSegmentCloser(request.dir);
    const { rowsPerRange } = request;
    const schema = `compact_${++schemaCount}`;
    await connection.run(`create schema ${schema}`);
    try {
      if (rowsPerRange !== undefined) await cutByTag(connection, closer, schema, request, rowsPerRange);
      else await mergeRoles(connection, closer, schema, request);
      return { segments: await closer.close() };
    } finally {
      await connection.run(`drop schema ${schema} cascade`);
    }
  });
}

async function mergeRoles(
  connection: DuckDBConnection,
  closer: SegmentCloser,
  schema: string,
  request: CompactRequest,
): Promise<void> {
  const files: Record<string, string> = {};
  for (const role of ['facts', 'superseded'] as const) {
    const segments = request.segments.filter((segment) => segment.role === role);
    const [first] = segments;
    if (first === undefined) continue;
    const path = segmentPath(role, first.kind, first.day, request.name);
    const file = `${join(request.dir, path)}${temporaryEnding}`;
    files[role] = file;
    await closer.prepare(path);
    const { place, start } = factAxes[first.kind];
    const merged = mergedSql(request.dir, role, segments);
    const byPlace =
      role === 'facts' && first.kind === 'reading'
        ? await tagRanks(connection, schema, await countTags(connection, merged))
        : named(place);
    const order = role === 'facts' ? `order by ${byPlace}, ${named(start)}` : '';
    await connection.run(`copy (${merged} ${order}) to ${quoted(file)} ${parquetOptions}`);
  }
  const [member] = request.segments;
  const remaining =
    member !== undefined &&
    !isExtentKept(member.kind) &&
    files['facts'] !== undefined &&
    files['superseded'] !== undefined
      ? { remaining: await remainingExtent(connection, member.kind, [files['facts']], [files['superseded']]) }
      : {};
  for (const role of ['facts', 'superseded'] as const) {
    const segments = request.segments.filter((segment) => segment.role === role);
    const [first] = segments;
    if (first === undefined) continue;
    const { kind, day } = first;
    closer.add({
      path: segmentPath(role, kind, day, request.name),
      role,
      kind,
      day,
      rowCount: segments.reduce((sum, { rowCount }) => sum + rowCount, 0),
      ...formatOf(segments),
      ...withoutOf(segments),
      ...(role === 'facts' ? mergedStatistics(segments) : remaining),
      ...(role === 'facts' && !isExtentKept(kind) ? sayAges(joinAges(segments.map(agesOf))) : {}),
    });
  }
}

/** Readings of one day into segments of a few tags each: every one reads of the others only what may be its own. */
async function cutByTag(
  connection: DuckDBConnection,
  closer: SegmentCloser,
  schema: string,
  { dir, name, segments }: CompactRequest,
  rowsPerRange: number,
): Promise<void> {
  const [first] = segments;
  if (first === undefined) return;
  const { kind, day } = first;
  const rows = mergedSql(dir, 'facts', segments);
  const tags = await countTags(connection, rows);
  const byTag = await tagRanks(connection, schema, tags);
  for (const [i, { places, rowCount }] of cutTags(tags, rowsPerRange).entries()) {
    const path = segmentPath('facts', kind, day, `${name}-${i + 1}`);
    await closer.prepare(path);
    const [from, to] = places.map(quoted);
    const file = quoted(`${join(dir, path)}${temporaryEnding}`);
    await connection.run(
      `copy (select * from (${rows}) where tag between ${from} and ${to} order by ${byTag}, "at") to ${file} ${parquetOptions}`,
    );
    const span = await connection.runAndReadAll(
      `select min("at")::double, max("at")::double from ${parquetOf([`${join(dir, path)}${temporaryEnding}`])}`,
    );
    const [minStartAt, maxStartAt] = span.getRows()[0] as [number, number];
    closer.add({
      path,
      role: 'facts',
      kind,
      day,
      rowCount,
      ...formatOf(segments),
      ...withoutOf(segments),
      places,
      minStartAt,
      maxStartAt,
      maxEndAt: maxStartAt,
    });
  }
}

/** Tags in order, and how many rows each has. */
type TagCounts = readonly (readonly [tag: string, rowCount: number])[];

async function countTags(connection: DuckDBConnection, rows: string): Promise<TagCounts> {
  const reader = await connection.runAndReadAll(
    `select tag, count(*)::double from (${rows}) group by tag order by tag`,
  );
  return reader.getRows() as [string, number][];
}

/** So many tags are ranked: an enumeration is made of SQL text. */
const ranksMax = 20_000;

/**
 * What rows are sorted by to be in the order of their tags: ranks, which take two thirds of the time that words do, as they
 * lie in an enumeration. They are stored as words all the same, for of an enumeration a file says nothing by its parts.
 */
async function tagRanks(connection: DuckDBConnection, schema: string, tags: TagCounts): Promise<string> {
  if (tags.length > ranksMax || !tags.every(([tag]) => isEnumerable(tag))) return 'tag';
  await connection.run(`create type ${schema}.tags as enum (${tags.map(([tag]) => quoted(tag)).join(', ')})`);
  return `tag::${schema}.tags`;
}

/** Tags in order, cut where about so many rows are reached; a tag is never cut. */
export async function rangesOf(
  connection: DuckDBConnection,
  rows: string,
  rowsPerRange: number,
): Promise<readonly TagRange[]> {
  return cutTags(await countTags(connection, rows), rowsPerRange);
}

interface TagRange {
  readonly places: readonly [string, string];
  readonly rowCount: number;
}

function cutTags(tags: TagCounts, rowsPerRange: number): readonly TagRange[] {
  const ranges: TagRange[] = [];
  for (const [tag, count] of tags) {
    const last = ranges.at(-1);
    if (last === undefined || last.rowCount + count > rowsPerRange)
      ranges.push({ places: [tag, tag], rowCount: count });
    else ranges[ranges.length - 1] = { places: [last.places[0], tag], rowCount: last.rowCount + count };
  }
  return ranges;
}

/** All rows of segments of one format, those superseded too. */
function mergedSql(dir: string, role: SegmentRole, merged: readonly Segment[]): string {
  const segments = merged.map((segment) => ({ ...segment, path: join(dir, segment.path) }));
  const { format, hasFractions } = formatOf(segments);
  const [first] = segments;
  if (role === 'facts' && first?.kind === 'reading' && format === 2) {
    const at = hasFractions === true ? '' : ' replace ("at"::bigint as "at")';
    return `select *${at} from (${rowsSql('reading', segments, [])})`;
  }
  const paths = segments.map(({ path }) => path);
  return `from ${role === 'facts' && first !== undefined ? allRowsSql(first.kind, paths) : parquetOf(paths)}`;
}

function formatOf(segments: readonly Segment[]): Pick<Segment, 'format' | 'hasFractions'> {
  if (segments.some(({ format }) => format === undefined)) return {};
  return { format: 2, ...(segments.some(({ hasFractions }) => hasFractions === true) ? { hasFractions: true } : {}) };
}

/** What all of them are without, so is what they are merged into. */
function withoutOf([first, ...others]: readonly Segment[]): Pick<Segment, 'without'> {
  if (first?.without === undefined || others.some(({ without }) => without !== first.without)) return {};
  return { without: first.without };
}

function mergedStatistics(segments: readonly Segment[]): Pick<Segment, 'minStartAt' | 'maxStartAt' | 'maxEndAt'> {
  const [first] = segments;
  if (first?.minStartAt === undefined) return {};
  return {
    minStartAt: Math.min(...segments.map(({ minStartAt }) => minStartAt as number)),
    maxStartAt: Math.max(...segments.map(({ maxStartAt }) => maxStartAt as number)),
    maxEndAt: Math.max(...segments.map(({ maxEndAt }) => maxEndAt as number)),
  };
}
