/** Figures of one work unit in one window, from its columns. */
import { findIdealTimeMs } from '../model/index.ts';
import type { Activity, UnitActivity } from './activity.ts';
import type { IdealTimes, Pieces, Times } from './figures.ts';
import type { IdealTimeLookup } from './ideal-times.ts';
import type { PlannedTime } from './planned-time.ts';
import { stretchesOf } from './report-stretches.ts';
import { reportRange } from './reports-in.ts';
import { splitCount } from './split-count.ts';
import { addReport, createPassCounts, type PassCounts, reworkedOf } from './yields/pass-counts.ts';

/** Five classes that add up to the window, and planned time; all of it whole ms. */
export function timesIn(unit: UnitActivity, planned: PlannedTime, fromAt: number, toAt: number): Times {
  const windowMs = Math.max(0, toAt - fromAt);
  const runMs = unit.run.within(fromAt, toAt);
  const setupMs = unit.setup.within(fromAt, toAt);
  const downMs = unit.down.within(fromAt, toAt);
  const busyMs = runMs + setupMs + downMs;
  const waitMs = unit.wait.within(fromAt, toAt);
  const plannedMs = planned.planned.within(fromAt, toAt);
  const plannedBusyMs = planned.plannedBusy.within(fromAt, toAt);
  const plannedToldMs = planned.plannedTold.within(fromAt, toAt);
  return {
    windowMs,
    runMs,
    setupMs,
    downMs,
    waitMs,
    blockedMs: unit.blocked.within(fromAt, toAt),
    starvedMs: unit.starved.within(fromAt, toAt),
    minorStopMs: unit.minorStops.within(fromAt, toAt),
    silentMs: windowMs - busyMs - waitMs,
    plannedMs,
    extraMs: busyMs - plannedBusyMs,
    waitPlannedMs: plannedToldMs - plannedBusyMs,
    silentPlannedMs: plannedMs - plannedToldMs,
    plannedStopMs: planned.plannedStop.within(fromAt, toAt),
    keptStopMs: planned.keptStop.within(fromAt, toAt),
  };
}

/** Where the ideal time of a unit's pieces comes from: what the plant sets wins over what was learned. */
export type UnitIdealTime = (
  group: number,
) => { readonly ms: number; readonly provisional: boolean; readonly isSet?: boolean } | undefined;

export function createUnitIdealTime(
  { groups }: Activity,
  unit: UnitActivity,
): (lookup: IdealTimeLookup) => UnitIdealTime {
  const { equipment } = unit;
  if (equipment.idealTimeMs === undefined && equipment.productIdealTimeMs === undefined) return (lookup) => lookup;
  // Looked up where it is asked for: a unit makes few of a plant's products.
  const known = new Map<number, ReturnType<UnitIdealTime>>();
  const setOf = (group: number): ReturnType<UnitIdealTime> => {
    const named = groups[group];
    if (named === undefined || known.has(group)) return known.get(group);
    const ms = findIdealTimeMs(equipment, named.operation, named.product);
    const set = ms === undefined ? undefined : { ms, provisional: false, isSet: true };
    known.set(group, set);
    return set;
  };
  return (lookup) => (group) => setOf(group) ?? lookup(group);
}

export interface Output {
  readonly pieces: Pieces;
  /** The same pieces, those made the first time apart from those made again. */
  readonly passes: PassCounts;
  readonly ideal: IdealTimes;
}

/**
 * Whole pieces of the reports that touch the window, and what they should have taken. Run time that states alone tell is
 * that of the pieces reported at instants, in equal parts: where some of them have no ideal time, so has their part.
 */
