/** What a bucket's readings say, as it is worked out. */
import type { QuantileSketch } from '../../../stats/index.ts';
import type { Moments } from './moments.ts';
import { StateTimes } from './state-times.ts';

/** A mutable record; fields are those of a row of `RollupTable`. */
export interface RollupState extends Moments {
  readingCount: number;
  badCount: number;
  /** NaN while there is no reading, as the next. */
  firstReadingAt: number;
  lastReadingAt: number;
  heldValue: number;
  heldText: string;
  source: string;
  first: number;
  firstAt: number;
  last: number;
  lastAt: number;
  min: number;
  max: number;
  knownMs: number;
  numberMs: number;
  area: number;
  /** NaN until a number is counted. */
  increase: number;
  resetCount: number;
  rolloverCount: number;
  /** The good number before the bucket's own and its instant, from which a counter counts on; NaN: it begins here. */
  before: number;
  beforeAt: number;
  /** Undefined while there is nothing to sketch. */
  sketch: QuantileSketch | undefined;
  readonly states: StateTimes;
}

export function createRollupState(): RollupState {
  return {
    numberCount: 0,
    mean: Number.NaN,
    squares: Number.NaN,
    readingCount: 0,
    badCount: 0,
    firstReadingAt: Number.NaN,
    lastReadingAt: Number.NaN,
    heldValue: Number.NaN,
    heldText: '',
    source: '',
    first: Number.NaN,
    firstAt: Number.NaN,
    last: Number.NaN,
    lastAt: Number.NaN,
    min: Number.NaN,
    max: Number.NaN,
    knownMs: 0,
    numberMs: 0,
    area: 0,
    increase: Number.NaN,
    resetCount: 0,
    rolloverCount: 0,
    before: Number.NaN,
    beforeAt: Number.NaN,
    sketch: undefined,
    states: new StateTimes(),
  };
}

/** Begins the next bucket: what the last reading holds, and where counting goes on, stays. */
export function beginBucket(state: RollupState): void {
  if (state.numberCount > 0) {
    state.before = state.last;
    state.beforeAt = state.lastAt;
  }
  state.numberCount = 0;
  state.mean = Number.NaN;
  state.squares = Number.NaN;
  state.readingCount = 0;
  state.badCount = 0;
  state.firstReadingAt = Number.NaN;
  state.first = Number.NaN;
  state.firstAt = Number.NaN;
  state.last = Number.NaN;
  state.lastAt = Number.NaN;
  state.min = Number.NaN;
  state.max = Number.NaN;
  state.knownMs = 0;
  state.numberMs = 0;
  state.area = 0;
  state.increase = Number.NaN;
  state.resetCount = 0;
  state.rolloverCount = 0;
  state.sketch = undefined;
  state.states.clear();
}

/** Begins a bucket that knows nothing of what was before. */
export function clearRollupState(state: RollupState): void {
  beginBucket(state);
  state.lastReadingAt = Number.NaN;
  state.heldValue = Number.NaN;
  state.heldText = '';
  state.source = '';
  state.before = Number.NaN;
  state.beforeAt = Number.NaN;
}
