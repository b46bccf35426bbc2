/** Which unit is a line's constraint, by two methods that know nothing of each other, over the window and hour by hour. */
import { type Interval, intersect, setOf, totalMs } from '../../time/index.ts';
import { type Bottlenecks, findBottlenecks } from './active-periods.ts';
import type { LineUnit, LineUnits } from './line-units.ts';
import { findLongestActive, type LongestActive } from './longest-active.ts';
import { findConstraint, type Waiting } from './turning-point.ts';

/** Why a method names nobody. */
export const noConstraintReasons = ['nobody-active', 'nobody-waits', 'no-turning-point', 'one-station'] as const;
export type NoConstraintReason = (typeof noConstraintReasons)[number];

export type NamedConstraint =
  | { readonly kind: 'named'; readonly unit: string }
  | { readonly kind: 'unnamed'; readonly reason: NoConstraintReason };

/** What both methods say of a part of the window. */
export interface ConstraintSlice extends Interval {
  /** The unit that had the longest active period for most of it. */
  readonly activePeriods: NamedConstraint;
  readonly turningPoint: NamedConstraint;
  /** `unknown`: one of them names nobody. */
  readonly agreement: 'agree' | 'disagree' | 'unknown';
  /** Unit time in which nobody told what units did, of all their planned time in it; 0 where nothing was planned. */
  readonly untoldRatio: number;
}

/** `given` by who asks; `both` methods name it; else the one that names any; `ideal-times`: the slowest by ideal times. */
export const constraintSources = ['given', 'both', 'active-periods', 'turning-point', 'ideal-times'] as const;
export type ConstraintSource = (typeof constraintSources)[number];

export interface LineConstraint {
  readonly by: ConstraintSource;
  readonly unit: string;
  /** Other units that a method names: the constraint may be one of them. */
  readonly others: readonly string[];
}

export interface ConstraintOverTime {
  readonly longestActive: LongestActive;
  readonly bottlenecks: Bottlenecks;
  readonly slices: readonly ConstraintSlice[];
  /** Worked time of the slices in which both name the same unit, two, or one names none, ms. */
  readonly agreeMs: number;
  readonly disagreeMs: number;
  readonly unknownMs: number;
  /** Over the whole window. */
  readonly activePeriods: NamedConstraint;
  readonly turningPoint: NamedConstraint;
}

/**
 * @param sliceMs length of the parts that both methods are asked about, ms, above 0. The last may be shorter, and parts in
 * which the line did not work are left out.
 */
export function findConstraintOverTime(own: LineUnits, sliceMs: number): ConstraintOverTime {
  const { units, window, worked } = own;
  const machines = units.map(({ id, busy, untold }) => ({ machine: id, active: busy, perhaps: untold }));
  const longestActive = findLongestActive(machines, worked, window);
  const slices: ConstraintSlice[] = [];
  const sums = { agree: 0, disagree: 0, unknown: 0 };
  for (let fromAt = window.fromAt; fromAt < window.toAt; fromAt += sliceMs) {
    const part = { fromAt, toAt: Math.min(fromAt + sliceMs, window.toAt) };
    const workedMs = totalMs(intersect(worked, setOf(part)));
    if (workedMs === 0) continue;
    const slice = sliceOf(own, longestActive, part);
    sums[slice.agreement] += workedMs;
    slices.push(slice);
  }
  return {
    longestActive,
    bottlenecks: findBottlenecks(machines, worked, window),
    slices,
    agreeMs: sums.agree,
    disagreeMs: sums.disagree,
    unknownMs: sums.unknown,
    activePeriods: mostActiveIn(units, longestActive, window),
    turningPoint: turningPointIn(own, window),
  };
}

/**
 * The constraint of the window: the one given; else what the methods name, the active periods' first where they differ, as these
 * see shifts that an average of waiting hides; else the unit with the longest ideal time.
 *
 * @param slowest the unit of the longest ideal time, where any is known
 */
