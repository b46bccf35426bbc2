/** Figures of one work unit, in any window of a hull: what the figures of the plant, and live ones, are made of. */
import type { Equipment } from '../model/index.ts';
import type { Interval } from '../time/index.ts';
import type { Activity, UnitActivity } from './activity.ts';
import type { Times, UnitFigures } from './figures.ts';
import type { IdealTimeLookup } from './ideal-times.ts';
import { plannedTimeOf } from './planned-time.ts';
import { ratiosOf } from './ratios.ts';
import { createUnitIdealTime, outputIn, timesIn } from './unit-figures.ts';

/** The unit's figures in a window within the hull, with the ideal times that were known at its start. */
export type UnitCalculation = (window: Interval, learned: IdealTimeLookup) => UnitFigures;

/**
 * Prepares the figures of one unit of an activity.
 *
 * @param hull holds every window that will be asked for; planned time is worked out once over it
 * @example createUnitCalculation(activity, unit, day)({ fromAt: day.fromAt, toAt: nowMs }, lookup).ratios.oee
 */
export function createUnitCalculation(activity: Activity, unit: UnitActivity, hull: Interval): UnitCalculation {
  const planned = plannedTimeOf(activity, unit, hull);
  const idealTimeOf = createUnitIdealTime(activity, unit);
  return ({ fromAt, toAt }, learned) => {
    const times = timesIn(unit, planned, fromAt, toAt);
    const { pieces, ideal } = outputIn(unit, idealTimeOf(learned), times.runMs, fromAt, toAt);
    const ratios = ratiosOf(times, pieces, ideal, ignoredSilenceMs(unit.equipment, times));
    return { equipment: unit.equipment.id, times, pieces, ideal, ratios };
  };
}

/** Silent planned time that stands in no base of a value: that of a unit whose silence is unknown, ms. */
export function ignoredSilenceMs({ silence }: Equipment, times: Times): number {
  return silence === 'unknown' ? times.silentPlannedMs : 0;
}
