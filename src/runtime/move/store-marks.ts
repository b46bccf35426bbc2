/** Notes at the top of a store that say it is not where it was, or not all there yet. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GembaError } from '../../model/index.ts';

/** In the old place: where it lies now. */
export const movedName = 'moved.json';
/** In the new place while it is filled. */
export const movingName = 'moving.json';

export interface MovedMark {
  readonly formatVersion: 1;
  readonly to: string;
  readonly at: number;
}

export interface MovingMark {
  readonly formatVersion: 1;
  readonly from: string;
}

/**
 * @throws GembaError `store-moved` where the store lies elsewhere now, or where its move was cut off
 */
export async function requireStoreHere(storeDir: string): Promise<void> {
  const moved = await readMark<MovedMark>(storeDir, movedName);
  if (moved !== undefined)
    throw new GembaError(
      'store-moved',
      `The store ${storeDir} was moved to ${moved.to} on ${new Date(moved.at).toISOString().slice(0, 10)}. Set \`store: '${moved.to}'\` in the plant file. To go on here after all, delete ${join(storeDir, movedName)}: what was written there since is not here.`,
      { details: { storeDir, to: moved.to, at: moved.at } },
    );
  const moving = await readMark<MovingMark>(storeDir, movingName);
  if (moving !== undefined)
    throw new GembaError(
      'store-moved',
      `The move of ${moving.from} into ${storeDir} was cut off: not all of it is here. Set \`store: '${moving.from}'\` in the plant file again and run \`gemba history move --to ${storeDir}\` once more.`,
      { details: { storeDir, from: moving.from } },
    );
}

/** Undefined where there is none, or it was cut off while it was written, which says nothing. */
export async function readMark<T extends MovedMark | MovingMark>(dir: string, name: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(join(dir, name), 'utf8')) as T;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole and on disk when it resolves. */
export async function writeMark(dir: string, name: string, mark: MovedMark | MovingMark): Promise<void> {
  await mkdir(dir, { recursive: true });
  const path = join(dir, name);
  const file = await open(`${path}.part`, 'w');
  try {
    await file.writeFile(`${JSON.stringify(mark)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
  await syncFolder(dir);
}

export async function removeMark(dir: string, name: string): Promise<void> {
  await rm(join(dir, name), { force: true });
  await syncFolder(dir);
}

/** Names are durable once their folder is; Windows has no such call and needs none. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
