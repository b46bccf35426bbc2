/** Files of a level into one. Runs in the child process. */
import { createSegmentVerifier } from '../verification.ts';
import type { RollupJob } from './job.ts';
import { filesOf, partsSql } from './parts-sql.ts';
import type { RollupWork } from './request.ts';
import { rollupOrder, writeRollupFile } from './rollup-file.ts';
import { rollupContents } from './rollup-segment.ts';

export async function mergeFiles(job: RollupJob, work: Extract<RollupWork, { kind: 'merge' }>): Promise<void> {
  const { level, window, version, calendar, parts } = work;
  await createSegmentVerifier(job.dir).verify(filesOf(parts));
  const head = { level, ...window, version, ...(calendar === undefined ? {} : { calendar }) };
  for (const content of rollupContents) {
    const selects = partsSql(job.dir, level, content, parts);
    if (selects.length === 0) continue;
    await writeRollupFile(job, head, content, `(${selects.join(' union all ')})`, rollupOrder);
  }
}
