/** Whether the rows of a file of facts are what the manifest says of them, and lie as they are read. */
import { join } from 'node:path';
import { factAxes } from '../../../model/index.ts';
import { dayMs, hourMs } from '../../../time/index.ts';
import { named, parquetOf } from '../duckdb.ts';
import { undated } from '../layout.ts';
import { dayStart } from '../reading-versions.ts';
import type { Segment } from '../segment.ts';
import { keyOf } from '../segment-rows.ts';
import type { FileQueries } from './query-files.ts';

export interface CheckedSegment {
  readonly problems: readonly string[];
  /** Of readings with a time: the hours of the day with some, a bit each. */
  readonly hours: number;
  /** Whether rows of one place and instant follow each other, so that some may share an identity. */
  readonly hasTies: boolean;
  readonly revisionMax: number;
}

const instantMax = '8.64e15::double';

/** So many different pairs of places that are out of order by their bytes are held to the order of UTF-16. */
const pairsMax = 10_000;

/** @throws what DuckDB throws of a file that it cannot read */
export async function checkSegment(queries: FileQueries, dir: string, segment: Segment): Promise<CheckedSegment> {
  return segment.role === 'facts'
    ? await checkFacts(queries, dir, segment)
    : await checkSuperseded(queries, dir, segment);
}

async function checkSuperseded(queries: FileQueries, dir: string, segment: Segment): Promise<CheckedSegment> {
  const key = keyColumnsOf(segment).map(named).join(', ');
  const [row = []] = await queries.rows(
    `select count(*)::double, count(distinct (${key}, revision))::double from ${parquetOf([join(dir, segment.path)])}`,
  );
  const [rowCount, keyCount] = row as [number, number];
  return {
    problems: [
      ...wrongCount(rowCount, segment.rowCount),
      ...(keyCount === rowCount ? [] : [`names ${rowCount - keyCount} rows twice`]),
    ],
    hours: 0,
    hasTies: false,
    revisionMax: 0,
  };
}

/** By what its rows are told from others: those of format 1 by identity. */
export function keyColumnsOf({ kind, format }: Pick<Segment, 'kind' | 'format'>): readonly string[] {
  return kind === 'reading' && format === undefined ? keyOf('production') : keyOf(kind);
}

async function checkFacts(queries: FileQueries, dir: string, segment: Segment): Promise<CheckedSegment> {
  const axes = factAxes[segment.kind];
  const [place, start, end] = [axes.place, axes.start, axes.end].map(named) as [string, string, string];
  const rows = `(select *, lag(place) over () as "placeBefore", lag("startAt") over () as "startBefore" from
    (select ${place} as place, ${start}::double as "startAt", ${end}::double as "endAt", revision
     from ${parquetOf([join(dir, segment.path)])}))`;
  const isDated = `(abs("startAt") <= ${instantMax} and abs("endAt") <= ${instantMax})`;
  const isOnDay =
    segment.day === undated
      ? `not ${isDated}`
      : `${isDated} and floor("startAt" / ${dayMs}) = ${dayStart(segment.day) / dayMs}`;
  const isDatedSort = segment.day === undated ? 'false' : '"startBefore" > "startAt"';
  const [row = []] = await queries.rows(
    `select count(*)::double, count(*) filter (not coalesce(${isOnDay}, false))::double,
      min("startAt"), max("startAt"), max("endAt"), min(place), max(place),
      count(*) filter ("placeBefore" > place)::double, count(*) filter ("placeBefore" = place and ${isDatedSort})::double,
      count(*) filter ("placeBefore" = place and "startBefore" = "startAt")::double,
      min(revision)::double, max(revision)::double, ${hoursSql(segment)}
     from ${rows}`,
  );
  const [
    rowCount,
    elsewhere,
    minStartAt,
    maxStartAt,
    maxEndAt,
    first,
    last,
    unsortedPlaces,
    unsortedTimes,
    ties,
    low,
    high,
    hours,
  ] = row as [number, number, number, number, number, string, string, number, number, number, number, number, number];
  const problems = [
    ...wrongCount(rowCount, segment.rowCount),
    ...(elsewhere > 0 ? [`has ${elsewhere} rows that do not lie on ${segment.day}`] : []),
    ...wrongSpan(segment, { minStartAt, maxStartAt, maxEndAt }),
    ...wrongPlaces(segment, first, last),
    ...(low < 1 ? ['has rows of revision 0'] : []),
    ...(unsortedTimes > 0 ? [`has ${unsortedTimes} rows that lie before earlier ones of their ${axes.place}`] : []),
    ...(unsortedPlaces > 0 && !(await isSortedByUtf16(queries, rows)) ? [`is not sorted by ${axes.place}`] : []),
    ...wrongHours(segment, hours),
  ];
  return { problems, hours, hasTies: ties > 0, revisionMax: high };
}

function hoursSql({ kind, day }: Segment): string {
  if (kind !== 'reading' || day === undated) return '0::double';
  const hour = `greatest(0, least(23, floor(("startAt" - ${dayStart(day)}) / ${hourMs})))::integer`;
  return `coalesce(bit_or(1::bigint << ${hour}), 0)::double`;
}

function wrongCount(found: number, said: number): readonly string[] {
  return found === said ? [] : [`has ${found} rows instead of ${said}`];
}

type Span = Pick<Segment, 'minStartAt' | 'maxStartAt' | 'maxEndAt'>;

/** What is read of a window is chosen by the span: it must not be less than what is there. */
function wrongSpan(said: Segment, found: Required<Span>): readonly string[] {
  if (said.day === undated) return [];
  const { minStartAt = Number.NaN, maxStartAt = Number.NaN, maxEndAt = Number.NaN } = said;
  const isWithin = found.minStartAt >= minStartAt && found.maxStartAt <= maxStartAt && found.maxEndAt <= maxEndAt;
  return isWithin ? [] : ['has rows outside the time that the manifest says of it'];
}

function wrongPlaces({ places }: Segment, first: string, last: string): readonly string[] {
  if (places === undefined) return [];
  const [from, to] = places.map((place) => Buffer.from(place)) as [Buffer, Buffer];
  const isWithin = from.compare(Buffer.from(first)) <= 0 && to.compare(Buffer.from(last)) >= 0;
  return isWithin ? [] : [`has rows of other tags than ${places[0]} to ${places[1]}`];
}

function wrongHours({ hours: said }: Segment, found: number): readonly string[] {
  return said === undefined || (found & ~said) === 0
    ? []
    : ['has readings in hours of which the manifest says nothing'];
}

/** Rows of a commit are sorted in the process that received them, where words are in the order of UTF-16. */
async function isSortedByUtf16(queries: FileQueries, rows: string): Promise<boolean> {
  const pairs = await queries.rows(
    `select distinct "placeBefore", place from ${rows} where "placeBefore" > place limit ${pairsMax}`,
  );
  return pairs.every(([before, place]) => (before as string) <= (place as string));
}
