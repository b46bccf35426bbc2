/** Opens the backups of a plant, where its file says that they lie. */
import { dirname, resolve, sep } from 'node:path';
import {
  type BackupRepository,
  type BackupTargetConfig,
  openBackupRepository,
  openBackupTarget,
} from '../../backup/index.ts';
import { GembaError } from '../../model/index.ts';
import type { PlantFile } from '../plant-file/schema.ts';
import { softwareVersion } from '../version.ts';

export interface BackupsOf {
  readonly file: Pick<PlantFile, 'id' | 'backup'>;
  /** Of the plant file, against which paths are resolved. */
  readonly path: string;
  readonly storeDir: string;
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
 * @throws GembaError `usage` where the plant file names no place and none is given, or one in the store itself;
 * `backup-failed`, `backup-missing`, `backup-newer`, `dependency-missing`, `secret-missing`
 * @example await using backups = await openBackups(plant)
 */
export async function openBackups(plant: BackupsOf, options: OpenBackupsOptions = {}): Promise<BackupRepository> {
  const { folder, create = true } = options;
  const config: BackupTargetConfig = folder === undefined ? requirePlace(plant) : { kind: 'folder', path: folder };
  const baseDir = dirname(plant.path);
  requireOutside(config, baseDir, plant.storeDir);
  await using opening = new AsyncDisposableStack();
  const target = opening.use(await openBackupTarget(config, { baseDir, env: plant.env }));
  const backups = await openBackupRepository(target, { plant: plant.file.id, softwareVersion, create });
  opening.move();
  return backups;
}

function requirePlace({ file, path }: BackupsOf): BackupTargetConfig {
  if (file.backup !== undefined) return file.backup.to;
  throw new GembaError(
    'usage',
    `${path} says nothing of backups. Add \`backup: { to: { kind: 'folder', path: … } }\`, or name a folder.`,
    { details: { path } },
  );
}

/** A backup within the store would go with it. */
function requireOutside(config: BackupTargetConfig, baseDir: string, storeDir: string): void {
  if (config.kind !== 'folder') return;
  const path = resolve(baseDir, config.path);
  if (path !== storeDir && !path.startsWith(`${storeDir}${sep}`)) return;
  throw new GembaError(
    'usage',
    `The folder of the backups, ${path}, lies in the store, with which it would be lost. Name one on another disk.`,
    { details: { path, storeDir } },
  );
}
