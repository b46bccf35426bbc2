/** Removes segment files that no entry names: left by a process that died, or merged into others. */
import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { FactKind } from '../../model/index.ts';
import { hasCode } from './durable.ts';
import { rollupFolder, segmentRoles, temporaryEnding } from './layout.ts';
import type { ManifestState } from './manifest-state.ts';

/** So many times in the time of grace it is looked for files to remove: that lists every file of the store. */
const looksPerGrace = 15;

export class SegmentCleaner {
  readonly #dir: string;
  readonly #graceMs: number;
  #lookedAtMs: number = Number.NEGATIVE_INFINITY;

  constructor(dir: string, graceMs: number) {
    this.#dir = dir;
    this.#graceMs = graceMs;
  }

  /**
   * Looks for files that no entry of the state names, if it has not just done so.
   *
   * @param isWriting whether something is written beside: without a time of grace what it has written so far would be removed
   */
  async clean(state: ManifestState, isWriting: boolean): Promise<void> {
    const nowMs = performance.now();
    if (nowMs < this.#lookedAtMs + this.#graceMs / looksPerGrace || (isWriting && this.#graceMs === 0)) return;
    this.#lookedAtMs = nowMs;
    await cleanSegments(this.#dir, state, this.#graceMs);
  }
}

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
/**
 * Removes at once what no entry of the state names of some facts, whatever reader of an older state there is, and what was being
 * written when a process ended.
 */
export async function purgeSegments(dir: string, state: ManifestState, kind: FactKind): Promise<void> {
  for (const role of segmentRoles)
    for (const path of await listFiles(join(dir, role, kind)))
      if (!state.segments.has(path.slice(dir.length + 1).replaceAll(sep, '/'))) await rm(path, { force: true });
}

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
