/**
 * Where files of reports live: content-addressed, so the same bytes are kept once and a file never changes under its
 * name. A file is whole or absent: it is written beside, synced, and renamed.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GembaError } from '../../model/index.ts';

export interface ArchivedFile {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly byteLength: number;
}

export interface Archive {
  /** Keeps the bytes; keeping them again changes nothing. Resolves when they are on disk. */
  put(bytes: Uint8Array): Promise<ArchivedFile>;
  /** @throws GembaError `unknown-name` where there is no such file, `history-damaged` where it is not what it was */
  get(sha256: string): Promise<Uint8Array>;
  has(sha256: string): Promise<boolean>;
  /** Every file of its folder, in no order; what a killed process left is `unfinished`. Others may add some meanwhile. */
  list(): AsyncIterable<ListedFile>;
  /** Removes a file; resolves when it is gone from disk, also where there was none. */
  remove(file: ArchivePlace): Promise<void>;
}

export type ArchivePlace =
  | { readonly kind: 'whole'; readonly sha256: string }
  | { readonly kind: 'unfinished'; readonly path: string };

/** `writtenAt`: by the clock of the disk, UTC epoch ms. */
export type ListedFile = ArchivePlace & { readonly writtenAt: number };

/** One file may not be larger than this; a report's are below one hundredth of it. */
const byteLengthMax = 256 * 1024 * 1024;

/** @param dir folder of the archive; made where it is missing */
export async function openArchive(dir: string): Promise<Archive> {
  await mkdir(dir, { recursive: true });
  return {
    async put(bytes) {
      if (bytes.byteLength > byteLengthMax)
        throw new GembaError(
          'usage',
          `A file of ${bytes.byteLength} bytes is too large for the archive (at most ${byteLengthMax}).`,
          { details: { byteLength: bytes.byteLength } },
        );
      const sha256 = digestOf(bytes);
      const path = pathOf(dir, sha256);
      const kept = { sha256, byteLength: bytes.byteLength };
      if (await existsWhole(path, bytes.byteLength)) return kept;
      await writeWhole(path, bytes);
      return kept;
    },
    async get(sha256) {
      const path = pathOf(dir, sha256);
      let bytes: Uint8Array;
      try {
        bytes = new Uint8Array(await readFile(path));
      } catch (cause) {
        if (!isMissing(cause)) throw cause;
        throw new GembaError('unknown-name', `The archive ${dir} has no file ${sha256}. Make its report again.`, {
          cause,
          details: { sha256 },
        });
      }
      if (digestOf(bytes) !== sha256)
        throw new GembaError(
          'history-damaged',
          `The archived file ${path} is not what was written. Delete it and make its report again.`,
          { details: { path, sha256 } },
        );
      return bytes;
    },
    has: (sha256) => existsWhole(pathOf(dir, sha256), undefined),
    list: () => listFiles(dir),
    async remove(file) {
      const path = file.kind === 'whole' ? pathOf(dir, file.sha256) : file.path;
      if (!(await existsWhole(path, undefined))) return;
      await rm(path, { force: true });
      await syncFolder(dirname(path));
    },
  };
}

async function* listFiles(dir: string): AsyncIterable<ListedFile> {
  for (const folder of await readdir(dir, { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    for (const name of await readdir(join(dir, folder.name))) {
      const path = join(dir, folder.name, name);
      // Whoever writes it may have renamed it since.
      const found = await stat(path).catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
      if (found === undefined) continue;
      const writtenAt = found.mtimeMs;
      if (/^[0-9a-f]{64}$/.test(name)) yield { kind: 'whole', sha256: name, writtenAt };
      else if (name.endsWith('.part')) yield { kind: 'unfinished', path, writtenAt };
    }
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Two levels, so that no folder holds more than a 256th of the files. */
function pathOf(dir: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256))
    throw new GembaError('unknown-name', `'${sha256}' is not a SHA-256 in lower-case hex.`, { details: { sha256 } });
  return join(dir, sha256.slice(0, 2), sha256);
}

async function existsWhole(path: string, byteLength: number | undefined): Promise<boolean> {
  try {
    const found = await stat(path);
    return found.isFile() && (byteLength === undefined || found.size === byteLength);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const beside = `${path}.${randomUUID()}.part`;
  try {
    const file = await open(beside, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw isFull(error) ? full(path, error) : error;
  }
  await syncFolder(folder);
}

/** A rename is only durable once its folder is; where a system cannot sync folders (Windows), the rename must do. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

function full(path: string, cause: unknown): GembaError {
  return new GembaError(
    'output-unwritable',
    `The archived file ${path} could not be written: its disk is full. Nothing that is there was changed; make room, then make the report again.`,
    { cause, details: { path } },
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
