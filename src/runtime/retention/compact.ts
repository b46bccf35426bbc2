/** Does at once what a plant that runs does beside its commits, until nothing is due. */
import type { UpkeepProgress } from '../../history/index.ts';
import type { OpenPlant } from '../open-plant.ts';
import { type AppliedRetention, applyRetention } from './apply.ts';

export interface CompactedPlant {
  /** Undefined where the plant file has no policy. */
  readonly applied: AppliedRetention | undefined;
  /** Merges and rollups that were made. */
  readonly taskCount: number;
  readonly sizeBefore: StoreSize;
  readonly sizeAfter: StoreSize;
}

export interface StoreSize {
  readonly byteLength: number;
  readonly fileCount: number;
}

/**
 * Rolls up and merges what is due, then removes what the policy keeps no longer, then merges what that has left. Files that
 * were replaced are removed a quarter of an hour later, as readers may still be at them; until then they count no more.
 *
 * @throws GembaError `lease-held` where another process runs the plant or writes its history; `history-full`; `aborted`
 */
export async function compactPlant(
  plant: OpenPlant,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: UpkeepProgress) => void } = {},
): Promise<CompactedPlant> {
  const sizeBefore = await sizeOf(plant);
  await using lease = await plant.takeLease();
  await using writer = await plant.history.openWriter({ holder: plant.holder });
  lease.confirm();
  const rolledUp = await writer.catchUp(options);
  const applied = plant.file.retention === undefined ? undefined : await applyRetention(plant, writer);
  const merged = applied === undefined ? 0 : await writer.catchUp(options);
  return { applied, taskCount: rolledUp + merged, sizeBefore, sizeAfter: await sizeOf(plant) };
}

async function sizeOf({ history }: Pick<OpenPlant, 'history'>): Promise<StoreSize> {
  const { byteLength, segmentCount, listRollups } = await history.status();
  const rollupFiles = listRollups().reduce((sum, { fileCount }) => sum + fileCount, 0);
  return { byteLength, fileCount: segmentCount + rollupFiles };
}
