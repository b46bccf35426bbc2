/**
 * Random numbers from a seed: xoshiro128** 1.1, with streams that do not depend on each other.
 *
 * @see D. Blackman and S. Vigna, Scrambled linear pseudorandom number generators, ACM TOMS 47 (2021) 36;
 *   https://prng.di.unimi.it/xoshiro128starstar.c (public domain)
 */

/** A stream of random numbers. The same seed and labels give the same numbers on every machine. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @param state four words of 32 bits, not all 0 */
  constructor(state: readonly [number, number, number, number]) {
    [this.#a, this.#b, this.#c, this.#d] = state.map((word) => word | 0) as [number, number, number, number];
    if ((this.#a | this.#b | this.#c | this.#d) === 0) throw new RangeError('The state of a generator is not all 0.');
  }

  /** 32 random bits, as a signed number. */
  nextInt32(): number {
    const b = this.#b;
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
    const c = this.#c ^ this.#a;
    const d = this.#d ^ b;
    this.#b = b ^ c;
    this.#a ^= d;
    this.#c = c ^ (b << 9);
    this.#d = (d << 11) | (d >>> 21);
    return result;
  }

  /** A number in [0, 1), of 53 random bits. */
  nextUniform(): number {
    return ((this.nextInt32() >>> 5) * 67_108_864 + (this.nextInt32() >>> 6)) / 9_007_199_254_740_992;
  }

  /**
   * A whole number from 0 to `count` − 1.
   *
   * @param count whole, 1 to 2^31
   */
  nextIndex(count: number): number {
    return Math.floor(this.nextUniform() * count);
  }
}

/**
 * The stream of a seed and labels. Streams of other labels are as good as independent: what draws from one does not
 * change another, so that a machine added to a plant leaves the others as they were.
 *
 * @param seed whole, 0 to 2^32 − 1
 * @param labels what the stream is for, such as `'lathe-7'`, `'service'`
 * @throws RangeError for another seed
 * @example createRandom(7, 'lathe-7', 'service').nextUniform()
 */
export function createRandom(seed: number, ...labels: readonly (string | number)[]): Random {
  if (!(Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff))
    throw new RangeError(`A seed is a whole number from 0 to 4294967295, got ${seed}.`);
  const state = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x517cc1b7].map((lane) => {
    let hash = mixOf(seed ^ lane);
    for (const label of labels) {
      const text = String(label);
      for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) ^ (hash >>> 15);
      // The length, so that no two lists of labels read alike.
      hash = mixOf(hash ^ Math.imul(text.length + 1, lane));
    }
    return hash;
  }) as [number, number, number, number];
  return new Random(state.some((word) => word !== 0) ? state : [1, 2, 3, 4]);
}

/** MurmurHash3's finaliser (Appleby, public domain). */
function mixOf(word: number): number {
  let hash = word;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
