/** Columns of a batch as they grow row by row, and the fact table they become. */
import { type ColumnName, type FactKind, type FactTable, factColumns, type TextColumn } from '../model/index.ts';
import type { MappedKind } from './config.ts';

const firstRows = 1_024;
const nothingSaid: readonly string[] = [''];

export class TextColumnBuilder {
  codes: Uint32Array = new Uint32Array(firstRows);
  #dictionary: string[] = [''];
  #codeOf: Map<string, number> = new Map([['', 0]]);
  #lastText: string = '';
  #lastCode: number = 0;

  codeFor(text: string): number {
    // The same text row after row, such as the file's name, needs no look-up.
    if (text === this.#lastText) return this.#lastCode;
    let code = this.#codeOf.get(text);
    if (code === undefined) {
      code = this.#dictionary.length;
      this.#dictionary.push(text);
      this.#codeOf.set(text, code);
    }
    this.#lastText = text;
    this.#lastCode = code;
    return code;
  }

  grow(rows: number): void {
    const codes = new Uint32Array(rows);
    codes.set(this.codes);
    this.codes = codes;
  }

  /** The column of the first `length` rows; the builder is empty afterwards. */
  build(length: number): TextColumn {
    return { dictionary: this.takeDictionary(), codes: this.codes.slice(0, length) };
  }

  /** The texts of the codes that were given; the builder starts anew. */
  takeDictionary(): readonly string[] {
    const dictionary = this.#dictionary;
    // Readings seldom have texts, and then there is nothing to make anew.
    if (dictionary.length === 1) return nothingSaid;
    this.#dictionary = [''];
    this.#codeOf = new Map([['', 0]]);
    this.#lastText = '';
    this.#lastCode = 0;
    return dictionary;
  }
}

export class NumberColumnBuilder {
  values: Float64Array = new Float64Array(firstRows);

  grow(rows: number): void {
    const values = new Float64Array(rows);
    values.set(this.values);
    this.values = values;
  }

  build(length: number): Float64Array {
    return this.values.slice(0, length);
  }
}

/** A table of one kind that is being filled: every column is written at `length`, then `length` goes up. */
export class TableBuilder<K extends FactKind = MappedKind> {
  readonly kind: K;
  length: number = 0;
  identity: Uint8Array = new Uint8Array(firstRows * 16);
  content: Uint8Array = new Uint8Array(firstRows * 16);
  readonly #texts: Map<string, TextColumnBuilder> = new Map();
  readonly #numbers: Map<string, NumberColumnBuilder> = new Map();
  #rows: number = firstRows;

  constructor(kind: K) {
    this.kind = kind;
    for (const [name, type] of Object.entries(factColumns[kind]))
      if (type === 'text') this.#texts.set(name, new TextColumnBuilder());
      else this.#numbers.set(name, new NumberColumnBuilder());
  }

  text(name: ColumnName<K>): TextColumnBuilder {
    return this.#texts.get(name) as TextColumnBuilder;
  }

  number(name: ColumnName<K>): NumberColumnBuilder {
    return this.#numbers.get(name) as NumberColumnBuilder;
  }

  /** Writes a text of the row at `length`; for columns that no decoder fills. */
  setText(name: string, text: string): void {
    const column = this.#texts.get(name) as TextColumnBuilder;
    column.codes[this.length] = column.codeFor(text);
  }

  /** Makes room for the row at `length`. */
  reserve(): void {
    if (this.length < this.#rows) return;
    this.#rows *= 2;
    for (const column of this.#texts.values()) column.grow(this.#rows);
    for (const column of this.#numbers.values()) column.grow(this.#rows);
    this.identity = grownBytes(this.identity);
    this.content = grownBytes(this.content);
  }

  /** The table of what was added; the builder is empty afterwards. */
  build(): FactTable<K> {
    const length = this.length;
    const columns: Record<string, TextColumn | Float64Array> = {};
    for (const name of Object.keys(factColumns[this.kind]))
      columns[name] = (this.#texts.get(name) ?? (this.#numbers.get(name) as NumberColumnBuilder)).build(length);
    this.length = 0;
    return {
      kind: this.kind,
      length,
      identity: this.identity.slice(0, length * 16),
      content: this.content.slice(0, length * 16),
      columns: columns as FactTable<K>['columns'],
    };
  }
}

function grownBytes(bytes: Uint8Array): Uint8Array {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}
