/**
 * Which bytes a save may count on, out of those that lie at the target. Not every one: a sweep may be about to remove it,
 * even one whose process hangs and wakes up after this save. The invariant, which prune keeps too:
 *
 * A sweep of number g removes copies numbered below g whose bytes no point of its step needs, and those of which it has
 * read another copy and found it right. No other.
 *
 * So bytes stay if a point that is listed needs them, or if a copy is numbered above the last sweep.
 */
import { GembaError } from '../../model/index.ts';
import type { BackupTarget } from '../target.ts';
import type { ObjectIndex } from './object-index.ts';
import { readList, readPointStep } from './points.ts';
import type { RepositoryState } from './steps.ts';

interface TrustOptions {
  readonly target: BackupTarget;
  readonly index: ObjectIndex;
  readonly state: RepositoryState;
}

/** Answers whether bytes of that checksum and length lie at the target and stay there. */
export function createTrust({
  target,
  index,
  state,
}: TrustOptions): (sha256: string, byteLength: number, signal?: AbortSignal) => Promise<boolean> {
  const needed = new Set<string>();
  const unread = [...state.points];
  let reading: Promise<void> = Promise.resolve();
  /** The newest point first, which needs nearly all of what is asked for; the older ones only as far as is needed. */
  const readNext = async (signal: AbortSignal | undefined): Promise<void> => {
    const point = unread.pop();
    if (point === undefined) return;
    try {
      for (const part of await readPointStep(target, point.number)) {
        const files = await readList({ target, index }, part, signal);
        needed.add(part.list.sha256);
        for (const { sha256 } of files) needed.add(sha256);
      }
    } catch (error) {
      // A damaged point vouches for nothing, and hinders no other.
      if (!(error instanceof GembaError) || error.code !== 'backup-damaged') throw error;
    }
  };
  return async (sha256, byteLength, signal) => {
    const copies = (index.get(sha256) ?? []).filter((copy) => copy.byteLength === byteLength);
    if (copies.length === 0) return false;
    if (copies.some(({ number }) => number > state.sweep)) return true;
    while (!needed.has(sha256) && unread.length > 0) {
      reading = reading.then(() => (needed.has(sha256) ? undefined : readNext(signal)));
      await reading;
    }
    return needed.has(sha256);
  };
}
