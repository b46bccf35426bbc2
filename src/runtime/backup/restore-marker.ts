/** What says that a restore into a store has begun and not ended: nobody opens the plant meanwhile. */
import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { GembaError } from '../../model/index.ts';
import { orMissing } from './file-errors.ts';
import { syncFolder } from './sync-folder.ts';

export interface RestoreMarker {
  /** Id of the point. */
  readonly point: string;
  /** When the restore was begun, UTC epoch ms. */
  readonly startedAt: number;
  /** Name of the folder of the store into which what was there before goes. */
  readonly replaced: string;
  /** The number that the restored buffer's folder gets. */
  readonly bufferFencing: number;
  /** Numbers that the store's history had given before. */
  readonly before: { readonly sequence: number; readonly fencing: number };
}

const markerSchema: z.ZodType<RestoreMarker> = z.object({
  point: z.string(),
  startedAt: z.number(),
  replaced: z.string().regex(/^replaced-[0-9TZ-]+$/),
  bufferFencing: z.int(),
  before: z.object({ sequence: z.int(), fencing: z.int() }),
});

/** @throws GembaError `restore-unfinished` for a marker that cannot be read */
export async function readRestoreMarker(storeDir: string): Promise<RestoreMarker | undefined> {
  const text = await orMissing(readFile(pathOf(storeDir), 'utf8'), undefined);
  if (text === undefined) return undefined;
  try {
    return markerSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new GembaError(
      'restore-unfinished',
      `${pathOf(storeDir)} cannot be read, so what a restore that was cut off has done is not known. Restore into an empty folder, and name that as the store.`,
      { cause, details: { path: pathOf(storeDir) } },
    );
  }
}

/** On disk when it resolves, whole or as it was. */
export async function writeRestoreMarker(storeDir: string, marker: RestoreMarker): Promise<void> {
  const path = pathOf(storeDir);
  const temporary = `${path}.${randomUUID()}.part`;
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(JSON.stringify(marker));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

export async function removeRestoreMarker(storeDir: string): Promise<void> {
  await rm(pathOf(storeDir), { force: true });
  await syncFolder(storeDir);
}

/**
 * Whoever opens a plant or takes its lease asks this first.
 *
 * @throws GembaError `restore-unfinished`
 */
export async function requireRestored(storeDir: string): Promise<void> {
  const marker = await readRestoreMarker(storeDir);
  if (marker === undefined) return;
  throw new GembaError(
    'restore-unfinished',
    `A restore of ${marker.point} into ${storeDir} was begun at ${new Date(marker.startedAt).toISOString()} and has not ended. If it does not run any more, run \`gemba history restore --point ${marker.point}\` again: it goes on where it was.`,
    { details: { point: marker.point, dir: storeDir } },
  );
}

function pathOf(storeDir: string): string {
  return join(storeDir, 'restoring.json');
}
