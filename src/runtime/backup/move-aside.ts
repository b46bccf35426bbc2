/** What was in a store before a restore is moved into a folder of it, never deleted. Each step can be done again. */
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { orMissing } from './file-errors.ts';
import { syncFolder } from './sync-folder.ts';

/** The folders of a store that a point has files of, in the order in which they are moved. */
export const movedFolders = ['history', 'archive', 'buffer', 'state'] as const;
export type MovedFolder = (typeof movedFolders)[number];

/** Small files of `run`; the leases beside them stay where they are. */
export const runFiles = ['status.json', 'units.json'] as const;

/**
 * Moves a folder of the store. An empty one stands for it where there was none, so that it is known to be done: what has
 * the name from then on was restored.
 */
export async function moveAside(storeDir: string, replaced: string, folder: MovedFolder): Promise<void> {
  const to = join(storeDir, replaced, folder);
  if ((await orMissing(stat(to), undefined)) !== undefined) return;
  await mkdir(join(storeDir, replaced), { recursive: true });
  const isMoved = await orMissing(
    rename(join(storeDir, folder), to).then(() => true),
    false,
  );
  if (!isMoved) await mkdir(to);
  await syncFolder(join(storeDir, replaced));
  await syncFolder(storeDir);
}

/** Copies the small files of `run`, all or none. */
export async function copyRunAside(storeDir: string, replaced: string): Promise<void> {
  const to = join(storeDir, replaced, 'run');
  if ((await orMissing(stat(to), undefined)) !== undefined) return;
  const partial = `${to}.part`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  for (const name of runFiles) await orMissing(copyFile(join(storeDir, 'run', name), join(partial, name)), undefined);
  await rename(partial, to);
}

/** Takes away what a restore of another point has put there; what was there before it lies in `replaced`. */
export async function removeRestored(storeDir: string, replaced: string): Promise<void> {
  for (const folder of movedFolders)
    if ((await orMissing(stat(join(storeDir, replaced, folder)), undefined)) !== undefined)
      await rm(join(storeDir, folder), { recursive: true, force: true });
}

/** Removes the folder where nothing had to be moved into it; says whether it is still there. */
export async function removeIfEmpty(dir: string): Promise<boolean> {
  const entries = await orMissing(readdir(dir, { recursive: true, withFileTypes: true }), undefined);
  if (entries === undefined) return false;
  if (entries.some((entry) => !entry.isDirectory())) return true;
  await rm(dir, { recursive: true, force: true });
  return false;
}
