/** Numbers, times and durations as a language writes them: fixed locale, the plant's zone, never the machine's. */
import type { LocalDate } from '../../time/index.ts';

/** A no-break space: between a number and its unit. */
export const nbsp = '\u00a0';

export interface Formats {
  /** `1,234`. */
  integer(value: number): string;
  /** `41 %`, with one decimal where `digits` is 1. */
  percent(ratio: number, digits: 0 | 1): string;
  /** The number without its sign, for a heading that has the unit. */
  percentNumber(ratio: number, digits: 0 | 1): string;
  /** `+2.1 pp`: a change of a ratio. */
  points(change: number): string;
  /** `5 h 40 min`, `12 min`, `20 s`, `1,204 h`: minutes are dropped from 100 h on. */
  duration(ms: number): string;
  /** `1.2`. */
  oneDecimal(value: number): string;
  /** `0.5`, `12`: one decimal where it is not whole. */
  short(value: number): string;
  /** `€1,240`, `€64`, `€4.20`: three digits, whole from 10 on, and the currency's smallest units below. */
  money(amount: number, currency: string): string;
  /** `34 days` from two days on, else as `duration`. */
  daysOrDuration(ms: number): string;
  /** `Wednesday, 29 February 2012`. */
  longDate(date: LocalDate): string;
  /** `29 Feb`. */
  shortDate(date: LocalDate): string;
  /** `Wednesday`. */
  weekday(date: LocalDate): string;
  /** `07:00`. */
  time(at: number): string;
  /** `29 Feb 07:00`. */
  dayTime(at: number): string;
  /** `29 Feb 2012 07:00`. */
  dateTime(at: number): string;
}

const dayMs = 86_400_000;

/** @param zone IANA id */
export function createFormats(locale: string, zone: string): Formats {
  const integers = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const shorts = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const signedTenths = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });
  const dateFormat = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  const longDates = dateFormat({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const shortDates = dateFormat({ day: 'numeric', month: 'short' });
  const weekdays = dateFormat({ weekday: 'long' });
  const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone };
  const times = new Intl.DateTimeFormat(locale, clock);
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: zone });
  const datesOfYear = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: zone,
  });
  const dayCounts = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'day',
    unitDisplay: 'long',
    maximumFractionDigits: 0,
  });
  const noon = (date: LocalDate): number => Date.parse(`${date}T12:00:00Z`);
  const trueMinus = (text: string): string => text.replace('-', '\u2212');
  const percentNumber = (ratio: number, digits: 0 | 1): string => {
    const format = digits === 0 ? integers : tenths;
    return trueMinus(format.format(withoutNegativeZero(ratio * 100, digits)));
  };
  const time = (at: number): string => times.format(at);

  const duration = (ms: number): string => {
    const seconds = Math.round(Math.abs(ms) / 1_000);
    if (seconds > 0 && seconds < 60) return `${ms < 0 ? '\u2212' : ''}${seconds}${nbsp}s`;
    const minutes = Math.round(Math.abs(ms) / 60_000);
    const sign = ms < 0 && minutes > 0 ? '\u2212' : '';
    const h = Math.floor(minutes / 60);
    const m = minutes % 60;
    if (h === 0) return `${sign}${m}${nbsp}min`;
    if (h >= 100) return `${sign}${integers.format(Math.round(minutes / 60))}${nbsp}h`;
    return m === 0 ? `${sign}${h}${nbsp}h` : `${sign}${h}${nbsp}h${nbsp}${m}${nbsp}min`;
  };
  const money = (amount: number, currency: string): string => {
    const smallest = new Intl.NumberFormat(locale, { style: 'currency', currency });
    const { maximumFractionDigits: digits = 2 } = smallest.resolvedOptions();
    if (Number(amount.toFixed(digits)) < 10) return smallest.format(amount);
    const rounding = amount < 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
    return new Intl.NumberFormat(locale, { style: 'currency', currency, ...rounding }).format(amount);
  };
  return {
    money,
    integer: (value) => trueMinus(integers.format(withoutNegativeZero(value, 0))),
    oneDecimal: (value) => trueMinus(tenths.format(withoutNegativeZero(value, 1))),
    short: (value) => trueMinus(shorts.format(value)),
    percentNumber,
    percent: (ratio, digits) => `${percentNumber(ratio, digits)}${nbsp}%`,
    points: (change) => `${trueMinus(signedTenths.format(change * 100))}${nbsp}pp`,
    duration,
    daysOrDuration: (ms) => (ms < 2 * dayMs ? duration(ms) : dayCounts.format(Math.floor(ms / dayMs))),
    longDate: (date) => longDates.format(noon(date)),
    shortDate: (date) => shortDates.format(noon(date)),
    weekday: (date) => weekdays.format(noon(date)),
    time,
    dayTime: (at) => `${days.format(at)} ${time(at)}`,
    dateTime: (at) => `${datesOfYear.format(at)} ${time(at)}`,
  };
}

/** What rounds to zero is zero, not minus zero. */
function withoutNegativeZero(value: number, digits: 0 | 1): number {
  return Math.abs(value) < (digits === 0 ? 0.5 : 0.05) ? 0 : value;
}
