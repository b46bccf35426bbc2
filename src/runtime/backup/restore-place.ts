/** What a restore has to know of a plant, without opening what may be broken. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { readSecret } from '../../distribution/index.ts';
import { compilePlant, type Plant } from '../../model/index.ts';
import type { OpenPlantOptions } from '../open-plant.ts';
import { parsePlantFile } from '../plant-file/parse.ts';
import { findPlantFile, readPlantFile } from '../plant-file/read.ts';
import { deriveKeys } from '../secrets.ts';
import type { BackupsOf } from './open-backups.ts';
import type { RestorePlace } from './restore-plant.ts';

export interface RestorePlaceOptions
  extends Pick<OpenPlantOptions, 'config' | 'folder' | 'env' | 'clock' | 'file' | 'outDir'> {
  /** Another folder than the store that the plant file names, against the working directory. */
  readonly to?: string | undefined;
}

/**
 * The place of a plant's store, and where its backups lie.
 *
 * @throws GembaError `plant-file-missing`, `plant-file-unreadable`, `plant-file-invalid`, `secret-missing`
 * @example const place = await findRestorePlace({ config: 'gemba.config.ts', to: '/mnt/new/store' })
 */
export async function findRestorePlace(
  options: RestorePlaceOptions,
): Promise<RestorePlace & BackupsOf & { readonly plant: Plant }> {
  const { env = process.env, clock = Date.now, folder = process.cwd(), outDir, to } = options;
  const path = options.file === undefined ? findPlantFile(options.config, folder) : resolve(folder, '(given)');
  const file = options.file ?? parsePlantFile(await readPlantFile(path), path);
  const plant = compilePlant(file);
  const baseDir = outDir === undefined ? dirname(path) : resolve(outDir);
  return {
    plant,
    file,
    path,
    env,
    clock,
    storeDir: to === undefined ? resolve(baseDir, file.store) : resolve(folder, to),
    keys: deriveKeys(readSecret(file.secret, env), plant.id),
    holder: `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`,
    leaseMs: file.history.leaseMs,
  };
}
