/** Which time the files of a level answer now. Pure. */
import type { RollupLevel } from '../../../analytics/index.ts';
import { hourMs, type Interval, minuteMs } from '../../../time/index.ts';
import type { RollupPart, RollupSegment } from './rollup-segment.ts';
import type { RollupCalendar } from './settings.ts';
import { type KeptRollups, listSegments, listSlots, type RollupSlot } from './slots.ts';
import { statesPathOf } from './states-path.ts';

/**
 * The time within the window that rows of a level answer as its readings would, in order and without overlap: whole minutes
 * and hours, or days and shifts that lie in it whole. An hour that has no readings is in no part unless a file spans it.
 *
 * Of shifts that overlap the first is taken, and none that has another within it: read of a part the rows that lie within it.
 *
 * @param calendar without one no days and shifts are answered; those that another calendar has cut are not
 */
export function coverOf(
  state: KeptRollups,
  level: RollupLevel,
  window: Interval,
  calendar?: RollupCalendar,
): RollupPart[] {
  const bounds = extentOfLevel(state, level);
  if (bounds === undefined) return [];
  const stepMs = level === 'minute' ? minuteMs : level === 'hour' ? hourMs : 1;
  const within = {
    fromAt: Math.ceil(Math.max(window.fromAt, bounds.fromAt) / stepMs) * stepMs,
    toAt: Math.floor(Math.min(window.toAt, bounds.toAt) / stepMs) * stepMs,
  };
  if (within.fromAt >= within.toAt) return [];
  const isUnit = level === 'day' || level === 'shift';
  const listed = listSlots(state, level, within, calendar);
  const slots = isUnit ? listApart(listed.filter(({ toAt }) => toAt <= window.toAt)) : clipped(listed, within);
  return joined(slots).map(({ fromAt, toAt, owner }) => ({
    fromAt,
    toAt,
    values: owner,
    states: state.rollups.get(statesPathOf(owner)),
  }));
}

function extentOfLevel(state: KeptRollups, level: RollupLevel): Interval | undefined {
  let extent: Interval | undefined;
  for (const { fromAt, toAt } of listSegments(state, level))
    extent = {
      fromAt: Math.min(extent?.fromAt ?? fromAt, fromAt),
      toAt: Math.max(extent?.toAt ?? toAt, toAt),
    };
  return extent;
}

function clipped(slots: readonly RollupSlot[], { fromAt, toAt }: Interval): RollupSlot[] {
  return slots.map((slot) => {
    if (slot.fromAt >= fromAt && slot.toAt <= toAt) return slot;
    return { ...slot, fromAt: Math.max(slot.fromAt, fromAt), toAt: Math.min(slot.toAt, toAt) };
  });
}

/** Those that overlap none before and have none within; the others without an owner, so that nothing is joined over them. */
function listApart(slots: readonly RollupSlot[]): RollupSlot[] {
  let endAt = Number.NEGATIVE_INFINITY;
  return slots.map((slot, i) => {
    if (slot.fromAt < endAt || hasOtherWithin(slots, i)) return { ...slot, owner: undefined };
    endAt = slot.toAt;
    return slot;
  });
}

function hasOtherWithin(slots: readonly RollupSlot[], i: number): boolean {
  const { toAt } = slots[i] as RollupSlot;
  for (let next = i + 1; next < slots.length; next++) {
    const other = slots[next] as RollupSlot;
    if (other.fromAt >= toAt) return false;
    if (other.toAt <= toAt) return true;
  }
  return false;
}

interface Owned {
  readonly fromAt: number;
  toAt: number;
  readonly owner: RollupSegment;
}

/** Slots that one file answers and that follow each other, as one. */
function joined(slots: readonly RollupSlot[]): Owned[] {
  const parts: Owned[] = [];
  let last: Owned | undefined;
  for (const { fromAt, toAt, owner } of slots)
    if (owner === undefined) last = undefined;
    else if (last !== undefined && last.owner === owner && last.toAt === fromAt) last.toAt = toAt;
    else {
      last = { fromAt, toAt, owner };
      parts.push(last);
    }
  return parts;
}
