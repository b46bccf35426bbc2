/** The columns of files of rollups, and how they are read from whatever type they were written as. */
import {
  type RollupLevel,
  type RollupNumberColumn,
  rollupNumberColumns,
  rollupTextColumns,
} from '../../../analytics/index.ts';
import { named } from '../duckdb.ts';
import type { RollupContent } from './rollup-segment.ts';

/** Instants, times and counts: whole numbers, but where a reading lies at a fraction of a millisecond. */
const wholeColumns: ReadonlySet<string> = new Set<RollupNumberColumn | 'ms'>([
  'fromAt',
  'toAt',
  'readingCount',
  'badCount',
  'firstReadingAt',
  'lastReadingAt',
  'firstAt',
  'lastAt',
  'numberCount',
  'knownMs',
  'numberMs',
  'resetCount',
  'rolloverCount',
  'expectedIntervalMs',
  'rolloverAt',
  'ms',
]);

export interface ContentColumns {
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
  readonly hasSketch: boolean;
}

export const stateNumberColumns = ['fromAt', 'toAt', 'value', 'ms'] as const;
export const stateTextColumns = ['tag', 'text'] as const;

export function columnsOf(level: RollupLevel, content: RollupContent): ContentColumns {
  return content === 'values'
    ? { texts: rollupTextColumns, numbers: rollupNumberColumns, hasSketch: level !== 'minute' }
    : { texts: stateTextColumns, numbers: stateNumberColumns, hasSketch: false };
}

export function isWhole(column: string): boolean {
  return wholeColumns.has(column);
}

/** The columns as a table has them: numbers as doubles, absent ones as NaN. */
export function tableColumnsSql({ texts, numbers, hasSketch }: ContentColumns): string {
  return [
    ...texts.map(named),
    ...numbers.map((name) => `coalesce(${named(name)}::double, 'NaN'::double) as ${named(name)}`),
    ...(hasSketch ? ['sketch'] : []),
  ].join(', ');
}
