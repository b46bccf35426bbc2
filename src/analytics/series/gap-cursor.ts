/** Where time first meets a set of gaps, asked for in ascending order. */
import type { IntervalSet } from '../../time/index.ts';

/** Going back is allowed, and costs a walk from the first gap. */
export class GapCursor {
  readonly #gaps: IntervalSet;
  #place = 0;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(gaps: IntervalSet) {
    this.#gaps = gaps;
  }

  /** The end of the part of `[from, end)` before the first gap in it: `from` where a gap lasts then. */
  cut(from: number, end: number): number {
    const gaps = this.#gaps;
    if (from < this.#askedAt) this.#place = 0;
    this.#askedAt = from;
    let place = this.#place;
    while (place < gaps.length && (gaps[place + 1] as number) <= from) place += 2;
    this.#place = place;
    return place < gaps.length ? Math.max(from, Math.min(end, gaps[place] as number)) : end;
  }
}
