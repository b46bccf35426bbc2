/** A plant's calendar for benches: production days from 06:00 to 06:00 UTC, in three shifts. */
import type { RollupCalendar } from '../../src/history/embedded/rollups/settings.ts';
import { dayMs, hourMs, type Interval } from '../../src/time/index.ts';

const dayStartMs = 6 * hourMs;

/** Intervals of one length that begin in a window. */
export function listUnits(lengthMs: number, window: Interval): readonly Interval[] {
  const units: Interval[] = [];
  for (let k = Math.ceil((window.fromAt - dayStartMs) / lengthMs); k * lengthMs + dayStartMs < window.toAt; k++)
    units.push({ fromAt: k * lengthMs + dayStartMs, toAt: (k + 1) * lengthMs + dayStartMs });
  return units;
}

export const dailyCalendar: RollupCalendar = {
  fingerprint: 'bench',
  listDays: (window) => listUnits(dayMs, window),
  listShifts: (window) => listUnits(8 * hourMs, window),
};
