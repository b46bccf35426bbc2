/** How long something is kept, as a plant file says it: `13 months`, `90 days`, `forever`. */
import { civilOfEpochDay, dayMs, epochDayFromCivil, monthDays } from '../../time/index.ts';

/** A number and a unit, or `forever`. */
export const periodPattern: RegExp = /^(?:forever|[1-9]\d{0,3} (?:day|week|month|year)s?)$/;

/** Months and years are those of the calendar in UTC, so they are no number of days. */
export type Period =
  | { readonly kind: 'forever' }
  | { readonly kind: 'days'; readonly count: number }
  | { readonly kind: 'months'; readonly count: number };

const unitsPer = { week: 7, year: 12 } as const;

/**
 * Reads a period; absent is for ever.
 *
 * @throws RangeError where it does not match `periodPattern`
 * @example parsePeriod('2 years') // { kind: 'months', count: 24 }
 */
export function parsePeriod(text: string | undefined): Period {
  if (text === undefined || text === 'forever') return { kind: 'forever' };
  if (!periodPattern.test(text)) throw new RangeError(`'${text}' is not a period such as '13 months'.`);
  const [count, unit] = text.split(' ') as [string, string];
  switch (unit.replace(/s$/, '')) {
    case 'day':
      return { kind: 'days', count: Number(count) };
    case 'week':
      return { kind: 'days', count: Number(count) * unitsPer.week };
    case 'month':
      return { kind: 'months', count: Number(count) };
    default:
      return { kind: 'months', count: Number(count) * unitsPer.year };
  }
}

/**
 * The begin of the UTC day on which a period that ends now began: what ended before it is kept no longer. Undefined for
 * ever. It is never later than now less the period. The same day of an earlier month is taken, or its last where that
 * month is shorter (RFC 5545 calls it `BACKWARD`, Temporal `constrain`).
 *
 * @param at UTC epoch ms
 * @example cutAt(parsePeriod('1 month'), Date.parse('2026-03-31T08:00Z')) // 2026-02-28T00:00Z
 */
export function cutAt(period: Period, at: number): number | undefined {
  if (period.kind === 'forever') return undefined;
  const today = Math.floor(at / dayMs);
  const day = period.kind === 'days' ? today - period.count : monthsBefore(today, period.count);
  return day * dayMs;
}

function monthsBefore(epochDay: number, count: number): number {
  const { year, month, day } = civilOfEpochDay(epochDay);
  const months = year * 12 + (month - 1) - count;
  const [inYear, inMonth] = [Math.floor(months / 12), (((months % 12) + 12) % 12) + 1];
  return epochDayFromCivil(inYear, inMonth, Math.min(day, monthDays(inYear, inMonth)));
}

/** Two leap years and what lies between them: every length that a number of months has, but over a turn of a century. */
const firstDay = epochDayFromCivil(2024, 1, 1);
const dayCount = 4 * 365 + 366;

/** The fewest and the most days that a period is, by when it ends. */
export function daysOf(period: Period): { readonly min: number; readonly max: number } {
  if (period.kind === 'forever') return { min: Number.POSITIVE_INFINITY, max: Number.POSITIVE_INFINITY };
  if (period.kind === 'days') return { min: period.count, max: period.count };
  let min = Number.POSITIVE_INFINITY;
  let max = 0;
  for (let day = firstDay; day < firstDay + dayCount; day++) {
    const length = day - monthsBefore(day, period.count);
    min = Math.min(min, length);
    max = Math.max(max, length);
  }
  return { min, max };
}

/** Whether a period is never shorter than another, whenever they end. */
export function isAsLong(period: Period, other: Period): boolean {
  if (period.kind === 'months' && other.kind === 'months') return period.count >= other.count;
  return daysOf(period).min >= daysOf(other).max;
}
