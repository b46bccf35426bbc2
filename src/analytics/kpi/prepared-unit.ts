/** One work unit, ready for the elements of any window to be read off. */
import type { DelayTime } from '../../model/index.ts';
import { emptySet, type Interval, type IntervalSet, intersect, subtract, unionOf } from '../../time/index.ts';
import type { Activity, UnitActivity } from '../activity.ts';
import type { DownRow } from '../maintenance/down-rows.ts';
import { createMeasure, type Measure } from '../measure.ts';
import { type PlannedTime, plannedTimeOf } from '../planned-time.ts';
import { createUnitIdealTime } from '../unit-figures.ts';
import { opportunitiesByGroup } from '../yields/opportunities.ts';
import { createFailures, type Failures } from './failures.ts';
import { createGapFailures, type GapFailures } from './gap-failures.ts';
import { orderTimeOf } from './order-time.ts';

/** What a unit's elements are measured on: sets of its time, over a hull of all windows. */
export interface PreparedUnit {
  readonly activity: UnitActivity;
  readonly planned: PlannedTime;
  readonly idealTimeOf: ReturnType<typeof createUnitIdealTime>;
  readonly failures: Failures;
  readonly unplannedDown: Measure;
  /** Lost while an order was on it, and while none was; without silence that is not known to be lost. */
  readonly delay: Measure;
  readonly idle: Measure;
  /** What silence is in them, or would be. */
  readonly silentDelay: Measure;
  readonly silentIdle: Measure;
  /** Of planned time: what nobody told and nobody could have heard. */
  readonly unheard: Measure;
  /** What may have failed in it, for failures of a window; undefined where all is heard. */
  readonly gapFailures: ((fromAt: number, toAt: number) => GapFailures) | undefined;
  /** For a defect, per piece by group of the activity; undefined where the plant file says nothing of them. */
  readonly opportunities: Float64Array | undefined;
}

export interface UnitTimeOptions {
  /** Holds every window that will be asked for. */
  readonly hull: Interval;
  /** Time in which nobody could have heard of it; default: none. */
  readonly unheard?: IntervalSet | undefined;
  /** Default: the plant's. */
  readonly delayMapping?: DelayTime | undefined;
}

/** @param downRows its reported stops, as `downRowsByUnit` gives them */
export function prepareUnit(
  activity: Activity,
  unit: UnitActivity,
  downRows: readonly DownRow[],
  { hull, unheard = emptySet, delayMapping = activity.plant.kpis.delayTime }: UnitTimeOptions,
): PreparedUnit {
  const planned = plannedTimeOf(activity, unit, hull);
  const failures = createFailures(downRows);
  const silent = subtract(planned.planned.set, unit.told.set);
  const missed = intersect(silent, unheard);
  const waiting = intersect(unit.wait.set, planned.planned.set);
  const heard = subtract(silent, missed);
  const isSilenceLost = unit.equipment.silence !== 'unknown';
  const lost = unionOf(unit.down.set, waiting, isSilenceLost ? heard : emptySet);
  const onOrder = delayMapping === 'order' ? orderTimeOf(activity, unit) : unit.down.set;
  return {
    activity: unit,
    planned,
    idealTimeOf: createUnitIdealTime(activity, unit),
    failures,
    unplannedDown: createMeasure(intersect(failures.set, unit.down.set)),
    delay: createMeasure(intersect(lost, onOrder)),
    idle: createMeasure(subtract(lost, onOrder)),
    silentDelay: createMeasure(intersect(heard, onOrder)),
    silentIdle: createMeasure(subtract(heard, onOrder)),
    unheard: createMeasure(missed),
    gapFailures:
      missed.length === 0
        ? undefined
        : createGapFailures(failures.set, missed, Math.max(1, activity.plant.kpis.microStopMs)),
    opportunities: opportunitiesByGroup(activity),
  };
}
