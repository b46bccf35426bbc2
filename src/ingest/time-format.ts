/**
 * Reading wall times from bytes, at a few tens of nanoseconds a value: a text and its parse each cost ten times that.
 * Tests hold it equal to `gemba/time`.
 */
import { dayMs, hourMs, minuteMs, secondMs } from '../time/index.ts';

/** What was read: a local wall time, an instant (it had an offset), or why it is neither. */
export type TimeReading = 'local' | 'instant' | 'not-a-time' | 'nonexistent-date';

export interface TimeReader {
  /** Epoch ms, as if UTC where `reading` is `local`; `NaN` where it is no time. */
  read(bytes: Uint8Array, start: number, end: number): number;
  /** Of the last `read`. */
  reading: TimeReading;
  /** What a refusal says was expected. */
  readonly expected: string;
}

const tokenPattern = /yyyy|MM|M|dd|d|HH|H|mm|ss|SSS/g;

/** Whether a text names a time format: `iso`, `epoch-ms`, `epoch-s`, or a pattern with year, month, day and hour. */
export function isTimeFormat(format: string): boolean {
  if (format === 'iso' || format === 'epoch-ms' || format === 'epoch-s') return true;
  const tokens = format.match(tokenPattern) ?? [];
  const names = tokens.map((token) => token[0]);
  const rest = format.replaceAll(tokenPattern, '');
  return (
    new Set(names).size === names.length &&
    ['y', 'M', 'd', 'H'].every((name) => names.includes(name)) &&
    /^[\x20-\x7e]*$/.test(rest) &&
    !/[A-SU-Za-z0-9]/.test(rest)
  );
}

export function createTimeReader(format: string): TimeReader {
  if (format === 'iso') return new IsoReader();
  if (format === 'epoch-ms') return new EpochReader(1, 'milliseconds since 1970');
  if (format === 'epoch-s') return new EpochReader(secondMs, 'seconds since 1970');
  return new PatternReader(format);
}

const firstYear = 1600;
const lastYear = 2400;
/** Days from 1970 to the first of each month; the last entry ends the table. */
const monthStartDays: Int32Array = Int32Array.from({ length: (lastYear - firstYear) * 12 + 1 }, (_, i) =>
  Math.round(Date.UTC(firstYear + Math.floor(i / 12), i % 12, 1) / dayMs),
);

const zero = 48;
const nine = 57;

/** The number of `count` digits at `at`, or -1. */
function digitsAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = (bytes[i] as number) - zero;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= nine;
}

abstract class CivilReader implements TimeReader {
  reading: TimeReading = 'not-a-time';
  abstract readonly expected: string;
  abstract read(bytes: Uint8Array, start: number, end: number): number;

  protected fail(reading: TimeReading): number {
    this.reading = reading;
    return Number.NaN;
  }

  /** Epoch ms as if UTC; `NaN` with the reading where a part is out of range. */
  protected civil(year: number, month: number, day: number, timeOfDayMs: number): number {
    if (year < firstYear || year >= lastYear || month < 1 || month > 12 || day < 1) return this.fail('nonexistent-date');
    const at = (year - firstYear) * 12 + month - 1;
    const startDay = monthStartDays[at] as number;
    if (startDay + day > (monthStartDays[at + 1] as number)) return this.fail('nonexistent-date');
    return (startDay + day - 1) * dayMs + timeOfDayMs;
  }
}

/** `YYYY-MM-DDTHH:MM[:SS[.fraction]][Z|±HH:MM|±HHMM]`, `T` or a space; a fraction is cut to milliseconds. */
class IsoReader extends CivilReader {
  readonly expected = 'a time such as 2012-02-29T07:00';

