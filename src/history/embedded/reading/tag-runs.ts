/** How many rows each tag has, so that sorted readings need no tag of their own. */
import type { DuckDBConnection } from '@duckdb/node-api';

export interface TagRuns {
  /** In the order of their bytes. */
  readonly tags: readonly string[];
  readonly counts: Float64Array;
  readonly rowCount: number;
  /** Whether the rows of a tag lie together, and tags in their order. */
  readonly areTogether: boolean;
}

/**
 * Counts rows by tag.
 *
 * @param rows what the readings come from, in SQL
 * @param isNumbered whether it is one file with `file_row_number`, of which is to be told how its rows lie
 */
export async function readTagRuns(connection: DuckDBConnection, rows: string, isNumbered: boolean): Promise<TagRuns> {
  const places = isNumbered ? ', min(file_row_number)::double, max(file_row_number)::double' : '';
  const reader = await connection.runAndReadAll(
    `select tag, count(*)::double${places} from ${rows} group by tag order by tag`,
  );
  const found = reader.getRows() as [tag: string, count: number, first?: number, last?: number][];
  let rowCount = 0;
  let areTogether = true;
  let lastBefore = -1;
  for (const [, count, first, last] of found) {
    rowCount += count;
    if (first === undefined || last === undefined) continue;
    if (first <= lastBefore) areTogether = false;
    lastBefore = last;
  }
  const counts = Float64Array.from(found, ([, count]) => count);
  return { tags: found.map(([tag]) => tag), counts, rowCount, areTogether };
}

/** The runs of some tags. */
export function runsOf({ tags, counts, areTogether }: TagRuns, asked: ReadonlySet<string>): TagRuns {
  const places = [...tags.keys()].filter((i) => asked.has(tags[i] as string));
  const own = Float64Array.from(places, (i) => counts[i] as number);
  return {
    tags: places.map((i) => tags[i] as string),
    counts: own,
    rowCount: own.reduce((sum, count) => sum + count, 0),
    areTogether,
  };
}
