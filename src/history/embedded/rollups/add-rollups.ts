/** Rollups that were made elsewhere, as by a bench of years, into a store that nobody writes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RollupLevel, RollupTable } from '../../../analytics/index.ts';
import { GembaError } from '../../../model/index.ts';
import type { Interval } from '../../../time/index.ts';
import { openDuckDB, withConnection } from '../duckdb.ts';
import { numbered } from '../layout.ts';
import { appendEntry, cleanManifest, readManifest } from '../manifest-log.ts';
import { createSegmentCloser } from '../segment-closer.ts';
import { type RollupJob, writeTables } from './job.ts';
import type { NewRollupSegment } from './rollup-file.ts';
import { createRollupTables } from './rollup-tables.ts';

export interface GivenRollups {
  readonly level: RollupLevel;
  /** The time they speak for: all there is of what begins in it. */
  readonly window: Interval;
  /** Sorted by tag and time; with sketches but for minutes. */
  readonly table: RollupTable;
  /** Of days and shifts: fingerprint of the calendar. */
  readonly calendar?: string;
}

/**
 * Adds each as a file, and all of them by one entry, as of the store's version.
 *
 * @throws GembaError `lease-lost` where a writer adds an entry meanwhile
 */
export async function addRollups(
  dir: string,
  given: Iterable<GivenRollups> | AsyncIterable<GivenRollups>,
): Promise<void> {
  const state = await readManifest(dir);
  const closer = createSegmentCloser<NewRollupSegment>(dir);
  const spillFolder = await mkdtemp(join(tmpdir(), 'gemba-rollups-'));
  const opened = await openDuckDB({ memoryLimitMb: 512, threads: 1, spillFolder, keepOrder: true });
  try {
    await withConnection(opened.instance, async (connection) => {
      let count = 0;
      for await (const { level, window, table, calendar } of given) {
        const schema = `given_${++count}`;
        const name = `${numbered(state.sequence + 1)}-${state.fencing}-${count}-given`;
        const job: RollupJob = { ...opened, connection, closer, dir, name, schema };
        const tables = await createRollupTables(opened.duckdb, connection, schema, level);
        await tables.add(table);
        const { version } = state;
        await writeTables(job, { level, ...window, version, ...(calendar === undefined ? {} : { calendar }) }, tables);
        await connection.run(`drop schema ${schema} cascade`);
      }
    });
  } finally {
    opened.instance.closeSync();
    await rm(spillFolder, { recursive: true, force: true });
  }
  await cleanManifest(dir, state);
  const entered = await appendEntry(dir, state, {
    kind: 'rollup',
    version: state.version,
    at: Date.now(),
    fencing: state.fencing,
    holder: 'given rollups',
    sources: {},
    added: [],
    removed: [],
    rollups: { added: await closer.close(), removed: [] },
  });
  if (entered === undefined)
    throw new GembaError('lease-lost', `A writer wrote to the history in ${dir} while rollups were added to it.`);
}
