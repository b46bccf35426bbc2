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
} from './intervals.ts';
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
