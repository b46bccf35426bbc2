/** How often machines fail and how long repair takes. */
import { exactly, unknown } from '../../model/index.ts';
import { binomialAtLeast, binomialTrialsMax } from '../../stats/index.ts';
import type { Interval, IntervalSet, ProductionDay } from '../../time/index.ts';
import type { Activity, UnitActivity } from '../activity.ts';
import { createFailures } from '../kpi/failures.ts';
import type { DownRow } from './down-rows.ts';
import type { ReliabilityPeriod, ReliabilityRow, ReliabilityTrend } from './maintenance-of-day.ts';

/** Production days of a period. */
export const reliabilityDays = 28;
/** Failures in both periods together below which no trend is told: no split of fewer is unlikely enough. */
export const trendFailuresMin = 4;
/** A split of failures over the two periods that chance makes no more often is a trend. */
export const trendChanceMax = 0.1;

/**
 * Machines that failed in the 28 production days up to `toAt` or in the 28 before.
 *
 * @param first the first of the 28 days
 */
export function listReliability(
  activity: Activity,
  downRows: readonly (readonly DownRow[])[],
  first: ProductionDay,
  toAt: number,
): ReliabilityRow[] {
  const { plant, spoken } = activity;
  const beginsAt = spoken === undefined ? Number.POSITIVE_INFINITY : plant.productionDayAt(spoken.firstAt).fromAt;
  const earlier = plant.shiftDay(first, -reliabilityDays);
  const now = { fromAt: Math.min(Math.max(first.fromAt, beginsAt), toAt), toAt };
  const before = earlier.fromAt >= beginsAt ? { fromAt: earlier.fromAt, toAt: first.fromAt } : undefined;
  return activity.units
    .map((unit, i) => {
      const failures = createFailures(downRows[i] as readonly DownRow[]).set;
      const own = periodOf(unit, failures, now, toAt);
      const past = before === undefined ? undefined : periodOf(unit, failures, before, toAt);
      return { equipment: unit.equipment.id as string, now: own, before: past, trend: trendOf(own, past) };
    })
    .filter((row) => row.now.failures + (row.before?.failures ?? 0) > 0)
    .map((row, i) => ({ row, i }))
    .sort((a, b) => b.row.now.failures - a.row.now.failures || b.row.now.runMs - a.row.now.runMs || a.i - b.i)
    .map(({ row }) => row);
}

/** @param knownUntil what reaches it is not repaired yet */
function periodOf(unit: UnitActivity, failures: IntervalSet, period: Interval, knownUntil: number): ReliabilityPeriod {
  let [count, repairs, repairMs] = [0, 0, 0];
  for (let i = 0; i < failures.length; i += 2) {
    const [from, to] = [failures[i] as number, failures[i + 1] as number];
    if (from < period.fromAt || from >= period.toAt) continue;
    count++;
    if (to >= knownUntil) continue;
    repairs++;
    repairMs += to - from;
  }
  const runMs = unit.run.within(period.fromAt, period.toAt);
  return {
    ...period,
    failures: count,
    runMs,
    timeBetweenFailuresMs: count === 0 ? unknown('no-failures') : exactly(runMs / count),
    timeToRepairMs: repairs === 0 ? unknown('no-failures') : exactly(repairMs / repairs),
    repairs,
  };
}

/**
 * Two rates of failure per run time compared, given how many failures there were in all: with equal rates each falls
 * into the later period with the chance of its share of the run time.
 *
 * Source: J. Przyborowski and H. Wilenski, "Homogeneity of Results in Testing Samples from Poisson Series", Biometrika
 * 31 (1940).
 */
export function trendOf(now: ReliabilityPeriod, before: ReliabilityPeriod | undefined): ReliabilityTrend {
  if (before === undefined || now.runMs === 0 || before.runMs === 0) return 'too-little-history';
  const all = now.failures + before.failures;
  if (all < trendFailuresMin || all > binomialTrialsMax) return 'too-little-history';
  const share = now.runMs / (now.runMs + before.runMs);
  if (binomialAtLeast(now.failures, all, share) <= trendChanceMax) return 'worse';
  return binomialAtLeast(before.failures, all, 1 - share) <= trendChanceMax ? 'better' : 'same';
}
