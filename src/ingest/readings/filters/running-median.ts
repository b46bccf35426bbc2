import type { FilteredReading, ReadingFilter } from './filtered-reading.ts';

/**
 * Replaces each value by the median of the last `count`, itself among them. Until there are so many, of those there are;
 * of an even number the lower of the two in the middle, so that it is a value that was measured. Texts, readings without
 * a value and bad ones pass as they are and are no part of it.
 *
 * @param count odd
 */
export function createRunningMedian(count: number): ReadingFilter {
  const last: number[] = [];
  return {
    pass(reading: FilteredReading) {
      if (Number.isNaN(reading.value) || reading.quality === 2) return reading;
      last.push(reading.value);
      if (last.length > count) last.shift();
      const sorted = last.toSorted((a, b) => a - b);
      return { ...reading, value: sorted[(sorted.length - 1) >> 1] as number };
    },
  };
}
