/** Time that rows of a file of rollups answer, in SQL. */
import { join } from 'node:path';
import type { RollupTable } from '../../../analytics/index.ts';
import type { Interval } from '../../../time/index.ts';
import { parquetOf } from '../duckdb.ts';
import type { RollupContent, RollupPart } from '../rollups/rollup-segment.ts';
import type { FileStatistics } from './file-statistics.ts';
import type { TagFilter } from './tag-filter.ts';

export interface RollupStretch extends Interval {
  readonly part: RollupPart;
}

export interface RollupScan {
  /** Folder of the store. */
  readonly dir: string;
  /** Of one level, in the order of time, and apart; with `states` of one file. */
  readonly stretches: readonly RollupStretch[];
  /** In the order of their bytes. */
  readonly tags: readonly string[];
  readonly columns: ReadonlySet<keyof RollupTable>;
  /** Default: what files say of themselves is not looked at. */
  readonly statistics?: FileStatistics | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The rows that lie within the stretches, one file after the other, with `file`, the place of its first stretch. Empty where
 * no part has such a file.
 */
export function stretchesSql(
  dir: string,
  stretches: readonly RollupStretch[],
  content: RollupContent,
  { condition }: TagFilter,
): string {
  const parts: string[] = [];
  for (let from = 0; from < stretches.length; ) {
    const file = stretches[from]?.part[content];
    let to = from + 1;
    while (to < stretches.length && stretches[to]?.part[content] === file) to++;
    const times = stretches.slice(from, to).map(({ fromAt, toAt }) => `("fromAt" >= ${fromAt} and "toAt" <= ${toAt})`);
    if (file !== undefined)
      parts.push(
        `select *, ${from}::uinteger as file from ${parquetOf([join(dir, file.path)])}
         where (${times.join(' or ')}) and ${condition}`,
      );
    from = to;
  }
  return parts.join(' union all ');
}
