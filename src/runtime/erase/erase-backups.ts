/** The person in the backups: names lie beside the points, so they can go at once; copies of reports cannot. */
import { GembaError } from '../../model/index.ts';
import { openBackups } from '../backup/open-backups.ts';
import { forgetInBackups } from '../backup/person-notes.ts';
import type { OpenPlant } from '../open-plant.ts';
import type { ErasureRemainder } from './result.ts';

/** Where the plant file names backups. */
export async function eraseInBackups(
  plant: OpenPlant,
  tokens: readonly string[],
  isDryRun: boolean,
): Promise<readonly ErasureRemainder[]> {
  if (plant.file.backup === undefined) return [];
  try {
    await using backups = await openBackups(plant, { create: false });
    if (!isDryRun) await forgetInBackups(backups, plant.keys.backup, tokens);
    const points = await backups.listPoints();
    const newest = points.at(-1);
    if (newest === undefined) return [];
    return [{ kind: 'backup-points', location: backups.location, count: points.length, newestAt: newest.at }];
  } catch (error) {
    // The store is one thing, the backups another: what was erased here stays erased.
    if (!(error instanceof GembaError)) throw error;
    if (error.code === 'backup-missing') return [];
    return [{ kind: 'backup-unreachable', reason: error.message }];
  }
}
