/**
 * The order in which facts are read: by place, start, end, identity; readings of one instant by their sequence. Segments are sorted themselves and mostly hold a day
 * each, so that counting rows by place leaves almost nothing to compare; a database would sort all columns of all rows.
 */
import { wordsBySignificance, wordsPerRow } from './identity-words.ts';

export interface OrderedBy {
  /** Codes of the place, in the order of its words. */
  readonly place: Uint32Array;
  readonly placeCount: number;
  readonly startAt: Float64Array;
  readonly endAt: Float64Array;
  /** What orders facts of one place and time: identities as `toWords` makes them, of readings their sequence. */
  readonly tie:
    | { readonly kind: 'identity'; readonly words: Uint32Array }
    | { readonly kind: 'sequence'; readonly values: Float64Array };
}

/** Rows in order; undefined where they are in order as they lie. */
export function orderRows(columns: OrderedBy): Uint32Array | undefined {
  const { place, placeCount } = columns;
  const compare = comparatorOf(columns);
  if (areInOrder(place, compare)) return undefined;
  const ends = new Uint32Array(placeCount + 1);
  for (const code of place) ends[code + 1] = (ends[code + 1] as number) + 1;
  for (let code = 0; code < placeCount; code++) ends[code + 1] = (ends[code + 1] as number) + (ends[code] as number);
  const next = ends.slice();
  const order = new Uint32Array(place.length);
  for (let row = 0; row < place.length; row++) {
    const code = place[row] as number;
    const at = next[code] as number;
    order[at] = row;
    next[code] = at + 1;
  }
  for (let code = 0; code < placeCount; code++) {
    const own = order.subarray(ends[code], ends[code + 1]);
    if (!isSorted(own, compare)) own.sort(compare);
  }
  return order;
}

/** Whether rows lie in order, as those of one file do: that is seen without setting anything aside. */
function areInOrder(place: Uint32Array, compare: Compare): boolean {
  for (let row = 1; row < place.length; row++) {
    const difference = (place[row] as number) - (place[row - 1] as number);
    if (difference < 0 || (difference === 0 && compare(row - 1, row) > 0)) return false;
  }
  return true;
}

type Compare = (a: number, b: number) => number;

function comparatorOf({ startAt, endAt, tie }: OrderedBy): Compare {
  const compareTies = tieComparatorOf(tie);
  return (a, b) => {
    const byTime = compareTimes(startAt[a] as number, startAt[b] as number);
    if (byTime !== 0) return byTime;
    const byEnd = compareTimes(endAt[a] as number, endAt[b] as number);
    return byEnd === 0 ? compareTies(a, b) : byEnd;
  };
}

function tieComparatorOf(tie: OrderedBy['tie']): Compare {
  if (tie.kind === 'sequence') return (a, b) => compareSequences(tie.values[a] as number, tie.values[b] as number);
  const { words } = tie;
  return (a, b) => {
    for (const word of wordsBySignificance) {
      const difference = (words[a * wordsPerRow + word] as number) - (words[b * wordsPerRow + word] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

/** An absent one comes first. */
function compareSequences(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a - b;
}

/** An absent one comes last. */
function compareTimes(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return a === b ? 0 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

function isSorted(rows: Uint32Array, compare: Compare): boolean {
  for (let i = 1; i < rows.length; i++) if (compare(rows[i - 1] as number, rows[i] as number) > 0) return false;
  return true;
}

/** Values of rows, `width` each, in another order of the rows. */
export function reordered<T extends Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(
  values: T,
  order: Uint32Array | undefined,
  width = 1,
): T {
  if (order === undefined) return values;
  const out = (values instanceof Float64Array ? new Float64Array(values.length) : new Uint32Array(values.length)) as T;
  if (width === 1) for (let i = 0; i < order.length; i++) out[i] = values[order[i] as number] as number;
  else
    for (let i = 0; i < order.length; i++)
      for (let k = 0; k < width; k++) out[i * width + k] = values[(order[i] as number) * width + k] as number;
  return out;
}
