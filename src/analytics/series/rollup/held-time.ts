/** Time in which readings of one tag hold. */
import { holdEnd } from '../holding.ts';
import type { ReadingChunk } from './reading-chunk.ts';
import type { RollupState } from './rollup-state.ts';
import { type RollupRule, rollupHoldMaxMs } from './rule.ts';
import type { TagGaps } from './tag-gaps.ts';

export interface HeldTimeOptions {
  /** Undefined where there are no gaps at all. */
  readonly gaps: TagGaps | undefined;
  /** Default: all readings are followed by others. */
  readonly untilAt?: number;
  /** Whether time in each state is wanted. */
  readonly states: boolean;
}

export class HeldTime {
  readonly #intervalMs: number;
  /** A reading that is followed so soon holds until then, but for gaps. */
  readonly #plainMs: number;
  readonly #gaps: TagGaps | undefined;
  readonly #untilAt: number;
  readonly #ofTexts: boolean;
  readonly #ofNumbers: boolean;

  constructor({ kind, expectedIntervalMs }: RollupRule, { gaps, untilAt, states }: HeldTimeOptions) {
    this.#intervalMs = expectedIntervalMs ?? Number.POSITIVE_INFINITY;
    this.#plainMs = Math.min(this.#intervalMs, rollupHoldMaxMs);
    this.#gaps = gaps;
    this.#untilAt = untilAt ?? Number.POSITIVE_INFINITY;
    this.#ofTexts = states;
    this.#ofNumbers = states && kind === 'state';
  }

  /** End of the time in which the last reading holds where the next comes at an instant; its own where it holds nothing. */
  endOf({ lastReadingAt, heldValue, heldText, source }: RollupState, next: number): number {
    if (Number.isNaN(heldValue) && heldText === '') return lastReadingAt;
    return this.#endOf(lastReadingAt, next, source);
  }

  /** The same where no reading follows. */
  lastEndOf(state: RollupState): number {
    return this.endOf(state, this.#untilAt);
  }

  /** Adds time in which the last reading holds. */
  hold(state: RollupState, ms: number): void {
    const { heldValue, heldText } = state;
    const isText = Number.isNaN(heldValue);
    if (!(ms > 0) || (isText && heldText === '')) return;
    state.knownMs += ms;
    if (isText) {
      if (this.#ofTexts) state.states.add(heldText, ms);
      return;
    }
    state.numberMs += ms;
    state.area += heldValue * ms;
    if (this.#ofNumbers) state.states.add(heldValue, ms);
  }

  /** Adds the time from the first of some readings to the last, and notes what that one holds. */
  add(state: RollupState, chunk: ReadingChunk, from: number, to: number, isAllNumbers: boolean): void {
    const { at } = chunk;
    const last = to - 1;
    const isClear = this.#gaps === undefined || this.#gaps.isClear(at[from] as number, at[last] as number);
    if (isAllNumbers && isClear && !this.#ofNumbers) this.#addPlain(state, chunk, from, last);
    else this.#addAny(state, chunk, from, last);
    this.#note(state, chunk, last);
  }

  /** Good numbers that no gap touches: one look at each. */
  #addPlain(state: RollupState, { at, value }: ReadingChunk, from: number, last: number): void {
    const plainMs = this.#plainMs;
    let knownMs = 0;
    let area = 0;
    let instant = at[from] as number;
    for (let i = from; i < last; i++) {
      const next = at[i + 1] as number;
      let ms = next - instant;
      if (ms > plainMs) ms = holdEnd(instant, next, this.#untilAt, this.#intervalMs, rollupHoldMaxMs) - instant;
      knownMs += ms;
      area += (value[i] as number) * ms;
      instant = next;
    }
    state.knownMs += knownMs;
    state.numberMs += knownMs;
    state.area += area;
  }

  #addAny(state: RollupState, chunk: ReadingChunk, from: number, last: number): void {
    const { at, source } = chunk;
    for (let i = from; i < last; ) {
      // Mostly a state repeats: its time is added at once.
      let ms = 0;
      let same = i;
      do {
        const instant = at[same] as number;
        ms +=
          this.#endOf(instant, at[same + 1] as number, source.dictionary[source.codes[same] as number] as string) -
          instant;
        same++;
      } while (same < last && isSame(chunk, i, same));
      this.#note(state, chunk, i);
      this.hold(state, ms);
      i = same;
    }
  }

  #endOf(from: number, next: number, source: string): number {
    const end = holdEnd(from, next, this.#untilAt, this.#intervalMs, rollupHoldMaxMs);
    return end === from || this.#gaps === undefined ? end : this.#gaps.cut(source, from, end);
  }

  #note(state: RollupState, { at, value, text, quality, bad, source }: ReadingChunk, i: number): void {
    const isBad = quality[i] === bad;
    const number = value[i] as number;
    state.lastReadingAt = at[i] as number;
    state.heldValue = isBad ? Number.NaN : number;
    state.heldText = isBad || !Number.isNaN(number) ? '' : (text.dictionary[text.codes[i] as number] as string);
    state.source = source.dictionary[source.codes[i] as number] as string;
  }
}

/** Whether two readings hold the same. */
function isSame({ value, text, quality }: ReadingChunk, a: number, b: number): boolean {
  return Object.is(value[a], value[b]) && text.codes[a] === text.codes[b] && quality[a] === quality[b];
}
