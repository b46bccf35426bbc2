/** What `rollup.ts` commits, and what is to be rolled up of it. */
import type { FactRow } from '../../../src/model/index.ts';
import { calendarOf, dayMs, firstAt, hourMs, minuteMs } from '../rollups/plant.ts';

export const rollupReadings: readonly FactRow<'reading'>[] = [1, 2, 3].flatMap((hour) =>
  Array.from({ length: 30 }, (_, i) => ({
    tag: `tag ${i % 3}`,
    at: firstAt + hour * hourMs + i * 2 * minuteMs,
    value: hour * 100 + i,
  })),
);
/** Shifts only: each thing that is rolled up starts a process. */
export const rollupCalendar = { ...calendarOf('plant', 0, [[0, 8 * hourMs]]), listDays: (): [] => [] };
export const plannedAt: number = firstAt + 2 * dayMs;

export const rollupWindows = [
  ['minute', { fromAt: firstAt + hourMs, toAt: firstAt + 4 * hourMs }],
  ['hour', { fromAt: firstAt + hourMs, toAt: firstAt + 4 * hourMs }],
  ['shift', { fromAt: firstAt, toAt: firstAt + 8 * hourMs }],
] as const;
