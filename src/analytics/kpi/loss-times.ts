/** Where the time of work units went, from calendar time to good time, as leaves that add up exactly. */
import type { IntervalSet } from '../../time/index.ts';
import { type Interval, intersect } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import type { IdealTimes, Times } from '../figures.ts';
import { createIdealTimes, type IdealTimeLookup } from '../ideal-times.ts';
import { downRowsByUnit } from '../maintenance/down-rows.ts';
import { createMeasure, type Measure } from '../measure.ts';
import { outputIn, timesIn } from '../unit-figures.ts';
import type { PreparedUnit } from './prepared-unit.ts';
import { type StopClass, stopClassesOf } from './stop-classes.ts';
import { hullOf, prepareUnits } from './unit-elements.ts';

/** From the top of the tree to its bottom. */
export const lossLeaves = [
  'notScheduled',
  'plannedStops',
  'unheard',
  'silent',
  'reportedPlannedStops',
  'equipmentFailure',
  'otherStops',
  'starved',
  'blocked',
  'idle',
  'setupStops',
  'setup',
  'minorStops',
  'unrated',
  'reducedSpeed',
  'defects',
  'setupRejects',
  'good',
] as const;
export type LossLeaf = (typeof lossLeaves)[number];

/** Integer ms. Only reduced speed may be below 0: pieces took less than their ideal time. */
export type LossTimes = Readonly<Record<LossLeaf, number>>;

export interface LossTimesOptions {
  readonly activity: Activity;
  /** Whole ms. */
  readonly windows: readonly Interval[];
  /** Time in which nobody could have heard of a unit, by its id, such as `unheardOf` tells. Default: none. */
  readonly unheard?: (equipment: string) => IntervalSet;
}

/**
 * What of a run was lost: the one place that says how, for the tree, the waterfall of reports and whoever asks. They add up to
 * the run time.
 */
export function runLossesOf(
  { runMs, minorStopMs }: Pick<Times, 'runMs' | 'minorStopMs'>,
  { idealMs, idealGoodMs, idealSetupRejectMs, coveredRunMs, coveredMinorStopMs }: IdealTimes,
): Pick<LossTimes, 'minorStops' | 'unrated' | 'reducedSpeed' | 'defects' | 'setupRejects' | 'good'> {
  const netCoveredMs = coveredRunMs - coveredMinorStopMs;
  return {
    minorStops: minorStopMs,
    unrated: runMs - minorStopMs - netCoveredMs,
    reducedSpeed: netCoveredMs - idealMs,
    defects: idealMs - idealGoodMs - idealSetupRejectMs,
    setupRejects: idealSetupRejectMs,
    good: idealGoodMs,
  };
}

/**
 * Leaves by unit of the activity and by window. Those of a group of units, or of windows that follow each other, are sums
 * (`sumLossTimes`); ideal times are those that were known at each window's start.
 */
export function computeLossTimes(options: LossTimesOptions): readonly (readonly LossTimes[])[] {
  const { activity, windows } = options;
  const instants = [...new Set(windows.map(({ fromAt }) => fromAt))].sort((a, b) => a - b);
  const idealTimes = createIdealTimes(activity, instants);
  const placeOf = new Map(instants.map((at, place) => [at, place]));
  const learned = windows.map(({ fromAt }) => idealTimes.lookupAt(placeOf.get(fromAt) as number));
  const downRows = downRowsByUnit(activity, hullOf(windows).toAt);
  return prepareUnits(options).map((unit, u) => {
    const measures = measuresOf(activity, unit, downRows[u] ?? []);
    return windows.map((window, w) => leavesIn(unit, measures, window, learned[w] as IdealTimeLookup));
  });
}

/** @example lossTree(sumLossTimes(computeLossTimes({ activity, windows: [day] }).flat())) */
export function sumLossTimes(all: readonly LossTimes[]): LossTimes {
  return Object.fromEntries(
    lossLeaves.map((leaf) => [leaf, all.reduce((sum, times) => sum + times[leaf], 0)]),
  ) as LossTimes;
}

interface Measures {
  readonly stops: Readonly<Record<StopClass, Measure>>;
  readonly starved: Measure;
  readonly blocked: Measure;
}

function measuresOf(
  { plant }: Activity,
  { activity: unit, planned }: PreparedUnit,
  downRows: Parameters<typeof stopClassesOf>[1],
): Measures {
  const stops = stopClassesOf(plant, downRows, unit.down.set);
  const inPlan = (set: IntervalSet): Measure => createMeasure(intersect(set, planned.planned.set));
  return {
    stops: {
      planned: createMeasure(stops.planned),
      failure: createMeasure(stops.failure),
      setup: createMeasure(stops.setup),
      other: createMeasure(stops.other),
    },
    starved: inPlan(unit.starved.set),
    blocked: inPlan(unit.blocked.set),
  };
}

function leavesIn(
  unit: PreparedUnit,
  { stops, starved, blocked }: Measures,
  { fromAt, toAt }: Interval,
  learned: IdealTimeLookup,
): LossTimes {
  const times = timesIn(unit.activity, unit.planned, fromAt, toAt);
  const { ideal } = outputIn(unit.activity, unit.idealTimeOf(learned), times.runMs, fromAt, toAt);
  const within = (measure: Measure): number => measure.within(fromAt, toAt);
  const [unheardMs, starvedMs, blockedMs] = [within(unit.unheard), within(starved), within(blocked)];
  // Stops that began after the last window are in no class; they are in no window either.
  const [plannedMs, failureMs, setupMs] = [within(stops.planned), within(stops.failure), within(stops.setup)];
  return {
    notScheduled: times.windowMs - times.plannedMs - times.extraMs - times.keptStopMs,
    plannedStops: times.keptStopMs,
    unheard: unheardMs,
    silent: times.silentPlannedMs - unheardMs,
    reportedPlannedStops: plannedMs,
    equipmentFailure: failureMs,
    otherStops: times.downMs - plannedMs - failureMs - setupMs,
    starved: starvedMs,
    blocked: blockedMs,
    idle: times.waitPlannedMs - starvedMs - blockedMs,
    setupStops: setupMs,
    setup: times.setupMs,
    ...runLossesOf(times, ideal),
  };
}
