/** Pruning: the step that lists fewer points, then the removal of what they alone needed. */
import { GembaError } from '../../model/index.ts';
import type { KeepRule } from '../repository.ts';
import type { BackupTarget } from '../target.ts';
import { forEachBounded } from './bounded.ts';
import { digestContent } from './checked-bytes.ts';
import { keptPoints } from './keep-points.ts';
import { lockName, lockPrefix, pointId, stepName } from './layout.ts';
import { indexObjects, type ObjectCopy } from './object-index.ts';
import { readList, readPointStep } from './points.ts';
import { listNumbers, type PointRow } from './steps.ts';
import type { Turn } from './turn.ts';

const removedAtOnceMax = 16;

export interface PrunedPoints {
  readonly removedPoints: readonly string[];
  readonly removedBytes: number;
}

/** The rest of a prune, once its turn has begun. What it removes, no save counts on: see `trust.ts`. */
export async function prunePoints(
  target: BackupTarget,
  turn: Turn,
  rule: KeepRule,
  now: number,
): Promise<PrunedPoints> {
  const { points } = turn.state;
  const kept = keptPoints(points, rule, now);
  const index = await indexObjects(target);
  const { needed, unreadable } = await bytesOf(target, kept);
  // What a point that cannot be read needs is not known: nothing that was there by then is removed while it is kept.
  const from = Math.max(0, ...unreadable);
  const unneeded: ObjectCopy[] = [];
  for (const [sha256, copies] of index) {
    const old = copies.filter((copy) => copy.number < turn.number && copy.number > from);
    if (!needed.has(sha256)) unneeded.push(...old);
    else if (copies.length > 1) unneeded.push(...(await spareCopies(target, copies)));
  }
  const sweep = { kind: 'sweep', parts: [], points: kept, sweep: turn.number } as const;
  await turn.commit(sweep);

  await removeRecords(target, turn.number, kept);
  let removedBytes = 0;
  await forEachBounded(unneeded, removedAtOnceMax, async ({ name, byteLength }: ObjectCopy) => {
    await target.remove(name);
    removedBytes += byteLength;
  });
  const removed = points.filter((point) => !kept.includes(point));
  return { removedPoints: removed.map((point) => pointId(point.at, point.number)), removedBytes };
}

/**
 * Of bytes that lie there twice, since a save could not count on the first, all but the newest copy that is found right;
 * none where none is.
 */
async function spareCopies(target: BackupTarget, copies: readonly ObjectCopy[]): Promise<readonly ObjectCopy[]> {
  for (const copy of copies.toSorted((a, b) => b.number - a.number)) {
    const { sha256 } = await digestContent({ byteLength: copy.byteLength, read: () => target.get(copy.name) });
    if (sha256 === copy.sha256) return copies.filter((other) => other !== copy);
  }
  return [];
}

async function bytesOf(
  target: BackupTarget,
  points: readonly PointRow[],
): Promise<{ readonly needed: ReadonlySet<string>; readonly unreadable: readonly number[] }> {
  const needed = new Set<string>();
  const unreadable: number[] = [];
  const lists = new Set<string>();
  for (const { number } of points) {
    try {
      for (const part of await readPointStep(target, number)) {
        if (lists.has(part.list.sha256)) continue;
        for (const { sha256 } of await readList({ target }, part)) needed.add(sha256);
        lists.add(part.list.sha256);
        needed.add(part.list.sha256);
      }
    } catch (error) {
      if (!(error instanceof GembaError) || error.code !== 'backup-damaged') throw error;
      unreadable.push(number);
    }
  }
  return { needed, unreadable };
}

/** Steps below the sweep but those of its points, and locks that were used up: first, so that they speak of no more. */
async function removeRecords(target: BackupTarget, number: number, kept: readonly PointRow[]): Promise<void> {
  const keptNumbers = new Set(kept.map((point) => point.number));
  const state = await listNumbers(target, 'steps/');
  const steps = state.filter((step) => step < number && !keptNumbers.has(step)).map(stepName);
  const locks = (await listNumbers(target, lockPrefix)).filter((lock) => lock < number).map(lockName);
  await forEachBounded([...steps, ...locks], removedAtOnceMax, (name) => target.remove(name));
}
