/** Whether the rows of a file of rollups are what the manifest says of them, and can be true. */
import { join } from 'node:path';
import { hourMs, minuteMs } from '../../../time/index.ts';
import { parquetOf } from '../duckdb.ts';
import type { RollupSegment } from '../rollups/rollup-segment.ts';
import type { FileQueries } from './query-files.ts';

const stepMs: Readonly<Record<RollupSegment['level'], number | undefined>> = {
  minute: minuteMs,
  hour: hourMs,
  day: undefined,
  shift: undefined,
};

export interface CheckedRollup {
  readonly problems: readonly string[];
  /** Begins of its buckets: hours (UTC) of minutes and hours, else themselves. */
  readonly begins: ReadonlySet<number>;
}

/**
 * @param beside the file of values of one of states, where it is whole
 * @throws what DuckDB throws of a file that it cannot read
 */
export async function checkRollup(
  queries: FileQueries,
  dir: string,
  segment: RollupSegment,
  beside: RollupSegment | undefined,
): Promise<CheckedRollup> {
  const file = parquetOf([join(dir, segment.path)]);
  const number = (name: string): string => `coalesce("${name}"::double, 'NaN'::double) as "${name}"`;
  const own = segment.content === 'values' ? valueNames : stateNames;
  const key = segment.content === 'values' ? 'tag, "fromAt", "toAt"' : 'tag, "fromAt", "toAt", value, text';
  const rows = `(select *, lag(tag) over () as "tagBefore", lag("fromAt") over () as "fromBefore", lag("toAt") over () as "toBefore"
    from (select ${[...own.texts, ...own.numbers.map(number)].join(', ')} from ${file}))`;
  const step = stepMs[segment.level];
  const isBucket = step === undefined ? '"toAt" > "fromAt"' : `"fromAt" % ${step} = 0 and "toAt" = "fromAt" + ${step}`;
  const isBefore =
    '("tagBefore" > tag or ("tagBefore" = tag and ("fromBefore" > "fromAt" or ("fromBefore" = "fromAt" and "toBefore" > "toAt"))))';
  const isTrue = segment.content === 'values' ? canBeValues : canBeStates;
  const [row = []] = await queries.rows(
    `select count(*)::double, count(*) filter (not coalesce("fromAt" >= ${segment.fromAt} and "fromAt" < ${segment.toAt}, false))::double,
      count(*) filter (not coalesce(${isBucket}, false))::double, count(*) filter (${isBefore})::double,
      count(*) filter (not coalesce(${isTrue}, false))::double from ${rows}`,
  );
  const [rowCount, outside, noBucket, unsorted, untrue] = row as [number, number, number, number, number];
  const twice = await countTwice(queries, file, key);
  const lonely = beside === undefined ? 0 : await countLonely(queries, file, join(dir, beside.path));
  const problem = (count: number, what: string): readonly string[] => (count > 0 ? [`has ${count} rows ${what}`] : []);
  return {
    problems: [
      ...(rowCount === segment.rowCount ? [] : [`has ${rowCount} rows instead of ${segment.rowCount}`]),
      ...problem(outside, 'outside the time that the manifest says of it'),
      ...problem(noBucket, `that are no ${segment.level}`),
      ...problem(unsorted, 'that are not in the order of tag and time'),
      ...problem(twice, 'twice'),
      ...problem(untrue, 'that cannot be true'),
      ...problem(lonely, 'of states without one of values'),
    ],
    begins: await readBegins(queries, file, step),
  };
}

const valueNames = {
  texts: ['tag'],
  numbers: [
    'fromAt',
    'toAt',
    'readingCount',
    'badCount',
    'firstReadingAt',
    'lastReadingAt',
    'min',
    'max',
    'numberCount',
    'knownMs',
    'numberMs',
  ],
};
const stateNames = { texts: ['tag', 'text'], numbers: ['fromAt', 'toAt', 'value', 'ms'] };

/** Counts are counts, and nothing lasts longer than its bucket. */
const canBeValues = `"readingCount" >= 0 and "badCount" >= 0 and "readingCount" + "badCount" >= 1 and "numberCount" between 0 and "readingCount"
  and "firstReadingAt" >= "fromAt" and "lastReadingAt" < "toAt" and "firstReadingAt" <= "lastReadingAt"
  and "knownMs" between 0 and "toAt" - "fromAt" and "numberMs" between 0 and "knownMs"
  and ("numberCount" = 0 or isnan("min") or "min" <= "max")`;
const canBeStates = `"ms" between 0 and "toAt" - "fromAt" and (not isnan("value") or text <> '')`;

/** Rows are sorted, so those of one bucket follow each other; those of states are told apart by the state too. */
async function countTwice(queries: FileQueries, file: string, key: string): Promise<number> {
  const same = key.split(', ').map((name) => `${name} is not distinct from lag(${name}) over ()`);
  const [row = []] = await queries.rows(
    `select count(*) filter (same and number > 1)::double
     from (select ${same.join(' and ')} as same, row_number() over () as number from ${file})`,
  );
  return row[0] as number;
}

async function countLonely(queries: FileQueries, states: string, values: string): Promise<number> {
  const [row = []] = await queries.rows(
    `select count(*)::double from ${states} states
     anti join ${parquetOf([values])} own on states.tag = own.tag and states."fromAt" = own."fromAt" and states."toAt" = own."toAt"`,
  );
  return row[0] as number;
}

async function readBegins(queries: FileQueries, file: string, step: number | undefined): Promise<ReadonlySet<number>> {
  const begin = step === undefined ? '"fromAt"::double' : `floor("fromAt"::double / ${hourMs}) * ${hourMs}`;
  return new Set((await queries.rows(`select distinct ${begin} from ${file}`)).map(([at]) => at as number));
}
