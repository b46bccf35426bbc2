/** Which days and shifts are made next out of hours. Pure. */
import { dayMs, hourMs, type Interval } from '../../../time/index.ts';
import { oldestReadingExpiry } from '../retention/expiries.ts';
import { isMakeable } from '../retention/makeable.ts';
import type { PlanningTime } from './due-hours.ts';
import type { RollupCalendar } from './settings.ts';
import { type KeptRollups, listSlots, type RollupSlot } from './slots.ts';
import type { UnitsTask } from './tasks.ts';

/** How far after a shift the next is looked for, ms. */
const nextMaxMs = 8 * dayMs;

export interface DayUnits {
  readonly task: UnitsTask | undefined;
  /** Whether every unit with readings that begins in the window is made. */
  readonly isFinished: boolean;
}

/** Of those that begin in the window and are over. A unit waits until all its hours are rolled up. */
export function findDueUnits(
  state: KeptRollups,
  level: UnitsTask['level'],
  window: Interval,
  calendar: RollupCalendar,
  { nowMs }: PlanningTime,
): DayUnits {
  const slots = listSlots(state, level, window, calendar);
  const isMissing = (slot: RollupSlot): boolean => isMissingUnit(state, level, slot);
  if (!slots.some(isMissing)) return { task: undefined, isFinished: slots.every(({ toAt }) => toAt <= nowMs) };
  const groups = [...Map.groupBy(slots, ({ fromAt }) => fromAt).values()].map((units) =>
    groupOf(state, units, isMissing, nowMs),
  );
  const first = groups.findIndex(({ isDue }) => isDue);
  if (first === -1) return { task: undefined, isFinished: false };
  const after = groups.findIndex(({ isOpen, isDue }, i) => i > first && isOpen && !isDue);
  const last = groups.findLastIndex(({ isDue }, i) => isDue && (after === -1 || i < after));
  const units = groups.slice(first, last + 1).flatMap((group) => group.units);
  const [begin, end] = [units[0], units.at(-1)] as [RollupSlot, RollupSlot];
  const task: UnitsTask = {
    kind: 'units',
    level,
    window: { fromAt: begin.fromAt, toAt: nextBegin(level, calendar, end) },
    units: units.map(({ fromAt, toAt }) => ({ fromAt, toAt })),
  };
  return { task, isFinished: false };
}

/** Units that begin at once, which one file has all of. */
interface UnitGroup {
  readonly units: readonly RollupSlot[];
  /** Something of it is to be made; `isDue`: now. */
  readonly isOpen: boolean;
  readonly isDue: boolean;
}

function groupOf(
  state: KeptRollups,
  units: readonly RollupSlot[],
  isMissing: (slot: RollupSlot) => boolean,
  nowMs: number,
): UnitGroup {
  const open = units.filter(isMissing);
  const isOpen = open.length > 0;
  return { units, isOpen, isDue: isOpen && units.every((unit) => unit.toAt <= nowMs && areHoursMade(state, unit)) };
}

/** Not where hours of it are not rolled up and their readings are gone. */
export function isMissingUnit(state: KeptRollups, level: UnitsTask['level'], slot: RollupSlot): boolean {
  if (slot.version === 0 || slot.owner !== undefined || !isMakeable(state.expiries, level, slot)) return false;
  if (slot.fromAt >= oldestReadingExpiry(state.expiries)) return true;
  return listHours(state, slot).every(
    (hour) => hour.version === 0 || hour.owner !== undefined || isMakeable(state.expiries, 'hour', hour),
  );
}

function listHours(state: KeptRollups, { fromAt, toAt }: Interval): readonly RollupSlot[] {
  const window = { fromAt: Math.floor(fromAt / hourMs) * hourMs, toAt: Math.ceil(toAt / hourMs) * hourMs };
  return listSlots(state, 'hour', window, undefined);
}

function areHoursMade(state: KeptRollups, unit: Interval): boolean {
  return listHours(state, unit).every(({ version, owner }) => version === 0 || owner !== undefined);
}

/** Up to there nothing else begins. */
function nextBegin(level: UnitsTask['level'], calendar: RollupCalendar, { fromAt, toAt }: Interval): number {
  const after = { fromAt: fromAt + 1, toAt: toAt + nextMaxMs };
  const [next] = level === 'day' ? calendar.listDays(after) : calendar.listShifts(after);
  return next?.fromAt ?? toAt;
}
