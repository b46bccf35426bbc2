/** Bins of a quantile sketch: which holds a value, and which value stands for all of one. */
import { naturalLog } from './portable-math.ts';

/*
 * Bins lie evenly on l(x) = e + P(s), x being (1 + s) 2^e with s from 0 to 1, and P(s) = A s³ + B s² + C s, which is 1 at
 * 1. Its slope over ln x, (1 + s) P'(s), is at least 10/7 (at 0 and 2/3), so bins of a width of 10/7 ln((1 + e) / (1 - e))
 * or less keep the ratio of their borders.
 */
const [cubic, square, linear] = [6 / 35, -3 / 5, 10 / 7];

/** Bins to a doubling of the value; whole, so that it can be stored and never differs by the machine's logarithm. */
export function binsPerStep(relativeError: number): number {
  const width = (10 / 7) * naturalLog((1 + relativeError) / (1 - relativeError));
  return Math.ceil(1 / width);
}

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
const [lowWord, highWord] = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? [0, 1] : [1, 0];

/** The bin of a magnitude, which is normal. */
export function binOf(magnitude: number, perStep: number): number {
  number[0] = magnitude;
  const high = words[highWord] as number;
  const exponent = (high >>> 20) - 1_023;
  const s = ((high & 0xfffff) * 2 ** 32 + (words[lowWord] as number)) / 2 ** 52;
  return Math.floor((exponent + ((cubic * s + square) * s + linear) * s) * perStep);
}

/** The value that is within the relative error of all in the bin: the harmonic mean of its borders. */
export function valueOfBin(bin: number, perStep: number): number {
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
