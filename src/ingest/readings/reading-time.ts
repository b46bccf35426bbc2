/**
 * Times of readings. An instant is a double of epoch milliseconds: until 2039 it holds a time to within 1/8,192 ms
 * (0.12 µs), finer parts are rounded; a number of nanoseconds was rounded to 256 ns by JSON before, as text it was not.
 */
import { createZone, type LocalResolution, parseInstant, parseLocalDateTime, type Zone } from '../../time/index.ts';
import {
  aheadMsDefault,
  earliestAt,
  type ReadingMapping,
  type ReadingTimeFormat,
  type TimeFieldMapping,
} from './mapping.ts';
import type { ReadingRefusalCode } from './refusal.ts';

type EpochFormat = Exclude<ReadingTimeFormat, 'auto' | 'iso'>;
/** `-`, digits, a fraction. */
const digits = /^-?\d{1,25}(\.\d{1,20})?$/;
/** Fraction digits beyond what `parseInstant` takes carry nothing an instant could hold. */
const longFraction = /(\.\d{9})\d+/;

/** Reads times; what was read beside the instant stands in its fields until the next read. */
export class ReadingTime {
  /** Why `read` gave `NaN`. */
  problem: ReadingRefusalCode = 'missing-time';
  expected: string = '';
  /** The instant of a time that was refused for being implausible; else `NaN`. */
  refusedAt: number = Number.NaN;
  /** How a time without an offset was read. */
  resolution: LocalResolution = 'exact';
  readonly #format: ReadingTimeFormat;
  readonly #zone: Zone | undefined;
  readonly #takesReceipt: boolean;
  readonly #aheadMsMax: number;
  readonly #ageMsMax: number;
  readonly #skewMs: () => number;

  /** @param skewMs how far the source's clock is known to be ahead */
  constructor(mapping: ReadingMapping, skewMs: () => number) {
    const { format, zone, missing }: Partial<TimeFieldMapping> = typeof mapping.time === 'object' ? mapping.time : {};
    this.#format = format ?? 'auto';
    this.#zone = zone === undefined ? undefined : createZone(zone);
    this.#takesReceipt = mapping.time === undefined || missing === 'received';
    this.#aheadMsMax = mapping.aheadMsMax ?? aheadMsDefault;
    this.#ageMsMax = mapping.ageMsMax ?? Number.POSITIVE_INFINITY;
    this.#skewMs = skewMs;
  }

  /** RFC 3339 of an instant that was read from a time without an offset. */
  format(at: number): string {
    return (this.#zone as Zone).format(at);
  }

  /**
   * The instant of a value of the payload; `NaN` where there is none that can be believed. A time may lie ahead of
   * receipt by the limit, and by the source's known skew up to once more the limit.
   */
  read(raw: unknown, receivedAt: number, isRetained: boolean): number {
    this.resolution = 'exact';
    this.refusedAt = Number.NaN;
    if (raw === undefined || raw === null) {
      if (this.#takesReceipt && !isRetained) return receivedAt;
      return this.#refuse('missing-time', isRetained ? 'a time: the broker had kept the message' : 'a time');
    }
    const at = typeof raw === 'number' ? this.#ofNumber(raw) : this.#ofText(raw);
    return Number.isNaN(at) ? at : this.#believed(at, receivedAt);
  }

  #believed(at: number, receivedAt: number): number {
    if (at < earliestAt)
      return this.#refuseAt(at, 'time-too-old', 'a time from 2000 on; is the unit of `time.format` right?');
    if (at < receivedAt - this.#ageMsMax)
      return this.#refuseAt(at, 'time-too-old', `at most ${this.#ageMsMax} ms before receipt`);
    if (at > receivedAt + this.#aheadMsMax) {
      const skewMs = Math.min(Math.max(this.#skewMs(), 0), this.#aheadMsMax);
      if (at > receivedAt + this.#aheadMsMax + skewMs)
        return this.#refuseAt(at, 'time-in-future', `at most ${this.#aheadMsMax} ms after receipt`);
    }
    return at;
  }

  #ofNumber(number: number): number {
    if (this.#format === 'epoch-ms') return number;
    if (this.#format === 'iso') return this.#refuse('not-a-time', 'a time such as 2026-11-20T06:05:00Z');
    return this.#format === 'auto' ? instantOf(number, formatByMagnitude(number)) : instantOf(number, this.#format);
  }

  #ofText(raw: unknown): number {
    if (typeof raw !== 'string') return this.#refuse('not-a-time', 'a time as number or text');
    const text = raw.trim();
    if (text === '') return this.#refuse('missing-time', 'a time');
    if (this.#format !== 'iso' && digits.test(text)) {
      const format = this.#format === 'auto' ? formatByMagnitude(Number(text)) : this.#format;
      return format === 'epoch-ns' || format === 'epoch-us'
        ? instantOfDigits(text, format)
        : instantOf(Number(text), format);
    }
    if (this.#format !== 'iso' && this.#format !== 'auto') return this.#refuse('not-a-time', this.#format);
    return this.#ofIso(text.replace(longFraction, '$1'));
  }

  #ofIso(text: string): number {
    const at = parseInstant(text);
    if (!Number.isNaN(at)) return at;
    const localMs = parseLocalDateTime(text);
    if (Number.isNaN(localMs)) return this.#refuse('not-a-time', 'a time such as 2026-11-20T06:05:00Z');
    if (this.#zone === undefined) return this.#refuse('ambiguous-time', 'an offset, or `time.zone` in the mapping');
    this.resolution = this.#zone.resolutionOf(localMs);
    return this.#zone.instantOf(localMs);
  }

  #refuse(problem: ReadingRefusalCode, expected: string): number {
    this.problem = problem;
    this.expected = expected;
    return Number.NaN;
  }

  #refuseAt(at: number, problem: ReadingRefusalCode, expected: string): number {
    // Beyond the last date of JavaScript it is no instant that a window could hold.
    this.refusedAt = Math.abs(at) <= 8.64e15 ? at : Number.NaN;
    return this.#refuse(problem, expected);
  }
}

/**
 * The unit of a number of units since 1970: seconds below 10^11, milliseconds below 10^14, microseconds below 10^17,
 * else nanoseconds. From 2000 to the year 5138 no instant is taken for another.
 */
function formatByMagnitude(number: number): EpochFormat {
  const size = Math.abs(number);
  if (size < 1e11) return 'epoch-s';
  if (size < 1e14) return 'epoch-ms';
  return size < 1e17 ? 'epoch-us' : 'epoch-ns';
}

function instantOf(number: number, format: EpochFormat): number {
  switch (format) {
    case 'epoch-s':
      return number * 1_000;
    case 'epoch-ms':
      return number;
    // By a whole number, which rounds once.
    case 'epoch-us':
      return number / 1_000;
    case 'epoch-ns':
      return number / 1_000_000;
  }
}

/** As `instantOf`, for digits that a double cannot hold: whole milliseconds and their fraction apart. */
function instantOfDigits(text: string, format: 'epoch-us' | 'epoch-ns'): number {
  const [whole, fraction = ''] = text.split('.') as [string, string?];
  const places = format === 'epoch-us' ? 3 : 6;
  const sign = whole.startsWith('-') ? '-' : '';
  const padded = whole.slice(sign.length).padStart(places + 1, '0');
  return Number(`${sign}${padded.slice(0, -places)}.${padded.slice(-places)}${fraction}`);
}
