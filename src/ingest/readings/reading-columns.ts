/** Columns of readings as they grow, and the fact table they become. */
import { createReadingTable, type FactTable } from '../../model/index.ts';
import { TextColumnBuilder } from '../column-builders.ts';
import type { BoundTag } from './reading-sink.ts';

const firstRows = 1_024;
/** Codes of the quality column are the levels of a sink: 0 is good, which is said by leaving it out. */
const qualityDictionary = ['', 'uncertain', 'bad'] as const;

export class ReadingColumns {
  length: number = 0;
  readonly #sourceDictionary: readonly string[];
  #rows: number = firstRows;
  #at: Float64Array = new Float64Array(firstRows);
  #value: Float64Array = new Float64Array(firstRows);
  #sequence: Float64Array = new Float64Array(firstRows);
  #tagCodes: Uint32Array = new Uint32Array(firstRows);
  #quality: Uint32Array = new Uint32Array(firstRows);
  readonly #text: TextColumnBuilder = new TextColumnBuilder();
  #tags: string[] = [''];
  /** Code of a tag in this batch by its index; 0: not met yet. */
  #codeOfTag: Uint32Array = new Uint32Array(64);
  #met: number[] = [];

  constructor(source: string) {
    this.#sourceDictionary = ['', source];
  }

  add(tag: BoundTag, at: number, value: number, text: string, quality: 0 | 1 | 2, sequence: number): void {
    const row = this.length;
    if (row === this.#rows) this.#grow();
    this.#at[row] = at;
    this.#value[row] = value;
    this.#sequence[row] = sequence;
    this.#quality[row] = quality;
    this.#text.codes[row] = text === '' ? 0 : this.#text.codeFor(text);
    this.#tagCodes[row] = this.#codeOfTag[tag.index] || this.#meet(tag);
    this.length = row + 1;
  }

  /** The readings so far; the columns are empty afterwards. */
  build(): FactTable<'reading'> {
    const { length } = this;
    const block = new ColumnBlock(length);
    const columns = {
      at: block.numbers(this.#at),
      value: block.numbers(this.#value),
      sequence: block.numbers(this.#sequence),
      tag: { dictionary: this.#tags, codes: block.codes(this.#tagCodes) },
      text: { dictionary: this.#text.takeDictionary(), codes: block.codes(this.#text.codes) },
      quality: { dictionary: qualityDictionary, codes: block.codes(this.#quality) },
      source: { dictionary: this.#sourceDictionary, codes: block.emptyCodes().fill(1) },
    };
    for (const index of this.#met) this.#codeOfTag[index] = 0;
    this.#met = [];
    this.#tags = [''];
    this.length = 0;
    return createReadingTable(columns);
  }

  #meet({ tag, index }: BoundTag): number {
    if (index >= this.#codeOfTag.length) {
      const larger = new Uint32Array((index + 1) * 2);
      larger.set(this.#codeOfTag);
      this.#codeOfTag = larger;
    }
    const code = this.#tags.push(tag.id) - 1;
    this.#codeOfTag[index] = code;
    this.#met.push(index);
    return code;
  }

  #grow(): void {
    this.#rows *= 2;
    this.#at = grown(this.#at, new Float64Array(this.#rows));
    this.#value = grown(this.#value, new Float64Array(this.#rows));
    this.#sequence = grown(this.#sequence, new Float64Array(this.#rows));
    this.#tagCodes = grown(this.#tagCodes, new Uint32Array(this.#rows));
    this.#quality = grown(this.#quality, new Uint32Array(this.#rows));
    this.#text.grow(this.#rows);
  }
}

const bytesPerNumber = 8;
const bytesPerCode = 4;
/** Three columns of numbers and four of codes. */
const bytesPerRow = 3 * bytesPerNumber + 4 * bytesPerCode;

/**
 * Columns that lie in one piece of memory, numbers first: of a batch of a message, pieces of memory of their own would cost
 * more than what is in them.
 */
class ColumnBlock {
  readonly #rows: number;
  readonly #bytes: ArrayBuffer;
  #offset: number = 0;

  constructor(rows: number) {
    this.#rows = rows;
    this.#bytes = new ArrayBuffer(rows * bytesPerRow);
  }

  /** The next column, with the first rows of `from`. */
  numbers(from: Float64Array): Float64Array {
    const column = new Float64Array(this.#bytes, this.#offset, this.#rows);
    this.#offset += this.#rows * bytesPerNumber;
    column.set(from.subarray(0, this.#rows));
    return column;
  }

  codes(from: Uint32Array): Uint32Array {
    const column = this.emptyCodes();
    column.set(from.subarray(0, this.#rows));
    return column;
  }

  /** The next column of codes, all 0. */
  emptyCodes(): Uint32Array {
    const column = new Uint32Array(this.#bytes, this.#offset, this.#rows);
    this.#offset += this.#rows * bytesPerCode;
    return column;
  }
}

function grown<Column extends Float64Array | Uint32Array>(column: Column, larger: Column): Column {
  larger.set(column);
  return larger;
}
