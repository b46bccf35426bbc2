/**
 * Identities of readings. They are stored with the readings, so what is written here never changes: 16 bytes, two
 * unsigned 64-bit numbers, big-endian.
 */
import type { FactTable, TextColumn } from './facts.ts';
import { hashText } from './hash-text.ts';

export type ReadingColumns = FactTable<'reading'>['columns'];

/** Hashes of this many texts are kept between calls; beyond it they are computed anew. */
const hashesKeptMax = 131_072;
const kept = new Map<string, { readonly high: number; readonly low: number }>();

const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
/** Places of the two words of a number, in 32-bit words. */
const highWord = isLittleEndian ? 1 : 0;
const lowWord = isLittleEndian ? 0 : 1;

/** Every absent number is this one, whatever bits it came with. */
const absentHigh = 0x7ff80000;

/**
 * Identity and content of readings, 16 bytes each, from what they say.
 *
 * - **Identity** is tag, instant and sequence. High: a 64-bit hash of the tag, exclusive-or the sequence's bits, those of
 *   `NaN` where it has none. Low: the bits of `at`. So two readings of one tag have the same exactly where instant and
 *   sequence are equal; of two tags, by chance, once in 2^64.
 * - **Content** is value, text and quality. High: the bits of the value. Low: 0 where text and quality are absent, else a
 *   64-bit hash of them. The source is no part of it: a reading that comes by two ways is one.
 *
 * -0 counts as 0, and every `NaN` as absent. Pure; some 25 ns a reading.
 *
 * @throws RangeError where the columns are not all as long as `at`
 * @example
 * const { identity, content } = identifyReadings(columns);
 * const table = { kind: 'reading', length: columns.at.length, identity, content, columns };
 */
export function identifyReadings(columns: ReadingColumns): {
  readonly identity: Uint8Array;
  readonly content: Uint8Array;
} {
  const { tag, at, value, text, quality, sequence } = columns;
  const length = readingRows(columns);
  const identity = createHalves(length);
  const content = createHalves(length);
  const tagHashes = hashesOf(tag);
  const said = createSaidHashes(text, quality);
  for (let i = 0; i < length; i++) {
    const high = i * 4;
    const low = high + 2;
    writeNumber(identity, high, sequence[i] as number);
    const tagAt = (tag.codes[i] as number) * 2;
    identity.words[high + highWord] = (identity.words[high + highWord] as number) ^ (tagHashes[tagAt] as number);
    identity.words[high + lowWord] = (identity.words[high + lowWord] as number) ^ (tagHashes[tagAt + 1] as number);
    writeNumber(identity, low, at[i] as number);
    writeNumber(content, high, value[i] as number);
    const textCode = text.codes[i] as number;
    const qualityCode = quality.codes[i] as number;
    if (textCode === 0 && qualityCode === 0) continue;
    const hashes = said(qualityCode);
    content.words[low + highWord] = hashes[textCode * 2] as number;
    content.words[low + lowWord] = hashes[textCode * 2 + 1] as number;
  }
  return { identity: toBytes(identity), content: toBytes(content) };
}

/**
 * How many readings the columns have.
 *
 * @throws RangeError where they are not all as long as `at`
 */
export function readingRows({ tag, at, value, text, quality, sequence }: ReadingColumns): number {
  const { length } = at;
  for (const column of [value, sequence, tag.codes, text.codes, quality.codes])
    if (column.length !== length)
      throw new RangeError(`Columns of readings differ in length: ${column.length} values for ${length} instants.`);
  return length;
}

/** Numbers of 64 bits in the machine's order, as doubles and as words. */
interface Halves {
  readonly doubles: Float64Array;
  readonly words: Int32Array;
}

function createHalves(rows: number): Halves {
  const buffer = new ArrayBuffer(rows * 16);
  return { doubles: new Float64Array(buffer), words: new Int32Array(buffer) };
}

function writeNumber({ doubles, words }: Halves, word: number, number: number): void {
  if (Number.isNaN(number)) {
    words[word + highWord] = absentHigh;
    words[word + lowWord] = 0;
  } else doubles[word >> 1] = number + 0; // -0 + 0 is 0
}

/** Big-endian bytes; the halves are used up. */
function toBytes({ words }: Halves): Uint8Array {
  if (isLittleEndian)
    for (let i = 0; i < words.length; i += 2) {
      const low = words[i] as number;
      words[i] = swapped(words[i + 1] as number);
      words[i + 1] = swapped(low);
    }
  return new Uint8Array(words.buffer);
}

function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

/** Hashes of a column's words, two places each: high, low. */
function hashesOf({ dictionary }: TextColumn): Int32Array {
  const hashes = new Int32Array(dictionary.length * 2);
  for (let code = 0; code < dictionary.length; code++) {
    const { high, low } = keptHash(dictionary[code] as string);
    hashes[code * 2] = high;
    hashes[code * 2 + 1] = low;
  }
  return hashes;
}

function keptHash(text: string): { readonly high: number; readonly low: number } {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const hash = hashText(text);
  if (kept.size < hashesKeptMax) kept.set(text, hash);
  return hash;
}

/** Hashes of quality and text together, by quality's code, made where it is met; by text's code within. */
function createSaidHashes(text: TextColumn, quality: TextColumn): (qualityCode: number) => Int32Array {
  const byQuality: Int32Array[] = [];
  return (qualityCode) => {
    const known = byQuality[qualityCode];
    if (known !== undefined) return known;
    const word = quality.dictionary[qualityCode] as string;
    const hashes = new Int32Array(text.dictionary.length * 2);
    for (let code = 0; code < text.dictionary.length; code++) {
      // No quality contains a line end, so that no two pairs read alike.
      const { high, low } = hashText(`${word}\n${text.dictionary[code] as string}`);
      hashes[code * 2] = high;
      hashes[code * 2 + 1] = low;
    }
    byQuality[qualityCode] = hashes;
    return hashes;
  };
}
