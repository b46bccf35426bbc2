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
  for (let i = 1; i < from.length; i++)
    if ((from[i] as number) < (from[i - 1] as number)) return unionSorted(...sortByStart(from, to));
  return unionSorted(from, to);
}

function sortByStart(from: ArrayLike<number>, to: ArrayLike<number>): [from: Float64Array, to: Float64Array] {
  const order = Uint32Array.from({ length: from.length }, (_, i) => i);
  order.sort((a, b) => (from[a] as number) - (from[b] as number));
  const [starts, ends] = [new Float64Array(order.length), new Float64Array(order.length)];
  for (let i = 0; i < order.length; i++) {
    starts[i] = from[order[i] as number] as number;
    ends[i] = to[order[i] as number] as number;
  }
  return [starts, ends];
}

function unionSorted(from: ArrayLike<number>, to: ArrayLike<number>): IntervalSet {
  const out = scratchOf(from.length * 2);
  let length = 0;
  let lastEnd = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < from.length; i++) {
    const start = from[i] as number;
    const end = to[i] as number;
    if (!(end > start)) continue;
    if (start > lastEnd) {
      out[length] = start;
      out[length + 1] = end;
      length += 2;
      lastEnd = end;
    } else if (end > lastEnd) {
      out[length - 1] = end;
      lastEnd = end;
    }
  }
  return copyOf(out, length);
}

/** Where sets are made, before what there is of them is copied: one piece of memory for all. */
let scratch = new Float64Array(1_024);

function scratchOf(length: number): Float64Array {
  if (scratch.length < length) scratch = new Float64Array(length * 2);
  return scratch;
}

function copyOf(made: Float64Array, length: number): IntervalSet {
  return length === 0 ? emptySet : made.slice(0, length);
}

/** The union of whole sets. */
export function unionOf(...sets: readonly IntervalSet[]): IntervalSet {
  return unionOfAll(sets);
}

/** The union of any number of whole sets, more than a call may have arguments. */
export function unionOfAll(sets: Iterable<IntervalSet>): IntervalSet {
  // By twos, and those again: each interval is merged as often as the sets can be halved.
  let left = [...sets].filter(({ length }) => length > 0);
  while (left.length > 1) {
    const merged: IntervalSet[] = [];
    for (let i = 0; i < left.length; i += 2) {
      const [a, b] = [left[i] as IntervalSet, left[i + 1]];
      merged.push(b === undefined ? a : unionOfTwo(a, b));
    }
    left = merged;
  }
  return left[0] ?? emptySet;
}

function unionOfTwo(a: IntervalSet, b: IntervalSet): IntervalSet {
  const out = scratchOf(a.length + b.length);
  let [i, j, length] = [0, 0, 0];
  let lastEnd = Number.NEGATIVE_INFINITY;
  while (i < a.length || j < b.length) {
    const isFirst = j >= b.length || (i < a.length && (a[i] as number) <= (b[j] as number));
    const start = (isFirst ? a[i] : b[j]) as number;
    const end = (isFirst ? a[i + 1] : b[j + 1]) as number;
    if (isFirst) i += 2;
    else j += 2;
    if (start > lastEnd) {
      out[length] = start;
      out[length + 1] = end;
      length += 2;
      lastEnd = end;
    } else if (end > lastEnd) {
      out[length - 1] = end;
      lastEnd = end;
    }
  }
  return copyOf(out, length);
}

/** What two sets have in common. */
export function intersect(a: IntervalSet, b: IntervalSet): IntervalSet {
  if (a.length === 0 || b.length === 0) return emptySet;
  const out = scratchOf(a.length + b.length);
  let [i, j, length] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const [aFrom, aTo] = [a[i] as number, a[i + 1] as number];
    const [bFrom, bTo] = [b[j] as number, b[j + 1] as number];
    const from = aFrom > bFrom ? aFrom : bFrom;
    const to = aTo < bTo ? aTo : bTo;
    if (from < to) {
      out[length] = from;
      out[length + 1] = to;
      length += 2;
    }
    if (aTo <= bTo) i += 2;
    else j += 2;
  }
  return copyOf(out, length);
}

/** What is in `a` and not in `b`. */
export function subtract(a: IntervalSet, b: IntervalSet): IntervalSet {
  if (a.length === 0 || b.length === 0) return a;
  const out = scratchOf(a.length + b.length);
  let [j, length] = [0, 0];
  for (let i = 0; i < a.length; i += 2) {
    let from = a[i] as number;
    const to = a[i + 1] as number;
    while (j < b.length && (b[j + 1] as number) <= from) j += 2;
    for (let k = j; k < b.length && (b[k] as number) < to; k += 2) {
      if ((b[k] as number) > from) {
        out[length] = from;
        out[length + 1] = b[k] as number;
        length += 2;
      }
      from = Math.max(from, b[k + 1] as number);
    }
    if (from < to) {
      out[length] = from;
      out[length + 1] = to;
      length += 2;
    }
  }
  return copyOf(out, length);
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