export function chooseConstraint(
  { activePeriods, turningPoint }: Pick<ConstraintOverTime, 'activePeriods' | 'turningPoint'>,
  given: string | undefined,
  slowest: string | undefined,
): LineConstraint | undefined {
  const named = [activePeriods, turningPoint].flatMap((one) => (one.kind === 'named' ? [one.unit] : []));
  const others = (unit: string): string[] => [...new Set(named)].filter((other) => other !== unit);
  if (given !== undefined) return { by: 'given', unit: given, others: others(given) };
  const [first] = named;
  if (first === undefined) return slowest === undefined ? undefined : { by: 'ideal-times', unit: slowest, others: [] };
  const by = named.length === 1 ? (activePeriods.kind === 'named' ? 'active-periods' : 'turning-point') : undefined;
  if (by !== undefined) return { by, unit: first, others: [] };
  return { by: named[1] === first ? 'both' : 'active-periods', unit: first, others: others(first) };
}

function sliceOf(own: LineUnits, longestActive: LongestActive, part: Interval): ConstraintSlice {
  const activePeriods = mostActiveIn(own.units, longestActive, part);
  const turningPoint = turningPointIn(own, part);
  const isKnown = activePeriods.kind === 'named' && turningPoint.kind === 'named';
  const within = setOf(part);
  const sum = (setOfUnit: (unit: LineUnit) => Float64Array): number =>
    own.units.reduce((ms, unit) => ms + totalMs(intersect(setOfUnit(unit), within)), 0);
  const plannedMs = sum(({ planned }) => planned);
  return {
    ...part,
    activePeriods,
    turningPoint,
    agreement: isKnown ? (activePeriods.unit === turningPoint.unit ? 'agree' : 'disagree') : 'unknown',
    untoldRatio: plannedMs === 0 ? 0 : sum(({ untold }) => untold) / plannedMs,
  };
}

function mostActiveIn(units: readonly LineUnit[], { spans }: LongestActive, part: Interval): NamedConstraint {
  const ms = new Float64Array(units.length);
  for (const { machine, fromAt, toAt } of spans) {
    const insideMs = Math.min(toAt, part.toAt) - Math.max(fromAt, part.fromAt);
    if (insideMs > 0) ms[machine] = (ms[machine] as number) + insideMs;
  }
  const most = ms.reduce((best, own, m) => (own > (ms[best] as number) ? m : best), 0);
  if (!((ms[most] ?? 0) > 0)) return { kind: 'unnamed', reason: 'nobody-active' };
  return { kind: 'named', unit: (units[most] as LineUnit).id };
}

/** By station: waiting of its units as a share of their planned time, so that several units stand for one. */
function turningPointIn({ units, line }: LineUnits, part: Interval): NamedConstraint {
  if (line.stations.length < 2) return { kind: 'unnamed', reason: 'one-station' };
  const within = setOf(part);
  const stations = line.stations.map((_, place): Waiting => {
    const own = units.filter(({ station }) => station === place);
    const sum = (pick: (unit: LineUnit) => Float64Array): number =>
      own.reduce((ms, unit) => ms + totalMs(intersect(pick(unit), within)), 0);
    const plannedMs = sum(({ planned }) => planned);
    if (plannedMs === 0) return { blocked: 0, starved: 0 };
    return { blocked: sum(({ blocked }) => blocked) / plannedMs, starved: sum(({ starved }) => starved) / plannedMs };
  });
  if (stations.every(({ blocked, starved }) => blocked + starved === 0))
    return { kind: 'unnamed', reason: 'nobody-waits' };
  const place = findConstraint(stations);
  if (place === undefined) return { kind: 'unnamed', reason: 'no-turning-point' };
  // Of a station of several units the one that waited least.
  const least = units
    .filter(({ station }) => station === place)
    .reduce((best, unit) => (waitMs(unit) < waitMs(best) ? unit : best));
  return { kind: 'named', unit: least.id };
}

function waitMs({ blocked, starved }: LineUnit): number {
  return totalMs(blocked) + totalMs(starved);
}
