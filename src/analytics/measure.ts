/** How much of a set of time lies in a window, in the logarithm of the set's size. */
import type { IntervalSet } from '../time/index.ts';

export interface Measure {
  readonly set: IntervalSet;
  /** Length of the set within `[fromAt, toAt)`, ms. */
  within(fromAt: number, toAt: number): number;
}

/** Sums of lengths before each interval, so that a window is two look-ups. */
export function createMeasure(set: IntervalSet): Measure {
  const before = new Float64Array(set.length / 2 + 1);
  for (let i = 0; i < set.length; i += 2)
    before[i / 2 + 1] = (before[i / 2] as number) + (set[i + 1] as number) - (set[i] as number);
  function until(at: number): number {
    // Number of intervals that start before the instant.
    let low = 0;
    let high = set.length / 2;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((set[middle * 2] as number) < at) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return 0;
    const end = set[low * 2 - 1] as number;
    return (before[low] as number) - Math.max(0, end - at);
  }
  return { set, within: (fromAt, toAt) => (toAt > fromAt ? until(toAt) - until(fromAt) : 0) };
}
