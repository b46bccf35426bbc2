/** What an entry of the manifest says once rollups were written. Pure. */
import type { Interval } from '../../../time/index.ts';
import type { RollupSegment } from './rollup-segment.ts';
import type { RollupCalendar } from './settings.ts';
import { type KeptRollups, listSegments, listSlots } from './slots.ts';
import { statesPathOf } from './states-path.ts';
import type { FinishedRollup } from './tasks.ts';

export interface RollupChange {
  readonly added: readonly RollupSegment[];
  readonly removed: readonly string[];
}

/**
 * What is added, and what that leaves without use; undefined where nothing of it counts, as where commits have touched all of
 * its time while it was written. Then its files are left to be cleaned away.
 */
export function findChange(
  state: KeptRollups,
  { task, added }: FinishedRollup,
  calendar: RollupCalendar | undefined,
): RollupChange | undefined {
  const replaced = task.kind === 'merge' ? task.removed : [];
  if (!replaced.every((path) => state.rollups.has(path))) return undefined;
  const rollups = new Map(state.rollups);
  for (const path of replaced) rollups.delete(path);
  for (const segment of added) rollups.set(segment.path, segment);
  const useful: RollupSegment[] = [];
  const removed = [...replaced];
  for (const segment of added.filter(({ content }) => content === 'values')) {
    if (segment.toAt <= (state.expiries.rollups[segment.level] ?? Number.NEGATIVE_INFINITY)) continue;
    const { isUsed, unused } = lookAround({ ...state, rollups }, segment, calendar);
    if (!isUsed) continue;
    useful.push(...added.filter(({ path }) => path === segment.path || path === statesPathOf(segment)));
    for (const one of unused) removed.push(...[one.path, statesPathOf(one)].filter((path) => state.rollups.has(path)));
  }
  return useful.length === 0 ? undefined : { added: useful, removed };
}

/** Whether a file answers some time, and which others of its time answer none any more, and never will again. */
function lookAround(
  state: KeptRollups,
  segment: RollupSegment,
  calendar: RollupCalendar | undefined,
): { readonly isUsed: boolean; readonly unused: readonly RollupSegment[] } {
  const beside = listSegments(state, segment.level).filter(
    (one) => one !== segment && one.fromAt < segment.toAt && one.toAt > segment.fromAt,
  );
  const window: Interval = {
    fromAt: Math.min(segment.fromAt, ...beside.map(({ fromAt }) => fromAt)),
    toAt: Math.max(segment.toAt, ...beside.map(({ toAt }) => toAt)),
  };
  const slots = listSlots(state, segment.level, window, calendar);
  return {
    isUsed: slots.some(({ owner }) => owner === segment),
    // Time that nobody answers is to be made anew first.
    unused: beside.filter((one) =>
      slots
        .filter(({ fromAt }) => fromAt >= one.fromAt && fromAt < one.toAt)
        .every(({ owner, version }) => (owner === undefined ? version === 0 : owner !== one)),
    ),
  };
}
