/** Finishes what was being dropped when the buffer was last open. */
import { type BufferContext, pathIn } from './context.ts';
import type { BufferDamage } from './fact-buffer.ts';
import type { LossName } from './loss-file.ts';
import { readLoss, type StoredLoss } from './losses.ts';
import type { BufferFolder, FoundSegment } from './read-folder.ts';
import { toSegmentName } from './segment-format.ts';

export interface OpenedLosses {
  readonly stored: StoredLoss[];
  /** Segments of the droppable lane that are not dropped. */
  readonly segments: readonly FoundSegment[];
  readonly damages: readonly BufferDamage[];
}

export async function openLosses(
  context: Pick<BufferContext, 'dir' | 'files'>,
  { losses, segments }: BufferFolder,
): Promise<OpenedLosses> {
  const { files, dir } = context;
  const stored: StoredLoss[] = [];
  const unreadable: LossName[] = [];
  const rest = [...segments.droppable];
  for (const name of losses) {
    const at = rest.findIndex((segment) => segment.name.firstNumber === name.fromNumber);
    const loss = await readLoss(context, name);
    if (loss !== undefined) {
      stored.push(loss);
      // Its loss was on disk, so that it was gone from then on.
      for (const { name: dropped } of at < 0 ? [] : rest.splice(at, 1))
        await files.remove(pathIn(context, toSegmentName(dropped)));
    } else if (at < 0) {
      unreadable.push(name);
    } else {
      // It was being written; nothing was dropped.
      await files.remove(pathIn(context, name.file));
    }
  }
  if (losses.length > 0) await files.syncFolder(dir);
  return { stored, segments: rest, damages: unreadable.flatMap((name) => damageOf(name, rest)) };
}

/** What was dropped between records that are there is found by its missing numbers; before the first, only by this. */
function damageOf(
  { file, fromNumber, toNumber }: LossName,
  segments: readonly FoundSegment[],
): readonly BufferDamage[] {
  const first = segments[0]?.name.firstNumber ?? toNumber;
  if (toNumber > first) return [];
  const bytes = { fromByte: 0, toByte: 0, lost: new Map(), fromAt: undefined, toAt: undefined };
  return [{ lane: 'droppable', file, fromNumber, toNumber, ...bytes }];
}
