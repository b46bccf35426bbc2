/** Removes segment files that no entry names: left by a process that died, or merged into others. */
import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { hasCode } from './durable.ts';
import { rollupFolder, segmentRoles, temporaryEnding } from './layout.ts';
import type { ManifestState } from './manifest-state.ts';

/** Readers of an older state may still open what was merged, so a file is left for some time after it was last written. */
export async function cleanSegments(dir: string, state: ManifestState, graceMs: number): Promise<void> {
  const before = (await fileSystemNow(dir)) - graceMs;
  for (const folder of [...segmentRoles, rollupFolder])
    for (const path of await listFiles(join(dir, folder))) {
      const name = path.slice(dir.length + 1).replaceAll(sep, '/');
      if (state.segments.has(name) || state.rollups.has(name)) continue;
      if (graceMs === 0 || (await modifiedAt(path)) < before) await rm(path, { force: true });
    }
}

/** Starts the time of grace of segments that are about to be replaced. */
export async function touchSegments(dir: string, paths: readonly string[]): Promise<void> {
  const now = (await fileSystemNow(dir)) / 1_000;
  for (const path of paths) await utimes(join(dir, path), now, now);
}

/** The time as the file system tells it, which may be another machine's. */
async function fileSystemNow(dir: string): Promise<number> {
  const path = join(dir, `now.${process.pid}${temporaryEnding}`);
  await writeFile(path, '');
  const now = await modifiedAt(path);
  await rm(path, { force: true });
  return now;
}

async function modifiedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}
