/** Decoders of counts and flags. */
import type { NumberColumnBuilder, TableBuilder } from './column-builders.ts';
import { type ColumnDecoder, type FieldSource, note } from './column-decoder.ts';
import type { RowSink } from './row-sink.ts';

/** A number that is the same for every row; `NaN` for a column that is not mapped. */
export class ConstantNumberDecoder implements ColumnDecoder {
  readonly #column: NumberColumnBuilder;
  readonly #table: TableBuilder;
  readonly #value: number;

  constructor(table: TableBuilder, fact: string, value: number) {
    this.#table = table;
    this.#column = table.number(fact as never);
    this.#value = value;
  }

  startBatch(): void {}

  decode(sink: RowSink): void {
    this.#column.values[this.#table.length] = this.#value;
    sink.hash.addNumber(this.#value);
  }
}

export interface CountOptions {
  readonly required: boolean;
  /** `NaN`: absent. */
  readonly default: number;
  readonly decimal: '.' | ',';
}

/** Pieces: whole, not negative, with an optional fraction of zeros. */
export class CountDecoder implements ColumnDecoder {
  readonly #from: FieldSource;
  readonly #column: NumberColumnBuilder;
  readonly #table: TableBuilder;
  readonly #options: CountOptions;

  constructor(from: FieldSource, table: TableBuilder, fact: string, options: CountOptions) {
    this.#from = from;
    this.#table = table;
    this.#column = table.number(fact as never);
    this.#options = options;
  }

  startBatch(): void {}

  decode(sink: RowSink): void {
    const value = this.#read(sink);
    this.#column.values[this.#table.length] = value;
    sink.hash.addNumber(value);
  }

  /** The pieces; `NaN` where absent, or where the sink has a new problem. */
  #read(sink: RowSink): number {
    const { window, reader, field } = this.#from;
    const bytes = window.bytes;
    const start = reader.starts[field] as number;
    const end = reader.ends[field] as number;
    if (start === end) return this.#absent(sink);
    if (end - start > 15) return this.#readSlowly(sink, bytes, start, end);
    let value = 0;
    for (let at = start; at < end; at++) {
      const digit = (bytes[at] as number) - 48;
      if (digit < 0 || digit > 9) return this.#readSlowly(sink, bytes, start, end);
      value = value * 10 + digit;
    }
    return value;
  }

  #absent(sink: RowSink): number {
    if (this.#options.required) note(sink, 'missing-value', this.#from, 'a whole number of 0 or more');
    return this.#options.default;
  }

  #readSlowly(sink: RowSink, bytes: Buffer, start: number, end: number): number {
    const text = this.#from.decodeText(bytes, start, end).trim();
    if (text === '') return this.#absent(sink);
    const isNumber = this.#options.decimal === ',' ? /^[-+]?\d{1,30}(,\d{1,30})?$/ : /^[-+]?\d{1,30}(\.\d{1,30})?$/;
    const value = isNumber.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
    if (Number.isNaN(value)) note(sink, 'not-a-number', this.#from, 'a whole number of 0 or more');
    else if (value < 0) note(sink, 'negative-count', this.#from, 'a whole number of 0 or more');
    else if (!Number.isSafeInteger(value)) note(sink, 'not-whole', this.#from, 'whole pieces');
    // -0 and 0 are one value, and must be one in the hash too.
    return value + 0;
  }
}

export interface FlagOptions {
  readonly required: boolean;
  readonly true: ReadonlySet<string>;
  readonly false: ReadonlySet<string>;
}

/** A flag; its few words are understood once each. */
export class FlagDecoder implements ColumnDecoder {
  readonly #from: FieldSource;
  readonly #column: NumberColumnBuilder;
  readonly #table: TableBuilder;
  readonly #options: FlagOptions;

  constructor(from: FieldSource, table: TableBuilder, fact: string, options: FlagOptions) {
    this.#from = from;
    this.#table = table;
    this.#column = table.number(fact as never);
    this.#options = options;
  }

  startBatch(): void {}

  decode(sink: RowSink): void {
    const { window, reader, field } = this.#from;
    const start = reader.starts[field] as number;
    const end = reader.ends[field] as number;
    let value = 0;
    if (start === end) {
      if (this.#options.required) note(sink, 'missing-value', this.#from, flagExpected(this.#options));
    } else {
      const text = this.#from.decodeText(window.bytes, start, end);
      if (this.#options.true.has(text)) value = 1;
      else if (!this.#options.false.has(text)) note(sink, 'not-a-flag', this.#from, flagExpected(this.#options));
    }
    this.#column.values[this.#table.length] = value;
    sink.hash.addNumber(value);
  }
}

const yes = ['Y', 'y', 'yes', 'true', '1'];
const no = ['N', 'n', 'no', 'false', '0'];

/** The words of a flag, its own or the usual ones; a word that means yes does not mean no. */
export function flagWords(given: {
  readonly true?: readonly string[] | undefined;
  readonly false?: readonly string[] | undefined;
}): Pick<FlagOptions, 'true' | 'false'> {
  const meansYes = new Set(given.true ?? yes);
  return { true: meansYes, false: new Set((given.false ?? no).filter((word) => !meansYes.has(word))) };
}

function flagExpected(options: FlagOptions): string {
  return `one of ${[...options.true, ...options.false].join(', ')}`;
}
