/** Rows of minutes and hours out of readings. Runs in the child process. */
import { type FoldTarget, foldReadings } from './fold-batches.ts';
import { edgesOf, type RollupJob, readGaps, readReadings, stepMsOf, verifyReadings, writeTables } from './job.ts';
import { createRuleLookup, type RollupWork } from './request.ts';
import { createRollupTables } from './rollup-tables.ts';

export async function buildHours(job: RollupJob, work: Extract<RollupWork, { kind: 'hours' }>): Promise<void> {
  const { window, version, rules } = work;
  await verifyReadings(job, work);
  const gaps = await readGaps(job, work, window);
  const levels = ['minute', 'hour'] as const;
  const tables = await Promise.all(
    levels.map((level) => createRollupTables(job.duckdb, job.connection, `${job.schema}_${level}`, level)),
  );
  const targets = levels.map(
    (level, i): FoldTarget => ({
      edges: edgesOf(window, stepMsOf[level]),
      withSketches: level === 'hour',
      add: async (table) => await tables[i]?.add(table),
    }),
  );
  await foldReadings(readReadings(job, work, { window }), targets, {
    ruleOf: createRuleLookup(rules),
    ...(gaps === undefined ? {} : { gaps }),
  });
  for (const [i, level] of levels.entries()) {
    const made = tables[i];
    if (made !== undefined) await writeTables(job, { level, ...window, version }, made);
  }
}
