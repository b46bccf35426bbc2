/**
 * Rollups: each file for itself, whether what they answer has rows, and rows against readings, of some slots by chance or of
 * all. A slot that a late reading has made stale answers nothing, so nothing is asked of it.
 */
import { type RollupLevel, rollupLevels } from '../../../analytics/index.ts';
import { hourMs, type Interval } from '../../../time/index.ts';
import type { ManifestState } from '../manifest-state.ts';
import { edgesOf, stepMsOf } from '../rollups/job.ts';
import type { RollupSegment } from '../rollups/rollup-segment.ts';
import type { RollupCalendar } from '../rollups/settings.ts';
import { listSegments, listSlots, type RollupSlot } from '../rollups/slots.ts';
import { statesPathOf } from '../rollups/states-path.ts';
import { chooseSome, type RollupSlotFiles } from './compare-rollups.ts';

/** A slot that a whole file answers, and whose readings there are. */
export interface AnsweredSlot extends RollupSlot {
  readonly level: RollupLevel;
  readonly owner: RollupSegment;
}

/** Every slot of a level that is answered now, in the order of time. */
export function listAnswered(
  state: ManifestState,
  level: RollupLevel,
  calendar: RollupCalendar | undefined,
): readonly AnsweredSlot[] {
  const files = listSegments(state, level);
  if (files.length === 0) return [];
  const window: Interval = {
    fromAt: Math.min(...files.map(({ fromAt }) => fromAt)),
    toAt: Math.max(...files.map(({ toAt }) => toAt)),
  };
  return listSlots(state, level, window, calendar).flatMap((slot) => {
    const { owner, version } = slot;
    return owner === undefined || version === 0 ? [] : [{ ...slot, owner, level }];
  });
}

/** How many slots of each level are held to their readings, and of how many tags, where not all are. */
const sampleSizes: Readonly<Record<RollupLevel, { readonly slots: number; readonly tags: number }>> = {
  minute: { slots: 12, tags: 50 },
  hour: { slots: 24, tags: 50 },
  day: { slots: 3, tags: 10 },
  shift: { slots: 6, tags: 10 },
};

export interface ChosenSlot {
  readonly slot: AnsweredSlot;
  readonly files: RollupSlotFiles;
  /** So many of its tags are folded anew; the readings of all are counted. */
  readonly tagsMax: number;
}

/** @param isCheckable whether the slot's readings are all there and whole */
export function chooseSlots(
  state: ManifestState,
  answered: readonly AnsweredSlot[],
  extent: 'sampled' | 'whole',
  random: () => number,
  isCheckable: (slot: AnsweredSlot) => boolean,
): readonly ChosenSlot[] {
  return rollupLevels.flatMap((level) => {
    const sizes = sampleSizes[level];
    const possible = answered.filter((slot) => slot.level === level && isCheckable(slot));
    const chosen = extent === 'whole' ? possible : chooseSome(possible, sizes.slots, random);
    const tagsMax = extent === 'whole' ? Number.POSITIVE_INFINITY : sizes.tags;
    return chosen.map((slot) => ({ slot, files: filesOf(state, slot), tagsMax }));
  });
}

function filesOf(state: ManifestState, { level, owner, fromAt, toAt }: AnsweredSlot): RollupSlotFiles {
  const window = { fromAt, toAt };
  const edges =
    level === 'minute' || level === 'hour' ? edgesOf(window, stepMsOf[level]) : Float64Array.of(fromAt, toAt);
  return { level, window, edges, values: owner, states: state.rollups.get(statesPathOf(owner)) };
}

/** Files that answer a slot without a row of it, with the first such slot. */
export function findEmptySlots(
  answered: readonly AnsweredSlot[],
  begins: ReadonlyMap<string, ReadonlySet<number>>,
): readonly { readonly slot: AnsweredSlot; readonly count: number }[] {
  const empty = answered.filter(({ owner, fromAt, level }) => {
    const own = begins.get(owner.path);
    const begin = level === 'minute' || level === 'hour' ? Math.floor(fromAt / hourMs) * hourMs : fromAt;
    return own !== undefined && !own.has(begin);
  });
  return [...Map.groupBy(empty, ({ owner }) => owner.path).values()].map((slots) => ({
    slot: slots[0] as AnsweredSlot,
    count: slots.length,
  }));
}
