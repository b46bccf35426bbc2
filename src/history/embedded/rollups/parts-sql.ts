/** What counts of some files of rollups, in SQL. */
import { join } from 'node:path';
import type { RollupLevel } from '../../../analytics/index.ts';
import { parquetOf } from '../duckdb.ts';
import { columnsOf, tableColumnsSql } from './columns.ts';
import type { RollupContent, RollupPart } from './rollup-segment.ts';

/** A query for the rows that begin in the parts, one for each file; none where no part has such a file. */
export function partsSql(
  dir: string,
  level: RollupLevel,
  content: RollupContent,
  parts: readonly RollupPart[],
): readonly string[] {
  const columns = tableColumnsSql(columnsOf(level, content));
  const byPath = Map.groupBy(
    parts.filter((part) => part[content] !== undefined),
    (part) => part[content]?.path ?? '',
  );
  return [...byPath].map(([path, some]) => {
    const times = some.map(({ fromAt, toAt }) => `"fromAt" >= ${fromAt} and "fromAt" < ${toAt}`);
    return `select ${columns} from ${parquetOf([join(dir, path)])} where (${times.join(') or (')})`;
  });
}

/** The files that parts are of. */
export function filesOf(parts: readonly RollupPart[]): NonNullable<RollupPart[RollupContent]>[] {
  return [...new Set(parts.flatMap(({ values, states }) => [values, ...(states === undefined ? [] : [states])]))];
}
