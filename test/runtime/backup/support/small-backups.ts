/** The small plant with its backups in a folder beside it. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type OpenPlant, openPlant } from 'gemba';
import {
  type BackUpPlantOptions,
  backUpPlant,
  findRestorePlace,
  openBackups,
  type PlantBackup,
  type RestoredPlant,
  type RestorePlantOptions,
  restorePlant,
} from 'gemba/runtime';
import { log, secretEnv } from '../../../support/small-plant.ts';

/** Half past six on the morning after the day of the log. */
export const morning: number = Date.UTC(2024, 2, 7, 5, 30);

export function openSmallPlant(folder: string, clock: () => number = () => morning): Promise<OpenPlant> {
  return openPlant({ config: join(folder, 'gemba.config.json'), env: secretEnv, clock, random: () => 0.5 });
}

export async function backUp(
  folder: string,
  { nowMs = morning, ...options }: BackUpPlantOptions & { readonly nowMs?: number } = {},
): Promise<PlantBackup> {
  await mkdir(join(folder, 'backups'), { recursive: true });
  await using plant = await openSmallPlant(folder, () => nowMs);
  await using backups = await openBackups(plant, { folder: join(folder, 'backups') });
  return await backUpPlant(plant, backups, options);
}

export interface RestoreRequest extends RestorePlantOptions {
  readonly id?: string;
  readonly to?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly nowMs?: number;
}

/** Restores a point, the newest by default, a minute later. */
export async function restore(
  folder: string,
  { id, to, env = secretEnv, nowMs = morning + 60_000, ...options }: RestoreRequest = {},
): Promise<RestoredPlant> {
  const config = join(folder, 'gemba.config.json');
  const place = await findRestorePlace({ config, env, clock: () => nowMs, to });
  await using backups = await openBackups(place, { folder: join(folder, 'backups'), create: false });
  const point = id === undefined ? await backups.findPoint(place.clock()) : await backups.readPoint(id);
  if (point === undefined) throw new Error('There is no point.');
  return await restorePlant(place, backups, point, options);
}

/** All that a plant knows, as it is read: facts, accounts, positions, rows of the state, files of the archive, names. */
export async function readAll(folder: string) {
  await using plant = await openSmallPlant(folder);
  const snapshot = await plant.history.snapshot();
  const { columns, identity, content, versions, length } = await snapshot.read({ kind: 'production' });
  const refusals = await snapshot.read({ kind: 'refusal' });
  return {
    facts: { columns: { ...columns }, identity, content, versions, length },
    refusals: { columns: { ...refusals.columns }, length: refusals.length },
    version: snapshot.version,
    accounts: [...snapshot.accounts],
    positions: [...snapshot.accounts.keys()].map((source) => snapshot.findPosition(source)),
    reports: await plant.state.reports.list(),
    deliveries: await plant.state.deliveries.list(),
    names: log.map(({ worker = '' }) => plant.persons.findPerson(plant.persons.tokenOf(worker))),
    archive: (await readdir(join(folder, 'store/archive'), { recursive: true })).sort(),
  };
}
