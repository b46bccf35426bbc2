/** How long a reading holds. */
import type { FactTable } from '../../model/index.ts';
import { GapCursor } from './gap-cursor.ts';
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
 * Up to when a reading of `from` holds, gaps aside: until the next, at most `holdMaxMs`, and not at all where the next is
 * further away than the expected interval.
 */
export function holdEnd(from: number, next: number, untilAt: number, intervalMs: number, holdMaxMs: number): number {
  return next - from > intervalMs ? from : Math.max(from, Math.min(next, untilAt, from + holdMaxMs));
}

/**
 * Up to when each reading of a series holds: until the next, or until a gap begins; where the next is further away than
 * the expected interval, not at all. Bad readings and those without a value hold nothing. Readings are asked for in
 * ascending order, or again from an earlier one.
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
  readonly #gaps: readonly GapCursor[] | undefined;

  constructor(series: Series, { untilAt, expectedIntervalMs, holdMaxMs, gaps }: KnownTimeRule) {
    this.#at = series.at;
    this.#quality = series.quality.codes;
    this.#source = series.source.codes;
    this.#untilAt = untilAt;
    this.#intervalMs = expectedIntervalMs ?? Number.POSITIVE_INFINITY;
    this.#holdMaxMs = holdMaxMs ?? Number.POSITIVE_INFINITY;
    this.#bad = series.quality.dictionary.indexOf('bad');
    if (gaps === undefined || gaps.length === 0) return;
    const spans = createGapSpans(gaps);
    this.#gaps = series.source.dictionary.map((source) => new GapCursor(spans.of(series.tag, source)));
  }

  isBad(i: number): boolean {
    return this.#bad >= 0 && this.#quality[i] === this.#bad;
  }

  /** End of the time in which reading `i` holds; its own instant where it holds nothing, whatever its value. */
  endOf(i: number): number {
    const at = this.#at;
    const from = at[i] as number;
    if (this.isBad(i)) return from;
    const next = i + 1 < at.length ? (at[i + 1] as number) : this.#untilAt;
    const end = holdEnd(from, next, this.#untilAt, this.#intervalMs, this.#holdMaxMs);
    if (end === from || this.#gaps === undefined) return end;
    return (this.#gaps[this.#source[i] as number] as GapCursor).cut(from, end);
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
