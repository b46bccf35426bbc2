/** Chunks of a sorted result into columns of readings. */
import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { FactTable, TextColumn } from '../../../model/index.ts';
import { itemsOf } from '../column-reader.ts';
import type { ColumnWords } from './column-words.ts';
import type { TagRuns } from './tag-runs.ts';

/** Rows handed over at once, at most. */
export const batchRows = 16_384;

/** What was asked of DuckDB, and how its answer is to be read: the numbers in this order, then codes of texts. */
export interface ReadingQuery {
  readonly sql: string;
  readonly runs: TagRuns;
  readonly words: ColumnWords;
  readonly numbers: readonly ('at' | 'value' | 'sequence')[];
}

/** Rows of a scan; the arrays are used again for the next. */
export interface ScannedReadings {
  readonly length: number;
  readonly columns: FactTable<'reading'>['columns'];
}

export interface ReadingBatch {
  readonly length: number;
  /** Copies a chunk, which is DuckDB's only until the next. */
  add(chunk: DuckDBDataChunk): void;
  /** What was added since the last. */
  take(): ScannedReadings;
  /** Whether there were as many rows as tags were counted; else some are missing. */
  readonly isWhole: boolean;
}

export function createReadingBatch({ runs, words, numbers }: ReadingQuery): ReadingBatch {
  const absent = new Float64Array(batchRows).fill(Number.NaN);
  const numberColumns = new Map(numbers.map((name) => [name, new Float64Array(batchRows)]));
  const codeColumns = new Map(words.coded.map((name) => [name, new Uint32Array(batchRows)]));
  const constants = new Map(
    [...words.constants].map(([name, code]) => [name, new Uint32Array(batchRows).fill(code)] as const),
  );
  const noWords: TextColumn = { dictionary: [''], codes: new Uint32Array(batchRows) };
  const tags = createTagCodes(runs);
  const text = (name: string, length: number): TextColumn => {
    const codes = codeColumns.get(name) ?? constants.get(name);
    return codes === undefined
      ? { dictionary: noWords.dictionary, codes: noWords.codes.subarray(0, length) }
      : { dictionary: words.words.get(name) as readonly string[], codes: codes.subarray(0, length) };
  };
  const number = (name: 'at' | 'value' | 'sequence', length: number): Float64Array =>
    (numberColumns.get(name) ?? absent).subarray(0, length);
  let length = 0;
  let rowCount = 0;
  return {
    get length() {
      return length;
    },
    add(chunk) {
      let at = 0;
      for (const column of numberColumns.values()) column.set(itemsOf(chunk, at++) as Float64Array, length);
      for (const column of codeColumns.values()) column.set(itemsOf(chunk, at++) as Uint32Array, length);
      length += chunk.rowCount;
      rowCount += chunk.rowCount;
    },
    take() {
      const taken = length;
      length = 0;
      return {
        length: taken,
        columns: {
          tag: tags.next(taken),
          at: number('at', taken),
          value: number('value', taken),
          text: text('text', taken),
          quality: text('quality', taken),
          sequence: number('sequence', taken),
          source: text('source', taken),
        },
      };
    },
    get isWhole() {
      return rowCount === runs.rowCount;
    },
  };
}

/** Tags of sorted rows, told by how many each has. */
function createTagCodes({ tags, counts }: TagRuns): { next(length: number): TextColumn } {
  const hasNone = tags[0] === '';
  const dictionary = hasNone ? tags : ['', ...tags];
  const codes = new Uint32Array(batchRows);
  let run = 0;
  let left = counts[0] ?? 0;
  return {
    next(length) {
      for (let from = 0; from < length; ) {
        while (left === 0 && run < counts.length) left = counts[++run] ?? 0;
        const to = Math.min(length, from + left);
        if (to === from) throw new RangeError(`More readings were read than were counted.`);
        codes.fill(hasNone ? run : run + 1, from, to);
        left -= to - from;
        from = to;
      }
      return { dictionary, codes: codes.subarray(0, length) };
    },
  };
}
