/** What the child does when it is asked for rollups. */
import { type OpenDuckDB, withConnection } from '../duckdb.ts';
import { createSegmentCloser } from '../segment-closer.ts';
import { buildHours } from './build-hours.ts';
import { buildUnits } from './build-units.ts';
import type { RollupJob } from './job.ts';
import { mergeFiles } from './merge-files.ts';
import type { RollupReply, RollupRequest } from './request.ts';
import type { NewRollupSegment } from './rollup-file.ts';

let jobCount = 0;

/** @param opened one that keeps the order of rows */
export async function rollUp(opened: OpenDuckDB, { dir, name, work }: RollupRequest): Promise<RollupReply> {
  return await withConnection(opened.instance, async (connection) => {
    const closer = createSegmentCloser<NewRollupSegment>(dir);
    const job: RollupJob = { ...opened, connection, closer, dir, name, schema: `rollup_${++jobCount}` };
    if (work.kind === 'hours') await buildHours(job, work);
    else if (work.kind === 'units') await buildUnits(job, work);
    else await mergeFiles(job, work);
    return { segments: await closer.close() };
  });
}
