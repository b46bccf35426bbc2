/** A weighted quantile that is asked for again and again while values come. */

export interface RunningQuantile {
  /** How many values were added. */
  readonly count: number;
  add(value: number, weight: number): void;
  /** As `weightedQuantile` of all that was added; undefined where all weights together are 0. */
  quantile(): number | undefined;
  /** Forgets what was added, and keeps its room. */
  clear(): void;
}

/**
 * Values up to the quantile lie in a heap with the greatest on top, all others in one with the least on top. Where the quantile
 * moves little from one question to the next, adding and asking cost little more than a comparison. Exact where weights are whole;
 * else to the rounding of their sums.
 *
 * @param p 0 to 1; fixed, unlike that of `createGrowingQuantile`
 * @throws RangeError where `p` is not within 0 to 1, or a weight is negative
 * @example createRunningQuantile(0.1) // add(5, 1), add(1, 1), add(3, 8): quantile() is 1
 */
export function createRunningQuantile(p: number): RunningQuantile {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A quantile is asked for at 0 to 1, got ${p}.`);
  const low = new WeightedHeap(-1);
  const high = new WeightedHeap(1);
  let [total, lowWeight, count] = [0, 0, 0];
  return {
    get count() {
      return count;
    },
    add(value, weight) {
      if (!(weight >= 0)) throw new RangeError(`A weight is not negative, got ${weight}.`);
      count++;
      if (weight === 0) return;
      total += weight;
      if (low.length > 0 && value <= low.topValue) {
        low.push(value, weight);
        lowWeight += weight;
      } else high.push(value, weight);
    },
    quantile() {
      if (total <= 0) return undefined;
      // A hair below, so that a share that is a whole weight is not missed by the rounding of `p`.
      const wanted = Math.max(p * total * (1 - 1e-12), Number.MIN_VALUE);
      while (lowWeight < wanted && high.length > 0) {
        lowWeight += high.topWeight;
        low.push(high.topValue, high.topWeight);
        high.pop();
      }
      while (low.length > 1 && lowWeight - low.topWeight >= wanted) {
        lowWeight -= low.topWeight;
        high.push(low.topValue, low.topWeight);
        low.pop();
      }
      return low.topValue;
    },
    clear() {
      low.length = 0;
      high.length = 0;
      [total, lowWeight, count] = [0, 0, 0];
    },
  };
}

/** A binary heap in two typed arrays. */
class WeightedHeap {
  length = 0;
  /** 1: the least on top; −1: the greatest. Values are held times this. */
  readonly #sign: 1 | -1;
  #values: Float64Array = new Float64Array(16);
  #weights: Float64Array = new Float64Array(16);

  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  get topValue(): number {
    return (this.#values[0] as number) * this.#sign;
  }

  get topWeight(): number {
    return this.#weights[0] as number;
  }

  push(value: number, weight: number): void {
    if (this.length === this.#values.length) {
      this.#values = doubled(this.#values);
      this.#weights = doubled(this.#weights);
    }
    const [values, weights] = [this.#values, this.#weights];
    const key = value * this.#sign;
    let place = this.length++;
    while (place > 0) {
      const above = (place - 1) >>> 1;
      const one = values[above] as number;
      if (one <= key) break;
      values[place] = one;
      weights[place] = weights[above] as number;
      place = above;
    }
    values[place] = key;
    weights[place] = weight;
  }

  pop(): void {
    const [values, weights] = [this.#values, this.#weights];
    const last = --this.length;
    const [key, weight] = [values[last] as number, weights[last] as number];
    let place = 0;
    for (;;) {
      let below = place * 2 + 1;
      if (below >= last) break;
      if (below + 1 < last && (values[below + 1] as number) < (values[below] as number)) below++;
      if ((values[below] as number) >= key) break;
      values[place] = values[below] as number;
      weights[place] = weights[below] as number;
      place = below;
    }
    values[place] = key;
    weights[place] = weight;
  }
}

function doubled(values: Float64Array): Float64Array {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}
