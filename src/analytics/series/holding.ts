/** How long a reading holds. */
import type { FactTable } from '../../model/index.ts';
import type { IntervalSet } from '../../time/index.ts';
import { createGapSpans } from './gap-spans.ts';
import type { Series } from './series.ts';

/** What is known of time between readings. */
export interface KnownTimeRule {
  /** Up to when readings are complete, such as now, UTC epoch ms: nothing is known from then on. */
  readonly untilAt: number;
  /** Longest time between two readings when all is well, of the tag. Default: silence says nothing. */
  readonly expectedIntervalMs?: number | undefined;
  /** How long a reading holds at most. Default: until the next. */
  readonly holdMaxMs?: number | undefined;
  /** Gaps of any tags and sources. Default: none. */
  readonly gaps?: FactTable<'gap'> | undefined;
}

/**
 * Up to when each reading of a series holds: until the next, or until a gap begins; where the next is further away than
 * the expected interval, not at all. Bad readings and those without a value hold nothing. Readings are asked for in
 * ascending order.
 */
export class Holding {
  readonly #at: Float64Array;
  readonly #quality: Uint32Array;
  readonly #source: Uint32Array;
  readonly #intervalMs: number;
  readonly #holdMaxMs: number;
  readonly #untilAt: number;
  /** Code of bad quality; -1 where no reading is bad. */
  readonly #bad: number;
  /** By code of source; undefined where no source has a gap. */
  readonly #gaps: readonly IntervalSet[] | undefined;
  readonly #nextGap: Uint32Array;

  constructor(series: Series, { untilAt, expectedIntervalMs, holdMaxMs, gaps }: KnownTimeRule) {
    this.#at = series.at;
    this.#quality = series.quality.codes;
    this.#source = series.source.codes;
    this.#untilAt = untilAt;
    this.#intervalMs = expectedIntervalMs ?? Number.POSITIVE_INFINITY;
    this.#holdMaxMs = holdMaxMs ?? Number.POSITIVE_INFINITY;
    this.#bad = series.quality.dictionary.indexOf('bad');
    const { dictionary } = series.source;
    this.#nextGap = new Uint32Array(dictionary.length);
    if (gaps === undefined || gaps.length === 0) return;
    const spans = createGapSpans(gaps);
    this.#gaps = dictionary.map((source) => spans.of(series.tag, source));
  }

  isBad(i: number): boolean {
    return this.#bad >= 0 && this.#quality[i] === this.#bad;
  }

  /** End of the time in which reading `i` holds; its own instant where it holds nothing, whatever its value. */
  endOf(i: number): number {
    const at = this.#at;
    const from = at[i] as number;
    const next = i + 1 < at.length ? (at[i + 1] as number) : this.#untilAt;
    if (next - from > this.#intervalMs || this.isBad(i)) return from;
    const end = Math.min(next, this.#untilAt, from + this.#holdMaxMs);
    if (end <= from) return from;
    return this.#gaps === undefined ? end : this.#cut(this.#gaps, i, from, end);
  }

  /** Begins again at a reading, for windows that do not follow each other. */
  restart(): void {
    this.#nextGap.fill(0);
  }

  #cut(gaps: readonly IntervalSet[], i: number, from: number, end: number): number {
    const source = this.#source[i] as number;
    const own = gaps[source] as IntervalSet;
    let place = this.#nextGap[source] as number;
    while (place < own.length && (own[place + 1] as number) <= from) place += 2;
    this.#nextGap[source] = place;
    return place < own.length ? Math.max(from, Math.min(end, own[place] as number)) : end;
  }
}

/** Place of the last reading at or before an instant; -1 where there is none. */
export function lastAtOrBefore(at: Float64Array, instant: number): number {
  let [low, high] = [0, at.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((at[middle] as number) <= instant) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
