/** What maintenance reads of a window. */
import { clip, type Interval, type ProductionDay, totalMs, union } from '../../time/index.ts';
import type { Activity, UnitActivity } from '../activity.ts';
import { compareText } from '../compare-text.ts';
import type { WindowHistory } from '../history.ts';
import { type DownRow, downRowsByUnit } from './down-rows.ts';
import { listDownWeeks } from './down-weeks.ts';
import type { DowntimeRow, MaintenanceOfDay, PlannedStopRow } from './maintenance-of-day.ts';
import { listReliability } from './reliability.ts';

/** @param days the last 28 production days, the window last; none where the window is not one */
export function listMaintenance(
  activity: Activity,
  window: Interval,
  days: readonly ProductionDay[],
  history: WindowHistory,
): MaintenanceOfDay {
  const downRows = downRowsByUnit(activity, window.toAt);
  const first = days[0];
  return {
    downtime: listDowntime(activity, downRows, window),
    downtime28:
      first === undefined ? [] : listDowntime(activity, downRows, { fromAt: first.fromAt, toAt: window.toAt }),
    reliability: first === undefined ? [] : listReliability(activity, downRows, first, window.toAt),
    downWeeks: listDownWeeks(history),
    planned: activity.units.flatMap((unit, i) => listPlanned(activity, unit, downRows[i] as DownRow[], window)),
  };
}

/** By machine and reason. Each instant counts for the stop that began first, so rows add up to the down time. */
function listDowntime(
  { units }: Activity,
  downRows: readonly (readonly DownRow[])[],
  { fromAt, toAt }: Interval,
): DowntimeRow[] {
  const rows = units.flatMap(({ equipment }, i) => {
    const sums = new Map<string, { isPlanned: boolean; stops: number; downMs: number }>();
    let coveredUntil = Number.NEGATIVE_INFINITY;
    for (const { startAt, endAt, reason, isPlanned } of downRows[i] as readonly DownRow[]) {
      const from = Math.max(startAt, coveredUntil, fromAt);
      coveredUntil = Math.max(coveredUntil, endAt);
      const touches = endAt > fromAt || (startAt === endAt && startAt >= fromAt);
      if (!touches || startAt >= toAt) continue;
      const sum = sums.get(reason) ?? { isPlanned, stops: 0, downMs: 0 };
      sum.stops++;
      sum.downMs += Math.max(0, Math.min(endAt, toAt) - from);
      sums.set(reason, sum);
    }
    return [...sums].map(([reason, sum]) => ({ equipment: equipment.id as string, reason, ...sum }));
  });
  rows.sort((a, b) => b.downMs - a.downMs || compareText(a.equipment, b.equipment) || compareText(a.reason, b.reason));
  const all = rows.reduce((sum, { downMs }) => sum + downMs, 0);
  let before = 0;
  return rows.map((row) => {
    before += row.downMs;
    return { ...row, cumulativeRatio: all === 0 ? 0 : before / all };
  });
}

/** What was reported of a unit in each planned stop that touches the window. */
function listPlanned(
  { plant }: Activity,
  { equipment, run, told }: UnitActivity,
  downRows: readonly DownRow[],
  window: Interval,
): PlannedStopRow[] {
  const stops = plant.calendar.listPlannedStops(equipment.id, window);
  if (stops.length === 0) return [];
  const own = downRows.filter(({ isPlanned }) => isPlanned);
  const plannedDown = union(
    own.map(({ startAt }) => startAt),
    own.map(({ endAt }) => endAt),
  );
  return stops.map((stop) => {
    const fromAt = Math.max(stop.fromAt, window.fromAt);
    const toAt = Math.min(stop.toAt, window.toAt);
    const plannedDownMs = totalMs(clip(plannedDown, { fromAt, toAt }));
    const runMs = run.within(fromAt, toAt);
    return {
      name: stop.name,
      reason: stop.reason,
      equipment: equipment.id,
      fromAt,
      toAt,
      plannedDownMs,
      runMs,
      silentMs: toAt - fromAt - told.within(fromAt, toAt),
      outcome: plannedDownMs > 0 ? 'done' : runMs * 2 >= toAt - fromAt ? 'ran-instead' : 'not-reported',
    };
  });
}
