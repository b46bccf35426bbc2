/** A file that is there whole or not at all. */
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { GembaError } from '../../model/index.ts';
import { syncFile, syncFolder } from '../embedded/durable.ts';

/** Runs what writes; what the disk says of it becomes an error that names the file. */
export type OnDisk = <T>(write: () => Promise<T>) => Promise<T>;

/**
 * Has a file written beside its place, under a name that is no one's, then synced and renamed; one of its name is replaced.
 * Where writing fails, nothing is left of it.
 *
 * Throws `output-unwritable` for what fails on disk, and what `write` throws.
 *
 * @returns its path and size
 */
export async function writeWholeFile(
  path: string,
  write: (temporary: string, onDisk: OnDisk) => Promise<void>,
): Promise<{ readonly path: string; readonly sizeBytes: number }> {
  const whole = resolve(path);
  const folder = dirname(whole);
  const temporary = join(folder, `.${basename(whole)}.${process.pid}.part`);
  const onDisk: OnDisk = (work) =>
    work().catch((cause: unknown) => {
      throw unwritable(whole, cause);
    });
  try {
    await onDisk(() => mkdir(folder, { recursive: true }));
    await write(temporary, onDisk);
    return await onDisk(async () => {
      await syncFile(temporary);
      const { size } = await stat(temporary);
      await rename(temporary, whole);
      await syncFolder(folder);
      return { path: whole, sizeBytes: size };
    });
  } catch (error) {
    // What failed first says more.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Appends texts to a new file, one after the other. */
export async function writeTexts(path: string, texts: AsyncIterable<string>, onDisk: OnDisk): Promise<void> {
  const file = await onDisk(() => open(path, 'w'));
  try {
    for await (const text of texts) await onDisk(() => file.appendFile(text));
  } finally {
    await onDisk(() => file.close());
  }
}

function unwritable(path: string, cause: unknown): GembaError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new GembaError(
    'output-unwritable',
    `Cannot write ${path}: ${said}. Choose another file, or make room and its folder writable.`,
    { cause, details: { path } },
  );
}
