/** Time shared among reports that overlap: each instant covered by n of them gives 1/n to each. */
import type { IntervalSet } from '../time/index.ts';
import { createMeasure } from './measure.ts';

export interface SharedTime {
  /** The share of one report that covers `[fromAt, toAt)` wholly, ms. */
  of(fromAt: number, toAt: number): number;
  /** The same of many reports in turn, by start ascending: each is looked for from the one before on. */
  ofSorted(startAt: Float64Array, endAt: Float64Array): Float64Array;
}

/**
 * The integral of 1/n over time, n being how many of the intervals cover an instant. The share of a report is the
 * integral over its interval, because where it covers an instant n counts it. Worked out when it is first asked for, and where no
 * two intervals overlap not at all.
 *
 * @param startAt sorted ascending
 * @param without time that counts for nobody
 */
export function createSharedTime(startAt: Float64Array, endAt: Float64Array, without: IntervalSet): SharedTime {
  let known: SharedTime | undefined;
  const shared = (): SharedTime => {
    known ??= areApart(startAt, endAt) ? unshared(without) : integrate(startAt, endAt, without);
    return known;
  };
  return {
    of: (fromAt, toAt) => shared().of(fromAt, toAt),
    ofSorted: (starts, ends) => shared().ofSorted(starts, ends),
  };
}

function areApart(startAt: Float64Array, endAt: Float64Array): boolean {
  for (let i = 1; i < startAt.length; i++) if ((startAt[i] as number) < (endAt[i - 1] as number)) return false;
  return true;
}

/** Each report has its time to itself. */
function unshared(without: IntervalSet): SharedTime {
  const { within } = createMeasure(without);
  const of = (fromAt: number, toAt: number): number => (toAt > fromAt ? toAt - fromAt - within(fromAt, toAt) : 0);
  return { of, ofSorted: (starts, ends) => starts.map((fromAt, i) => of(fromAt, ends[i] as number)) };
}

function integrate(startAt: Float64Array, endAt: Float64Array, without: IntervalSet): SharedTime {
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
  return {
    of: (fromAt, toAt) =>
      toAt > fromAt
        ? integralAt(ats, sums, toAt, countUntil(ats, toAt, 0)) -
          integralAt(ats, sums, fromAt, countUntil(ats, fromAt, 0))
        : 0,
    ofSorted(starts, ends) {
      let place = 0;
      return starts.map((from, i) => {
        const to = ends[i] as number;
        place = countUntil(ats, from, place);
        if (to <= from) return 0;
        return integralAt(ats, sums, to, countUntil(ats, to, place)) - integralAt(ats, sums, from, place);
      });
    },
  };
}

/** How many breakpoints lie at or before an instant, of which `known` are known to: in growing steps from there. */
function countUntil(at: Float64Array, instant: number, known: number): number {
  let low = known;
  let step = 1;
  while (low + step <= at.length && (at[low + step - 1] as number) <= instant) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, at.length);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((at[middle] as number) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Linear between the breakpoints, constant outside them.
 *
 * @param place how many breakpoints lie at or before the instant
 */
function integralAt(at: Float64Array, sum: Float64Array, instant: number, place: number): number {
  if (place === 0) return 0;
  const from = at[place - 1] as number;
  const before = sum[place - 1] as number;
  if (place === at.length) return before;
  const to = at[place] as number;
  return before + (((sum[place] as number) - before) * (instant - from)) / (to - from);
}
