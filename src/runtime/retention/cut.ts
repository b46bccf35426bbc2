/** What a policy keeps at an instant, as history is asked for it. */
import type { RetentionCut } from '../../history/index.ts';
import type { FactKind } from '../../model/index.ts';
import { cutAt, parsePeriod } from './period.ts';
import { type TaggedFile, tagsOfGroups } from './tags-kept.ts';

/** What happened, besides what was measured. */
export const eventKinds: readonly FactKind[] = ['production', 'equipmentState', 'gap'];

/**
 * Periods become the begins of UTC days, never later than the instant less the period. A plant file without a policy cuts
 * nothing.
 *
 * @example retentionCut(file, Date.now()).facts.reading // 2025-10-22T00:00Z on 2026-11-22, for 13 months
 */
export function retentionCut(file: TaggedFile, at: number): RetentionCut {
  const { readings, events, quarantine, rollups, tagGroups = [] } = file.retention ?? {};
  const cut = (text: string | undefined): number | undefined => cutAt(parsePeriod(text), at);
  const byLevel =
    typeof rollups === 'object' ? rollups : { minute: rollups, hour: rollups, day: rollups, shift: rollups };
  const tags = tagsOfGroups(file);
  return {
    facts: known({
      reading: cut(readings),
      refusal: cut(quarantine),
      ...Object.fromEntries(eventKinds.map((kind) => [kind, cut(events)])),
    }),
    tagGroups: tagGroups.map((group, i) => ({
      name: group.name,
      tags: tags[i] as readonly string[],
      beforeAt: cut(group.readings),
    })),
    rollups: known({
      minute: cut(byLevel.minute),
      hour: cut(byLevel.hour),
      day: cut(byLevel.day),
      shift: cut(byLevel.shift),
    }),
  };
}

/** Whether a cut removes nothing, whatever there is. */
export function cutsNothing({ facts, tagGroups, rollups }: RetentionCut): boolean {
  return (
    Object.keys(facts).length === 0 &&
    Object.keys(rollups).length === 0 &&
    tagGroups.every(({ beforeAt }) => beforeAt === undefined)
  );
}

function known<K extends string>(
  cuts: Readonly<Partial<Record<K, number | undefined>>>,
): Readonly<Partial<Record<K, number>>> {
  return Object.fromEntries(Object.entries(cuts).filter(([, at]) => at !== undefined)) as Partial<Record<K, number>>;
}
