/** When units are meant to run, worked out once over the hull of all windows. */
import { type Interval, intersect, setOf, subtract, union } from '../time/index.ts';
import type { Activity, UnitActivity } from './activity.ts';
import { createMeasure, type Measure } from './measure.ts';

export interface PlannedTime {
  readonly planned: Measure;
  /** Planned time in which the unit ran, was set up or was down. */
  readonly plannedBusy: Measure;
  /** In which it was one of these or waited. */
  readonly plannedTold: Measure;
  /** Shift time that planned stops take out. */
  readonly plannedStop: Measure;
  /** Of these: in which the unit neither ran, was set up nor was down. What it did in the others is extra time. */
  readonly keptStop: Measure;
}

/** @param hull from the first window's start to the last one's end */
export function plannedTimeOf(
  { plant }: Activity,
  { equipment, busy, told }: UnitActivity,
  hull: Interval,
): PlannedTime {
  const planned = plant.calendar.plannedIn(equipment.id, hull);
  const stops = plant.calendar.listPlannedStops(equipment.id, hull);
  const stopped =
    equipment.staffed === 'onDemand' || stops.length === 0
      ? setOf({ fromAt: 0, toAt: 0 })
      : intersect(
          subtract(plant.calendar.shifts.plannedIn(hull), planned),
          union(
            stops.map((stop) => stop.fromAt),
            stops.map((stop) => stop.toAt),
          ),
        );
  return {
    planned: createMeasure(planned),
    plannedBusy: createMeasure(intersect(planned, busy.set)),
    plannedTold: createMeasure(intersect(planned, told.set)),
    plannedStop: createMeasure(stopped),
    keptStop: createMeasure(subtract(stopped, busy.set)),
  };
}
