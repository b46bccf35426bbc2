/** Which shifts a date has, in wall time: rotation and exceptions, before any zone. */
import { epochDayOf } from './dates.ts';
import { parseWallTime } from './parse.ts';
import type { ShiftAssignment, ShiftCalendarConfig, ShiftDefinition, WallTime } from './shifts.ts';

/** A shift of a date in minutes after that date's midnight; past 1,440 it is the next day. */
export interface WallShift {
  readonly name: string;
  readonly team: string | undefined;
  readonly overtime: boolean;
  readonly startMinutes: number;
  readonly endMinutes: number;
  readonly breaks: readonly { readonly startMinutes: number; readonly endMinutes: number }[];
}

export interface ShiftPlan {
  /** Shifts that begin on a day since 1970-01-01, in the order of the plant file. */
  listOn(epochDay: number): readonly WallShift[];
  /** Names of the exceptions that hold on a day. */
  listExceptionsOn(epochDay: number): readonly string[];
}

type Exception = NonNullable<ShiftCalendarConfig['exceptions']>[number];
type AddedShift = NonNullable<Exception['add']>[number];

export const wallDayMinutes = 1440;

/** The config must have no problems (`listShiftCalendarProblems`). */
export function createShiftPlan(config: ShiftCalendarConfig): ShiftPlan {
  const definitions = new Map(config.shifts.map((shift) => [shift.name, shift]));
  const days = config.rotation.days.map((assignments) =>
    assignments.map((assignment) => wallShift(definitions, assignment, false)),
  );
  const anchor = epochDayOf(config.rotation.anchor);
  const exceptions = (config.exceptions ?? []).map((exception) => ({
    name: exception.name,
    fromDay: epochDayOf(exception.from),
    toDay: epochDayOf(exception.to ?? exception.from),
    replace: exception.replace?.map((assignment) => wallShift(definitions, assignment, false)),
    cancel: new Set(exception.cancel),
    add: (exception.add ?? []).map((added) => wallShift(definitions, added, true)),
  }));
  const holding = (epochDay: number) =>
    exceptions.filter(({ fromDay, toDay }) => fromDay <= epochDay && epochDay <= toDay);

  return {
    listOn(epochDay) {
      const inCycle = (((epochDay - anchor) % days.length) + days.length) % days.length;
      let shifts = days[inCycle] as readonly WallShift[];
      for (const { replace, cancel, add } of holding(epochDay))
        shifts = [...(replace ?? shifts).filter(({ name }) => !cancel.has(name)), ...add];
      return shifts;
    },
    listExceptionsOn: (epochDay) => holding(epochDay).map(({ name }) => name),
  };
}

/** Start and end of a definition; an end at or before the start is on the next day. */
export function wallBounds(start: WallTime, end: WallTime): { startMinutes: number; endMinutes: number } {
  const startMinutes = parseWallTime(start) ?? Number.NaN;
  const endMinutes = parseWallTime(end) ?? Number.NaN;
  return { startMinutes, endMinutes: endMinutes <= startMinutes ? endMinutes + wallDayMinutes : endMinutes };
}

/** Breaks as minutes after the midnight before the shift: one that starts before the shift is on the next day. */
export function wallBreaks(
  breaks: ShiftDefinition['breaks'],
  shiftStartMinutes: number,
): { startMinutes: number; endMinutes: number }[] {
  return (breaks ?? []).map(({ start, end }) => {
    const { startMinutes, endMinutes } = wallBounds(start, end);
    const later = startMinutes < shiftStartMinutes ? wallDayMinutes : 0;
    return { startMinutes: startMinutes + later, endMinutes: endMinutes + later };
  });
}

function wallShift(
  definitions: ReadonlyMap<string, ShiftDefinition>,
  assignment: ShiftAssignment | AddedShift,
  overtime: boolean,
): WallShift {
  const definition = definitions.get(assignment.shift);
  const own = assignment as AddedShift;
  const bounds = wallBounds(own.start ?? definition?.start ?? '', own.end ?? definition?.end ?? '');
  return {
    name: assignment.shift,
    team: assignment.team,
    overtime,
    ...bounds,
    breaks: wallBreaks(definition?.breaks, bounds.startMinutes),
  };
}
