/** The usual range of a figure and where a value stands to it. */
import type { Known } from '../model/index.ts';
import { bandOf } from '../stats/index.ts';
import type { ComparedKpi } from './daily-analysis.ts';
import type { Times } from './figures.ts';
import { usualCountMin } from './past-windows.ts';
import type { UsualRange } from './usual.ts';

/** Median and 10–90 % band of the known values; unknown under 6 of them. */
export function usualRangeOf(values: readonly number[]): UsualRange {
  const band = values.length < usualCountMin ? undefined : bandOf(values);
  return band === undefined
    ? { kind: 'unknown', reason: 'too-little-history', count: values.length }
    : { kind: 'known', ...band };
}

/** A value on the edge of the band is within it. */
export function standingOf(value: Known, usual: UsualRange): ComparedKpi['standing'] {
  if (value.kind === 'unknown' || usual.kind === 'unknown') return 'unknown';
  if (value.value > usual.p90) return 'above';
  return value.value < usual.p10 ? 'below' : 'within';
}

/** What decides whether windows compare. */
export interface Planned {
  readonly times: Pick<Times, 'plannedMs' | 'plannedStopMs'>;
}

/**
 * Whether two windows of the same equipment can be compared: it was meant to run in both, or in neither. A holiday, or
 * a planned stop over all of its shifts, says nothing of a day that was worked.
 */
export function isComparable(now: Planned, past: Planned): boolean {
  return now.times.plannedMs > 0 === past.times.plannedMs > 0 && !isStopped(now) && !isStopped(past);
}

/** Under planned stop for all the time it would have been meant to run. */
export function isStopped({ times }: Planned): boolean {
  return times.plannedStopMs > 0 && times.plannedMs === 0;
}
