/**
 * Rows of days or shifts. They are put together from rows of hours; where one begins or ends within an hour, and where a tag's
 * hours were worked out by another rule than it has now, from rows that are made of its readings for that alone. Runs in the
 * child process.
 */
import { hasRule, mergeRollups, type RollupOptions } from '../../../analytics/index.ts';
import { hourMs, type Interval } from '../../../time/index.ts';
import { rangesOf } from '../compaction.ts';
import { quoted } from '../duckdb.ts';
import { isTagExpired } from '../retention/expired-tags.ts';
import { createSegmentVerifier } from '../verification.ts';
import { foldReadings } from './fold-batches.ts';
import { edgesOf, type RollupJob, readGaps, readReadings, verifyReadings, writeTables } from './job.ts';
import { filesOf, partsSql } from './parts-sql.ts';
import { createRuleLookup, hoursOf, type RollupWork } from './request.ts';
import { readRollupTable } from './rollup-rows.ts';
import { type RollupContent, rollupContents } from './rollup-segment.ts';
import { createRollupTables } from './rollup-tables.ts';

/** Rows of hours, each with a sketch, that are in memory at once. */
const rowsPerRange = 25_000;

type UnitsWork = Extract<RollupWork, { kind: 'units' }>;

export async function buildUnits(job: RollupJob, work: UnitsWork): Promise<void> {
  const { level, units, window, version, calendar, parts, rules } = work;
  await createSegmentVerifier(job.dir).verify(filesOf(parts));
  const gaps = await readGaps(job, work, hoursOf(units));
  const options: RollupOptions = {
    ruleOf: createRuleLookup(rules),
    withSketches: true,
    ...(gaps === undefined ? {} : { gaps }),
  };
  const rows = await findHourRows(job, work, options);
  const tables = await createRollupTables(job.duckdb, job.connection, `${job.schema}_${level}`, level);
  for (const { places } of await rangesOf(job.connection, `select tag from ${rows.values}`, rowsPerRange)) {
    const [first, last] = places.map(quoted);
    const ofRange = (content: RollupContent): string =>
      `(from ${rows[content]} where tag between ${first} and ${last})`;
    const hours = await readRollupTable(job.connection, 'hour', {
      values: ofRange('values'),
      states: ofRange('states'),
    });
    await tables.add(mergeRollups(hours, units, options));
  }
  await writeTables(job, { level, ...window, version, calendar }, tables);
}

/** Rows of hours and of parts of hours, none of which lies across a border of the units, in SQL. */
async function findHourRows(
  job: RollupJob,
  work: UnitsWork,
  options: RollupOptions,
): Promise<Readonly<Record<RollupContent, string>>> {
  const cuts = [...new Set(work.units.flatMap(({ fromAt, toAt }) => [fromAt, toAt]))].filter((at) => at % hourMs !== 0);
  const cutHours = [...new Set(cuts.map((at) => Math.floor(at / hourMs) * hourMs))];
  const changed = await listChangedTags(job, work, options);
  if (cutHours.length > 0 || changed.length > 0) await verifyReadings(job, work);
  const pieces = await createRollupTables(job.duckdb, job.connection, `${job.schema}_pieces`, 'hour');
  const fold = async (window: Interval, tags: readonly string[] | undefined): Promise<void> => {
    const within = cuts.filter((at) => at > window.fromAt && at < window.toAt);
    const edges = Float64Array.from([...edgesOf(window, hourMs), ...within]).sort();
    const readings = readReadings(job, work, { window, ...(tags === undefined ? {} : { tags }) });
    await foldReadings(readings, [{ edges, withSketches: true, add: (table) => pieces.add(table) }], options);
  };
  for (const fromAt of cutHours) await fold({ fromAt, toAt: fromAt + hourMs }, undefined);
  const ofChanged = `tag in (${changed.map(quoted).join(', ')})`;
  if (changed.length > 0) {
    for (const content of rollupContents)
      await job.connection.run(`delete from ${pieces.nameOf(content)} where ${ofChanged}`);
    await fold(hoursOf(work.units), changed);
  }
  const rowsOf = (content: RollupContent): string => {
    const left = [
      ...(changed.length > 0 ? [`not (${ofChanged})`] : []),
      ...(cutHours.length > 0 ? [`"fromAt" not in (${cutHours.join(', ')})`] : []),
    ];
    const where = left.length === 0 ? '' : `where ${left.join(' and ')}`;
    const selects = partsSql(job.dir, 'hour', content, work.parts).map((rows) => `select * from (${rows}) ${where}`);
    return `(${[...selects, `from ${pieces.nameOf(content)}`].join(' union all ')})`;
  };
  return { values: rowsOf('values'), states: rowsOf('states') };
}

/** Tags of which some hour was worked out by another rule than they have now. */
async function listChangedTags(
  { connection, dir }: RollupJob,
  { parts, expired }: UnitsWork,
  { ruleOf }: RollupOptions,
): Promise<string[]> {
  const rows = partsSql(dir, 'hour', 'values', parts);
  if (rows.length === 0) return [];
  const reader = await connection.runAndReadAll(
    `select distinct tag, kind, "expectedIntervalMs", "rolloverAt" from (${rows.join(' union all ')})`,
  );
  const changed = (reader.getRows() as [string, string, number, number][]).filter(([tag, kind, interval, rollover]) => {
    const row = {
      kind: { dictionary: [kind], codes: new Uint32Array(1) },
      expectedIntervalMs: Float64Array.of(interval),
      rolloverAt: Float64Array.of(rollover),
    };
    return !isTagExpired(expired, tag) && !hasRule(row, 0, ruleOf(tag));
  });
  return [...new Set(changed.map(([tag]) => tag))];
}
