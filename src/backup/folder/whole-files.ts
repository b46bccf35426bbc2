/** Files that are there whole or not at all, also after a power cut: written beside, synced, then given their name. */
import { type FileHandle, link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf } from './folder-problems.ts';

/** What a file system without hard links says: FAT, exFAT, some shares. */
const withoutLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL']);

/** Writes and syncs a new file; leaves none where that fails. */
export async function writeNew(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, 'wx', 0o640);
  try {
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Gives a written file its name, in place of what has it. */
export async function renameOver(temporary: string, path: string): Promise<void> {
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Gives a written file its name if that is free; false where it is taken. Unlike a rename, a link never replaces. */
export async function linkNew(temporary: string, path: string, bytes: Uint8Array): Promise<boolean> {
  let isNew = true;
  try {
    await link(temporary, path);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') isNew = false;
    else if (withoutLinks.has(errnoOf(error))) isNew = await createInPlace(path, bytes);
    else throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  // Also where another was first: what is decided by it must not be undone by a power cut.
  await syncFolder(dirname(path));
  return isNew;
}

/** Without links: only one gets the name too, but who is killed amidst writing leaves part of the bytes under it. */
async function createInPlace(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await writeNew(path, async (file) => void (await file.writeFile(bytes)));
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Makes the folders of a path below `root`, durable each; `root` itself must be there. */
export async function makeFolders(root: string, parts: readonly string[]): Promise<void> {
  let folder = root;
  for (const part of parts) {
    const made = join(folder, part);
    try {
      await mkdir(made, 0o750);
      await syncFolder(folder);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
    folder = made;
  }
}

/** Makes new names in a folder durable. Windows has no such call, and refuses it; some shares answer that they need none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'ENOSYS'].includes(errnoOf(error))) throw error;
  } finally {
    await handle.close();
  }
}
