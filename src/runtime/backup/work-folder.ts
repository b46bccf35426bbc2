/** A folder of the store in which a backup holds on to files while it reads them; gone when it is done. */
import { randomBytes } from 'node:crypto';
import { copyFile, link, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from './file-errors.ts';

const pattern = /^backup-(\d+)-[0-9a-f]{8}$/;
/** A process number is given again, and in a container it is always the same: what is as old as this is nobody's. */
const abandonedMs = 24 * 3_600_000;

/** Those of this process that are in use. */
const inUse = new Set<string>();

export interface WorkFolder extends AsyncDisposable {
  readonly dir: string;
}

/** Makes one, and removes those of processes that are gone. */
export async function makeWorkFolder(storeDir: string): Promise<WorkFolder> {
  await removeAbandoned(storeDir);
  const dir = join(storeDir, `backup-${process.pid}-${randomBytes(4).toString('hex')}`);
  inUse.add(dir);
  await mkdir(dir, { mode: 0o700 });
  return {
    dir,
    [Symbol.asyncDispose]: async () => {
      try {
        await rm(dir, { recursive: true, force: true });
      } finally {
        inUse.delete(dir);
      }
    },
  };
}

/** Removes those of processes that are gone; resolves with the others. */
export async function removeAbandoned(storeDir: string): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const name of await readdir(storeDir)) {
    const pid = pattern.exec(name)?.[1];
    if (pid === undefined) continue;
    const dir = join(storeDir, name);
    const isAbandoned = Number(pid) === process.pid || !isRunning(Number(pid)) || (await isOld(dir));
    if (inUse.has(dir) || !isAbandoned) kept.push(dir);
    else await rm(dir, { recursive: true, force: true });
  }
  return kept;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

async function isOld(dir: string): Promise<boolean> {
  try {
    return (await stat(dir)).mtimeMs < Date.now() - abandonedMs;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** What says that a file system has no hard links, or no more of this file. */
const unlinkable = new Set(['EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EACCES', 'EINVAL']);

/** Gives a file a second name, so that it stays when the first is removed; false where that is not possible. */
export type LinkFile = (from: string, to: string) => Promise<boolean>;

export const linkFile: LinkFile = async (from, to) => {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (unlinkable.has(errnoOf(error))) return false;
    throw error;
  }
};

/** A second name, or a copy where there are no such: false. */
export async function linkOrCopy(linkFile: LinkFile, from: string, to: string): Promise<boolean> {
  if (await linkFile(from, to)) return true;
  await copyFile(from, to);
  return false;
}
