/** Readings as folds go through them. */
import type { FactTable, TextColumn } from '../../../model/index.ts';

/** Columns of readings as they are handed over; they are not held on to. */
export interface ReadingRows {
  readonly length: number;
  readonly columns: Pick<FactTable<'reading'>['columns'], 'tag' | 'at' | 'value' | 'text' | 'quality' | 'source'>;
}

/** The same with what each pass over them asks for. */
export interface ReadingChunk {
  readonly at: Float64Array;
  readonly value: Float64Array;
  readonly text: TextColumn;
  readonly quality: Uint32Array;
  /** Code of bad quality; -1 where no reading is bad. */
  readonly bad: number;
  readonly source: TextColumn;
}

export function chunkOf({ columns: { at, value, text, quality, source } }: ReadingRows): ReadingChunk {
  return { at, value, text, quality: quality.codes, bad: quality.dictionary.indexOf('bad'), source };
}

/** Calls back with each run of rows of one tag. */
export function visitTagRuns(
  { dictionary, codes }: TextColumn,
  length: number,
  visit: (tag: string, from: number, to: number) => void,
): void {
  for (let from = 0; from < length; ) {
    const code = codes[from] as number;
    let to = from + 1;
    while (to < length && codes[to] === code) to++;
    visit(dictionary[code] as string, from, to);
    from = to;
  }
}

/** The good numbers among some readings: the columns themselves where all are, else copies that the next pick overwrites. */
export class GoodNumbers {
  at: Float64Array = new Float64Array(0);
  value: Float64Array = new Float64Array(0);
  from = 0;
  to = 0;
  textCount = 0;
  badCount = 0;
  #at: Float64Array = new Float64Array(0);
  #value: Float64Array = new Float64Array(0);

  /** Whether every reading is a good number. */
  get isAll(): boolean {
    return this.textCount === 0 && this.badCount === 0;
  }

  pick(chunk: ReadingChunk, from: number, to: number): void {
    const { at, value, quality, bad } = chunk;
    let i = from;
    while (i < to && quality[i] !== bad && !Number.isNaN(value[i] as number)) i++;
    this.textCount = 0;
    this.badCount = 0;
    if (i < to) {
      this.#copy(chunk, from, to);
      return;
    }
    this.at = at;
    this.value = value;
    this.from = from;
    this.to = to;
  }

  #copy({ at, value, text, quality, bad }: ReadingChunk, from: number, to: number): void {
    if (this.#at.length < to - from) {
      this.#at = new Float64Array(to - from);
      this.#value = new Float64Array(to - from);
    }
    let length = 0;
    for (let i = from; i < to; i++) {
      const number = value[i] as number;
      if (quality[i] === bad) this.badCount++;
      else if (!Number.isNaN(number)) {
        this.#at[length] = at[i] as number;
        this.#value[length++] = number;
      } else if (text.codes[i] === 0) this.badCount++;
      else this.textCount++;
    }
    this.at = this.#at;
    this.value = this.#value;
    this.from = 0;
    this.to = length;
  }
}
