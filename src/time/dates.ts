/** Calendar dates as text, `YYYY-MM-DD`, years 0000 to 9999. */
import { civilOfEpochDay, epochDayFromCivil, monthDays } from './civil.ts';
import type { LocalDate } from './zone.ts';

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Monday 1 to Sunday 7, as ISO 8601 counts. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/**
 * A date that exists, or undefined.
 *
 * @example parseLocalDate('2012-02-29') // '2012-02-29'
 * @example parseLocalDate('2012-02-30') // undefined
 */
export function parseLocalDate(text: string): LocalDate | undefined {
  return findEpochDay(text) === undefined ? undefined : text;
}

/** Days from 1970-01-01 to a date; undefined where the text is no date that exists. */
export function findEpochDay(text: string): number | undefined {
  const match = datePattern.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return day >= 1 && day <= monthDays(year, month) ? epochDayFromCivil(year, month, day) : undefined;
}

/**
 * Days from 1970-01-01 to a date.
 *
 * @throws RangeError where the text is no date that exists
 * @example epochDayOf('1970-01-02') // 1
 */
export function epochDayOf(date: LocalDate): number {
  const epochDay = findEpochDay(date);
  if (epochDay === undefined) throw new RangeError(`'${date}' is not a date that exists (YYYY-MM-DD).`);
  return epochDay;
}

/**
 * The date so many days after 1970-01-01.
 *
 * @throws RangeError where its year is not 0000 to 9999
 */
export function dateOfEpochDay(epochDay: number): LocalDate {
  const { year, month, day } = civilOfEpochDay(epochDay);
  if (!(year >= 0 && year <= 9999)) throw new RangeError(`Day ${epochDay} lies outside the years 0000 to 9999.`);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/**
 * The date `days` after a date (before, where negative).
 *
 * @throws RangeError where the date does not exist, or the result lies outside the years 0000 to 9999
 * @example addDays('2012-02-28', 2) // '2012-03-01'
 */
export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOfEpochDay(epochDayOf(date) + days);
}

/**
 * Days from one date to another; negative where `to` is before `from`.
 *
 * @throws RangeError where a date does not exist
 * @example daysBetween('2012-02-28', '2012-03-01') // 2
 */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return epochDayOf(to) - epochDayOf(from);
}

/**
 * The day of the week, Monday 1 to Sunday 7.
 *
 * @throws RangeError where the date does not exist
 * @example weekdayOf('2012-02-29') // 3, a Wednesday
 */
export function weekdayOf(date: LocalDate): Weekday {
  // 1970-01-01 was a Thursday.
  return (((((epochDayOf(date) + 3) % 7) + 7) % 7) + 1) as Weekday;
}
