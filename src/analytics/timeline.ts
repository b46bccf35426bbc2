/** What each unit was in, through the window. */
import { clip, type Interval, setOf, subtract } from '../time/index.ts';
import type { Activity } from './activity.ts';
import type { UnitTimeline } from './daily-analysis.ts';

export function timelineOf({ plant, units }: Activity, window: Interval): UnitTimeline[] {
  return units.map(({ equipment, run, setup, down, wait, told }) => ({
    equipment: equipment.id,
    run: clip(run.set, window),
    setup: clip(setup.set, window),
    down: clip(down.set, window),
    wait: clip(wait.set, window),
    silent: subtract(setOf(window), clip(told.set, window)),
    planned: plant.calendar.plannedIn(equipment.id, window),
    plannedStops: plant.calendar.listPlannedStops(equipment.id, window),
  }));
}
