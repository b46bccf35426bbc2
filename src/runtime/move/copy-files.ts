/** Files of a folder into another, whole and compared, in a way that goes on where it was cut off. */
import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GembaError } from '../../model/index.ts';
import { syncFolder } from './store-marks.ts';

/** A file by its path in the folder, with `/`. */
export interface SourceFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** Of what is being copied; it counts as nothing. */
const partEnding = '.moving';

/** All files of a folder, by path; those that are gone when they are looked at are left out. */
export async function listFiles(dir: string, isTaken: (path: string) => boolean): Promise<readonly SourceFile[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(dir.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter(isTaken)
    .sort();
  const files: SourceFile[] = [];
  for (const path of paths) {
    const found = await statOf(join(dir, path));
    if (found !== undefined) files.push({ path, sizeBytes: found.size, modifiedMs: found.mtimeMs });
  }
  return files;
}

/**
 * Copies a file unless it is there with the same bytes, and reads it back.
 *
 * @returns whether it had to be copied
 * @throws GembaError `output-unwritable` where what is read back is not what was written
 */
export async function copyFile(from: string, to: string, file: SourceFile, signal: AbortSignal): Promise<boolean> {
  const [source, target] = [join(from, file.path), join(to, file.path)];
  if ((await statOf(target))?.size === file.sizeBytes && (await digestOf(target)) === (await digestOf(source)))
    return false;
  await mkdir(dirname(target), { recursive: true });
  const written = await write(source, `${target}${partEnding}`, signal);
  if ((await digestOf(`${target}${partEnding}`)) !== written)
    throw new GembaError(
      'output-unwritable',
      `${target} does not read back as it was written. Look at the disk it lies on; nothing of the old place was changed.`,
      { details: { path: target } },
    );
  await rename(`${target}${partEnding}`, target);
  const seconds = file.modifiedMs / 1_000;
  await utimes(target, seconds, seconds);
  return true;
}

/** On disk when it resolves. @returns the SHA-256 of what was written */
async function write(source: string, part: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const { mode } = await stat(source);
  await rm(part, { force: true });
  const file = await open(part, 'wx', mode & 0o777);
  try {
    for await (const chunk of createReadStream(source, { highWaterMark: 1_048_576 })) {
      signal.throwIfAborted();
      hash.update(chunk as Uint8Array);
      await file.writeFile(chunk as Uint8Array);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1_048_576 })) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** Removes what is not of these, as what the old place had when an earlier try copied it. */
export async function removeOthers(
  dir: string,
  files: readonly SourceFile[],
  isTaken: (path: string) => boolean,
): Promise<void> {
  const kept = new Set(files.map(({ path }) => path));
  for (const { path } of await listFiles(dir, isTaken)) if (!kept.has(path)) await rm(join(dir, path), { force: true });
}

/** Every folder, so that the names in it are durable. */
export async function syncFolders(dir: string): Promise<void> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  for (const entry of entries) if (entry.isDirectory()) await syncFolder(join(entry.parentPath, entry.name));
  await syncFolder(dir);
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
