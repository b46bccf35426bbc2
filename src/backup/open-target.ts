/** Where backups lie, as a plant file says it: the only place that knows all targets. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { GembaError } from '../model/index.ts';
import { type FolderTargetConfig, folderTargetSchema } from './folder/folder-config.ts';
import { openFolderTarget } from './folder/folder-target.ts';
import { type EnvironmentSecret, type S3TargetConfig, s3TargetSchema } from './s3/s3-config.ts';
import { openS3Target } from './s3/s3-target.ts';
import type { BackupTarget } from './target.ts';

export type BackupTargetConfig = FolderTargetConfig | S3TargetConfig;

export const backupTargetSchema: z.ZodType<BackupTargetConfig> = z
  .discriminatedUnion('kind', [folderTargetSchema, s3TargetSchema])
  .describe('Where backups lie.') as unknown as z.ZodType<BackupTargetConfig>;

export interface OpenTargetContext {
  /** Folder against which relative paths are resolved. */
  readonly baseDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Opens where backups lie.
 *
 * @throws GembaError `backup-failed`, `dependency-missing`, `secret-missing`
 * @example await using target = await openBackupTarget({ kind: 'folder', path: '/mnt/backups/gemba' }, { baseDir: '.', env: {} })
 */
export async function openBackupTarget(
  config: BackupTargetConfig,
  { baseDir, env }: OpenTargetContext,
): Promise<BackupTarget> {
  if (config.kind === 'folder') return openFolderTarget({ path: resolve(baseDir, config.path) });
  const { credentials } = config;
  return openS3Target({
    ...config,
    credentials: credentials && {
      accessKeyId: readSecret(credentials.accessKeyId, env),
      secretAccessKey: readSecret(credentials.secretAccessKey, env),
    },
  });
}

function readSecret({ env: name }: EnvironmentSecret, env: OpenTargetContext['env']): string {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new GembaError(
    'secret-missing',
    `The environment variable ${name} is not set. Set it, or take what names it out of the plant file.`,
    { details: { name } },
  );
}
