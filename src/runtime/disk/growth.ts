/** How much a store grows in a day, from what its last days take. */
import { quantile } from '../../stats/index.ts';

export type DailyGrowth =
  | {
      readonly kind: 'known';
      /** The median; nine in ten lie above `low` and below `high`. */
      readonly bytesPerDay: number;
      readonly lowBytesPerDay: number;
      readonly highBytesPerDay: number;
      readonly dayCount: number;
    }
  | { readonly kind: 'unknown'; readonly reason: 'too-few-days'; readonly dayCount: number };

/** Days that are looked at. */
export const growthDaysMax = 30;
const daysMin = 3;
/** From so many days on weeks are compared, so that free weekends count as what they are. */
const weeklyFrom = 14;
const weekDays = 7;

/**
 * Growth per day: the median over all weeks within the days, with its 10 % and 90 % quantiles; over single days where there
 * are less than 14. One day of a back-fill lies in 7 of 24 weeks and does not move the median.
 *
 * @param days bytes of each day that is over, in order; one without any is 0
 * @returns unknown for less than three days
 * @example growthOf([5, 5, 5]) // { kind: 'known', bytesPerDay: 5, lowBytesPerDay: 5, highBytesPerDay: 5, dayCount: 3 }
 */
export function growthOf(days: readonly number[]): DailyGrowth {
  const dayCount = days.length;
  if (dayCount < daysMin) return { kind: 'unknown', reason: 'too-few-days', dayCount };
  const samples = dayCount < weeklyFrom ? days : weeksOf(days);
  const at = (p: number): number => quantile(samples, p) as number;
  return {
    kind: 'known',
    bytesPerDay: at(0.5),
    lowBytesPerDay: at(0.1),
    highBytesPerDay: at(0.9),
    dayCount,
  };
}

/** Means of a day over each seven days in a row. */
function weeksOf(days: readonly number[]): readonly number[] {
  return Array.from({ length: days.length - weekDays + 1 }, (_, from) => {
    let sum = 0;
    for (const bytes of days.slice(from, from + weekDays)) sum += bytes;
    return sum / weekDays;
  });
}
