/** Pieces by a counter's readings. */
import type { Tag } from '../../model/index.ts';
import { GrowingColumn } from '../growing-column.ts';
import { increaseOf } from '../series/counter.ts';
import type { Series } from '../series/series.ts';
import { holdMaxMs } from './reach.ts';

/** Increases of one second are kept as one, at the instant of the last. */
const lumpMs = 1_000;

export class CounterFold {
  readonly #rolloverAt: number | undefined;
  readonly #at = new GrowingColumn();
  readonly #pieces = new GrowingColumn();
  /** Last good count, whole; NaN before the first. */
  #count = Number.NaN;
  #countedAt = Number.NEGATIVE_INFINITY;

  constructor(tag: Tag) {
    this.#rolloverAt = tag.rolloverAt;
  }

  /** Bad readings and those without a value say nothing: the next good one counts from the last good one. */
  add({ at, value, quality }: Series, first: number, end: number): void {
    const bad = quality.dictionary.indexOf('bad');
    for (let i = first; i < end; i++) {
      const count = Math.round(value[i] as number);
      if (Number.isNaN(count) || quality.codes[i] === bad) continue;
      const instant = at[i] as number;
      // The first reading ever, and the first after more than a day, only says where counting begins.
      if (instant - this.#countedAt <= holdMaxMs) this.#note(instant, increaseOf(this.#count, count, this.#rolloverAt));
      this.#count = count;
      this.#countedAt = instant;
    }
  }

  /** Calls back with the pieces of each second that has some, in order of time. */
  visit(fromAt: number, toAt: number, pieces: (at: number, count: number) => void): void {
    for (let i = this.#at.lowerBound(fromAt); i < this.#at.length; i++) {
      const at = this.#at.at(i);
      if (at >= toAt) return;
      pieces(at, this.#pieces.at(i));
    }
  }

  forget(beforeAt: number): void {
    // A second that has begun is kept whole: what is counted in it yet would stand apart otherwise.
    const count = this.#at.lowerBound(Math.floor(beforeAt / lumpMs) * lumpMs);
    this.#at.dropFirst(count);
    this.#pieces.dropFirst(count);
  }

  #note(at: number, increase: number): void {
    if (increase <= 0) return;
    const last = this.#at.length - 1;
    if (last >= 0 && Math.floor(this.#at.at(last) / lumpMs) === Math.floor(at / lumpMs)) {
      this.#at.set(last, at);
      this.#pieces.set(last, this.#pieces.at(last) + increase);
      return;
    }
    this.#at.push(at);
    this.#pieces.push(increase);
  }
}
