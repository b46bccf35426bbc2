/** The elements of every work unit in every window, in columns. */
import type { DelayTime } from '../../model/index.ts';
import type { Interval, IntervalSet } from '../../time/index.ts';
import { type Activity, activityOf, type SortedReports, type UnitActivity } from '../activity.ts';
import { createIdealTimes, type IdealTimeLookup, type TeachingReports } from '../ideal-times.ts';
import { downRowsByUnit } from '../maintenance/down-rows.ts';
import { createElementRows } from './element-rows.ts';
import type { ElementTable } from './element-table.ts';
import { type PreparedUnit, prepareUnit } from './prepared-unit.ts';

export { type UnitElementId, unitElementIds } from './element-rows.ts';
export type { PreparedUnit } from './prepared-unit.ts';

export interface UnitElementsOptions {
  readonly activity: Activity;
  /** Whole ms. */
  readonly windows: readonly UnitWindow[];
  /** Time in which nobody could have heard of a unit, by its id: gaps of its source or tags. Default: none. */
  readonly unheard?: (equipment: string) => IntervalSet;
  /** Default: the plant's. */
  readonly delayMapping?: DelayTime;
}

export interface UnitWindow extends Interval {
  /** When its ideal times are those that were known; default: its start. A part of a window has that of the whole. */
  readonly asOfAt?: number;
}

/**
 * Row `u × windows + w` is unit `u` of the activity in window `w`. Nobody told two things. Silence: in `low` it counts as
 * planned, in `high` it is left out, and a unit's `silence` says which is the value. Time in gaps: it may have been run, at
 * the ideal rate with all pieces good, all scrapped, or none; set up; or a delay; or nothing, which is the value.
 *
 * @example evaluate(availability, unitElements({ activity, windows: [day] })).value[0]
 */
export function unitElements(options: UnitElementsOptions): ElementTable {
  const { activity } = options;
  return fillElements(activity, options.windows, prepareEach(options, activity.units));
}

export type ReportedElementsOptions = Omit<UnitElementsOptions, 'activity'> & { readonly sorted: SortedReports };

/** The same of reports that are only sorted: no more than one unit's time is held at once. */
export function reportedElements(options: ReportedElementsOptions): ElementTable {
  return fillElements(options.sorted, options.windows, prepareReported(options));
}

/** One unit after the other. */
export function prepareReported({ sorted, ...options }: ReportedElementsOptions): Iterable<PreparedUnit> {
  const units = sorted.units.values().map((unit) => activityOf(sorted, unit));
  return prepareEach({ ...options, activity: { ...sorted, units: [] } }, units);
}

export function prepareUnits(options: UnitElementsOptions): PreparedUnit[] {
  return [...prepareEach(options, options.activity.units)];
}

function* prepareEach(options: UnitElementsOptions, units: Iterable<UnitActivity>): Generator<PreparedUnit> {
  const { activity, windows, unheard, delayMapping } = options;
  const hull = hullOf(windows);
  for (const unit of units) {
    const [downRows = []] = downRowsByUnit({ ...activity, units: [unit] }, hull.toAt);
    yield prepareUnit(activity, unit, downRows, { hull, unheard: unheard?.(unit.equipment.id), delayMapping });
  }
}

function fillElements(
  reports: TeachingReports,
  windows: readonly UnitWindow[],
  units: Iterable<PreparedUnit>,
): ElementTable {
  const rows = createElementRows(reports.units.length * windows.length);
  // By start, so that a unit is gone through once, as its facts lie.
  const order = windows.map((_, w) => w).sort((a, b) => fromAtOf(windows, a) - fromAtOf(windows, b));
  const learned = learnFor(reports, windows);
  let u = 0;
  for (const unit of units) {
    for (const w of order)
      rows.fill(u * windows.length + w, unit, windows[w] as UnitWindow, learned[w] as IdealTimeLookup);
    u++;
  }
  return rows.table();
}

/** By window, the ideal times known when it began. */
export function learnFor(reports: TeachingReports, windows: readonly UnitWindow[]): IdealTimeLookup[] {
  const instants = [...new Set(windows.map(asOfAtOf))].sort((a, b) => a - b);
  const indexOf = new Map(instants.map((at, index) => [at, index]));
  const idealTimes = createIdealTimes(reports, instants);
  return windows.map((window) => idealTimes.lookupAt(indexOf.get(asOfAtOf(window)) as number));
}

/** From the first start to the last end; empty where there are no windows. */
export function hullOf(windows: readonly Interval[]): Interval {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { fromAt, toAt } of windows) {
    if (fromAt < first) first = fromAt;
    if (toAt > last) last = toAt;
  }
  return windows.length === 0 ? { fromAt: 0, toAt: 0 } : { fromAt: first, toAt: last };
}

export function asOfAtOf({ asOfAt, fromAt }: UnitWindow): number {
  return asOfAt ?? fromAt;
}

function fromAtOf(windows: readonly Interval[], w: number): number {
  return (windows[w] as Interval).fromAt;
}
