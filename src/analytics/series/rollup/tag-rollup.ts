/** How the buckets of one tag are worked out: the definition that every fold, merge and stream of rollups is made of. */
import { createQuantileSketch } from '../../../stats/index.ts';
import { addIncrease } from '../counter.ts';
import type { GapSpans } from '../gap-spans.ts';
import { HeldTime } from './held-time.ts';
import { addMoments, mergeMoments } from './moments.ts';
import type { RollupParts } from './parts.ts';
import { GoodNumbers, type ReadingChunk } from './reading-chunk.ts';
import type { RollupState } from './rollup-state.ts';
import { type RollupRule, rollupHoldMaxMs } from './rule.ts';
import { TagGaps } from './tag-gaps.ts';

/** Relative error of quantiles. */
export const rollupQuantileError = 0.01;

export interface TagRollupOptions {
  readonly parts: RollupParts;
  readonly gaps: GapSpans;
  readonly untilAt?: number;
}

/** Scratch of one pass, of no tag: nothing of it outlives a call. */
const numbers: GoodNumbers = new GoodNumbers();

export class TagRollup {
  readonly time: HeldTime;
  /** Those of the tag's kind among what is asked for. */
  readonly parts: RollupParts;
  readonly #rolloverAt: number | undefined;

  constructor(tag: string, rule: RollupRule, { parts, gaps, untilAt }: TagRollupOptions) {
    this.parts = {
      ...parts,
      counts: parts.counts && rule.kind === 'counter',
      sketch: parts.sketch && rule.kind === 'measure',
    };
    this.#rolloverAt = rule.rolloverAt;
    this.time = new HeldTime(rule, {
      gaps: gaps.isEmpty ? undefined : new TagGaps(tag, gaps),
      states: parts.states,
      ...(untilAt === undefined ? {} : { untilAt }),
    });
  }

  /** Adds the time in which the last reading holds, to the next one's instant. */
  join(state: RollupState, nextAt: number): void {
    if (this.parts.time && !Number.isNaN(state.lastReadingAt))
      this.time.hold(state, this.time.endOf(state, nextAt) - state.lastReadingAt);
  }

  /** Adds readings `[from, to)` of the tag, at least one, but for the time that the one before holds. */
  add(state: RollupState, chunk: ReadingChunk, from: number, to: number): void {
    numbers.pick(chunk, from, to);
    state.readingCount += numbers.to - numbers.from + numbers.textCount;
    state.badCount += numbers.badCount;
    if (Number.isNaN(state.firstReadingAt)) state.firstReadingAt = chunk.at[from] as number;
    if (this.parts.time) this.time.add(state, chunk, from, to, numbers.isAll);
    if (numbers.to > numbers.from) this.#addNumbers(state, numbers);
  }

  #addNumbers(state: RollupState, { at, value, from, to }: GoodNumbers): void {
    if (this.parts.counts) this.#count(state, at, value, from, to);
    if (this.parts.range) addRange(state, value, from, to);
    if (this.parts.sketch) addToSketch(state, value, from, to);
    if (state.numberCount === 0) {
      state.first = value[from] as number;
      state.firstAt = at[from] as number;
    }
    state.last = value[to - 1] as number;
    state.lastAt = at[to - 1] as number;
    if (this.parts.moments) addMoments(state, value, from, to);
    else state.numberCount += to - from;
  }

  /** Adds the parts of what comes after it in time, but for the time in between. */
  append(state: RollupState, later: Readonly<RollupState>): void {
    state.readingCount += later.readingCount;
    state.badCount += later.badCount;
    if (this.parts.time) appendTime(state, later);
    if (this.parts.states) state.states.merge(later.states);
    if (later.numberCount > 0) this.#appendNumbers(state, later);
  }

  #appendNumbers(state: RollupState, later: Readonly<RollupState>): void {
    const { counts, range, moments, sketch } = this.parts;
    if (counts) {
      this.#countOn(state, later.firstAt, later.first);
      state.increase += later.increase;
      state.resetCount += later.resetCount;
      state.rolloverCount += later.rolloverCount;
    }
    if (state.numberCount === 0) {
      state.first = later.first;
      state.firstAt = later.firstAt;
    }
    state.last = later.last;
    state.lastAt = later.lastAt;
    if (range) widen(state, later.min, later.max);
    if (sketch && later.sketch !== undefined) {
      state.sketch ??= createQuantileSketch({ relativeError: rollupQuantileError });
      state.sketch.merge(later.sketch);
    }
    if (moments) mergeMoments(state, later.numberCount, later.mean, later.squares);
    else state.numberCount += later.numberCount;
  }

  #count(state: RollupState, at: Float64Array, value: Float64Array, from: number, to: number): void {
    this.#countOn(state, at[from] as number, value[from] as number);
    for (let i = from + 1; i < to; i++)
      if ((at[i] as number) - (at[i - 1] as number) <= rollupHoldMaxMs)
        addIncrease(state, value[i - 1] as number, value[i] as number, this.#rolloverAt);
  }

  /** Counts from the last good number to the next, unless it came too long ago. */
  #countOn(state: RollupState, at: number, value: number): void {
    const isFirst = state.numberCount === 0;
    if (isFirst) state.increase = 0;
    if (at - (isFirst ? state.beforeAt : state.lastAt) <= rollupHoldMaxMs)
      addIncrease(state, isFirst ? state.before : state.last, value, this.#rolloverAt);
  }
}

function addRange(state: RollupState, values: Float64Array, from: number, to: number): void {
  let low = values[from] as number;
  let high = low;
  for (let i = from + 1; i < to; i++) {
    const value = values[i] as number;
    if (value < low) low = value;
    else if (value > high) high = value;
  }
  widen(state, low, high);
}

function widen(state: RollupState, low: number, high: number): void {
  if (!(state.min <= low)) state.min = low;
  if (!(state.max >= high)) state.max = high;
}

function appendTime(state: RollupState, later: Readonly<RollupState>): void {
  if (Number.isNaN(state.firstReadingAt)) state.firstReadingAt = later.firstReadingAt;
  state.lastReadingAt = later.lastReadingAt;
  state.heldValue = later.heldValue;
  state.heldText = later.heldText;
  state.source = later.source;
  state.knownMs += later.knownMs;
  state.numberMs += later.numberMs;
  state.area += later.area;
}

/** A sketch holds finite values only; others are counted among the good numbers nevertheless. */
function addToSketch(state: RollupState, values: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; ) {
    let end = i;
    while (end < to && Number.isFinite(values[end] as number)) end++;
    if (end > i) {
      state.sketch ??= createQuantileSketch({ relativeError: rollupQuantileError });
      state.sketch.addAll(values, i, end);
    }
    i = end + 1;
  }
}
