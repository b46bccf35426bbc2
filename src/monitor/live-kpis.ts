/** KPIs of the windows that last, of the facts that live figures stand on. */
import { computeUnitKpis, type KpiWindow } from '../analytics/index.ts';
import type { Plant } from '../model/index.ts';
import type { LiveWindow } from './live.ts';
import type { WatchedUnit } from './live-unit.ts';
import type { WindowsAt } from './live-windows.ts';
import type { LiveKpis, LiveKpisOptions } from './monitor.ts';
import type { WindowIdealTimes } from './unit-facts.ts';

export interface LiveKpiFacts {
  readonly plant: Plant;
  readonly units: readonly WatchedUnit[];
  readonly windows: WindowsAt;
  readonly idealTimes: WindowIdealTimes;
  readonly nowMs: number;
}

export function liveKpisOf(
  facts: LiveKpiFacts,
  { groupBy = ['workUnit'], equipment, kpis }: LiveKpisOptions,
): LiveKpis {
  const { plant, units, windows, idealTimes, nowMs } = facts;
  const untilNow = ({ name, fromAt, toAt }: LiveWindow): KpiWindow => ({
    name,
    fromAt,
    toAt: Math.max(fromAt, Math.min(nowMs, toAt)),
  });
  const { day, shift } = windows;
  const answer = computeUnitKpis(
    plant,
    units.map((unit) => unit.activityAt(nowMs)),
    shift === undefined ? [idealTimes.day] : [idealTimes.day, idealTimes.shift],
    {
      windows: (shift === undefined ? [day] : [day, shift]).map(untilNow),
      groupBy,
      ...(equipment === undefined ? {} : { equipment }),
      ...(kpis === undefined ? {} : { kpis }),
    },
  );
  return { ...answer, asOfAt: nowMs, isCatchingUp: units.some(({ isCatchingUp }) => isCatchingUp) };
}
