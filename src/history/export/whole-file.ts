/** A file that is there whole or not at all. */
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { GembaError } from '../../model/index.ts';
import { syncFile, syncFolder } from '../embedded/durable.ts';

/**
 * Has a file written beside its place, under a name that is no one's, then synced and renamed; one of its name is replaced.
 * Where writing fails, nothing is left of it.
 *
 * Throws what `write` throws; `output-unwritable` for what the file system says.
 *
 * @returns its path and size
 */
export async function writeWholeFile(
  path: string,
  write: (temporary: string) => Promise<void>,
): Promise<{ readonly path: string; readonly sizeBytes: number }> {
  const whole = resolve(path);
  const folder = dirname(whole);
  const temporary = join(folder, `.${basename(whole)}.${process.pid}.part`);
  try {
    await mkdir(folder, { recursive: true });
    await write(temporary);
    await syncFile(temporary);
    const { size } = await stat(temporary);
    await rename(temporary, whole);
    await syncFolder(folder);
    return { path: whole, sizeBytes: size };
  } catch (cause) {
    // What failed first says more.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw isOfFileSystem(cause) ? unwritable(whole, cause) : cause;
  }
}

/** Appends texts to a new file, one after the other. */
export async function writeTexts(path: string, texts: AsyncIterable<string>): Promise<void> {
  const file = await open(path, 'w');
  try {
    for await (const text of texts) await file.appendFile(text);
  } finally {
    await file.close();
  }
}

function isOfFileSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && !(error instanceof GembaError);
}

function unwritable(path: string, cause: Error): GembaError {
  return new GembaError(
    'output-unwritable',
    `Cannot write ${path}: ${cause.message}. Choose another file, or make room and its folder writable.`,
    { cause, details: { path } },
  );
}
