/** Removes what a plant file's policy keeps no longer, and notes that it did. */
import type { ExpiringFacts, HistoryWriter } from '../../history/index.ts';
import { type PrunedRecords, pruneState } from '../../state/index.ts';
import type { OpenPlant } from '../open-plant.ts';
import { cutsNothing, retentionCut } from './cut.ts';
import { isRetentionDue, policyOf, retentionRun } from './due.ts';
import { cutAt, parsePeriod } from './period.ts';

/** What of an open plant it takes. */
export type RetentionTarget = Pick<OpenPlant, 'file' | 'state' | 'clock'>;

export interface AppliedRetention {
  readonly at: number;
  readonly removed: readonly ExpiringFacts[];
  readonly pruned: PrunedRecords;
}

const nothingPruned: PrunedRecords = { deliveryCount: 0, attemptCount: 0, runCount: 0, auditCount: 0 };

/**
 * Removes what the policy keeps no longer now: facts and rollups of history, then records of state. What was removed is
 * noted in the audit log. Killed at any moment, it goes on the next time.
 *
 * @example if (await isRetentionDue(plant)) await applyRetention(plant, writer);
 */
export async function applyRetention(
  plant: RetentionTarget,
  writer: Pick<HistoryWriter, 'expire'>,
): Promise<AppliedRetention> {
  const { file, state, clock } = plant;
  const at = clock();
  const policy = policyOf(file);
  const isFirst = (await state.runs.findLastDone(retentionRun, policy)) === undefined;
  const run = await state.runs.start(retentionRun, policy);
  try {
    const cut = retentionCut(file, at);
    const removed = cutsNothing(cut) ? [] : await writer.expire(cut);
    const auditAt = cutAt(parsePeriod(file.retention?.audit), at);
    const pruned = auditAt === undefined ? nothingPruned : await pruneState(state, auditAt);
    if (removed.length > 0 || Object.values(pruned).some((count) => count > 0))
      await state.audit.add({ action: 'expire', detail: detailOf(policy, isFirst, removed, pruned) });
    await state.runs.finish(run, 'done');
    return { at, removed, pruned };
  } catch (error) {
    await state.runs.finish(run, 'failed', error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/**
 * The same where it is due, under leases of its own; undefined where it is not due, or another process has the plant: what
 * runs a plant does it by itself.
 *
 * @throws GembaError `lease-lost`
 */
export async function applyRetentionWhenDue(plant: OpenPlant): Promise<AppliedRetention | undefined> {
  if (!(await isRetentionDue(plant))) return undefined;
  await using lease = await plant.takeLease();
  await using writer = await plant.history.openWriter({ holder: plant.holder });
  lease.confirm();
  return await applyRetention(plant, writer);
}

/** @param isFirst whether this policy was never applied before, so that it may remove what another one kept */
function detailOf(
  policy: string,
  isFirst: boolean,
  removed: readonly ExpiringFacts[],
  pruned: PrunedRecords,
): {
  readonly policy: string;
  readonly isFirst: boolean;
  readonly removed: readonly RemovedDetail[];
  readonly pruned: PrunedDetail;
} {
  return {
    policy,
    isFirst,
    removed: removed.map(({ what, beforeAt, extent, rowCount, byteLength }) => ({
      ...what,
      beforeAt,
      fromAt: extent.fromAt,
      toAt: extent.toAt,
      rowCount,
      byteLength,
    })),
    pruned: { ...pruned },
  };
}

type RemovedDetail = { readonly [name: string]: string | number };
type PrunedDetail = { readonly [name: string]: number };
