/** What stands on a file that is damaged, by what the manifest, its own statistics and rollups still say. */
import { join } from 'node:path';
import { factAxes } from '../../../model/index.ts';
import { dayMs, hourMs, type Interval } from '../../../time/index.ts';
import { parquetOf, parquetPathOf, quoted } from '../duckdb.ts';
import { undated } from '../layout.ts';
import type { ManifestState } from '../manifest-state.ts';
import { dayStart } from '../reading-versions.ts';
import type { RollupSegment } from '../rollups/rollup-segment.ts';
import { listSegments } from '../rollups/slots.ts';
import type { Segment } from '../segment.ts';
import type { Touched, TouchedPlaces } from './finding.ts';
import type { FileQueries } from './query-files.ts';

/** So many tags are named one by one. */
const namedMax = 1_000;

export function windowOf({ role, day, minStartAt, maxStartAt, maxEndAt }: Segment): Interval | undefined {
  if (day === undated) return undefined;
  if (role === 'superseded' || minStartAt === undefined) return { fromAt: dayStart(day), toAt: dayStart(day) + dayMs };
  return { fromAt: minStartAt, toAt: Math.max(maxEndAt ?? minStartAt, maxStartAt ?? minStartAt) };
}

/** @param isDamaged files that are not to be asked */
export async function touchedBySegment(
  queries: FileQueries,
  dir: string,
  state: ManifestState,
  segment: Segment,
  isDamaged: (path: string) => boolean,
): Promise<Touched> {
  const { kind, places, role } = segment;
  const window = windowOf(segment);
  const found: TouchedPlaces =
    places !== undefined
      ? { kind: 'between', first: places[0], last: places[1] }
      : ((role === 'facts' ? await placesInFooter(queries, dir, segment) : undefined) ??
        (kind === 'reading' && window !== undefined
          ? await tagsInRollups(queries, dir, state, window, isDamaged)
          : undefined) ?? {
          kind: 'any',
        });
  return { what: { kind }, window, places: found };
}

export function touchedByRollup({ level, fromAt, toAt }: RollupSegment): Touched {
  return { what: { level }, window: { fromAt, toAt }, places: { kind: 'any' } };
}

/** First and last place of a file as its statistics say it, where it has any and they can be read. */
async function placesInFooter(queries: FileQueries, dir: string, segment: Segment): Promise<TouchedPlaces | undefined> {
  const { place } = factAxes[segment.kind];
  try {
    const [row = []] = await queries.rows(
      `select min(stats_min_value), max(stats_max_value), bool_and(stats_min_value is not null and stats_max_value is not null)
       from parquet_metadata(${parquetPathOf(join(dir, segment.path))}) where path_in_schema = ${quoted(place)}`,
    );
    const [first, last, isSaid] = row as [string | null, string | null, boolean | null];
    return isSaid === true && first !== null && last !== null && first <= last
      ? { kind: 'between', first, last }
      : undefined;
  } catch {
    // It is damaged: nothing of it need be readable.
    return undefined;
  }
}

/** Tags with readings in the time, as whole files of hours have them. */
async function tagsInRollups(
  queries: FileQueries,
  dir: string,
  state: ManifestState,
  { fromAt, toAt }: Interval,
  isDamaged: (path: string) => boolean,
): Promise<TouchedPlaces | undefined> {
  const [first, end] = [Math.floor(fromAt / hourMs) * hourMs, toAt + 1];
  const files = listSegments(state, 'hour').filter((file) => file.fromAt < end && file.toAt > first);
  const isCovered = files.some((file) => file.fromAt <= first && file.toAt >= end);
  if (!isCovered || files.some(({ path }) => isDamaged(path))) return undefined;
  try {
    const rows = await queries.rows(
      `select distinct tag from ${parquetOf(
        files.map(({ path }) => join(dir, path)),
        'union_by_name = true',
      )}
       where "fromAt" < ${end} and "toAt" > ${first} order by tag limit ${namedMax + 1}`,
    );
    return rows.length > namedMax ? undefined : { kind: 'some', places: rows.map(([tag]) => tag as string) };
  } catch {
    // Not yet looked at, and damaged too: that is told of it.
    return undefined;
  }
}
