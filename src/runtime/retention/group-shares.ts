/** How many of all readings groups of tags have: what a store takes is known by day, not by tag. */
import { rollupRuleOf } from '../../analytics/index.ts';
import type { HistorySnapshot } from '../../history/index.ts';
import type { Tag } from '../../model/index.ts';
import { dayMs } from '../../time/index.ts';
import { type TaggedFile, tagsOfGroups } from './tags-kept.ts';

export interface GroupShares {
  /** In the order of the policy's groups, 0 to 1. */
  readonly groups: readonly number[];
  /** Of tags in no group. */
  readonly others: number;
}

/** Days that are over whose readings are counted. */
const countedDays = 7;

/** Where nothing was read lately, each tag counts alike. Counted from rollups; readings are not opened but for the last hours. */
export async function readGroupShares(
  file: TaggedFile,
  tags: readonly Tag[],
  snapshot: Pick<HistorySnapshot, 'resample'>,
  { at, signal }: { readonly at: number; readonly signal?: AbortSignal | undefined },
): Promise<GroupShares> {
  const groups = tagsOfGroups(file);
  if (groups.length === 0) return { groups: [], others: 1 };
  const toAt = Math.floor(at / dayMs) * dayMs;
  const { figures } = await snapshot.resample({
    tags: tags.map((tag) => ({ id: tag.id, rule: rollupRuleOf(tag) })),
    edges: Float64Array.of(toAt - countedDays * dayMs, toAt),
    untilAt: at,
    figures: ['readingCount'],
    ...(signal && { signal }),
  });
  const counts = figures.readingCount ?? new Float64Array(tags.length);
  const isSilent = counts.every((count) => count === 0);
  const weightOf = new Map(tags.map(({ id }, i) => [id, isSilent ? 1 : (counts[i] as number)]));
  const sumOf = (ids: Iterable<string>): number => {
    let sum = 0;
    for (const id of ids) sum += weightOf.get(id) ?? 0;
    return sum;
  };
  const total = sumOf(weightOf.keys());
  const shares = groups.map((ids) => sumOf(ids) / total);
  return { groups: shares, others: Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0)) };
}
