/** A mergeable sketch of a distribution: quantiles within a stated relative error, in little memory. */
import { naturalLog } from './portable-math.ts';

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
    if (!Number.isFinite(value)) throw new RangeError(`A sketch holds finite values, got ${value}.`);
    if (!(Number.isInteger(times) && times >= 0))
      throw new RangeError(`A value is added a whole number of times, got ${times}.`);
    if (times === 0) return;
    this.#count += times;
    const magnitude = Math.abs(value);
    if (magnitude < magnitudeMin) this.#zeroCount += times;
    else this.#put(value < 0 ? this.#negative : this.#positive, binOf(magnitude, this.#binsPerStep), times);
  }

  merge(other: Pick<QuantileSketch, 'relativeError' | 'bins'>): void {
    if (other.relativeError !== this.relativeError)
      throw new RangeError(
        `Sketches of one relative error can be merged, got ${this.relativeError} and ${other.relativeError}.`,
      );
    const { negative, positive, zeroCount } = other.bins;
    // A sketch may be merged with itself.
    for (const [bin, times] of [...negative]) this.#put(this.#negative, bin, times);
    for (const [bin, times] of [...positive]) this.#put(this.#positive, bin, times);
    this.#zeroCount += zeroCount;
    this.#count = this.#zeroCount + sumOf(this.#negative) + sumOf(this.#positive);
  }

  quantile(p: number): number | undefined {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`A quantile is asked for with 0 to 1, got ${p}.`);
    if (this.#count === 0) return undefined;
    const rank = Math.max(1, Math.ceil(p * this.#count));
    let seen = 0;
    for (const bin of [...this.#negative.keys()].sort((a, b) => b - a)) {
      seen += this.#negative.get(bin) as number;
      if (seen >= rank) return -valueOfBin(bin, this.#binsPerStep);
    }
    seen += this.#zeroCount;
    if (seen >= rank) return 0;
    const bins = [...this.#positive.keys()].sort((a, b) => a - b);
    for (const bin of bins) {
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
      for (const bin of [...bins.keys()].sort((a, b) => a - b)) {
        writeNumber(out, zigzag(bin - last));
        writeNumber(out, bins.get(bin) as number);
        last = bin;
      }
    }
    return Uint8Array.from(out);
  }

  #put(bins: Map<number, number>, bin: number, times: number): void {
    bins.set(bin, (bins.get(bin) ?? 0) + times);
    if (bins.size > this.#binsMax) joinSmallest(bins);
  }
}

function sumOf(bins: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const times of bins.values()) sum += times;
  return sum;
}

/** The bins of the smallest magnitudes become one, so that the tail that matters keeps its accuracy. */
function joinSmallest(bins: Map<number, number>): void {
  const [smallest, next] = [...bins.keys()].sort((a, b) => a - b) as [number, number];
  bins.set(next, (bins.get(next) as number) + (bins.get(smallest) as number));
  bins.delete(smallest);
}

/*
 * Bins lie evenly on l(x) = e + P(s), x being (1 + s) 2^e with s from 0 to 1, and P(s) = A s³ + B s² + C s, which is 1 at
 * 1. Its slope over ln x, (1 + s) P'(s), is at least 10/7 (at 0 and 2/3), so bins of a width of 10/7 ln((1 + e) / (1 - e))
 * or less keep the ratio of their borders.
 */
const [cubic, square, linear] = [6 / 35, -3 / 5, 10 / 7];

/** Bins to a doubling of the value; whole, so that it can be stored and never differs by the machine's logarithm. */
function binsPerStep(relativeError: number): number {
  const width = (10 / 7) * naturalLog((1 + relativeError) / (1 - relativeError));
  return Math.ceil(1 / width);
}

const view = new DataView(new ArrayBuffer(8));

function binOf(magnitude: number, perStep: number): number {
  view.setFloat64(0, magnitude);
  const high = view.getUint32(0);
  const exponent = (high >>> 20) - 1_023;
  const s = ((high & 0xfffff) * 2 ** 32 + view.getUint32(4)) / 2 ** 52;
  return Math.floor((exponent + ((cubic * s + square) * s + linear) * s) * perStep);
}

/** The value that is within the relative error of all in the bin: the harmonic mean of its borders. */
function valueOfBin(bin: number, perStep: number): number {
  const lower = borderOf(bin / perStep);
  const upper = borderOf((bin + 1) / perStep);
  return 2 * (lower / (lower / upper + 1));
}

/** The x with l(x) = `place`, by halving: sixty steps reach the last bit. */
function borderOf(place: number): number {
  const exponent = Math.floor(place);
  const wanted = place - exponent;
  let [from, to] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const s = (from + to) / 2;
    if (((cubic * s + square) * s + linear) * s < wanted) from = s;
    else to = s;
  }
  return Math.min((1 + from) * 2 ** exponent, Number.MAX_VALUE);
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
  const [negative, positive] = [readBins(read), readBins(read)];
  if (!read.isAtEnd()) throw new RangeError('These bytes are no quantile sketch: some are left over.');
  const sketch = createQuantileSketch({ relativeError });
  sketch.merge({ relativeError, bins: { negative, positive, zeroCount } });
  return sketch;
}

function readBins(read: () => number): ReadonlyMap<number, number> {
  const bins = new Map<number, number>();
  let bin = 0;
  for (let left = read(); left > 0; left--) {
    bin += unzigzag(read());
    bins.set(bin, read());
  }
  return bins;
}

function bytesOfDouble(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function unzigzag(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}

/** Seven bits a byte, the lowest first; the highest bit says that more follow. */
function writeNumber(out: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
}

function createNumberReader(bytes: Uint8Array): (() => number) & { isAtEnd(): boolean } {
  let at = 0;
  const read = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 49)
        throw new RangeError('These bytes are no quantile sketch: they are cut.');
      value += (byte % 0x80) * scale;
      if (byte < 0x80) return value;
    }
  };
  return Object.assign(read, { isAtEnd: () => at === bytes.length });
}
