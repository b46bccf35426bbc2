/** Which hours of a day are rolled up next. Pure. */
import { dayMs, hourMs, type Interval } from '../../../time/index.ts';
import { isMakeable } from '../retention/makeable.ts';
import { type KeptRollups, listSlots, type RollupSlot } from './slots.ts';
import type { HoursTask } from './tasks.ts';

/** What is known of the time when it is planned. */
export interface PlanningTime {
  readonly nowMs: number;
  /** Of an hour that a later commit has touched there may be more to come. */
  readonly settledVersion: number;
}

export interface DayHours {
  /** The hours to be rolled up next, the newest that follow each other; undefined where there are none. */
  readonly task: HoursTask | undefined;
  /** Whether every hour with readings is rolled up. */
  readonly isFinished: boolean;
}

/** @param day whole days since 1970 */
export function findDueHours(
  state: KeptRollups,
  day: number,
  { nowMs, settledVersion }: PlanningTime,
  endedMs: number,
): DayHours {
  const window = { fromAt: day * dayMs, toAt: (day + 1) * dayMs };
  const minutes = new Map(listSlots(state, 'minute', window, undefined).map((slot) => [slot.fromAt, slot]));
  const isOpen = (level: 'minute' | 'hour', slot: RollupSlot, owner: RollupSlot['owner']): boolean =>
    owner === undefined && isMakeable(state.expiries, level, slot);
  const open = listSlots(state, 'hour', window, undefined).filter(
    (slot) =>
      slot.version > 0 && (isOpen('hour', slot, slot.owner) || isOpen('minute', slot, minutes.get(slot.fromAt)?.owner)),
  );
  const due = open.filter(({ toAt, version }) => toAt + endedMs <= nowMs && version <= settledVersion);
  const run = newestRun(due, (at) => minutes.has(at));
  return { task: run && { kind: 'hours', window: run }, isFinished: open.length === 0 };
}

/** Hours without readings do not end a run: nothing is to be made of them. */
function newestRun(due: readonly RollupSlot[], hasReadings: (at: number) => boolean): Interval | undefined {
  const last = due.at(-1);
  if (last === undefined) return undefined;
  const starts = new Set(due.map(({ fromAt }) => fromAt));
  let first = last.fromAt;
  for (let at = last.fromAt; at >= (due[0] as RollupSlot).fromAt; at -= hourMs)
    if (starts.has(at)) first = at;
    else if (hasReadings(at)) break;
  return { fromAt: first, toAt: last.toAt };
}
