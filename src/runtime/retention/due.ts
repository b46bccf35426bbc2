/** When a policy is applied: once a UTC day, since what it cuts moves by whole days; and at once where it was changed. */
import { createHash } from 'node:crypto';
import { dayMs } from '../../time/index.ts';
import type { OpenPlant } from '../open-plant.ts';
import { type TaggedFile, tagsOfGroups } from './tags-kept.ts';

/** Its kind among the runs of state. */
export const retentionRun = 'retention';

/** Names a policy and the tags it speaks of, so that it is known whether it was applied: 32 hex digits. */
export function policyOf(file: TaggedFile): string {
  const said = JSON.stringify([file.retention ?? null, tagsOfGroups(file)]);
  return createHash('sha256').update(said).digest('hex').slice(0, 32);
}

/** Whether a policy is to be applied now; never where the plant file has none. */
export async function isRetentionDue({
  file,
  state,
  clock,
}: Pick<OpenPlant, 'file' | 'state' | 'clock'>): Promise<boolean> {
  if (file.retention === undefined) return false;
  const last = await state.runs.findLastDone(retentionRun, policyOf(file));
  return last === undefined || last.startedAt < startOfDay(clock());
}

/** When it is applied next by a plant that runs; undefined where the plant file has no policy. */
export async function nextRetentionAt(plant: Pick<OpenPlant, 'file' | 'state' | 'clock'>): Promise<number | undefined> {
  if (plant.file.retention === undefined) return undefined;
  const now = plant.clock();
  return (await isRetentionDue(plant)) ? now : startOfDay(now) + dayMs;
}

function startOfDay(at: number): number {
  return Math.floor(at / dayMs) * dayMs;
}
