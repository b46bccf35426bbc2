/** What the readings of one tag say, as codes of which each holds until the next reading. */
import { GrowingColumn } from '../growing-column.ts';
import type { GapSpans } from '../series/gap-spans.ts';
import { holdMaxMs } from './reach.ts';

/** Code of time in which the tag says nothing that can be relied on. */
export const unknownCode = 0;

/**
 * Of readings that repeat a code the first and the last in each ten seconds are remembered: a tag is known again from the
 * first of them after a gap. So an hour that changes nothing costs 720 numbers at most, whatever the rate of its readings,
 * and what is known again is so ten seconds late at most.
 */
export const markMs = 10_000;

/** A stretch of time with one code, never `unknownCode`, and the last remembered reading in it. */
export type VisitSegment = (fromAt: number, toAt: number, code: number, saidAt: number) => void;

/**
 * Runs of equal codes, in order of time. Where two readings are further apart than the tag's interval, what the earlier
 * says is unknown from it on; otherwise it holds for a day at most.
 */
export class StepFold {
  readonly #tag: string;
  /** NaN where silence is never a gap: all comparisons with it are false. */
  readonly #intervalMs: number;
  /** Of each run its first instant, its code, and the code of its source. */
  readonly #startAt = new GrowingColumn();
  readonly #code = new GrowingColumn();
  readonly #source = new GrowingColumn();
  readonly #marks = new GrowingColumn();
  readonly #sources: string[] = [];
  #lastAt = Number.NEGATIVE_INFINITY;
  /** End of the ten seconds in which the last reading lies. */
  #cellEndAt = Number.NEGATIVE_INFINITY;

  constructor(tag: string, intervalMs: number | undefined) {
    this.#tag = tag;
    this.#intervalMs = intervalMs ?? Number.NaN;
  }

  /** Runs held, for whoever bounds memory. */
  get length(): number {
    return this.#startAt.length;
  }

  /** The next reading, not before the last. */
  add(at: number, code: number, source: string): void {
    const isFirst = this.length === 0;
    const endAt = isFirst ? at : this.#heldUntil(at);
    if (endAt < at) this.#change(endAt, unknownCode, -1);
    this.#change(at, code, code === unknownCode ? -1 : this.#sourceCode(source));
    if (at >= this.#cellEndAt) {
      if (!isFirst && this.#marks.at(this.#marks.length - 1) < this.#lastAt) this.#marks.push(this.#lastAt);
      this.#marks.push(at);
      this.#cellEndAt = (Math.floor(at / markMs) + 1) * markMs;
    }
    this.#lastAt = at;
  }

  /**
   * Stretches of known time up to `untilAt`, in order; where one begins at the end of another, time is known without a
   * break. The last reading holds as if the next came then.
   */
  visit(gaps: GapSpans, untilAt: number, segment: VisitSegment): void {
    const lastEndAt = this.#heldUntil(untilAt);
    for (let i = 0; i < this.length; i++) {
      const code = this.#code.at(i);
      const fromAt = this.#startAt.at(i);
      const toAt = Math.min(i + 1 < this.length ? this.#startAt.at(i + 1) : lastEndAt, untilAt);
      if (code === unknownCode || toAt <= fromAt) continue;
      this.#visitKnown(gaps.of(this.#tag, this.#sources[this.#source.at(i)] as string), fromAt, toAt, code, segment);
    }
  }

  /**
   * Lets go of what no window from `beforeAt` on can need.
   *
   * @param settles whether a run of this code and length leaves nothing of what was before it to matter
   * @param reachMs how long before a run's end its readings may matter
   */
  forget(beforeAt: number, settles: (code: number, ms: number) => boolean, reachMs: number): void {
    let first = this.#lastStartedBy(beforeAt);
    if (first < 0) return;
    const endOf = (run: number): number =>
      run + 1 < this.length ? Math.min(this.#startAt.at(run + 1), beforeAt) : beforeAt;
    // A run that began with the last reading may yet be replaced, by another reading of its instant.
    const isOpen = (run: number): boolean => this.#startAt.at(run) === this.#lastAt;
    const isSettled = (run: number): boolean =>
      !isOpen(run) && settles(this.#code.at(run), endOf(run) - this.#startAt.at(run));
    while (first > 0 && !isSettled(first)) first--;
    const marks = this.#marks.lowerBound(endOf(first) - reachMs);
    this.#marks.dropFirst(Math.max(0, marks - 1));
    for (const column of [this.#startAt, this.#code, this.#source]) column.dropFirst(first);
  }

  /** Up to when the last reading holds, where the next comes at `nextAt`. */
  #heldUntil(nextAt: number): number {
    if (nextAt - this.#lastAt > this.#intervalMs) return this.#lastAt;
    return Math.min(nextAt, this.#lastAt + holdMaxMs);
  }

  /** Replaces the codes of all runs; two of them stay apart, and so does the unknown. */
  recode(codeOf: (code: number) => number): void {
    for (let i = 0; i < this.length; i++) this.#code.set(i, codeOf(this.#code.at(i)));
  }

  #lastStartedBy(at: number): number {
    const place = this.#startAt.lowerBound(at);
    return place < this.length && this.#startAt.at(place) === at ? place : place - 1;
  }

  #change(at: number, code: number, source: number): void {
    let last = this.length - 1;
    if (last >= 0 && this.#startAt.at(last) === at) {
      for (const column of [this.#startAt, this.#code, this.#source]) column.pop();
      last--;
    }
    if (last >= 0 && this.#code.at(last) === code && this.#source.at(last) === source) return;
    this.#startAt.push(at);
    this.#code.push(code);
    this.#source.push(source);
  }

  /** Cuts a run by gaps: from the begin of one until the next reading that lies behind it. */
  #visitKnown(gaps: Float64Array, fromAt: number, toAt: number, code: number, segment: VisitSegment): void {
    let knownFrom = fromAt;
    for (let g = firstEndingAfter(gaps, fromAt); g < gaps.length && knownFrom < toAt; g += 2) {
      const [gapFrom, gapTo] = [gaps[g] as number, gaps[g + 1] as number];
      if (gapTo <= knownFrom) continue;
      if (gapFrom >= toAt) break;
      if (gapFrom > knownFrom) segment(knownFrom, gapFrom, code, this.#lastReadingIn(knownFrom, gapFrom));
      knownFrom = this.#firstReadingFrom(gapTo);
    }
    if (knownFrom < toAt) segment(knownFrom, toAt, code, this.#lastReadingIn(knownFrom, toAt));
  }

  /** The first remembered reading at or after an instant; infinity where there is none. */
  #firstReadingFrom(at: number): number {
    const mark = this.#marks.lowerBound(at);
    if (mark < this.#marks.length) return this.#marks.at(mark);
    return this.#lastAt >= at ? this.#lastAt : Number.POSITIVE_INFINITY;
  }

  /** Of a stretch that begins with a reading. */
  #lastReadingIn(fromAt: number, toAt: number): number {
    if (this.#lastAt < toAt) return this.#lastAt;
    const place = this.#marks.lowerBound(toAt) - 1;
    return place < 0 ? fromAt : Math.max(fromAt, this.#marks.at(place));
  }

  #sourceCode(source: string): number {
    const known = this.#sources.indexOf(source);
    return known >= 0 ? known : this.#sources.push(source) - 1;
  }
}

/** Place of the first interval that ends after an instant. */
function firstEndingAfter(set: Float64Array, at: number): number {
  let [low, high] = [0, set.length / 2];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((set[middle * 2 + 1] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return low * 2;
}
