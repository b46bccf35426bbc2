/** Opens the backups of a plant, where its file says that they lie. */
import { dirname, resolve } from 'node:path';
import {
  type BackupRepository,
  type BackupTarget,
  openBackupRepository,
  openFolderTarget,
} from '../../backup/index.ts';
import { GembaError } from '../../model/index.ts';
import type { BackupPlace } from '../plant-file/backup-schema.ts';
import type { PlantFile } from '../plant-file/schema.ts';
import { softwareVersion } from '../version.ts';

export interface BackupsOf {
  readonly file: Pick<PlantFile, 'id' | 'backup'>;
  /** Of the plant file, against which paths are resolved. */
  readonly path: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface OpenBackupsOptions {
  /** A folder instead of what the plant file says. */
  readonly folder?: string | undefined;
  /** False, as for a restore: `backup-missing` where there are none. Default true. */
  readonly create?: boolean;
}

/**
 * Opens the backups of a plant.
 *
 * @throws GembaError `usage` where the plant file names no place and none is given; `backup-failed`, `backup-missing`,
 * `backup-newer`, `dependency-missing`, `secret-missing`
 * @example await using backups = await openBackups(plant)
 */
export async function openBackups(plant: BackupsOf, options: OpenBackupsOptions = {}): Promise<BackupRepository> {
  const { folder, create = true } = options;
  await using opening = new AsyncDisposableStack();
  const target = opening.use(
    folder === undefined
      ? await openPlace(requirePlace(plant), dirname(plant.path), plant.env)
      : await openFolderTarget({ path: folder }),
  );
  const backups = await openBackupRepository(target, { plant: plant.file.id, softwareVersion, create });
  opening.move();
  return backups;
}

function requirePlace({ file, path }: BackupsOf): BackupPlace {
  if (file.backup !== undefined) return file.backup.to;
  throw new GembaError(
    'usage',
    `${path} says nothing of backups. Add \`backup: { to: { kind: 'folder', path: … } }\`, or name a folder.`,
    { details: { path } },
  );
}

async function openPlace(place: BackupPlace, baseDir: string, _env: BackupsOf['env']): Promise<BackupTarget> {
  if (place.kind === 'folder') return await openFolderTarget({ path: resolve(baseDir, place.path) });
  throw new GembaError('usage', 'S3 is opened below.');
}
