/** Rows of rollups to a file, each column as small as it can be. Runs in the child process. */
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { RollupLevel } from '../../../analytics/index.ts';
import { named, quoted } from '../duckdb.ts';
import { rollupFolder, temporaryEnding } from '../layout.ts';
import type { SegmentCloser } from '../segment-closer.ts';
import { columnsOf, isWhole } from './columns.ts';
import type { RollupContent, RollupSegment } from './rollup-segment.ts';

export type NewRollupSegment = Omit<RollupSegment, 'byteLength' | 'sha256'>;

/**
 * Rows of a group. A reader of a few tags opens the groups they are in: of minutes a tag has many rows in a file, of the others
 * few, and each with a sketch.
 */
const rowsPerGroup: Readonly<Record<RollupLevel, number>> = { minute: 20_480, hour: 4_096, day: 4_096, shift: 4_096 };

export const rollupOrder = 'order by tag, "fromAt", "toAt"';

/** What a file says of the time it speaks for. */
export type RollupHead = Pick<RollupSegment, 'level' | 'fromAt' | 'toAt' | 'version' | 'calendar'>;

export interface RollupOutput {
  readonly connection: DuckDBConnection;
  readonly closer: SegmentCloser<NewRollupSegment>;
  readonly dir: string;
  readonly name: string;
}

export function rollupPath(level: RollupLevel, content: RollupContent, name: string): string {
  return `${rollupFolder}/${level}/${content}/${name}.parquet`;
}

/**
 * @param rows in SQL, with the columns of a table
 * @param order what sorts them by tag and time; nothing where they lie so
 */
export async function writeRollupFile(
  { connection, closer, dir, name }: RollupOutput,
  head: RollupHead,
  content: RollupContent,
  rows: string,
  order: '' | typeof rollupOrder = '',
): Promise<void> {
  const { texts, numbers, hasSketch } = columnsOf(head.level, content);
  const facts = await connection.runAndReadAll(
    `select count(*)::double, ${numbers.flatMap((name) => [holdsSql(name), isWholeSql(name)]).join(', ')} from ${rows}`,
  );
  const [rowCount, ...said] = facts.getRows()[0] as [number, ...(boolean | null)[]];
  const columns = [
    ...texts.map(named),
    ...numbers.map((name, i) => compactSql(name, said[i * 2] === true, said[i * 2 + 1] === true)),
    ...(hasSketch ? ['sketch'] : []),
  ];
  const path = rollupPath(head.level, content, name);
  await closer.prepare(path);
  await connection.run(
    `copy (select ${columns.join(', ')} from ${rows} ${order}) to ${quoted(`${join(dir, path)}${temporaryEnding}`)}
     (format parquet, compression zstd, compression_level 3, row_group_size ${rowsPerGroup[head.level]}, parquet_version v2)`,
  );
  closer.add({ path, content, rowCount, ...head });
}

const holdsSql = (name: string): string => `bool_or(not isnan(${named(name)}))`;
const isWholeSql = (name: string): string =>
  isWhole(name) ? `bool_and(isnan(${named(name)}) or ${named(name)} = trunc(${named(name)}))` : 'false';

/** A column in which no row has anything is one of NULL, and so is each absent value among whole numbers. */
function compactSql(name: string, holds: boolean, areWhole: boolean): string {
  const column = named(name);
  if (!holds) return `null::${isWhole(name) ? 'bigint' : 'double'} as ${column}`;
  return areWhole ? `case when isnan(${column}) then null else ${column}::bigint end as ${column}` : column;
}
