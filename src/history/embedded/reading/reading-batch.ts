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
  /** Rows of other tags are left out. */
  readonly asked: ReadonlySet<string>;
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

export function createReadingBatch({ runs, asked, words, numbers }: ReadingQuery): ReadingBatch {
  const absent = new Float64Array(batchRows).fill(Number.NaN);
  const numberColumns = new Map(numbers.map((name) => [name, new Float64Array(batchRows)]));
  const codeColumns = new Map(words.coded.map((name) => [name, new Uint32Array(batchRows)]));
  const constants = new Map(
    [...words.constants].map(([name, code]) => [name, new Uint32Array(batchRows).fill(code)] as const),
  );
  const noWords: TextColumn = { dictionary: [''], codes: new Uint32Array(batchRows) };
  const tags = createTagCodes(runs, asked);
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
      const columns = [...numberColumns.values(), ...codeColumns.values()];
      const items = columns.map((_, at) => itemsOf(chunk, at) as Float64Array);
      tags.visit(chunk.rowCount, (from, to) => {
        for (const [at, column] of columns.entries())
          column.set((items[at] as Float64Array).subarray(from, to), length);
        tags.fill(length, length + to - from);
        length += to - from;
      });
      rowCount += chunk.rowCount;
    },
    take() {
      const taken = length;
      length = 0;
      return {
        length: taken,
        columns: {
          tag: tags.column(taken),
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

interface TagCodes {
  /** Calls back with the next rows, run by run, that are asked for. */
  visit(rowCount: number, visitRun: (from: number, to: number) => void): void;
  /** Writes the tag of the run that is visited. */
  fill(from: number, to: number): void;
  column(length: number): TextColumn;
}

/** Tags of sorted rows, told by how many each has. */
function createTagCodes({ tags, counts }: TagRuns, asked: ReadonlySet<string>): TagCodes {
  const isAsked = tags.map((tag) => asked.has(tag));
  const hasNone = tags[0] === '';
  const dictionary = hasNone ? tags : ['', ...tags];
  const codes = new Uint32Array(batchRows);
  let run = 0;
  let left = counts[0] ?? 0;
  return {
    visit(rowCount, visitRun) {
      for (let from = 0; from < rowCount; ) {
        while (left === 0 && run < counts.length) left = counts[++run] ?? 0;
        const to = Math.min(rowCount, from + left);
        if (to === from) throw new RangeError('More readings were read than were counted.');
        if (isAsked[run] === true) visitRun(from, to);
        left -= to - from;
        from = to;
      }
    },
    fill: (from, to) => codes.fill(hasNone ? run : run + 1, from, to),
    column: (length) => ({ dictionary, codes: codes.subarray(0, length) }),
  };
}
