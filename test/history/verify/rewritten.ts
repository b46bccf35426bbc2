/** Stores whose every checksum is right, but in which a file says something else: as a fault of a writer would leave them. */
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDuckDB, parquetOf, quoted, withConnection } from '../../../src/history/embedded/duckdb.ts';
import { checkpointName } from '../../../src/history/embedded/layout.ts';
import { checkpointText, readManifest } from '../../../src/history/embedded/manifest-log.ts';
import type { ManifestState, Segment } from '../../../src/history/embedded/manifest-state.ts';
import type { RollupSegment } from '../../../src/history/embedded/rollups/rollup-segment.ts';
import { fileSha256 } from '../../../src/history/embedded/segment-closer.ts';
import { SegmentMap } from '../../../src/history/embedded/segment-map.ts';

export type Change = (state: ManifestState) => ManifestState | Promise<ManifestState>;

/** Lets a checkpoint alone say the state, changed. */
export async function rewrite(dir: string, ...changes: readonly Change[]): Promise<void> {
  let state = await readManifest(dir);
  for (const change of changes) state = await change(state);
  const folder = join(dir, 'manifest');
  for (const name of await readdir(folder)) await rm(join(folder, name));
  await writeFile(join(folder, checkpointName(state.sequence)), checkpointText(state));
}

/**
 * Another query's rows in place of a file's, with the checksum of the file that makes.
 *
 * @param sql of the rows, given what reads the file
 * @param head what the manifest says of it otherwise
 */
export function withRows(
  dir: string,
  path: string,
  sql: (file: string) => string,
  head: Partial<Segment & RollupSegment> = {},
): Change {
  return async (state) => {
    const file = join(dir, path);
    const { instance } = await openDuckDB({ memoryLimitMb: 128, threads: 1, spillFolder: dir, keepOrder: true });
    try {
      await withConnection(instance, async (connection) => {
        await connection.run(`create table changed as ${sql(parquetOf([file]))}`);
        await connection.run(`copy changed to ${quoted(file)} (format parquet, compression zstd)`);
      });
    } finally {
      instance.closeSync();
    }
    return withHead(path, { byteLength: (await stat(file)).size, sha256: await fileSha256(file), ...head })(state);
  };
}

/** What the manifest says of a file. */
export function withHead(
  path: string,
  head: Partial<Segment & RollupSegment>,
): (state: ManifestState) => ManifestState {
  return (state) => {
    const rollup = state.rollups.get(path);
    if (rollup !== undefined) return { ...state, rollups: new Map(state.rollups).set(path, { ...rollup, ...head }) };
    const segments = [...state.segments.values()].map((one) => (one.path === path ? { ...one, ...head } : one));
    return { ...state, segments: SegmentMap.of(new Map(segments.map((one) => [one.path, one]))) };
  };
}

/** Rows of a file. */
export async function countIn(file: string): Promise<number> {
  const { instance } = await openDuckDB({ memoryLimitMb: 128, threads: 1, spillFolder: '/nowhere', keepOrder: true });
  try {
    const reader = await withConnection(instance, (connection) =>
      connection.runAndReadAll(`select count(*)::double from ${parquetOf([file])}`),
    );
    return reader.getRows()[0]?.[0] as number;
  } finally {
    instance.closeSync();
  }
}
