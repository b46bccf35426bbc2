/** Merges small segments between commits, in the child that writes them. */
import type { FinishedMerge } from './background-work.ts';
import type { WriterChild } from './child-process.ts';
import { planCompaction } from './compaction.ts';
import type { Entries } from './entries.ts';
import type { WriterOptions } from './writer-options.ts';

/** Undefined where there is nothing to merge. */
export async function mergeSmall(
  { dir, compactSegmentsMin }: Pick<WriterOptions, 'dir' | 'compactSegmentsMin'>,
  entries: Entries,
  child: WriterChild,
): Promise<FinishedMerge | undefined> {
  const segments = planCompaction(entries.state, compactSegmentsMin);
  if (segments.length === 0) return undefined;
  const reply = await child.compact((attempt) => ({
    type: 'compact',
    dir,
    name: `${entries.nameOf(attempt)}-compact`,
    segments,
  }));
  return { removed: segments, added: reply.segments };
}
