/** A shift calendar in a zone: wall times become instants, and lengths elapsed time. */
import { dateOfEpochDay, findEpochDay } from './dates.ts';
import { dayMs, type Interval, minuteMs, touches } from './instants.ts';
import { clip, type IntervalSet, setOf, subtract, union, unionOfAll } from './intervals.ts';
import { createShiftPlan, type WallShift } from './shift-plan.ts';
import { listShiftCalendarProblems } from './shift-problems.ts';
import type { Shift, ShiftCalendar, ShiftCalendarConfig } from './shifts.ts';
import type { Zone } from './zone.ts';

/** Days a shift may begin before a window it reaches into: two dates, and one that the zone may leave out. */
const daysBefore = 3;
/** Days kept; more than five years of them are forgotten and computed again. */
const cachedDaysMax = 2000;

/**
 * The shifts of a plant, by date and by window.
 *
 * A shift lasts from its start to its end in wall time, so that it is longer or shorter over a change of clocks. Start
 * or end at a wall time that does not exist is taken later by the gap; a shift of which nothing is left is not worked.
 *
 * @throws RangeError where the config has problems; `listShiftCalendarProblems` lists them
 */
export function createShiftCalendar(config: ShiftCalendarConfig, zone: Zone): ShiftCalendar {
  const problems = listShiftCalendarProblems(config);
  if (problems.length > 0)
    throw new RangeError(
      `The shift calendar has problems:\n${problems.map(({ path, message }) => `  ${path}: ${message}`).join('\n')}`,
    );
  const plan = createShiftPlan(config);
  const byDay = new Map<number, readonly Shift[]>();

  function shiftsOn(epochDay: number): readonly Shift[] {
    let shifts = byDay.get(epochDay);
    if (shifts === undefined) {
      shifts = plan.listOn(epochDay).flatMap((wall) => workedShift(wall, epochDay, zone));
      if (byDay.size >= cachedDaysMax) byDay.clear();
      byDay.set(epochDay, shifts);
    }
    return shifts;
  }

  function listShifts(window: Interval): Shift[] {
    if (!(window.toAt >= window.fromAt)) return [];
    const firstDay = Math.floor(zone.localMsAt(window.fromAt) / dayMs) - daysBefore;
    const lastDay = Math.floor(zone.localMsAt(window.toAt) / dayMs) + 1;
    const shifts: Shift[] = [];
    for (let day = firstDay; day <= lastDay; day++)
      for (const shift of shiftsOn(day)) if (touches(shift, window)) shifts.push(shift);
    return shifts.sort((a, b) => a.fromAt - b.fromAt || a.toAt - b.toAt);
  }

  return {
    listShifts,
    plannedIn: (window) => clip(unionOfAll(listShifts(window).map(({ planned }) => planned)), window),
    findShift(date, name) {
      const epochDay = findEpochDay(date);
      return epochDay === undefined ? undefined : shiftsOn(epochDay).find((shift) => shift.name === name);
    },
    findException(date) {
      const epochDay = findEpochDay(date);
      const names = epochDay === undefined ? [] : plan.listExceptionsOn(epochDay);
      return names.length === 0 ? undefined : names.join(', ');
    },
  };
}

function workedShift(wall: WallShift, epochDay: number, zone: Zone): Shift[] {
  const instantAt = (minutes: number) => zone.instantOf(epochDay * dayMs + minutes * minuteMs);
  const fromAt = instantAt(wall.startMinutes);
  const toAt = instantAt(wall.endMinutes);
  if (toAt <= fromAt) return [];
  const breaks: IntervalSet = union(
    wall.breaks.map(({ startMinutes }) => instantAt(startMinutes)),
    wall.breaks.map(({ endMinutes }) => instantAt(endMinutes)),
  );
  return [
    {
      name: wall.name,
      date: dateOfEpochDay(epochDay),
      ...(wall.team === undefined ? {} : { team: wall.team }),
      fromAt,
      toAt,
      planned: subtract(setOf({ fromAt, toAt }), breaks),
      overtime: wall.overtime,
    },
  ];
}
