/**
 * Moves a store to another folder, as to a larger disk. Everything is copied and compared first; only then does a note in
 * the old place say where it is now, which is the one step that counts. The old files are left for a person to delete.
 */
import { randomBytes } from 'node:crypto';
import { readdir, realpath, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { type DiskSpace, existingFolder, readDiskSpace, reserveBytesOf } from '../../history/index.ts';
import { GembaError } from '../../model/index.ts';
import { type HeldState, holdState, openState } from '../../state/index.ts';
import { bytesText } from '../disk/disk-text.ts';
import { newestBuffer } from '../plant-buffer.ts';
import { parsePlantFile } from '../plant-file/parse.ts';
import { findPlantFile, readPlantFile } from '../plant-file/read.ts';
import { type PlantLease, takePlantLease } from '../plant-lease.ts';
import { copyFile, listFiles, removeOthers, type SourceFile, syncFolders } from './copy-files.ts';
import {
  type MovedMark,
  type MovingMark,
  movedName,
  movingName,
  readMark,
  removeMark,
  writeMark,
} from './store-marks.ts';

/** Moments at which it may be cut off, for tests that end the process there. */
export const moveSteps = ['marked', 'file-copied', 'files-copied', 'state-copied', 'moved', 'done'] as const;
export type MoveStep = (typeof moveSteps)[number];

export interface MoveStoreOptions {
  /** Path of the plant file; default: the one in `folder`. */
  readonly config?: string;
  /** Default: the working directory. */
  readonly folder?: string;
  /** The new place, relative to the working directory: an empty folder, or none yet. */
  readonly to: string;
  readonly signal?: AbortSignal;
  readonly clock?: () => number;
  readonly readSpace?: (dir: string) => Promise<DiskSpace>;
  /** Bytes that are there, of all. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  readonly onStep?: (step: MoveStep) => void;
}

export interface MovedStore {
  readonly from: string;
  readonly to: string;
  readonly fileCount: number;
  readonly sizeBytes: number;
  /** Those that were there already, of an earlier try. */
  readonly keptCount: number;
}

const stateFile = 'state/state.sqlite';
/** Others write reports without the lease; so many times what they wrote meanwhile is copied too. */
const roundsMax = 5;

/**
 * Moves the store of a plant. Cut off at any moment, the old place is as it was, and running it again goes on.
 *
 * @throws GembaError `lease-held` where a process runs the plant; `output-unwritable` where the new place has not enough
 * room, is not empty, or lies in the old one; `store-moved` where it was moved elsewhere already
 * @example await moveStore({ to: '/mnt/large/gemba' })
 */
export async function moveStore(options: MoveStoreOptions): Promise<MovedStore> {
  const { clock = Date.now, folder = process.cwd(), onStep = () => undefined } = options;
  const path = findPlantFile(options.config, folder);
  const file = parsePlantFile(await readPlantFile(path), path);
  const from = resolve(dirname(path), file.store);
  const to = resolve(folder, options.to);
  await requireApart(from, to);
  const target = { from, to };
  const moved = await readMark<MovedMark>(from, movedName);
  if (moved !== undefined) return await finish(target, moved);
  await requireTarget(target);
  const holder = `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;
  await using lease = await takePlantLease(
    { storeDir: from, holder, clock, leaseMs: file.history.leaseMs },
    { fencingSeen: await newestBuffer(from) },
  );
  await requireRoom(target, options.readSpace ?? readDiskSpace);
  await writeMark(to, movingName, { formatVersion: 1, from });
  onStep('marked');
  using held = await findState(from);
  const copied = await copyAll(target, lease, options);
  onStep('files-copied');
  // Last, since its copy cannot be compared with what was copied before.
  await held?.copy(join(to, stateFile));
  await syncFolders(to);
  onStep('state-copied');
  await noteMove(target, copied, clock);
  lease.confirm();
  await writeMark(from, movedName, { formatVersion: 1, to, at: clock() });
  onStep('moved');
  await removeMark(to, movingName);
  onStep('done');
  return { ...target, ...copied };
}

/** Of what was moved before: to there, so that only the last step may be missing. */
async function finish({ from, to }: Pick<MovedStore, 'from' | 'to'>, moved: MovedMark): Promise<MovedStore> {
  if (moved.to !== to)
    throw new GembaError('store-moved', `The store ${from} was moved to ${moved.to} already. Move it from there.`, {
      details: { storeDir: from, to: moved.to },
    });
  await removeMark(to, movingName);
  const files = await listFiles(to, isTaken);
  return { from, to, fileCount: files.length, sizeBytes: sizeOf(files), keptCount: files.length };
}

/** In the new place, whose state was just copied: so once, however often it was tried. */
async function noteMove(
  { from, to }: Pick<MovedStore, 'from' | 'to'>,
  { fileCount, sizeBytes }: Pick<MovedStore, 'fileCount' | 'sizeBytes'>,
  clock: () => number,
): Promise<void> {
  await using state = await openState({ dir: join(to, 'state'), clock });
  await state.audit.add({ action: 'move', detail: { from, to, fileCount, sizeBytes } });
}

/** Undefined where there is none yet. */
async function findState(from: string): Promise<HeldState | undefined> {
  try {
    await stat(join(from, stateFile));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return holdState(join(from, stateFile));
}

async function copyAll(
  { from, to }: Pick<MovedStore, 'from' | 'to'>,
  lease: PlantLease,
  { signal, onProgress = () => undefined, onStep = () => undefined }: MoveStoreOptions,
): Promise<Pick<MovedStore, 'fileCount' | 'sizeBytes' | 'keptCount'>> {
  const stop = AbortSignal.any([lease.lost, ...(signal === undefined ? [] : [signal])]);
  const copied = new Map<string, SourceFile>();
  let keptCount = 0;
  for (let round = 1; ; round++) {
    const files = await listFiles(from, isTaken);
    const changed = files.filter((file) => !isSame(copied.get(file.path), file));
    if (changed.length === 0 && round > 1) {
      await removeOthers(to, files, isTaken);
      return { fileCount: files.length, sizeBytes: sizeOf(files), keptCount };
    }
    if (round > roundsMax)
      throw new GembaError(
        'output-unwritable',
        `Others keep writing to ${from} (${changed[0]?.path}). Stop every gemba that uses it, then run this again.`,
        { details: { storeDir: from } },
      );
    let doneBytes = sizeOf(files) - sizeOf(changed);
    for (const file of changed) {
      stop.throwIfAborted();
      if (!(await copyFile(from, to, file, stop))) keptCount++;
      copied.set(file.path, file);
      doneBytes += file.sizeBytes;
      onProgress(doneBytes, sizeOf(files));
      onStep('file-copied');
    }
  }
}

/** Not what belongs to a process that runs, or to one that was cut off; the state is copied by itself. */
function isTaken(path: string): boolean {
  if (path === movedName || path === movingName || path.startsWith('state/')) return false;
  if (/^(run|history)\/lease\//.test(path) || path.startsWith('run/standby/')) return false;
  if (/^history\/spill-/.test(path) || /^(backup|replaced)-/.test(path)) return false;
  return !/\.(tmp|part|moving)$/.test(path);
}

function isSame(copied: SourceFile | undefined, file: SourceFile): boolean {
  return copied !== undefined && copied.sizeBytes === file.sizeBytes && copied.modifiedMs === file.modifiedMs;
}

/** Neither in the other, also by way of links. */
async function requireApart(from: string, to: string): Promise<void> {
  const [old, next] = [await realPath(from), await realPath(to)];
  const isWithin = (inner: string, outer: string): boolean => `${inner}${sep}`.startsWith(`${outer}${sep}`);
  if (!isWithin(next, old) && !isWithin(old, next)) return;
  throw new GembaError(
    'usage',
    `A store cannot be moved from ${from} to ${to}: one lies in the other. Name a folder apart from it.`,
    {
      details: { from, to },
    },
  );
}

/** Of a folder that is not there yet: that of the nearest one that is, and the rest. */
async function realPath(path: string): Promise<string> {
  const there = await existingFolder(path);
  return join(await realpath(there), path.slice(there.length));
}

/** Empty, or filled by an earlier try to move the same store. */
async function requireTarget({ from, to }: Pick<MovedStore, 'from' | 'to'>): Promise<void> {
  await stat(from).catch((cause: unknown) => {
    throw new GembaError('usage', `There is no store at ${from}: nothing to move.`, { cause, details: { from } });
  });
  const names = await readdir(to).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw unusable(to, `cannot be used: ${error.message}`);
  });
  if (names.length === 0) return;
  const moving = await readMark<MovingMark>(to, movingName);
  if (moving?.from !== from) throw unusable(to, 'is not empty');
}

async function requireRoom(
  { from, to }: Pick<MovedStore, 'from' | 'to'>,
  readSpace: (dir: string) => Promise<DiskSpace>,
): Promise<void> {
  const there = await existingFolder(to);
  const space = await readSpace(there);
  const isAll = (): boolean => true;
  const present = there === to ? sizeOf(await listFiles(to, isAll)) : 0;
  const neededBytes = sizeOf(await listFiles(from, isAll)) - present + reserveBytesOf(space);
  if (space.freeBytes < neededBytes)
    throw unusable(to, `has ${bytesText(space.freeBytes)} free and ${bytesText(neededBytes)} are needed`);
}

function unusable(to: string, what: string): GembaError {
  return new GembaError(
    'output-unwritable',
    `The new place ${to} ${what}. Nothing was moved; name another folder, or make room.`,
    { details: { to } },
  );
}

function sizeOf(files: readonly SourceFile[]): number {
  let sum = 0;
  for (const { sizeBytes } of files) sum += sizeBytes;
  return sum;
}