  read(bytes: Uint8Array, start: number, end: number): number {
    if (end - start < 16) return this.fail('not-a-time');
    const separator = bytes[start + 10] as number;
    const year = digitsAt(bytes, start, 4);
    const month = digitsAt(bytes, start + 5, 2);
    const day = digitsAt(bytes, start + 8, 2);
    const hour = digitsAt(bytes, start + 11, 2);
    const minute = digitsAt(bytes, start + 14, 2);
    if (
      (year | month | day | hour | minute) < 0 ||
      bytes[start + 4] !== 45 ||
      bytes[start + 7] !== 45 ||
      bytes[start + 13] !== 58 ||
      (separator !== 84 && separator !== 32) ||
      hour > 23 ||
      minute > 59
    )
      return this.fail('not-a-time');
    let timeOfDayMs = hour * hourMs + minute * minuteMs;
    let at = start + 16;
    this.reading = 'local';
    if (at < end) {
      if (bytes[at] === 58) {
        const second = at + 3 <= end ? digitsAt(bytes, at + 1, 2) : -1;
        if (second < 0 || second > 59) return this.fail('not-a-time');
        timeOfDayMs += second * secondMs;
        at += 3;
        if (at < end && (bytes[at] === 46 || bytes[at] === 44)) {
          let weight = 100;
          const first = ++at;
          while (at < end && isDigit(bytes[at] as number)) {
            timeOfDayMs += Math.trunc(weight) * ((bytes[at++] as number) - zero);
            weight /= 10;
          }
          if (at === first) return this.fail('not-a-time');
        }
      }
      if (at < end) {
        const offsetMs = offsetAt(bytes, at, end);
        if (Number.isNaN(offsetMs)) return this.fail('not-a-time');
        this.reading = 'instant';
        timeOfDayMs -= offsetMs;
      }
    }
    return this.civil(year, month, day, timeOfDayMs);
  }
}

/** `Z`, `±HH:MM` or `±HHMM` from `at` to `end`, in ms; `NaN` where it is none of them. */
function offsetAt(bytes: Uint8Array, at: number, end: number): number {
  const sign = bytes[at];
  if (sign === 90 && at + 1 === end) return 0;
  const colon = bytes[at + 3] === 58 ? 1 : 0;
  if ((sign !== 43 && sign !== 45) || at + 5 + colon !== end) return Number.NaN;
  const hours = digitsAt(bytes, at + 1, 2);
  const minutes = digitsAt(bytes, at + 3 + colon, 2);
  if (hours < 0 || minutes < 0 || hours > 18 || minutes > 59) return Number.NaN;
  return (sign === 45 ? -1 : 1) * (hours * hourMs + minutes * minuteMs);
}

/** Seconds or milliseconds since 1970, digits with an optional fraction. */
class EpochReader implements TimeReader {
  reading: TimeReading = 'not-a-time';
  readonly expected: string;
  readonly #unitMs: number;

  constructor(unitMs: number, expected: string) {
    this.#unitMs = unitMs;
    this.expected = expected;
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    const text = latin1(bytes, start, end);
    const at = /^-?\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) * this.#unitMs : Number.NaN;
    // Beyond it lie seconds taken for milliseconds and the like, and no calendar.
    const known = Math.abs(at) < 8.64e15;
    this.reading = known ? 'instant' : 'not-a-time';
    return known ? at : Number.NaN;
  }
}

type Part = { readonly name: string; readonly least: number; readonly most: number } | { readonly literal: number };

/** A pattern such as `dd.MM.yyyy HH:mm`. */
class PatternReader extends CivilReader {
  readonly expected: string;
  readonly #parts: readonly Part[];

  constructor(format: string) {
    super();
    this.expected = `a time as ${format}`;
    const parts: Part[] = [];
    let at = 0;
    for (const match of format.matchAll(tokenPattern)) {
      for (const literal of format.slice(at, match.index)) parts.push({ literal: literal.charCodeAt(0) });
      const [token] = match;
      const name = token[0] as string;
      parts.push({ name, least: token.length, most: Math.max(token.length, 2) });
      at = match.index + token.length;
    }
    for (const literal of format.slice(at)) parts.push({ literal: literal.charCodeAt(0) });
    this.#parts = parts;
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    let [year, month, day, hour, minute, second, ms] = [0, 0, 0, 0, 0, 0, 0];
    let at = start;
    for (const part of this.#parts) {
      if ('literal' in part) {
        if (at >= end || bytes[at++] !== part.literal) return this.fail('not-a-time');
        continue;
      }
      let length = 0;
      while (length < part.most && at + length < end && isDigit(bytes[at + length] as number)) length++;
      if (length < part.least) return this.fail('not-a-time');
      const value = digitsAt(bytes, at, length);
      at += length;
      if (part.name === 'y') year = value;
      else if (part.name === 'M') month = value;
      else if (part.name === 'd') day = value;
      else if (part.name === 'H') hour = value;
      else if (part.name === 'm') minute = value;
      else if (part.name === 's') second = value;
      else ms = value;
    }
    if (at !== end || hour > 23 || minute > 59 || second > 59) return this.fail('not-a-time');
    this.reading = 'local';
    return this.civil(year, month, day, hour * hourMs + minute * minuteMs + second * secondMs + ms);
  }
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).latin1Slice();
}
