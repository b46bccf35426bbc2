/** A mergeable sketch of a distribution: quantiles within a stated relative error, in little memory. */
import { findBinTally } from './bin-tally.ts';
import { binOf, binsPerStep, valueOfBin } from './sketch-bins.ts';
import { bytesOfDouble, createNumberReader, unzigzag, writeNumber, zigzag } from './sketch-bytes.ts';

export interface QuantileSketchOptions {
  /** Relative error of a quantile, above 0 and below 1; default 0.01. */
  readonly relativeError?: number;
  /** Bins at most, of each sign; default 2,048. Beyond it the bins of the smallest magnitudes become one. */
  readonly binsMax?: number;
}

export interface QuantileSketch {
  readonly relativeError: number;
  /** How many values were added. */
  readonly count: number;
  /** Adds a value, `times` times. */
  add(value: number, times?: number): void;
  /** Adds the values at places `[from, to)`, default all, in a fraction of the time that one by one takes. */
  addAll(values: Float64Array, from?: number, to?: number): void;
  /** Adds all that was added to another of the same relative error. */
  merge(other: Pick<QuantileSketch, 'relativeError' | 'bins'>): void;
  /**
   * The quantile R-1 of what was added, within `relativeError` of it; undefined where nothing was. Magnitudes below
   * 1e-300 are 0.
   */
  quantile(p: number): number | undefined;
  /** As `readQuantileSketch` reads it. */
  toBytes(): Uint8Array;
  /** Its bins, for another to merge: negative ones by magnitude, zeros, positive ones. */
  readonly bins: Readonly<SketchBins>;
}

export interface SketchBins {
  readonly negative: ReadonlyMap<number, number>;
  readonly positive: ReadonlyMap<number, number>;
  readonly zeroCount: number;
}

const relativeErrorDefault = 0.01;
const binsMaxDefault = 2_048;
const magnitudeMin = 1e-300;
const formatVersion = 1;

/**
 * An empty sketch. A bin holds the values between two borders whose ratio is (1 + e) / (1 - e), e being the relative
 * error, and stands for one value that is within e of all of them. Adding costs some multiplications; two sketches merge
 * into exactly what one of all values would be, in any order, as long as no bins had to be joined.
 *
 * Source: C. Masson, J. E. Rim, H. K. Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error
 * Guarantees", PVLDB 12 (2019). Bins are found by a cubic in place of the logarithm, as that paper's section 2.2 allows: it
 * uses nothing but addition and multiplication, so that every machine finds the same bins.
 *
 * @throws RangeError where an option is out of range
 * @example
 * const sketch = createQuantileSketch();
 * for (let i = 1; i <= 1_000; i++) sketch.add(i);
 * sketch.quantile(0.5); // 500 within 1 %: 495 to 505
 */
export function createQuantileSketch(options: QuantileSketchOptions = {}): QuantileSketch {
  const { relativeError = relativeErrorDefault, binsMax = binsMaxDefault } = options;
  if (!(relativeError > 0 && relativeError < 1))
    throw new RangeError(`A relative error is above 0 and below 1, got ${relativeError}.`);
  if (!(binsMax >= 2)) throw new RangeError(`A sketch has at least 2 bins, got ${binsMax}.`);
  return new Sketch(relativeError, binsMax);
}

class Sketch implements QuantileSketch {
  readonly relativeError: number;
  readonly #binsMax: number;
  readonly #binsPerStep: number;
  readonly #negative: Map<number, number> = new Map();
  readonly #positive: Map<number, number> = new Map();
  #zeroCount = 0;
  #count = 0;

  constructor(relativeError: number, binsMax: number) {
    this.relativeError = relativeError;
    this.#binsMax = binsMax;
    this.#binsPerStep = binsPerStep(relativeError);
  }

  get count(): number {
    return this.#count;
  }

