/** The changeovers of units, with their time and what it went to. */
import { type Bounded, bounded, textAt } from '../../model/index.ts';
import { type Interval, type IntervalSet, intersect, subtract, unionOf } from '../../time/index.ts';
import type { Activity, UnitActivity } from '../activity.ts';
import { createMeasure, type Measure } from '../measure.ts';
import { lowerBound } from '../reports-in.ts';
import type { Changeover, ChangeoverSplit, MadeThing } from './changeover.ts';
import { type Change, type ChangeKind, findChanges, type KeyOf } from './find-changes.ts';
import { rejectsOf } from './rejects.ts';

export interface ChangeoverOptions {
  /** Default `product`. */
  readonly change?: ChangeKind;
}

/**
 * Every changeover of every unit, units in plant-file order, then by time. A changeover belongs to the window in which its
 * first good piece came, by its value.
 *
 * @example listChangeovers(activity).filter(({ firstGoodAt }) => firstGoodAt.value >= day.fromAt)
 */
export function listChangeovers(activity: Activity, options: ChangeoverOptions = {}): Changeover[] {
  return activity.units.flatMap((unit) => listUnitChangeovers(activity, unit, options));
}

/** Of one unit of the activity, by time. */
export function listUnitChangeovers(
  activity: Activity,
  unit: UnitActivity,
  { change = 'product' }: ChangeoverOptions = {},
): Changeover[] {
  const keyOf = keyIn(activity, unit, change);
  const changes = findChanges(unit.reports, keyOf);
  if (changes.length === 0) return [];
  const times = timesOf(activity, unit);
  return changes.map((one) => describe(activity, unit, times, one, keyOf));
}

function keyIn({ production, groups }: Activity, { reports }: UnitActivity, change: ChangeKind): KeyOf {
  const { codes } = production.columns.workOrder;
  if (change === 'product') return (place) => reports.group[place] as number;
  return (place) => (codes[reports.row[place] as number] as number) * groups.length + (reports.group[place] as number);
}

interface OpenTimes {
  /** Planned time, and what was run, set up or down outside it, as far as reports reach. */
  readonly open: Measure;
  /** Of that. */
  readonly wait: Measure;
  readonly silent: Measure;
}

function timesOf({ plant, spoken }: Activity, unit: UnitActivity): OpenTimes {
  // One stretch for all units: the calendar works out its shifts once.
  const { firstAt, lastAt } = spoken ?? { firstAt: 0, lastAt: 0 };
  const planned = plant.calendar.plannedIn(unit.equipment.id, { fromAt: firstAt, toAt: lastAt + 1 });
  const open = unionOf(planned, unit.busy.set);
  return {
    open: createMeasure(open),
    wait: createMeasure(intersect(unit.wait.set, open)),
    silent: createMeasure(subtract(open, unit.told.set)),
  };
}

function describe(
  activity: Activity,
  unit: UnitActivity,
  { open, wait, silent }: OpenTimes,
  change: Change,
  keyOf: KeyOf,
): Changeover {
  const lastEndAt = unit.reports.endAt[change.before] as number;
  const firstStartAt = unit.reports.startAt[change.after] as number;
  const firstEndAt = unit.reports.endAt[change.after] as number;
  const span = { fromAt: lastEndAt, toAt: firstGoodOf(unit, change.after) };
  const within = (measure: Measure): number => measure.within(span.fromAt, span.toAt);
  const over = (msOf: (fromAt: number, toAt: number) => number): Bounded =>
    bounded(msOf(span.fromAt, span.toAt), msOf(lastEndAt, firstStartAt), msOf(change.beforeStartAt, firstEndAt));
  const openMs = over(open.within);
  const [runMs, setupMs, downMs, waitMs] = [within(unit.run), within(unit.setup), within(unit.down), within(wait)];
  const silentBeforeMs = silent.within(span.fromAt, beginOf(unit, change, span, keyOf) ?? span.fromAt);
  return {
    equipment: unit.equipment.id,
    from: thingOf(activity, unit, change.before),
    to: thingOf(activity, unit, change.after),
    lastGoodAt: bounded(lastEndAt, change.beforeStartAt, lastEndAt),
    firstGoodAt: bounded(span.toAt, firstStartAt, firstEndAt),
    elapsedMs: over((fromAt, toAt) => toAt - fromAt),
    openMs,
    takenMs: bounded(
      openMs.value - waitMs - silentBeforeMs,
      unit.busy.within(lastEndAt, firstStartAt),
      openMs.high - wait.within(change.beforeStartAt, firstEndAt),
    ),
    runMs,
    setupMs,
    downMs,
    waitMs,
    silentMs: within(silent),
    split: splitOf(unit, open, span),
    rejects: rejectsOf(unit.reports, change, span, keyOf),
  };
}

/** When anything was first reported that leads to what came after: setup of the unit, or a report of it without a good piece. */
function beginOf(
  { setup, reports }: UnitActivity,
  { after }: Change,
  span: Interval,
  keyOf: KeyOf,
): number | undefined {
  const first = hullWithin(setup.set, span)?.fromAt ?? Number.POSITIVE_INFINITY;
  let begin = first;
  for (let i = lowerBound(reports.startAt, span.fromAt); i < after; i++)
    if (keyOf(i) === keyOf(after)) begin = Math.min(begin, reports.startAt[i] as number);
  return Number.isFinite(begin) ? begin : undefined;
}

/** When the first of the good pieces came that share a report's time evenly; those of setup come at its end. Whole ms. */
function firstGoodOf({ reports }: UnitActivity, place: number): number {
  const [s, e] = [reports.startAt[place] as number, reports.endAt[place] as number];
  return reports.isRunning[place] === 1 ? s + Math.ceil((e - s) / (reports.completed[place] as number)) : e;
}

function thingOf({ groups, production }: Activity, { reports }: UnitActivity, place: number): MadeThing {
  const { product = '', operation = '' } = groups[reports.group[place] as number] ?? {};
  return { product, operation, order: textAt(production.columns.workOrder, reports.row[place] as number) };
}

function splitOf({ setup }: UnitActivity, open: Measure, span: Interval): ChangeoverSplit | undefined {
  const own = hullWithin(setup.set, span);
  if (own === undefined) return undefined;
  const { fromAt, toAt } = own;
  return {
    beforeMs: open.within(span.fromAt, fromAt),
    setupSpanMs: open.within(fromAt, toAt),
    afterMs: open.within(toAt, span.toAt),
  };
}

/**
 * From the first to the last time of a set within a span; undefined where it has none there. Borders of a set rise, and those at
 * odd places end an interval.
 */
function hullWithin(set: IntervalSet, span: Interval): Interval | undefined {
  const first = lowerBound(set, span.fromAt + 1);
  const last = lowerBound(set, span.toAt);
  const fromAt = first % 2 === 1 ? span.fromAt : (set[first] ?? span.toAt);
  const toAt = last % 2 === 1 ? span.toAt : (set[last - 1] ?? span.fromAt);
  return fromAt < toAt ? { fromAt, toAt } : undefined;
}
