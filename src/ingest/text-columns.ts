/** Decoders of text columns. */
import { ByteInterner } from './byte-interner.ts';
import type { TableBuilder, TextColumnBuilder } from './column-builders.ts';
import { type ColumnDecoder, type FieldSource, note, received } from './column-decoder.ts';
import type { RefusalCode } from './refusal-codes.ts';
import type { RowSink } from './row-sink.ts';

/** What a text becomes: the value kept, or why the row is refused; `isUnmapped` where no catalogue has it. */
export type Meaning =
  | { readonly text: string; readonly isUnmapped?: boolean }
  | { readonly refused: RefusalCode; readonly expected: string };

/** Text that says the same again and again: each different value is understood once. */
export class InternedTextDecoder implements ColumnDecoder {
  readonly #from: FieldSource;
  readonly #column: TextColumnBuilder;
  readonly #table: TableBuilder;
  readonly #fact: string;
  readonly #meaningOf: (text: string) => Meaning;
  readonly #interner: ByteInterner = new ByteInterner();
  #meanings: Meaning[] = [];
  /** What goes into the hash. */
  #canonical: Buffer[] = [];
  #isPlain: Uint8Array = new Uint8Array(256);
  /** Code in this batch by interned number, plus 1; 0: not yet. */
  #codes: Uint32Array = new Uint32Array(256);

  constructor(from: FieldSource, table: TableBuilder, fact: string, meaningOf: (text: string) => Meaning) {
    this.#from = from;
    this.#table = table;
    this.#column = table.text(fact as never);
    this.#fact = fact;
    this.#meaningOf = meaningOf;
  }

  startBatch(): void {
    this.#codes.fill(0);
  }

  decode(sink: RowSink): void {
    const { window, reader, field } = this.#from;
    const bytes = window.bytes;
    const start = reader.starts[field] as number;
    const end = reader.ends[field] as number;
    let entry = this.#interner.find(bytes, start, end);
    if (entry < 0) entry = this.#add(bytes, start, end);
    if (this.#isPlain[entry] === 0 && !this.#say(entry, sink)) return;
    let code = this.#codes[entry] as number;
    if (code === 0) {
      code = this.#column.codeFor((this.#meanings[entry] as { text: string }).text) + 1;
      this.#codes[entry] = code;
    }
    this.#column.codes[this.#table.length] = code - 1;
    const canonical = this.#canonical[entry] as Buffer;
    sink.hash.addBytes(canonical, 0, canonical.length);
  }

  #add(bytes: Buffer, start: number, end: number): number {
    if (this.#interner.isFull(end - start)) this.#forget();
    const meaning = this.#meaningOf(this.#from.decodeText(bytes, start, end));
    const entry = this.#interner.add(bytes, start, end);
    if (entry === this.#codes.length) {
      const codes = new Uint32Array(entry * 2);
      codes.set(this.#codes);
      this.#codes = codes;
      const isPlain = new Uint8Array(entry * 2);
      isPlain.set(this.#isPlain);
      this.#isPlain = isPlain;
    }
    this.#meanings[entry] = meaning;
    this.#canonical[entry] = Buffer.from('text' in meaning ? meaning.text : '');
    this.#isPlain[entry] = 'text' in meaning && meaning.isUnmapped !== true ? 1 : 0;
    return entry;
  }

  #forget(): void {
    this.#interner.clear();
    this.#meanings = [];
    this.#canonical = [];
    this.#codes.fill(0);
  }

  /** Notes what is special about a value; false where it refuses the row. */
  #say(entry: number, sink: RowSink): boolean {
    const meaning = this.#meanings[entry] as Meaning;
    if ('refused' in meaning) {
      note(sink, meaning.refused, this.#from, meaning.expected);
      return false;
    }
    sink.adjustments.push({
      code: 'code-unmapped',
      field: this.#fact,
      received: received(this.#from),
      takenAs: meaning.text,
    });
    return true;
  }
}

/** A text that is the same for every row. */
export class ConstantTextDecoder implements ColumnDecoder {
  readonly #column: TextColumnBuilder;
  readonly #table: TableBuilder;
  readonly #fact: string;
  readonly #text: string;
  readonly #isUnmapped: boolean;
  readonly #canonical: Buffer;
  #code: number = -1;

  constructor(table: TableBuilder, fact: string, text: string, isUnmapped: boolean) {
    this.#table = table;
    this.#column = table.text(fact as never);
    this.#fact = fact;
    this.#text = text;
    this.#isUnmapped = isUnmapped;
    this.#canonical = Buffer.from(text);
  }

  startBatch(): void {
    this.#code = -1;
  }

  decode(sink: RowSink): void {
    if (this.#code < 0) this.#code = this.#column.codeFor(this.#text);
    this.#column.codes[this.#table.length] = this.#code;
    sink.hash.addBytes(this.#canonical, 0, this.#canonical.length);
    if (this.#isUnmapped)
      sink.adjustments.push({ code: 'code-unmapped', field: this.#fact, received: this.#text, takenAs: this.#text });
  }
}
