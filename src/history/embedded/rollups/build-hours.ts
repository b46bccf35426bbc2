/** Rows of minutes and hours out of readings. Runs in the child process. */

import { quoted } from '../duckdb.ts';
import { stayingSql } from '../retention/expired-tags.ts';
import { createSegmentVerifier } from '../verification.ts';
import { type FoldTarget, foldReadings } from './fold-batches.ts';
import { edgesOf, type RollupJob, readGaps, readReadings, stepMsOf, verifyReadings, writeTables } from './job.ts';
import { filesOf, partsSql } from './parts-sql.ts';
import { type CarriedRows, createRuleLookup, type RollupWork } from './request.ts';
import { type RollupHead, rollupOrder, writeRollupFile } from './rollup-file.ts';
import { rollupContents } from './rollup-segment.ts';
import { createRollupTables, type RollupTables } from './rollup-tables.ts';

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
    if (made === undefined) continue;
    const head = { level, ...window, version };
    if (work.carried === undefined) await writeTables(job, head, made);
    else await writeCarried(job, head, made, work.carried);
  }
}

/** With the rows of tags whose readings are gone. */
async function writeCarried(
  job: RollupJob,
  head: RollupHead & { readonly level: 'minute' | 'hour' },
  made: RollupTables,
  carried: CarriedRows,
): Promise<void> {
  const { level } = head;
  await createSegmentVerifier(job.dir).verify(filesOf(carried[level]));
  const isGone = `not (${stayingSql(carried.expired, quoted)})`;
  for (const content of rollupContents) {
    const before = partsSql(job.dir, level, content, carried[level]).map(
      (rows) => `select * from (${rows}) where ${isGone}`,
    );
    const rows = `(${[`from ${made.nameOf(content)}`, ...before].join(' union all ')})`;
    const some = await job.connection.runAndReadAll(`select 1 from ${rows} limit 1`);
    if (content === 'values' || some.currentRowCount > 0) await writeRollupFile(job, head, content, rows, rollupOrder);
  }
}
