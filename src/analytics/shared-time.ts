/** Time shared among reports that overlap: each instant covered by n of them gives 1/n to each. */
import type { IntervalSet } from '../time/index.ts';

export interface SharedTime {
  /** The share of one report that covers `[fromAt, toAt)` wholly, ms. */
  of(fromAt: number, toAt: number): number;
}

/**
 * The integral of 1/n over time, n being how many of the intervals cover an instant. The share of a report is the
 * integral over its interval, because where it covers an instant n counts it.
 *
 * @param startAt sorted ascending
 * @param without time that counts for nobody
 */
export function createSharedTime(startAt: Float64Array, endAt: Float64Array, without: IntervalSet): SharedTime {
  const ends = endAt.slice().sort();
  const size = startAt.length * 2 + without.length;
  const at = new Float64Array(size);
  const sum = new Float64Array(size);
  let length = 0;
  let open = 0;
  let total = 0;
  let last = 0;
  let [s, e, w] = [0, 0, 0];
  while (e < ends.length) {
    const next = Math.min(startAt[s] ?? Infinity, ends[e] as number, without[w] ?? Infinity);
    if (open > 0 && w % 2 === 0) total += (next - last) / open;
    while (s < startAt.length && startAt[s] === next) {
      open++;
      s++;
    }
    while (e < ends.length && ends[e] === next) {
      open--;
      e++;
    }
    while (w < without.length && without[w] === next) w++;
    at[length] = next;
    sum[length] = total;
    length++;
    last = next;
  }
  const [ats, sums] = [at.subarray(0, length), sum.subarray(0, length)];
  return { of: (fromAt, toAt) => (toAt > fromAt ? integralAt(ats, sums, toAt) - integralAt(ats, sums, fromAt) : 0) };
}

/** Linear between the breakpoints, constant outside them. */
function integralAt(at: Float64Array, sum: Float64Array, instant: number): number {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((at[middle] as number) <= instant) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return 0;
  const from = at[low - 1] as number;
  const before = sum[low - 1] as number;
  if (low === at.length) return before;
  const to = at[low] as number;
  return before + (((sum[low] as number) - before) * (instant - from)) / (to - from);
}
