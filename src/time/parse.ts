/**
 * Hand-written parsers of times as text: no regular expression, no object, for the hot path of ingest. They are held
 * equal to Temporal by a property test. What is no time, or does not exist, is `NaN`.
 */
import { epochDayFromCivil, monthDays } from './civil.ts';
import { dayMs, hourMs, minuteMs, secondMs } from './instants.ts';

const colon = 58;
const dash = 45;
const plus = 43;
const dot = 46;
const fractionDigitsMax = 9;

/**
 * A local date and time, `YYYY-MM-DD[T ]HH:MM[:SS[.fraction]]`, as the epoch ms it would be if the zone were UTC; `NaN`
 * where the text is anything else, or the date does not exist. `24:00` is the midnight that ends the day (ISO 8601);
 * a second of 60 does not exist. A fraction has 1 to 9 digits; what is finer than 1 ms stays as a fraction.
 *
 * @example parseLocalDateTime('2012-01-29T23:24') // 1327879440000
 * @example parseLocalDateTime('2012-02-30T07:00') // NaN
 */
export function parseLocalDateTime(text: string): number {
  return parseUpTo(text, text.length);
}

/**
 * An instant in RFC 3339, `YYYY-MM-DD[T ]HH:MM[:SS[.fraction]]` with `Z`, `±HH:MM`, `±HHMM` or `±HH`, as epoch ms;
 * `NaN` where the text is anything else or the date does not exist.
 *
 * @example parseInstant('2012-02-29T07:00:00+02:00') // 1330491600000
 */
export function parseInstant(text: string): number {
  const length = text.length;
  const last = text.charCodeAt(length - 1);
  if (last === 90 || last === 122) return parseUpTo(text, length - 1);
  const signAt = findSign(text);
  if (signAt < 0) return Number.NaN;
  return parseUpTo(text, signAt) - offsetFrom(text, signAt);
}

/**
 * A wall time `HH:MM`, 00:00 to 24:00, as minutes after midnight; undefined where it is none.
 *
 * @example parseWallTime('07:30') // 450
 */
export function parseWallTime(text: string): number | undefined {
  if (text.length !== 5 || text.charCodeAt(2) !== colon) return undefined;
  const minutes = twoDigits(text, 0) * 60 + twoDigits(text, 3);
  return twoDigits(text, 3) <= 59 && minutes <= 1440 ? minutes : undefined;
}

function parseUpTo(text: string, end: number): number {
  if (end < 16) return Number.NaN;
  const separator = text.charCodeAt(10);
  if (
    text.charCodeAt(4) !== dash ||
    text.charCodeAt(7) !== dash ||
    text.charCodeAt(13) !== colon ||
    (separator !== 84 && separator !== 32 && separator !== 116)
  )
    return Number.NaN;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  // Comparisons with NaN are false, so each is written to be true for what is right.
  if (!(year >= 0 && day >= 1 && day <= monthDays(year, month) && hour <= 24 && minute <= 59)) return Number.NaN;
  const restMs = end === 16 ? 0 : secondsUpTo(text, end);
  const timeMs = hour * hourMs + minute * minuteMs + restMs;
  return timeMs <= dayMs && (hour < 24 || timeMs === dayMs)
    ? epochDayFromCivil(year, month, day) * dayMs + timeMs
    : Number.NaN;
}

/** `:SS[.fraction]` from index 16 to `end`, in ms. */
function secondsUpTo(text: string, end: number): number {
  const second = twoDigits(text, 17);
  if (end < 19 || text.charCodeAt(16) !== colon || !(second <= 59)) return Number.NaN;
  if (end === 19) return second * secondMs;
  const digits = end - 20;
  if (text.charCodeAt(19) !== dot || digits < 1 || digits > fractionDigitsMax) return Number.NaN;
  let value = 0;
  let scale = 1;
  for (let i = 20; i < end; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
    scale *= 10;
  }
  return second * secondMs + (value * secondMs) / scale;
}

/** Index of the `+` or `-` that begins an offset; -1 where there is none after the minutes. */
function findSign(text: string): number {
  for (let i = text.length - 3; i >= text.length - 6 && i >= 16; i--) {
    const code = text.charCodeAt(i);
    if (code === plus || code === dash) return i;
  }
  return -1;
}

function offsetFrom(text: string, signAt: number): number {
  const length = text.length - signAt;
  const hours = twoDigits(text, signAt + 1);
  let minutes = 0;
  if (length === 6) minutes = text.charCodeAt(signAt + 3) === colon ? twoDigits(text, signAt + 4) : Number.NaN;
  else if (length === 5) minutes = twoDigits(text, signAt + 3);
  else if (length !== 3) return Number.NaN;
  if (!(hours <= 23 && minutes <= 59)) return Number.NaN;
  const offsetMs = hours * hourMs + minutes * minuteMs;
  return text.charCodeAt(signAt) === plus ? offsetMs : -offsetMs;
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
