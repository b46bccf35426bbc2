/** What a cut says, as it is applied: by whole days (UTC), so that nothing goes before it may. */
import { GembaError } from '../../../model/index.ts';
import { dayMs } from '../../../time/index.ts';
import type { RetentionCut } from '../../port.ts';
import type { SaidExpiries } from './expiries.ts';

/** @throws GembaError `usage` for instants that are none, and a tag in two groups */
export function floorCut({ facts, tagGroups, rollups }: RetentionCut): SaidExpiries {
  const names = new Map<string, string>();
  for (const { name, tags } of tagGroups)
    for (const tag of tags) {
      const other = names.get(tag);
      if (other !== undefined)
        throw new GembaError(
          'usage',
          `Tag ${tag} is in the groups ${other} and ${name} of a retention cut; a tag is in one group at most.`,
        );
      names.set(tag, name);
    }
  return {
    facts: floored(facts),
    tagGroups: tagGroups.map(({ name, tags, beforeAt }) => ({
      tags,
      beforeAt: beforeAt === undefined ? null : floorDay(beforeAt, name),
    })),
    rollups: floored(rollups),
  };
}

function floored<K extends string>(instants: Readonly<Partial<Record<K, number>>>): Partial<Record<K, number>> {
  const days: Partial<Record<K, number>> = {};
  for (const [name, at] of Object.entries(instants) as [K, number | undefined][])
    if (at !== undefined) days[name] = floorDay(at, name);
  return days;
}

function floorDay(at: number, what: string): number {
  if (!(Math.abs(at) <= 8.64e15))
    throw new GembaError('usage', `A retention cut of ${what} needs an instant (UTC ms), got ${at}.`);
  return Math.floor(at / dayMs) * dayMs;
}
