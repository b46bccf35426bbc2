/** SQL over a plant's history, with its production days and shifts. */
import { join } from 'node:path';
import { createSqlViews, openSqlView, type SqlView, type SqlViews, type SqlViewsOptions } from '../history/index.ts';
import type { Interval } from '../time/index.ts';
import type { OpenPlant } from './open-plant.ts';
import { rollupSettingsOf } from './rollup-settings.ts';

type SqlPlant = Pick<OpenPlant, 'plant' | 'file' | 'storeDir' | 'clock'>;

/** Views of what is committed now, as text for any DuckDB. */
export function createPlantSqlViews(plant: SqlPlant, window?: Interval): Promise<SqlViews> {
  return createSqlViews(viewsOf(plant, window));
}

/** The same for queries that can only read, with the memory and threads that reading has. Dispose it. */
export function openPlantSqlView(plant: SqlPlant, window?: Interval): Promise<SqlView> {
  const { readMemoryLimitMb, readThreads } = plant.file.history;
  return openSqlView({ ...viewsOf(plant, window), memoryLimitMb: readMemoryLimitMb, threads: readThreads });
}

function viewsOf({ plant, file, storeDir, clock }: SqlPlant, window: Interval | undefined): SqlViewsOptions {
  const { calendar } = rollupSettingsOf(plant, file);
  return { dir: join(storeDir, 'history'), clock, ...(calendar && { calendar }), ...(window && { window }) };
}
