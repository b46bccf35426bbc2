/**
 * The plant's buffer: a folder of the store that carries the fencing number of the lease it is open under. Whoever takes
 * the lease renames it to his own number. What a process that was overtaken still does by name then finds no folder; what
 * it writes to files it has open lies behind the end that was found, and does not count.
 */
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BufferStep, type FactBuffer, openFactBuffer } from '../ingest/index.ts';
import type { PlantFile } from './plant-file/schema.ts';
import type { PlantLease } from './plant-lease.ts';

export interface PlantBufferOptions {
  readonly storeDir: string;
  readonly clock: () => number;
  readonly config: PlantFile['buffer'];
  readonly lease: PlantLease;
  readonly onStep?: (step: BufferStep) => void;
}

/** Of version 0.1 before there was a standby: without a number. */
const unnumbered = 'segments';
/** Of buffers that are being removed. */
const removedPrefix = 'removed-';

/** @throws GembaError `lease-lost` where another process has taken over; what `openFactBuffer` throws */
export async function openPlantBuffer(options: PlantBufferOptions): Promise<FactBuffer> {
  const { storeDir, clock, config, lease, onStep } = options;
  return await openFactBuffer({
    dir: await claimSegments(join(storeDir, 'buffer'), lease),
    clock,
    sizeBytesMax: config.sizeMax,
    confirm: () => lease.confirm(),
    isContinued: false,
    ...(onStep === undefined ? {} : { onStep }),
  });
}

/** Opens a buffer that has the lease for as long as it is open. */
export async function openLeasedBuffer(
  options: Omit<PlantBufferOptions, 'lease'>,
  takeLease: () => Promise<PlantLease>,
): Promise<FactBuffer> {
  await using opening = new AsyncDisposableStack();
  const lease = opening.use(await takeLease());
  const buffer = await openPlantBuffer({ ...options, lease });
  const opened = opening.move();
  const close = buffer[Symbol.asyncDispose].bind(buffer);
  buffer[Symbol.asyncDispose] = async () => {
    await close();
    await opened.disposeAsync();
  };
  return buffer;
}

/** The name of the buffer that counts, below `buffer` of the store; undefined where there is none. */
export async function findBufferFolder(storeDir: string): Promise<string | undefined> {
  const [newest] = await listBuffers(join(storeDir, 'buffer'));
  return newest?.name;
}

/** What the buffer of a lease is called. */
export function bufferFolderName(fencing: number): string {
  return `segments-${String(fencing).padStart(12, '0')}`;
}

/**
 * Removes the buffer of this lease, which is drained and closed, with all that is left in its files. The next one begins
 * as a new buffer. What a killed process left of a removal goes too.
 *
 * @throws GembaError `lease-lost` where another process has taken over
 */
export async function removePlantBuffer(storeDir: string, lease: PlantLease): Promise<void> {
  const folder = join(storeDir, 'buffer');
  lease.confirm();
  // Away at once, since a folder that lacks some of its files reads as a damaged one.
  await move(join(folder, bufferFolderName(lease.fencing)), join(folder, `${removedPrefix}${lease.fencing}`));
  await syncFolder(folder);
  await removeRemoved(folder);
}

async function removeRemoved(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.startsWith(removedPrefix)) await rm(join(folder, name), { recursive: true, force: true });
  await syncFolder(folder);
}

/** The greatest number a buffer of the store has; 0 where there is none. */
export async function newestBuffer(storeDir: string): Promise<number> {
  const [newest] = await listBuffers(join(storeDir, 'buffer'));
  return newest?.fencing ?? 0;
}

async function claimSegments(folder: string, lease: PlantLease): Promise<string> {
  await mkdir(folder, { recursive: true });
  const own = join(folder, bufferFolderName(lease.fencing));
  for (;;) {
    const [newest] = await listBuffers(folder);
    // Before it is renamed: one who came later may have it already.
    lease.confirm();
    if (newest === undefined || newest.fencing === lease.fencing) break;
    if (await move(join(folder, newest.name), own)) break;
  }
  await syncFolder(folder);
  return own;
}

/** False where it is not there any more: another process was quicker. */
async function move(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Newest first. */
async function listBuffers(folder: string): Promise<readonly { readonly name: string; readonly fencing: number }[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .flatMap((name) => {
      const number = name === unnumbered ? '0' : /^segments-(\d{12})$/.exec(name)?.[1];
      return number === undefined ? [] : [{ name, fencing: Number(number) }];
    })
    .sort((a, b) => b.fencing - a.fencing);
}

async function syncFolder(dir: string): Promise<void> {
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
