/** Puts the files of a part of a point where they belong, each held to its checksum. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { BackupRepository, SavedFile } from '../../backup/index.ts';
import { GembaError } from '../../model/index.ts';
import { orMissing } from './file-errors.ts';
import { readFrom } from './local-files.ts';
import { syncFolder } from './sync-folder.ts';
import { linkFile } from './work-folder.ts';

export interface PlaceFilesOptions {
  readonly files: readonly SavedFile[];
  readonly toDir: string;
  /** Where the same files may lie already, which never change: they are then not fetched. */
  readonly hasDir?: string;
  /** Of the same disk, for files that are not whole yet. */
  readonly partialDir: string;
  readonly backups: Pick<BackupRepository, 'readFile' | 'location'>;
  readonly signal?: AbortSignal | undefined;
  readonly onPlaced?: (file: SavedFile, isFetched: boolean) => void | Promise<void>;
}

export interface PlacedFiles {
  readonly fileCount: number;
  readonly byteLength: number;
  /** Of them, what came out of the backup; the rest was there. */
  readonly fetchedBytes: number;
}

/** Files placed at once: reading, hashing and syncing take turns. */
const placedAtOnce = 6;

/**
 * Durable when it resolves. What is there already as it should be stays; called again, it goes on.
 *
 * @throws GembaError `backup-damaged`, `backup-missing`, `backup-failed`; the signal's reason
 */
export async function placeFiles(options: PlaceFilesOptions): Promise<PlacedFiles> {
  const { files, toDir, partialDir, signal } = options;
  await mkdir(toDir, { recursive: true });
  await mkdir(partialDir, { recursive: true });
  const folders = new Set<string>([dirname(toDir), toDir]);
  let fetchedBytes = 0;
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < files.length; at = next++) {
      signal?.throwIfAborted();
      const file = files[at] as SavedFile;
      const path = pathBelow(toDir, file, options.backups.location);
      for (let dir = dirname(path); dir.length > toDir.length; dir = dirname(dir)) folders.add(dir);
      const isFetched = await placeFile(options, file, path, join(partialDir, String(at)));
      if (isFetched) fetchedBytes += file.byteLength;
      await options.onPlaced?.(file, isFetched);
    }
  };
  await settleAll(Array.from({ length: placedAtOnce }, work), () => {
    // The others end after the file they are at.
    next = files.length;
  });
  for (const folder of folders) await syncFolder(folder);
  return { fileCount: files.length, byteLength: files.reduce((sum, file) => sum + file.byteLength, 0), fetchedBytes };
}

/** Waits for all, also where one fails, so that nobody writes on once the failure is told. */
async function settleAll(works: readonly Promise<void>[], onFailed: () => void): Promise<void> {
  const results = await Promise.allSettled(
    works.map((work) =>
      work.catch((error: unknown) => {
        onFailed();
        throw error;
      }),
    ),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** True where its bytes came out of the backup. */
async function placeFile(options: PlaceFilesOptions, file: SavedFile, path: string, partial: string): Promise<boolean> {
  if (await isSame(path, file)) return false;
  await mkdir(dirname(path), { recursive: true });
  const there = options.hasDir === undefined ? undefined : join(options.hasDir, file.path);
  if (there !== undefined && (await isSame(there, file))) {
    await takeOver(there, path, partial);
    return false;
  }
  await fetchFile(options.backups, file, partial, options.signal);
  await rename(partial, path);
  return true;
}

/** The same bytes under both names, where the disk can do that. */
async function takeOver(from: string, path: string, partial: string): Promise<void> {
  const linked = await orMissing(stat(path), undefined);
  // What has the name and other bytes is a copy that was cut off.
  if (linked === undefined && (await linkFile(from, path))) return;
  await copyFile(from, partial);
  await syncFile(partial);
  await rename(partial, path);
}

/** Fetches a file whole and synced, under a name that is not yet its own. */
export async function fetchFile(
  backups: PlaceFilesOptions['backups'],
  file: SavedFile,
  path: string,
  signal?: AbortSignal,
): Promise<void> {
  const handle = await open(path, 'w');
  try {
    for await (const chunk of backups.readFile(file, signal)) await handle.writeFile(chunk);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function isSame(path: string, { byteLength, sha256 }: SavedFile): Promise<boolean> {
  const found = await orMissing(stat(path), undefined);
  if (found === undefined || !found.isFile() || found.size !== byteLength) return false;
  const hash = createHash('sha256');
  for await (const chunk of readFrom(path)) hash.update(chunk);
  return hash.digest('hex') === sha256;
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** @throws GembaError `backup-damaged` for a path that leads elsewhere: a list that says so was not written by gemba */
function pathBelow(dir: string, { path }: SavedFile, location: string): string {
  const whole = resolve(dir, path);
  if (whole.startsWith(`${resolve(dir)}${sep}`)) return whole;
  throw new GembaError(
    'backup-damaged',
    `A list of files in the backups at ${location} names '${path}', which is no file of a store.`,
    {
      details: { path, location },
    },
  );
}
