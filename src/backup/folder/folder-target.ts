import { randomBytes } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GembaError } from '../../model/index.ts';
import { requireObjectName } from '../object-names.ts';
import type { BackupTarget } from '../target.ts';
import { wholeContent } from '../whole-content.ts';
import { errnoOf, folderProblem } from './folder-problems.ts';
import { describeFile, listFolder } from './list-folder.ts';
import { linkNew, makeFolders, renameOver, writeNew } from './whole-files.ts';

/** Files are written here before they get their names: no name of an object begins with a dot. */
const partialFolder = '.partial';
/** What is older was left by a process that is gone. One that wakes up later finds its file missing, and says so. */
const partialAgeMaxMs = 24 * 3_600_000;
const chunkBytes = 1 << 20;

export interface FolderTargetOptions {
  /** An existing folder. It is not made: where a share is not mounted, backups would come to lie on the disk they are of. */
  readonly path: string;
}

/**
 * Backups in a folder: of another disk, or of a share of another machine. Each object is a file, written beside, synced
 * and renamed.
 *
 * @throws GembaError `backup-failed` where the folder is not there or cannot be read
 * @example await using target = await openFolderTarget({ path: '/mnt/backups/gemba' })
 */
export async function openFolderTarget({ path: root }: FolderTargetOptions): Promise<BackupTarget> {
  const reading = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => Promise.reject(folderProblem(error, 'read', root)));
  const writing = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => Promise.reject(folderProblem(error, 'write', root)));

  /** A folder that has gone has no answer for what is in it. */
  const requireRoot = async (): Promise<void> => {
    const found = await reading(stat(root));
    if (!found.isDirectory())
      throw folderProblem(Object.assign(new Error(`${root} is no folder`), { code: 'ENOTDIR' }), 'read', root);
  };
  await requireRoot();

  const made = new Map<string, Promise<void>>();
  /** Once per folder and process; tried again where it failed. */
  const makeFolder = (folder: string): Promise<void> => {
    const making = made.get(folder) ?? (folder === '.' ? Promise.resolve() : makeFolders(root, folder.split('/')));
    made.set(folder, making);
    making.catch(() => made.delete(folder));
    return making;
  };
  let ready: Promise<void> | undefined;
  const preparePartial = (): Promise<void> => {
    ready ??= makeFolder(partialFolder).then(() => removeLeftOver(join(root, partialFolder)));
    ready.catch(() => {
      ready = undefined;
    });
    return ready;
  };
  const partialPath = (): string => join(root, partialFolder, randomBytes(12).toString('hex'));
  const pathOf = (name: string): string => {
    requireObjectName(name);
    return join(root, name);
  };

  return {
    location: root,
    async put(name, content, signal) {
      const path = pathOf(name);
      signal?.throwIfAborted();
      await writing(preparePartial());
      await writing(makeFolder(dirname(name)));
      const temporary = partialPath();
      let sourceProblem: { readonly error: unknown } | undefined;
      const written = writeNew(temporary, async (file) => {
        const chunks = wholeContent(content, name)[Symbol.asyncIterator]();
        try {
          while (true) {
            signal?.throwIfAborted();
            // What cannot be read is no failure of the folder.
            const next = await chunks.next().catch((error: unknown) => {
              sourceProblem = { error };
              throw error;
            });
            if (next.done) break;
            await file.writeFile(next.value);
          }
        } finally {
          await chunks.return?.();
        }
      });
      await written.catch((error: unknown) => {
        if (sourceProblem !== undefined) throw sourceProblem.error;
        if (signal?.aborted) throw signal.reason;
        throw folderProblem(error, 'write', root);
      });
      await writing(renameOver(temporary, path));
    },
    async create(name, bytes) {
      const path = pathOf(name);
      await writing(preparePartial());
      await writing(makeFolder(dirname(name)));
      const temporary = partialPath();
      await writing(writeNew(temporary, async (file) => void (await file.writeFile(bytes))));
      return writing(linkNew(temporary, path, bytes));
    },
    async *get(name, signal) {
      const path = pathOf(name);
      signal?.throwIfAborted();
      const file = await open(path, 'r').catch(async (error: unknown) => {
        if (errnoOf(error) !== 'ENOENT' && errnoOf(error) !== 'ENOTDIR') throw folderProblem(error, 'read', root);
        await requireRoot();
        throw new GembaError('backup-missing', `There is no ${name} in the backups at ${root}.`, {
          cause: error,
          details: { name, location: root },
        });
      });
      try {
        while (true) {
          signal?.throwIfAborted();
          const { bytesRead, buffer } = await reading(file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, null));
          if (bytesRead === 0) return;
          yield buffer.subarray(0, bytesRead);
        }
      } finally {
        await file.close();
      }
    },
    async find(name) {
      pathOf(name);
      const object = await reading(describeFile(root, name));
      if (object === undefined) await requireRoot();
      return object;
    },
    async *list(prefix, signal) {
      try {
        yield* listFolder(root, prefix, signal);
      } catch (error) {
        if (signal?.aborted) throw error;
        throw folderProblem(error, 'read', root);
      }
    },
    async remove(name) {
      await writing(rm(pathOf(name), { force: true }));
    },
    // No file is held between calls.
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Ages are told by the folder's own clock, which may be another machine's. */
async function removeLeftOver(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length === 0) return;
  const probe = join(folder, randomBytes(12).toString('hex'));
  await writeNew(probe, async () => {});
  const now = (await stat(probe)).mtimeMs;
  await rm(probe, { force: true });
  for (const name of names) {
    const found = await stat(join(folder, name)).catch((error: unknown) => {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (found !== undefined && now - found.mtimeMs > partialAgeMaxMs) await rm(join(folder, name), { force: true });
  }
}
