/** Everything that is wrong with a shift calendar's config, at once. */
import { dateOfEpochDay, epochDayOf, parseLocalDate } from './dates.ts';
import { parseWallTime } from './parse.ts';
import {
  createShiftPlan,
  type ShiftPlan,
  type WallShift,
  wallBounds,
  wallBreaks,
  wallDayMinutes,
} from './shift-plan.ts';
import type { ShiftAssignment, ShiftCalendarConfig, ShiftDefinition } from './shifts.ts';

/** One problem, with its dotted path in the config. */
export interface ShiftCalendarProblem {
  readonly path: string;
  /** What is wrong, with the value, and what to do. */
  readonly message: string;
}

/** Longest cycle of a rotation, days: ten years. */
export const rotationDaysMax = 3660;
/** Days of an exception over which overlaps are looked for; a longer one is looked at to here. */
const checkedDaysMax = 400;

/**
 * Problems of a shift calendar: times and dates that do not exist, names used twice or unknown, breaks outside their
 * shift, and a team (or, without teams, the plant) in two shifts at once. Empty where there are none.
 */
export function listShiftCalendarProblems(config: ShiftCalendarConfig): ShiftCalendarProblem[] {
  const problems: ShiftCalendarProblem[] = [];
  const add = (path: string, message: string) => problems.push({ path, message });
  checkDefinitions(config, add);
  checkRotation(config, add);
  checkExceptions(config, add);
  // Overlaps can be told only of times and names that hold.
  if (problems.length === 0) checkOverlaps(config, add);
  return problems;
}

type Add = (path: string, message: string) => void;

function checkDefinitions(config: ShiftCalendarConfig, add: Add): void {
  const seen = new Set<string>();
  config.shifts.forEach((shift, i) => {
    const path = `shifts.${i}`;
    if (seen.has(shift.name)) add(`${path}.name`, `the shift '${shift.name}' is declared twice. Rename or remove one.`);
    seen.add(shift.name);
    const good = checkTime(`${path}.start`, shift.start, 1439, add) && checkTime(`${path}.end`, shift.end, 1440, add);
    shift.breaks?.forEach((pause, k) => {
      const at = `${path}.breaks.${k}`;
      if (checkTime(`${at}.start`, pause.start, 1440, add) && checkTime(`${at}.end`, pause.end, 1440, add) && good)
        checkBreak(at, shift, k, add);
    });
  });
}

function checkTime(path: string, time: string, minutesMax: number, add: Add): boolean {
  const minutes = parseWallTime(time);
  if (minutes !== undefined && minutes <= minutesMax) return true;
  add(path, `'${time}' is not a wall time. Write HH:MM, 00:00 to ${minutesMax === 1440 ? '24:00' : '23:59'}.`);
  return false;
}

function checkBreak(path: string, shift: ShiftDefinition, index: number, add: Add): void {
  const bounds = wallBounds(shift.start, shift.end);
  const pause = wallBreaks(shift.breaks, bounds.startMinutes)[index];
  if (pause !== undefined && pause.endMinutes > bounds.endMinutes)
    add(
      path,
      `the break ${shift.breaks?.[index]?.start} to ${shift.breaks?.[index]?.end} is not within the shift '${shift.name}' (${shift.start} to ${shift.end}). Move it inside.`,
    );
}

function checkRotation({ shifts, rotation }: ShiftCalendarConfig, add: Add): void {
  checkDate('rotation.anchor', rotation.anchor, add);
  const count = rotation.days.length;
  if (count < 1 || count > rotationDaysMax)
    add('rotation.days', `a rotation has 1 to ${rotationDaysMax} days, got ${count}. Give one list of shifts a day.`);
  rotation.days.forEach((assignments, day) => {
    checkAssignments(`rotation.days.${day}`, assignments, shifts, add);
  });
}

function checkAssignments(
  path: string,
  assignments: readonly ShiftAssignment[],
  shifts: readonly ShiftDefinition[],
  add: Add,
): void {
  assignments.forEach(({ shift }, i) => {
    checkName(`${path}.${i}.shift`, shift, shifts, add);
  });
}

