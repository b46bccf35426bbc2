/** Quantiles of values that count as often as their weight says. */

/**
 * The least value whose weight, with that of all smaller ones, reaches the share `p` of the whole: the inverse of the
 * weighted empirical distribution. With whole weights it is the quantile R-1 (Hyndman and Fan 1996, type 1) of each
 * value repeated as often as its weight.
 *
 * @param weights as many as `values`, none negative
 * @param p 0 to 1
 * @returns undefined where all weights together are 0
 * @throws RangeError where `p` is not within 0 to 1, or the lengths differ
 * @example weightedQuantile([5, 1, 3], [1, 1, 8], 0.1) // 1
 */
export function weightedQuantile(values: ArrayLike<number>, weights: ArrayLike<number>, p: number): number | undefined {
  if (values.length !== weights.length)
    throw new RangeError(`Each value has a weight: got ${values.length} values and ${weights.length} weights.`);
  const growing = createGrowingQuantile(values);
  for (let i = 0; i < values.length; i++) growing.add(values[i] as number, weights[i] as number);
  return growing.quantile(p);
}

/** A weighted quantile that values are added to one by one. */
export interface GrowingQuantile {
  /** How many values were added. */
  readonly count: number;
  /** `value` must be one of those given at the start. */
  add(value: number, weight: number): void;
  /** The same for many, into an empty one without the logarithm. As many weights as values. */
  addAll(values: ArrayLike<number>, weights: ArrayLike<number>): void;
  /** The weighted quantile of what was added so far, as `weightedQuantile` defines it. */
  quantile(p: number): number | undefined;
}

/**
 * A weighted quantile over values known beforehand, added in any order: adding and asking cost the logarithm of their
 * number. Weights lie in a binary indexed tree over the ranks.
 *
 * Source: P. M. Fenwick, "A New Data Structure for Cumulative Frequency Tables", Software: Practice and Experience 24
 * (1994).
 *
 * @param domain every value that may be added; repeated ones count once
 */
export function createGrowingQuantile(domain: ArrayLike<number>): GrowingQuantile {
  const values = distinct(Float64Array.from(domain).sort());
  const tree = new Float64Array(values.length + 1);
  const top = values.length === 0 ? 0 : 2 ** Math.floor(Math.log2(values.length));
  let total = 0;
  let count = 0;
  /** Place in the tree of a value; counts its weight. */
  function placeOf(value: number, weight: number): number {
    if (!(weight >= 0)) throw new RangeError(`A weight is not negative, got ${weight}.`);
    const rank = rankOf(values, value);
    if (values[rank] !== value) throw new RangeError(`${value} is not one of the values given at the start.`);
    total += weight;
    count++;
    return rank + 1;
  }
  function add(value: number, weight: number): void {
    for (let i = placeOf(value, weight); i < tree.length; i += i & -i) tree[i] = (tree[i] as number) + weight;
  }
  return {
    get count() {
      return count;
    },
    add,
    addAll(added, weights) {
      if (added.length !== weights.length)
        throw new RangeError(`Each value has a weight: got ${added.length} values and ${weights.length} weights.`);
      if (count > 0) {
        for (let i = 0; i < added.length; i++) add(added[i] as number, weights[i] as number);
        return;
      }
      for (let i = 0; i < added.length; i++) {
        const place = placeOf(added[i] as number, weights[i] as number);
        tree[place] = (tree[place] as number) + (weights[i] as number);
      }
      // Each node hands its sum to the one above it, once its own is whole.
      for (let i = 1; i < tree.length; i++) {
        const above = i + (i & -i);
        if (above < tree.length) tree[above] = (tree[above] as number) + (tree[i] as number);
      }
    },
    quantile(p) {
      if (!(p >= 0 && p <= 1)) throw new RangeError(`A quantile is asked for at 0 to 1, got ${p}.`);
      if (total <= 0) return undefined;
      // A hair below, so that a share that is a whole weight is not missed by the rounding of `p`.
      const wanted = Math.max(p * total * (1 - 1e-12), Number.MIN_VALUE);
      let place = 0;
      let before = 0;
      for (let step = top; step > 0; step >>= 1) {
        const next = place + step;
        if (next < tree.length && before + (tree[next] as number) < wanted) {
          place = next;
          before += tree[next] as number;
        }
      }
      return values[Math.min(place, values.length - 1)];
    },
  };
}

function distinct(sorted: Float64Array): Float64Array {
  return sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
}

/** Place of the first value that is not less. */
function rankOf(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
