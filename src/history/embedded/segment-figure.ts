/**
 * Figures of a state's segments, worked out day by day and put together by month and kind. What was worked out is kept with
 * what it was worked out from, so that of the next state only the days and months that changed are looked at.
 */
import type { Days, Months, Partition } from './segment.ts';

export interface SegmentFigure<T> {
  ofPartition(partition: Partition): T;
  ofDays(days: Days): T;
  ofMonths(months: Months): T;
  /** Of several parts, in their order; of none, what holds where there are no segments. */
  join(parts: readonly T[]): T;
}

/** @param of one partition, which has segments */
export function createSegmentFigure<T>(
  of: (partition: Partition) => T,
  join: (parts: readonly T[]) => T,
): SegmentFigure<T> {
  const ofPartition = kept(of);
  const ofDays = kept((days: Days) => join([...days.values()].map(ofPartition)));
  const ofMonths = kept((months: Months) => join([...months.values()].map(ofDays)));
  return { ofPartition, ofDays, ofMonths, join };
}

function kept<K extends object, T>(workOut: (key: K) => T): (key: K) => T {
  const known = new WeakMap<K, { readonly value: T }>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before.value;
    const value = workOut(key);
    known.set(key, { value });
    return value;
  };
}