function checkName(path: string, name: string, shifts: readonly ShiftDefinition[], add: Add): void {
  if (shifts.some((shift) => shift.name === name)) return;
  const known = [...new Set(shifts.map((shift) => shift.name))].join(', ');
  add(path, `'${name}' is not a shift. ${known === '' ? 'Declare it in shifts.' : `Use one of: ${known}.`}`);
}

function checkDate(path: string, date: string, add: Add): boolean {
  if (parseLocalDate(date) !== undefined) return true;
  add(path, `'${date}' is not a date that exists. Write YYYY-MM-DD.`);
  return false;
}

function checkExceptions({ shifts, exceptions }: ShiftCalendarConfig, add: Add): void {
  exceptions?.forEach((exception, i) => {
    const path = `exceptions.${i}`;
    const to = exception.to ?? exception.from;
    const known = [
      checkDate(`${path}.from`, exception.from, add),
      to === exception.from || checkDate(`${path}.to`, to, add),
    ];
    if (known.every(Boolean) && to < exception.from)
      add(`${path}.to`, `'${to}' is before from '${exception.from}'. Swap them.`);
    checkAssignments(`${path}.replace`, exception.replace ?? [], shifts, add);
    exception.cancel?.forEach((name, k) => {
      checkName(`${path}.cancel.${k}`, name, shifts, add);
    });
    exception.add?.forEach((added, k) => {
      const at = `${path}.add.${k}`;
      if (added.start === undefined || added.end === undefined) checkName(`${at}.shift`, added.shift, shifts, add);
      if (added.start !== undefined) checkTime(`${at}.start`, added.start, 1439, add);
      if (added.end !== undefined) checkTime(`${at}.end`, added.end, 1440, add);
    });
    if (exception.replace === undefined && exception.cancel === undefined && exception.add === undefined)
      add(
        path,
        `the exception '${exception.name}' changes nothing. Give replace (empty for a holiday), cancel or add.`,
      );
  });
}

/** Nobody works two shifts at once: the cycle is walked once around, then the days of each exception. */
function checkOverlaps(config: ShiftCalendarConfig, add: Add): void {
  const anchor = epochDayOf(config.rotation.anchor);
  const bare = createShiftPlan({ ...config, exceptions: [] });
  config.rotation.days.forEach((_, i) => {
    // The day before day 0 is the cycle's last.
    const clash = findClash(bare, anchor + i);
    if (clash !== undefined) add(`rotation.days.${i}`, clash);
  });
  const plan = createShiftPlan(config);
  const reported = new Set<number>();
  config.exceptions?.forEach((exception, i) => {
    const from = epochDayOf(exception.from);
    const to = Math.min(epochDayOf(exception.to ?? exception.from), from + checkedDaysMax);
    for (let day = from; day <= to + 1 && !reported.has(day); day++) {
      const clash = findClash(bare, day) === undefined ? findClash(plan, day) : undefined;
      if (clash === undefined) continue;
      reported.add(day);
      add(`exceptions.${i}`, `on ${dateOfEpochDay(day)} ${clash}`);
      break;
    }
  });
}

/** The first two shifts of one team that overlap on a day, or reach into it from the day before, as a message. */
function findClash(plan: ShiftPlan, epochDay: number): string | undefined {
  const today = plan.listOn(epochDay);
  const before = plan.listOn(epochDay - 1).map((shift) => ({
    ...shift,
    startMinutes: shift.startMinutes - wallDayMinutes,
    endMinutes: shift.endMinutes - wallDayMinutes,
  }));
  const all: readonly WallShift[] = [...before, ...today];
  for (let i = before.length; i < all.length; i++)
    for (let k = 0; k < i; k++) {
      const [a, b] = [all[k] as WallShift, all[i] as WallShift];
      if (a.team !== b.team || a.startMinutes >= b.endMinutes || b.startMinutes >= a.endMinutes) continue;
      const who = a.team === undefined ? 'the plant' : `team '${a.team}'`;
      return `${who} works '${a.name}' and '${b.name}' at the same time. Change a shift's times, or give the shifts different teams.`;
    }
  return undefined;
}
