/** Aggregates over time, each as one definition: for windows, streams and roll-ups alike. */
import { type Bounded, exactly, type Known, unknown } from '../../model/index.ts';
import type { Counted } from './counter.ts';

/**
 * How parts become a whole. States are mutable records of numbers, so that a pass over millions of readings makes no
 * garbage; `merge` adds to `state` what comes after it in time, and makes of adjacent parts what one pass over both would.
 */
export interface Aggregate<State, Value> {
  init(): State;
  merge(state: State, later: Readonly<State>): void;
  value(state: Readonly<State>): Value;
}

/** A measure over time: mean weighted by time, least, greatest, first and last value. */
export interface MeasureState {
  /** Time in which the value is known, ms. */
  knownMs: number;
  /** Integral of the value over known time, in its unit times ms. */
  area: number;
  /** NaN, as the others below, while nothing is known. */
  min: number;
  max: number;
  first: number;
  last: number;
}

export interface MeasureValue {
  readonly knownMs: number;
  readonly mean: Known;
  readonly min: Known;
  readonly max: Known;
  readonly first: Known;
  readonly last: Known;
}

export const measureAggregate: Aggregate<MeasureState, MeasureValue> & {
  /** Adds time `[fromAt, toAt)`, after all before, in which the value goes straight from one to the other. */
  add(state: MeasureState, fromAt: number, toAt: number, fromValue: number, toValue: number): void;
} = {
  init: () => ({
    knownMs: 0,
    area: 0,
    min: Number.NaN,
    max: Number.NaN,
    first: Number.NaN,
    last: Number.NaN,
  }),
  add(state, fromAt, toAt, fromValue, toValue) {
    const low = fromValue < toValue ? fromValue : toValue;
    const high = fromValue < toValue ? toValue : fromValue;
    if (state.knownMs === 0) {
      state.min = low;
      state.max = high;
      state.first = fromValue;
    } else {
      if (low < state.min) state.min = low;
      if (high > state.max) state.max = high;
    }
    state.last = toValue;
    state.knownMs += toAt - fromAt;
    state.area += ((fromValue + toValue) / 2) * (toAt - fromAt);
  },
  merge(state, later) {
    if (later.knownMs === 0) return;
    if (state.knownMs === 0) {
      Object.assign(state, later);
      return;
    }
    state.min = Math.min(state.min, later.min);
    state.max = Math.max(state.max, later.max);
    state.last = later.last;
    state.knownMs += later.knownMs;
    state.area += later.area;
  },
  value(state) {
    const { knownMs, area } = state;
    const known = (value: number): Known => (knownMs > 0 ? exactly(value) : unknown('no-facts'));
    return {
      knownMs,
      mean: known(area / knownMs),
      min: known(state.min),
      max: known(state.max),
      first: known(state.first),
      last: known(state.last),
    };
  },
};

/** A counter over time. */
export interface CounterState extends Counted {
  /** Time in which its readings hold, ms. */
  knownMs: number;
  /** Readings that counted, good ones with a value. */
  readingCount: number;
}

export interface CounterValue {
  /** Unknown where no reading counted and no earlier one still held. */
  readonly increase: Known;
  readonly resetCount: number;
  readonly rolloverCount: number;
  readonly knownMs: number;
}

export const counterAggregate: Aggregate<CounterState, CounterValue> = {
  init: () => ({ increase: 0, resetCount: 0, rolloverCount: 0, knownMs: 0, readingCount: 0 }),
  merge(state, later) {
    state.increase += later.increase;
    state.resetCount += later.resetCount;
    state.rolloverCount += later.rolloverCount;
    state.knownMs += later.knownMs;
    state.readingCount += later.readingCount;
  },
  value: ({ increase, resetCount, rolloverCount, knownMs, readingCount }) => ({
    increase: readingCount > 0 || knownMs > 0 ? exactly(increase) : unknown('no-facts'),
    resetCount,
    rolloverCount,
    knownMs,
  }),
};

/** Value of a column, which has NaN where nothing is known. */
export function knownAt(column: Float64Array, i: number): Known {
  const value = column[i];
  return value === undefined || Number.isNaN(value) ? unknown('no-facts') : (exactly(value) satisfies Bounded);
}
