/** DuckDB results into typed arrays that grow, without an object per row. */
import type { DuckDBDataChunk } from '@duckdb/node-api';
import { wordsPerRow } from './identity-words.ts';
import { type CodedText, createSpelledColumn, type SpelledColumn } from './spelled-column.ts';

/** Columns of chunks, in this order: two for each of `words`, then `counts`, `numbers` and `texts`; more may follow. */
export interface ResultColumns {
  readonly words: readonly string[];
  readonly counts: readonly string[];
  readonly numbers: readonly string[];
  /** Spelled out, so of few rows; default none. */
  readonly texts?: readonly string[];
}

export interface ColumnReader {
  readonly length: number;
  /** Reads chunks to their end, after what was read before. Of streams `streamWhole`, which tells an end from a failure. */
  add(chunks: AsyncIterable<DuckDBDataChunk>): Promise<void>;
  words(name: string): Uint32Array<ArrayBuffer>;
  counts(name: string): Uint32Array<ArrayBuffer>;
  numbers(name: string): Float64Array<ArrayBuffer>;
  /** Its words in the order of their bytes, `''` first whether it is used or not. */
  text(name: string): CodedText;
}

const firstCapacity = 2_048;

export function createColumnReader(columns: ResultColumns, capacityHint: number = firstCapacity): ColumnReader {
  let length = 0;
  let capacity = Math.max(1, capacityHint);
  const words = columns.words.map(() => new Uint32Array(capacity * wordsPerRow));
  const counts = columns.counts.map(() => new Uint32Array(capacity));
  const numbers = columns.numbers.map(() => new Float64Array(capacity));
  const texts = new Map((columns.texts ?? []).map((name) => [name, createSpelledColumn()]));

  const grow = (needed: number): void => {
    if (needed <= capacity) return;
    capacity = Math.max(needed, capacity * 2);
    for (const [i, old] of words.entries()) words[i] = grown32(old, capacity * wordsPerRow);
    for (const [i, old] of counts.entries()) counts[i] = grown32(old, capacity);
    for (const [i, old] of numbers.entries()) {
      const values = new Float64Array(capacity);
      values.set(old);
      numbers[i] = values;
    }
  };

  const addChunk = (chunk: DuckDBDataChunk): void => {
    const count = chunk.rowCount;
    grow(length + count);
    let at = 0;
    for (const target of words) {
      copyHalves(itemsOf(chunk, at++), target, length, 0, count);
      copyHalves(itemsOf(chunk, at++), target, length, 2, count);
    }
    for (const target of counts) target.set(itemsOf(chunk, at++) as Uint32Array, length);
    for (const target of numbers) target.set(itemsOf(chunk, at++) as Float64Array, length);
    for (const target of texts.values()) {
      const vector = chunk.getColumnVector(at++);
      for (let row = 0; row < count; row++) target.add(vector.getItem(row) as string);
    }
    length += count;
  };

  return {
    get length() {
      return length;
    },
    async add(chunks) {
      for await (const chunk of chunks) addChunk(chunk);
    },
    words: (name) => exact(words[columns.words.indexOf(name)] as Uint32Array<ArrayBuffer>, length * wordsPerRow),
    counts: (name) => exact(counts[columns.counts.indexOf(name)] as Uint32Array<ArrayBuffer>, length),
    numbers: (name) => {
      const values = numbers[columns.numbers.indexOf(name)] as Float64Array<ArrayBuffer>;
      return length * 2 > values.length ? values.subarray(0, length) : values.slice(0, length);
    },
    text: (name) => (texts.get(name) as SpelledColumn).take(),
  };
}

function grown32(old: Uint32Array, capacity: number): Uint32Array<ArrayBuffer> {
  const values = new Uint32Array(capacity);
  values.set(old);
  return values;
}

/** A copy where much more was set aside, so that nobody holds the larger buffer. */
function exact(values: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  return length * 2 > values.length ? values.subarray(0, length) : values.slice(0, length);
}

/** A column of a chunk as it lies in DuckDB's memory. */
export function itemsOf(chunk: DuckDBDataChunk, at: number): ArrayBufferView {
  const vector = chunk.getColumnVector(at);
  if (!('items' in vector) || !ArrayBuffer.isView(vector.items))
    throw new TypeError(`Column ${at} of the result has no typed array.`);
  return vector.items;
}

function copyHalves(items: ArrayBufferView, target: Uint32Array, row: number, offset: number, count: number): void {
  const halves = new Uint32Array(items.buffer, items.byteOffset, count * 2);
  for (let i = 0; i < count; i++) {
    const at = (row + i) * wordsPerRow + offset;
    target[at] = halves[i * 2] as number;
    target[at + 1] = halves[i * 2 + 1] as number;
  }
}
