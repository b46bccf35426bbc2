/** Windows that reports speak of. */
import type { Interval } from './instants.ts';
import type { LocalDate } from './zone.ts';

/** A production day: `[date dayStart, next date dayStart)` in the plant's zone: 23, 24 or 25 hours. */
export interface ProductionDay extends Interval {
  readonly date: LocalDate;
}
