/** Puts the state of a point back, with the names that the repository's notes have. */
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupPoint, BackupRepository, SavedFile } from '../../backup/index.ts';
import { openState, putPersonNames } from '../../state/index.ts';
import { orMissing } from './file-errors.ts';
import { readPersonNotes } from './person-notes.ts';
import { fetchFile } from './place-files.ts';
import type { RestoreStep } from './steps.ts';
import { syncFolder } from './sync-folder.ts';

export interface RestoreStateOptions {
  readonly storeDir: string;
  readonly partialDir: string;
  readonly point: BackupPoint;
  readonly file: SavedFile;
  readonly backups: BackupRepository;
  /** For the names, of the plant's secret. */
  readonly key: Uint8Array;
  readonly clock: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onStep: (step: RestoreStep) => void | Promise<void>;
}

/**
 * Prepared beside and renamed as a folder: so it is there with its names and the note of this restore, or not at all.
 *
 * @throws GembaError `state-newer` where a newer gemba made the backup; `secret-changed`, `backup-damaged`
 */
export async function restoreState(options: RestoreStateOptions): Promise<void> {
  const { storeDir, partialDir, point, file, backups, key, clock, signal, onStep } = options;
  const dir = join(storeDir, 'state');
  if ((await orMissing(stat(dir), undefined)) !== undefined) return;
  const prepared = join(partialDir, 'state');
  await rm(prepared, { recursive: true, force: true });
  await mkdir(prepared, { recursive: true, mode: 0o700 });
  const path = join(prepared, 'state.sqlite');
  await fetchFile(backups, file, path, signal);
  const notes = await readPersonNotes(backups, key);
  {
    await using state = await openState({ dir: prepared, clock });
    const { erasedCount } = putPersonNames(state, notes);
    await state.audit.add({
      action: 'restore',
      detail: { point: point.id, pointAt: point.at, softwareVersion: point.softwareVersion, erasedCount },
    });
  }
  const database = await open(path, 'r+');
  try {
    await database.chmod(0o600);
    await database.sync();
  } finally {
    await database.close();
  }
  await syncFolder(prepared);
  await onStep('state-prepared');
  await rename(prepared, dir);
  await syncFolder(storeDir);
  await onStep('state-placed');
}

/** How many persons were erased between a point and its restore, as the restore noted it. */
export async function readErasedCount(storeDir: string, clock: () => number): Promise<number> {
  await using state = await openState({ dir: join(storeDir, 'state'), clock });
  const [restored] = await state.audit.list({ action: 'restore', limit: 1 });
  return Number(restored?.detail['erasedCount'] ?? 0);
}