  get bins(): SketchBins {
    return { negative: this.#negative, positive: this.#positive, zeroCount: this.#zeroCount };
  }

  add(value: number, times = 1): void {
    requireFinite(value);
    if (!(Number.isInteger(times) && times >= 0))
      throw new RangeError(`A value is added a whole number of times, got ${times}.`);
    if (times === 0) return;
    const magnitude = Math.abs(value);
    if (magnitude < magnitudeMin) this.#putZeros(times);
    else this.#put(value < 0 ? this.#negative : this.#positive, binOf(magnitude, this.#binsPerStep), times);
  }

  addAll(values: Float64Array, from = 0, to: number = values.length): void {
    for (let i = from; i < to; i++) requireFinite(values[i] as number);
    const tally = findBinTally(this.#binsPerStep);
    if (tally === undefined) {
      for (let i = from; i < to; i++) this.add(values[i] as number);
      return;
    }
    let zeroCount = 0;
    for (let i = from; i < to; i++) {
      const value = values[i] as number;
      const magnitude = Math.abs(value);
      if (magnitude < magnitudeMin) zeroCount++;
      else tally.add(value < 0, binOf(magnitude, this.#binsPerStep));
    }
    this.#putZeros(zeroCount);
    tally.drain((isNegative, bin, times) => this.#put(isNegative ? this.#negative : this.#positive, bin, times));
  }

  merge(other: Pick<QuantileSketch, 'relativeError' | 'bins'>): void {
    if (other.relativeError !== this.relativeError)
      throw new RangeError(
        `Sketches of one relative error can be merged, got ${this.relativeError} and ${other.relativeError}.`,
      );
    const { negative, positive, zeroCount } = other.bins;
    // A sketch may be merged with itself: the bins are taken as they were.
    const isSelf = positive === this.#positive;
    for (const [bin, times] of isSelf ? [...negative] : negative) this.#put(this.#negative, bin, times);
    for (const [bin, times] of isSelf ? [...positive] : positive) this.#put(this.#positive, bin, times);
    this.#putZeros(zeroCount);
  }

  quantile(p: number): number | undefined {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`A quantile is asked for with 0 to 1, got ${p}.`);
    if (this.#count === 0) return undefined;
    const rank = Math.max(1, Math.ceil(p * this.#count));
    let seen = 0;
    for (const bin of binsOf(this.#negative).reverse()) {
      seen += this.#negative.get(bin) as number;
      if (seen >= rank) return -valueOfBin(bin, this.#binsPerStep);
    }
    seen += this.#zeroCount;
    if (seen >= rank) return 0;
    for (const bin of binsOf(this.#positive)) {
      seen += this.#positive.get(bin) as number;
      if (seen >= rank) return valueOfBin(bin, this.#binsPerStep);
    }
    return undefined;
  }

  toBytes(): Uint8Array {
    const out: number[] = [formatVersion, ...bytesOfDouble(this.relativeError)];
    writeNumber(out, this.#zeroCount);
    for (const bins of [this.#negative, this.#positive]) {
      writeNumber(out, bins.size);
      let last = 0;
      for (const bin of binsOf(bins)) {
        writeNumber(out, zigzag(bin - last));
        writeNumber(out, bins.get(bin) as number);
        last = bin;
      }
    }
    return Uint8Array.from(out);
  }

  #put(bins: Map<number, number>, bin: number, times: number): void {
    this.#count += times;
    bins.set(bin, (bins.get(bin) ?? 0) + times);
    if (bins.size > this.#binsMax) joinSmallest(bins);
  }

  #putZeros(times: number): void {
    this.#count += times;
    this.#zeroCount += times;
  }
}

function requireFinite(value: number): void {
  if (!Number.isFinite(value)) throw new RangeError(`A sketch holds finite values, got ${value}.`);
}

/** The bins that hold something, ascending. */
function binsOf(bins: ReadonlyMap<number, number>): Float64Array {
  return Float64Array.from(bins.keys()).sort();
}

/** The bins of the smallest magnitudes become one, so that the tail that matters keeps its accuracy. */
function joinSmallest(bins: Map<number, number>): void {
  const [smallest, next] = binsOf(bins) as unknown as [number, number];
  bins.set(next, (bins.get(next) as number) + (bins.get(smallest) as number));
  bins.delete(smallest);
}

/**
 * A sketch from its bytes, to be merged or added to.
 *
 * @throws RangeError where they are none
 */
export function readQuantileSketch(bytes: Uint8Array): QuantileSketch {
  if (bytes[0] !== formatVersion || bytes.length < 9)
    throw new RangeError(`These bytes are no quantile sketch of format ${formatVersion}.`);
  const relativeError = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(1);
  const read = createNumberReader(bytes.subarray(9));
  const zeroCount = read();
  const sketch = createQuantileSketch({ relativeError });
  const [negative, positive] = [readBins(read), readBins(read)];
  if (!read.isAtEnd()) throw new RangeError('These bytes are no quantile sketch: some are left over.');
  sketch.merge({ relativeError, bins: { negative, positive, zeroCount } });
  return sketch;
}

function readBins(read: () => number): SketchBins['positive'] {
  const bins = new Map<number, number>();
  let bin = 0;
  for (let left = read(); left > 0; left--) {
    bin += unzigzag(read());
    bins.set(bin, read());
  }
  return bins;
}
