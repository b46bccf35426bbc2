/**
 * Minor stops: unplanned stops and waits so short that they count as lost speed. This is the one place that tells them from
 * other stops; times, losses, lists of stops, failures and KPIs all go by it.
 */
import { emptySet, type IntervalSet, subtract, unionOf } from '../time/index.ts';
import { createMeasure, type Measure } from './measure.ts';

export interface MinorStops extends Measure {
  /** How many began in a window: one that lasts over its end is in both by its time, and counted once. */
  countIn(fromAt: number, toAt: number): number;
  /** Whether a reported stop, which is not planned, is one or a part of one. */
  has(startAt: number, endAt: number): boolean;
}

/** Of one unit. */
export interface StopTimes {
  readonly down: IntervalSet;
  /** Starved, blocked or idle, and neither down, set up nor running. */
  readonly waits: IntervalSet;
  /** Running and not down. */
  readonly ran: IntervalSet;
  /** Down for a planned reason. */
  readonly plannedDown: IntervalSet;
}

/**
 * A stop is all time without interruption in which a unit is down or waits, whatever states it goes through and however many
 * reports tell it: it is minor where that is shorter than the threshold, not as long. A wait alone is one only next to running:
 * what waits for a moment at night lost no speed. What is planned of a stop is no minor stop.
 *
 * @example createMinorStops({ ...times, down: setOf({ fromAt: 0, toAt: 59_999 }) }, 60_000).within(0, 3_600_000) // 59999
 */
export function createMinorStops({ down, waits, ran, plannedDown }: StopTimes, microStopMs: number): MinorStops {
  const stopped = unionOf(down, waits);
  const short = microStopMs > 0 ? interruptionsOf(shorterThan(stopped, microStopMs), down, ran) : emptySet;
  const measure = createMeasure(subtract(short, plannedDown));
  const [starts, others] = [
    createMeasure(beginsOf(measure.set, short)),
    createMeasure(microStopMs > 0 ? subtract(stopped, short) : emptySet),
  ];
  return {
    ...measure,
    countIn: (fromAt, toAt) => starts.within(fromAt, toAt),
    has(startAt, endAt) {
      if (microStopMs === 0) return false;
      // One of an instant is minor unless it lies within a longer stop.
      if (endAt <= startAt) return others.within(startAt, startAt + 1) === 0;
      return measure.within(startAt, endAt) === endAt - startAt;
    },
  };
}

/** Those that are down at some time, or follow running or go before it. */
function interruptionsOf(stops: IntervalSet, down: IntervalSet, ran: IntervalSet): IntervalSet {
  const [downTime, runTime] = [createMeasure(down), createMeasure(ran)];
  const kept: number[] = [];
  for (let i = 0; i < stops.length; i += 2) {
    const [from, to] = [stops[i] as number, stops[i + 1] as number];
    const isWait = downTime.within(from, to) === 0;
    if (isWait && runTime.within(from - 1, from) === 0 && runTime.within(to, to + 1) === 0) continue;
    kept.push(from, to);
  }
  return Float64Array.from(kept);
}

function shorterThan(set: IntervalSet, ms: number): IntervalSet {
  const kept: number[] = [];
  for (let i = 0; i < set.length; i += 2) {
    const [from, to] = [set[i] as number, set[i + 1] as number];
    if (to - from < ms) kept.push(from, to);
  }
  return Float64Array.from(kept);
}

/** The first millisecond of each minor stop, so that they are counted as time is; planned time cuts none in two. */
function beginsOf(minor: IntervalSet, short: IntervalSet): IntervalSet {
  const begins: number[] = [];
  for (let i = 0, m = 0; i < short.length; i += 2) {
    while (m < minor.length && (minor[m] as number) < (short[i] as number)) m += 2;
    if (m < minor.length && (minor[m] as number) < (short[i + 1] as number))
      begins.push(minor[m] as number, (minor[m] as number) + 1);
  }
  return Float64Array.from(begins);
}
