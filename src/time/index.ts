export { civilOfEpochDay, epochDayFromCivil, monthDays } from './civil.ts';
export { createShiftCalendar } from './create-shift-calendar.ts';
export { createZone } from './create-zone.ts';
export { dayOff, listCrewRowProblems, rotationOfCrews } from './crew-rotation.ts';
export {
  addDays,
  dateOfEpochDay,
  daysBetween,
  epochDayOf,
  parseLocalDate,
  type Weekday,
  weekdayOf,
} from './dates.ts';
export { dayMs, durationMs, hourMs, type Interval, minuteMs, secondMs, touches } from './instants.ts';
export {
  clip,
  emptySet,
  type IntervalSet,
  intersect,
  listIntervals,
  setOf,
  subtract,
  totalMs,
  union,
  unionOf,
  unionOfAll,
} from './intervals.ts';
export { parseInstant, parseLocalDateTime, parseWallTime } from './parse.ts';
export { productionDayAt, productionDayOf } from './production-days.ts';
export { listShiftCalendarProblems, rotationDaysMax, type ShiftCalendarProblem } from './shift-problems.ts';
export type {
  Shift,
  ShiftAssignment,
  ShiftCalendar,
  ShiftCalendarConfig,
  ShiftDefinition,
  WallTime,
} from './shifts.ts';
export type { ProductionDay } from './windows.ts';
export { type LocalDate, type LocalResolution, localResolutions, type ResolvedInstant, type Zone } from './zone.ts';
