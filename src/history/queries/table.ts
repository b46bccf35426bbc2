/** What every query answers: columns of one length, which can be read as rows. */
import type { ColumnType, TextColumn, Unknown, UnknownReason } from '../../model/index.ts';
import { unknown } from '../../model/index.ts';
import type { Zone } from '../../time/index.ts';

/** Texts by code; code 0 is `''`: absent, for the reason given. */
export interface TextAnswer extends TextColumn {
  readonly type: 'text';
  readonly absent: UnknownReason;
}

/** Doubles; NaN is absent, for the reason given. Instants are UTC epoch ms, a flag is 0 or 1. */
export interface NumberAnswer {
  readonly type: Exclude<ColumnType, 'text'>;
  readonly values: Float64Array;
  readonly absent: UnknownReason;
}

export type AnswerColumn = TextAnswer | NumberAnswer;
export type AnswerColumns = { readonly [name: string]: AnswerColumn };

/**
 * An answer in columns, in the order in which they are shown. Units are in the names, as everywhere: `knownMs`,
 * `scrapCount`, `availabilityRatio`.
 */
export interface QueryTable<Columns = AnswerColumns> {
  readonly length: number;
  readonly columns: Columns;
}

/** One value of a row; `Unknown` says why there is none. */
export type AnswerCell<Column> = Column extends TextAnswer ? string | Unknown : number | boolean | Unknown;
export type AnswerRow<Columns = AnswerColumns> = {
  readonly [Name in keyof Columns]: AnswerCell<NonNullable<Columns[Name]>>;
};

/**
 * The rows of an answer as objects, one by one. What is absent is an `Unknown` with its reason, a flag is a boolean, an
 * instant UTC epoch ms. `plainRowsOf` gives them as they are printed.
 *
 * @example for (const { product, scrapCount } of rowsOf(await queries.counts({ window: '2012-02-29', by: 'product' }))) …
 */
export function* rowsOf<Columns>(table: QueryTable<Columns>): Generator<AnswerRow<Columns>> {
  const columns = Object.entries(table.columns as AnswerColumns);
  for (let i = 0; i < table.length; i++)
    yield Object.fromEntries(columns.map(([name, column]) => [name, cellAt(column, i)])) as AnswerRow<Columns>;
}

/** One value of a column, absent ones as `Unknown`. */
export function cellAt(column: AnswerColumn, i: number): string | number | boolean | Unknown {
  if (column.type === 'text') {
    const code = column.codes[i] ?? 0;
    return code === 0 ? unknown(column.absent) : (column.dictionary[code] as string);
  }
  const value = column.values[i] ?? Number.NaN;
  if (Number.isNaN(value)) return unknown(column.absent);
  return column.type === 'flag' ? value !== 0 : value;
}

/** A row as it is printed and written: unknown values are null, instants texts of local time. */
export type PlainRow<Columns = AnswerColumns> = { readonly [Name in keyof Columns]: string | number | boolean | null };

/**
 * The rows of an answer in plain values, for printing, JSON and files; why a value is null says `absent` of its column.
 *
 * @param zone instants are written in it, as RFC 3339 with its offset
 * @example console.table([...plainRowsOf(await queries.latestStates(), plant.zone)])
 */
export function* plainRowsOf<Columns>(
  table: QueryTable<Columns>,
  zone: Pick<Zone, 'format'>,
): Generator<PlainRow<Columns>> {
  const columns = Object.entries(table.columns as AnswerColumns);
  const plain = (column: AnswerColumn, i: number): string | number | boolean | null => {
    const cell = cellAt(column, i);
    if (typeof cell === 'object') return null;
    return column.type === 'instant' ? zone.format(cell as number) : cell;
  };
  for (let i = 0; i < table.length; i++)
    yield Object.fromEntries(columns.map(([name, column]) => [name, plain(column, i)])) as PlainRow<Columns>;
}

export function numbers(values: Float64Array, absent: UnknownReason = 'no-facts'): NumberAnswer {
  return { type: 'number', values, absent };
}

export function instants(values: Float64Array, absent: UnknownReason = 'no-facts'): NumberAnswer {
  return { type: 'instant', values, absent };
}

export function texts(column: TextColumn, absent: UnknownReason = 'not-in-the-data'): TextAnswer {
  return { type: 'text', dictionary: column.dictionary, codes: column.codes, absent };
}

/** A column of texts, each given in full. */
export function textsOf(values: Iterable<string>, absent: UnknownReason = 'not-in-the-data'): TextAnswer {
  const words = createWords();
  const codes = Uint32Array.from(values, (value) => words.codeOf(value));
  return texts({ dictionary: words.dictionary, codes }, absent);
}

/** Words by code, as they come; `''` has code 0. */
export interface Words {
  readonly dictionary: readonly string[];
  codeOf(word: string): number;
  /** Codes of a column in these words, from a place on; only words that are used are looked at. */
  write(column: TextColumn, codes: Uint32Array, from: number): void;
}

export function createWords(): Words {
  const dictionary = [''];
  const known = new Map([['', 0]]);
  const codeOf = (word: string): number => {
    const code = known.get(word);
    if (code !== undefined) return code;
    known.set(word, dictionary.length);
    return dictionary.push(word) - 1;
  };
  return {
    dictionary,
    codeOf,
    write(column, codes, from) {
      const newCodes = new Map([[0, 0]]);
      for (let i = 0; i < column.codes.length; i++) {
        const code = column.codes[i] as number;
        let newCode = newCodes.get(code);
        if (newCode === undefined) {
          newCode = codeOf(column.dictionary[code] as string);
          newCodes.set(code, newCode);
        }
        codes[from + i] = newCode;
      }
    },
  };
}
