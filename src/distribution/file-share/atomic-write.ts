/** Files that are there whole or not at all, also after a power cut. */
import { randomBytes } from 'node:crypto';
import { link, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Temporary names start so; the rest names the one who writes. */
const temporaryPrefix = '.gemba-';

/** Puts `bytes` in place of whatever is at `path`. */
export async function replaceFile(path: string, bytes: Uint8Array, owner: string): Promise<void> {
  const temporary = await writeTemporary(dirname(path), bytes, owner);
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Puts `bytes` at `path` if nothing is there; false where something is. */
export async function addFile(path: string, bytes: Uint8Array, owner: string): Promise<boolean> {
  const temporary = await writeTemporary(dirname(path), bytes, owner);
  try {
    // Unlike a rename, a link never replaces what another writer put there meanwhile.
    await link(temporary, path);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(errnoOf(error))) throw error;
    // A share without links: the caller has looked that nothing is there, and the outbox gives it to one process.
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(path));
  return true;
}

/** Removes what an owner's killed process left in a folder. */
export async function removeTemporaries(folder: string, owner: string): Promise<void> {
  const names = await readdir(folder);
  const left = names.filter((name) => name.startsWith(`${temporaryPrefix}${owner}-`));
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
}

export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

async function writeTemporary(folder: string, bytes: Uint8Array, owner: string): Promise<string> {
  const path = join(folder, `${temporaryPrefix}${owner}-${randomBytes(6).toString('hex')}`);
  try {
    const handle = await open(path, 'wx', 0o644);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return path;
}

/** Makes the new name itself durable. Windows has no such call, and refuses it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
