/** A calendar that works out each stretch of time once: planning asks for the same days again and again. */
import { dayMs, type Interval } from '../../../time/index.ts';
import type { RollupCalendar } from './settings.ts';

const stretchMs = 32 * dayMs;

export function createCachedCalendar(calendar: RollupCalendar): RollupCalendar {
  const cached = (list: (window: Interval) => readonly Interval[]): RollupCalendar['listDays'] => {
    const stretches = new Map<number, readonly Interval[]>();
    return ({ fromAt, toAt }) => {
      const listed: Interval[] = [];
      for (let stretch = Math.floor(fromAt / stretchMs); stretch * stretchMs < toAt; stretch++) {
        const known = stretches.get(stretch) ?? list({ fromAt: stretch * stretchMs, toAt: (stretch + 1) * stretchMs });
        stretches.set(stretch, known);
        for (const unit of known) if (unit.fromAt >= fromAt && unit.fromAt < toAt) listed.push(unit);
      }
      return listed;
    };
  };
  return {
    fingerprint: calendar.fingerprint,
    listDays: cached((window) => calendar.listDays(window)),
    listShifts: cached((window) => calendar.listShifts(window)),
  };
}
