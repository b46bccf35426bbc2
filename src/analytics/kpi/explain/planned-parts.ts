/** Time that the calendar plans, and what is planned within it. */
import {
  clip,
  type Interval,
  type IntervalSet,
  intersect,
  setOf,
  subtract,
  totalMs,
  unionOf,
} from '../../../time/index.ts';
import type { ElementPart } from './explanation.ts';
import type { UnitContext } from './unit-context.ts';

/** Shifts as the calendar has them, one after the other: where two overlap, the first has the time. */
export function shiftParts({ activity: { plant }, unit: { planned }, window }: UnitContext): ElementPart[] {
  let rest = clip(unionOf(planned.planned.set, planned.keptStop.set), window);
  return plant.listShifts(window).flatMap((shift): ElementPart[] => {
    const own = intersect(rest, setOf(shift));
    rest = subtract(rest, own);
    const { date, name } = shift;
    const { fromAt, toAt } = hullOf(own, shift);
    return own.length === 0 ? [] : [{ kind: 'shift', date, name, fromAt, toAt, value: totalMs(own) }];
  });
}

export function plannedStopParts({ activity: { plant }, unit, window }: UnitContext): ElementPart[] {
  let rest = clip(unit.planned.keptStop.set, window);
  return plant.calendar.listPlannedStops(unit.activity.equipment.id, window).flatMap((stop): ElementPart[] => {
    const own = intersect(rest, setOf(stop));
    rest = subtract(rest, own);
    const { name, reason } = stop;
    const { fromAt, toAt } = hullOf(own, stop);
    return own.length === 0 ? [] : [{ kind: 'plannedStop', name, reason, fromAt, toAt, value: totalMs(own) }];
  });
}

function hullOf(set: IntervalSet, otherwise: Interval): Interval {
  return { fromAt: set[0] ?? otherwise.fromAt, toAt: set.at(-1) ?? otherwise.toAt };
}
