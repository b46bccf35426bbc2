/** How much of a set of time lies in a window, in the logarithm of the set's size. */
import type { IntervalSet } from '../time/index.ts';

export interface Measure {
  readonly set: IntervalSet;
  /** Length of the set within `[fromAt, toAt)`, ms. */
  within(fromAt: number, toAt: number): number;
}

/**
 * Sums of lengths before each interval, so that a window is two look-ups. Each look-up starts where the last one ended: windows
 * that follow each other cost what lies between them.
 */
export function createMeasure(set: IntervalSet): Measure {
  const count = set.length / 2;
  const before = new Float64Array(count + 1);
  for (let i = 0; i < count; i++)
    before[i + 1] = (before[i] as number) + (set[i * 2 + 1] as number) - (set[i * 2] as number);
  let place = 0;
  function until(at: number): number {
    place = countBefore(set, at, place);
    if (place === 0) return 0;
    const end = set[place * 2 - 1] as number;
    return (before[place] as number) - (end > at ? end - at : 0);
  }
  return {
    set,
    within(fromAt, toAt) {
      if (count === 0 || toAt <= fromAt) return 0;
      const ms = until(fromAt);
      return until(toAt) - ms;
    },
  };
}

/** Number of intervals that start before an instant: in growing steps from a place to either side, then by halves. */
function countBefore(set: IntervalSet, at: number, place: number): number {
  let [low, high, step] = [place, place, 1];
  if (place > 0 && (set[place * 2 - 2] as number) >= at) {
    high = place - 1;
    low = Math.max(0, high - step);
    while (low > 0 && (set[low * 2 - 2] as number) >= at) {
      high = low - 1;
      step *= 2;
      low = Math.max(0, high - step);
    }
  } else {
    const count = set.length / 2;
    while (high < count && (set[high * 2] as number) < at) {
      low = high + 1;
      high = Math.min(count, low + step);
      step *= 2;
    }
  }
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((set[middle * 2] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
