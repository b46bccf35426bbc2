/**
 * Identities and contents, 16 bytes each, as the two unsigned 64-bit numbers that stand in the segments: high and low,
 * big-endian, so that they sort as the bytes do. In memory a row is four 32-bit words: high as two, low as two.
 */
import { endianness } from 'node:os';

export const wordsPerRow = 4;

/** Places of the words in a row, the most significant first. */
export const wordsBySignificance: readonly number[] = endianness() === 'LE' ? [1, 0, 3, 2] : [0, 1, 2, 3];

/** The words of rows of 16 bytes each. */
export function toWords(bytes: Uint8Array): Uint32Array {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  if (endianness() === 'LE') Buffer.from(copy.buffer).swap64();
  return new Uint32Array(copy.buffer);
}

/** The bytes of rows of four words each; the words are used up. */
export function toBytes(words: Uint32Array<ArrayBuffer>): Uint8Array {
  const { buffer, byteOffset, byteLength } = words;
  if (endianness() === 'LE') Buffer.from(buffer, byteOffset, byteLength).swap64();
  return new Uint8Array(buffer, byteOffset, byteLength);
}

export function sameWords(a: Uint32Array, i: number, b: Uint32Array, j: number): boolean {
  const x = i * wordsPerRow;
  const y = j * wordsPerRow;
  return a[x] === b[y] && a[x + 1] === b[y + 1] && a[x + 2] === b[y + 2] && a[x + 3] === b[y + 3];
}
