/**
 * Sets of time as sorted, disjoint, non-empty half-open intervals, held flat: `[from0, to0, from1, to1, …]`.
 * Every operation is one merge over its inputs, so a year of a plant's intervals costs what reading it costs.
 */
import type { Interval } from './instants.ts';

/** Sorted, disjoint, non-empty, non-touching intervals, flat: `[from0, to0, from1, to1, …]`, UTC epoch ms. */
export type IntervalSet = Float64Array;

export const emptySet: IntervalSet = new Float64Array(0);

/** One interval as a set; the empty set where it has no length. */
export function setOf(interval: Interval): IntervalSet {
  return interval.toAt > interval.fromAt ? Float64Array.of(interval.fromAt, interval.toAt) : emptySet;
}

/**
 * The union of any intervals, in any order, overlapping or not. Those of no length add nothing.
 *
 * @param from starts, ms
 * @param to ends, ms; as many as `from`
 * @example union([0, 5, 20], [10, 15, 30]) // 0–15, 20–30
 */
export function union(from: ArrayLike<number>, to: ArrayLike<number>): IntervalSet {
  const order = new Uint32Array(from.length);
  let sorted = true;
  for (let i = 0; i < order.length; i++) {
    order[i] = i;
    if (i > 0 && (from[i] as number) < (from[i - 1] as number)) sorted = false;
  }
  if (!sorted) order.sort((a, b) => (from[a] as number) - (from[b] as number));
  const out = new Float64Array(from.length * 2);
  let length = 0;
  for (const i of order) {
    const start = from[i] as number;
    const end = to[i] as number;
    if (!(end > start)) continue;
    const lastEnd = length > 0 ? (out[length - 1] as number) : Number.NEGATIVE_INFINITY;
    if (start <= lastEnd) {
      if (end > lastEnd) out[length - 1] = end;
    } else {
      out[length++] = start;
      out[length++] = end;
    }
  }
  return out.slice(0, length);
}

/** The union of whole sets. */
export function unionOf(...sets: readonly IntervalSet[]): IntervalSet {
  return unionOfAll(sets);
}

/** The union of any number of whole sets, more than a call may have arguments. */
export function unionOfAll(sets: Iterable<IntervalSet>): IntervalSet {
  const from: number[] = [];
  const to: number[] = [];
  for (const set of sets)
    for (let i = 0; i < set.length; i += 2) {
      from.push(set[i] as number);
      to.push(set[i + 1] as number);
    }
  return union(from, to);
}

/** What two sets have in common. */
export function intersect(a: IntervalSet, b: IntervalSet): IntervalSet {
  const out: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const from = Math.max(a[i] as number, b[j] as number);
    const aTo = a[i + 1] as number;
    const bTo = b[j + 1] as number;
    const to = Math.min(aTo, bTo);
    if (from < to) out.push(from, to);
    if (aTo <= bTo) i += 2;
    else j += 2;
  }
  return Float64Array.from(out);
}

/** What is in `a` and not in `b`. */
export function subtract(a: IntervalSet, b: IntervalSet): IntervalSet {
  const out: number[] = [];
  let j = 0;
  for (let i = 0; i < a.length; i += 2) {
    let from = a[i] as number;
    const to = a[i + 1] as number;
    while (j < b.length && (b[j + 1] as number) <= from) j += 2;
    for (let k = j; k < b.length && (b[k] as number) < to; k += 2) {
      if ((b[k] as number) > from) out.push(from, b[k] as number);
      from = Math.max(from, b[k + 1] as number);
    }
    if (from < to) out.push(from, to);
  }
  return Float64Array.from(out);
}

/** The part of a set that lies within one interval. */
export function clip(set: IntervalSet, window: Interval): IntervalSet {
  return intersect(set, setOf(window));
}

/** Total length in milliseconds. */
export function totalMs(set: IntervalSet): number {
  let sum = 0;
  for (let i = 0; i < set.length; i += 2) sum += (set[i + 1] as number) - (set[i] as number);
  return sum;
}

/** The set as records, for the edges. */
export function listIntervals(set: IntervalSet): Interval[] {
  const out: Interval[] = [];
  for (let i = 0; i < set.length; i += 2) out.push({ fromAt: set[i] as number, toAt: set[i + 1] as number });
  return out;
}