export function outputIn(
  { reports, runByStates, netRunByStates, minorStops, sharedRun, sharedNetRun }: UnitActivity,
  idealTimeOf: UnitIdealTime,
  runMs: number,
  fromAt: number,
  toAt: number,
): Output {
  const passes = createPassCounts();
  let [idealMs, idealGoodMs, idealSetupMs, uncoveredMs, piecesWithout] = [0, 0, 0, 0, 0];
  let [instantPieces, instantWithout, uncoveredNetMs] = [0, 0, 0];
  const hasMinorStops = sharedNetRun !== sharedRun;
  let idealEstimatedMs = 0;
  let provisional = false;
  const { first, last } = reportRange(reports, fromAt, toAt);
  const { endOf, completedBefore, scrapBefore, holdBefore } = stretchesOf(reports);
  for (let i = first, next = first; i < last; i = next) {
    const [s, e] = [reports.startAt[i] as number, reports.endAt[i] as number];
    const isRated = idealTimeOf(reports.group[i] as number) !== undefined;
    const end = endOf[i] as number;
    // Reports that lie in the window one and all need not be cut to it. Of those without an ideal time each one's time counts.
    const isWhole = isRated && s >= fromAt && end <= last && (reports.maxEndAt[end - 1] as number) <= toAt;
    next = isWhole ? end : i + 1;
    const piecesOf = (before: Float64Array, column: Float64Array): number =>
      isWhole ? (before[end] as number) - (before[i] as number) : splitCount(column[i] as number, s, e, fromAt, toAt);
    const good = piecesOf(completedBefore, reports.completed);
    const bad = piecesOf(scrapBefore, reports.scrap);
    const held = piecesOf(holdBefore, reports.hold);
    const made = good + bad + held;
    if (made === 0) continue;
    addReport(passes, reports.isRework[i] === 1, good, bad, held);
    if (e <= s) instantPieces += made;
    const ideal = idealTimeOf(reports.group[i] as number);
    if (ideal === undefined) {
      piecesWithout += made;
      if (e <= s) instantWithout += made;
      if (reports.isRunning[i] === 1) {
        const [from, to] = [Math.max(s, fromAt), Math.min(e, toAt)];
        uncoveredMs += sharedRun.of(from, to);
        if (hasMinorStops) uncoveredNetMs += sharedNetRun.of(from, to);
      }
      continue;
    }
    idealMs += made * ideal.ms;
    if (ideal.isSet !== true) idealEstimatedMs += made * ideal.ms;
    idealGoodMs += good * ideal.ms;
    if (reports.isRunning[i] === 0) idealSetupMs += (bad + held) * ideal.ms;
    provisional ||= ideal.provisional;
  }
  if (instantWithout > 0) {
    const share = instantWithout / instantPieces;
    uncoveredMs += runByStates.within(fromAt, toAt) * share;
    if (hasMinorStops) uncoveredNetMs += netRunByStates.within(fromAt, toAt) * share;
  }
  const completed = passes.completed + passes.reworkCompleted;
  const scrap = passes.scrap + passes.reworkScrap;
  const hold = passes.hold + passes.reworkHold;
  const pieces = completed + scrap + hold;
  const rated = Math.round(idealMs);
  const good = Math.min(rated, Math.round(idealGoodMs));
  const isUnrated = pieces > 0 && pieces === piecesWithout;
  const coveredRunMs = isUnrated ? 0 : Math.max(0, runMs - Math.round(uncoveredMs));
  const minorMs = hasMinorStops ? minorStops.within(fromAt, toAt) - Math.round(uncoveredMs - uncoveredNetMs) : 0;
  return {
    pieces: { completed, scrap, hold, rework: reworkedOf(passes) },
    passes,
    ideal: {
      idealMs: rated,
      idealGoodMs: good,
      idealEstimatedMs: Math.min(rated, Math.round(idealEstimatedMs)),
      idealSetupRejectMs: Math.min(rated - good, Math.round(idealSetupMs)),
      coveredRunMs,
      coveredMinorStopMs: Math.min(coveredRunMs, Math.max(0, minorMs)),
      pieces,
      piecesWithout,
      provisional,
    },
  };
}
