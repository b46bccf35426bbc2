/** Columns of readings as they grow, and the fact table they become. */
import { type FactTable, identifyReadings, type TextColumn } from '../../model/index.ts';
import { TextColumnBuilder } from '../column-builders.ts';
import type { BoundTag } from './reading-sink.ts';

const firstRows = 1_024;
/** Codes of the quality column are the levels of a sink: 0 is good, which is said by leaving it out. */
const qualityDictionary = ['', 'uncertain', 'bad'] as const;

export class ReadingColumns {
  length: number = 0;
  readonly #source: string;
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
    this.#source = source;
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
    const length = this.length;
    const columns = {
      tag: { dictionary: this.#tags, codes: this.#tagCodes.slice(0, length) },
      at: this.#at.slice(0, length),
      value: this.#value.slice(0, length),
      text: this.#text.build(length),
      quality: { dictionary: qualityDictionary, codes: this.#quality.slice(0, length) },
      sequence: this.#sequence.slice(0, length),
      source: this.#sourceColumn(length),
    };
    for (const index of this.#met) this.#codeOfTag[index] = 0;
    this.#met = [];
    this.#tags = [''];
    this.length = 0;
    return { kind: 'reading', length, ...identifyReadings(columns), columns };
  }

  #sourceColumn(length: number): TextColumn {
    return { dictionary: ['', this.#source], codes: new Uint32Array(length).fill(1) };
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

function grown<Column extends Float64Array | Uint32Array>(column: Column, larger: Column): Column {
  larger.set(column);
  return larger;
}
