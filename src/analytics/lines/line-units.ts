/** The units of a line in a window: when each worked, waited, and when nobody told. */
import { clip, emptySet, type Interval, type IntervalSet, intersect, subtract, unionOfAll } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { createUnitCalculation } from '../compute-unit-figures.ts';
import type { UnitFigures } from '../figures.ts';
import { type IdealTimeLookup, visitIdealTimes } from '../ideal-times.ts';
import { type Line, type PlacedUnit, placeUnits } from './line.ts';

export interface LineInput {
  readonly activity: Activity;
  readonly line: Line;
  /** Whole ms. */
  readonly window: Interval;
  /** Time in which nobody could have heard of a unit, by its id: gaps of its source or tags. Default: none. */
  readonly unheard?: (equipment: string) => IntervalSet;
  /** Ideal times as they were known at the window's start, where who asks for many lines has them. Default: worked out. */
  readonly learned?: IdealTimeLookup;
}

export interface LineUnit extends PlacedUnit {
  readonly figures: UnitFigures;
  /** Sets of time within the window. */
  readonly planned: IntervalSet;
  /** Running, set up or down. */
  readonly busy: IntervalSet;
  readonly run: IntervalSet;
  readonly setup: IntervalSet;
  readonly down: IntervalSet;
  /** Within planned time. */
  readonly blocked: IntervalSet;
  readonly starved: IntervalSet;
  /** Blocked, starved or idle. */
  readonly wait: IntervalSet;
  /** Planned time in which it may have been busy, and nobody told: gaps, and silence where that is unknown. */
  readonly untold: IntervalSet;
  /** Of planned time: what nobody told and nobody could have heard. */
  readonly unheard: IntervalSet;
}

export interface LineUnits {
  readonly line: Line;
  readonly window: Interval;
  /** Station by station. */
  readonly units: readonly LineUnit[];
  /** When any unit was planned to run, or was busy. */
  readonly worked: IntervalSet;
  /** Ideal times as they were known at the window's start. */
  readonly learned: IdealTimeLookup;
}

/** @throws GembaError `unknown-name` where the activity lacks a unit of the line */
export function createLineUnits(input: LineInput): LineUnits {
  const { activity, line, window, unheard = () => emptySet, learned = learnedAt(activity, window.fromAt) } = input;
  const units = placeUnits(activity, line).map((one): LineUnit => {
    const { run, setup, down, blocked, starved, wait, busy, told, equipment } = one.activity;
    const planned = activity.plant.calendar.plannedIn(equipment.id, window);
    const silent = subtract(planned, told.set);
    const missed = intersect(silent, unheard(equipment.id));
    return {
      ...one,
      figures: createUnitCalculation(activity, one.activity, window)(window, learned),
      planned,
      busy: clip(busy.set, window),
      run: clip(run.set, window),
      setup: clip(setup.set, window),
      down: clip(down.set, window),
      blocked: intersect(blocked.set, planned),
      starved: intersect(starved.set, planned),
      wait: intersect(wait.set, planned),
      untold: equipment.silence === 'unknown' ? silent : missed,
      unheard: missed,
    };
  });
  return { line, window, units, worked: unionOfAll(units.flatMap(({ planned, busy }) => [planned, busy])), learned };
}

/** Ideal times as the reports that ended by an instant teach them. */
export function learnedAt(activity: Activity, at: number): IdealTimeLookup {
  let learned: IdealTimeLookup = () => undefined;
  visitIdealTimes(activity, [at], (_, lookup) => {
    learned = lookup;
  });
  return learned;
}
