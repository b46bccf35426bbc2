/**
 * CSV after RFC 4180, from bytes: quoted fields with delimiters, line ends and doubled quotes in them; lines end with LF
 * or CRLF. What breaks the format is one refused record, and reading goes on at the next line: a stray quote costs its
 * line, not the rest of the file.
 */
import { isUtf8 } from 'node:buffer';
import type { ByteWindow } from './byte-window.ts';
import type { RecordReader } from './record-reader.ts';
import type { RowProblem } from './refusal-codes.ts';

const lf = 10;
const cr = 13;
const quote = 34;

/** Classes of bytes; 0 is a byte of a value. */
const isDelimiter = 1;
const isLineFeed = 2;
const isQuote = 3;
const isNul = 4;
const isHigh = 5;

const fieldsMax = 4_096;

export interface CsvOptions {
  readonly delimiter: string;
  readonly isUtf8: boolean;
  readonly recordBytesMax: number;
}

export class CsvReader implements RecordReader {
  readonly starts: Int32Array = new Int32Array(fieldsMax);
  readonly ends: Int32Array = new Int32Array(fieldsMax);
  rawStart: number = 0;
  rawEnd: number = 0;
  line: number = 0;
  problem: RowProblem | undefined;
  isUnterminated: boolean = false;
  fields: readonly string[] = [];
  header: Uint8Array = new Uint8Array(0);
  /** Fields of the record; those beyond the places held are only counted. */
  fieldCount: number = 0;
  readonly #window: ByteWindow;
  readonly #classes: Uint8Array = new Uint8Array(256);
  readonly #recordBytesMax: number;
  /** Line ends before the window's place. */
  #lines: number = 0;
  /** Behind a line that is too long: the rest of it is skipped. */
  #isSkipping: boolean = false;
  // Of the record being scanned:
  #linesWithin: number = 0;
  #hasHigh: boolean = false;
  #hasNul: boolean = false;
  #hasBadQuotes: boolean = false;

  constructor(window: ByteWindow, options: CsvOptions) {
    this.#window = window;
    this.#recordBytesMax = options.recordBytesMax;
    const classes = this.#classes;
    if (options.isUtf8) classes.fill(isHigh, 128);
    classes[options.delimiter.charCodeAt(0)] = isDelimiter;
    classes[lf] = isLineFeed;
    classes[quote] = isQuote;
    classes[0] = isNul;
  }

  /** Takes the record just read as the header. */
  takeHeader(fields: readonly string[]): void {
    this.header = this.#window.bytes.slice(this.rawStart, this.rawEnd);
    this.fields = fields;
  }

  next(): boolean {
    const window = this.#window;
    for (;;) {
      if (this.#isSkipping && !this.#skipLine()) return false;
      window.clearScratch();
      this.rawStart = window.at;
      const next = this.#scan();
      if (next < 0) {
        const length = window.limit - window.at;
        if (length === 0 || (length <= this.#recordBytesMax && !window.ended)) return false;
        this.#refuseLine();
        return true;
      }
      if (this.rawEnd - this.rawStart > this.#recordBytesMax) {
        this.#refuseLine();
        return true;
      }
      const isEmpty = this.rawEnd === this.rawStart;
      this.line = this.#lines + 1;
      this.#lines += this.#linesWithin;
      this.isUnterminated = next > window.limit;
      window.at = Math.min(next, window.limit);
      if (isEmpty) continue;
      this.problem = this.#findProblem();
      return true;
    }
  }

  /**
   * Finds the fields of the record at the window's place. Gives where the next one begins (one behind the limit where
   * the file ends without a line end), or -1 where the window does not hold the whole record.
   */
  #scan(): number {
    const window = this.#window;
    const classes = this.#classes;
    const { starts, ends } = this;
    const limit = window.limit;
    let bytes = window.bytes;
    let at = window.at;
    let count = 0;
    let lines = 1;
    let hasHigh = false;
    let hasNul = false;
    let hasBadQuotes = false;
    for (;;) {
      let start = at;
      let end = -1;
      if (bytes[at] === quote) {
        const closed = this.#scanQuoted(at + 1);
        if (closed < 0) return -1;
        bytes = window.bytes;
        start = this.#quotedStart;
        end = this.#quotedEnd;
        lines += this.#quotedLines;
        hasHigh ||= this.#quotedHasHigh;
        hasNul ||= this.#quotedHasNul;
        at = closed;
        if (bytes[at] === cr && bytes[at + 1] === lf && at < limit) at++;
        const after = classes[bytes[at] as number] as number;
        if (after !== isDelimiter && after !== isLineFeed) {
          hasBadQuotes = true;
          end = -1;
        }
      }
      let kind = classes[bytes[at] as number] as number;
      for (; ; kind = classes[bytes[at] as number] as number) {
        while (kind === 0) kind = classes[bytes[++at] as number] as number;
        if (kind <= isLineFeed) break;
        if (kind === isHigh) hasHigh = true;
        else if (kind === isNul) hasNul = true;
        else hasBadQuotes = true;
        at++;
      }
      if (end < 0) {
        end = at;
        if (kind === isLineFeed && end > start && bytes[end - 1] === cr) end--;
      }
      if (count < fieldsMax) {
        starts[count] = start;
        ends[count] = end;
      }
      count++;
      if (kind === isDelimiter) {
        at++;
        continue;
      }
      if (at === limit && !(window.ended && limit > window.at)) return -1;
      this.rawEnd = at > window.at && bytes[at - 1] === cr ? at - 1 : at;
      this.fieldCount = count;
      this.#linesWithin = lines;
      this.#hasHigh = hasHigh;
      this.#hasNul = hasNul;
      this.#hasBadQuotes = hasBadQuotes;
      return at + 1;
    }
  }

  // Of the quoted field scanned last:
  #quotedStart: number = 0;
  #quotedEnd: number = 0;
  #quotedLines: number = 0;
  #quotedHasHigh: boolean = false;
  #quotedHasNul: boolean = false;

  /** From behind the opening quote; gives the place behind the closing one, or -1 where there is none in the window. */
  #scanQuoted(start: number): number {
    const window = this.#window;
    const bytes = window.bytes;
    const limit = window.limit;
    let at = start;
    let lines = 0;
    let doubled = 0;
    let hasHigh = false;
    let hasNul = false;
    for (; ; at++) {
      if (at >= limit) return -1;
      const byte = bytes[at] as number;
      if (byte === quote) {
        // The byte behind a quote decides; at the limit that is not known before the file has ended.
        if (at + 1 === limit && !window.ended) return -1;
        if (at + 1 === limit || bytes[at + 1] !== quote) break;
        doubled++;
        at++;
      } else if (byte === lf) lines++;
      else if (byte === 0) hasNul = true;
      else if (byte > 127) hasHigh = true;
    }
    this.#quotedStart = start;
    this.#quotedEnd = at;
    this.#quotedLines = lines;
    this.#quotedHasHigh = hasHigh && this.#classes[255] === isHigh;
    this.#quotedHasNul = hasNul;
    if (doubled > 0) this.#rewrite(start, at, doubled);
    return at + 1;
  }

  /** Puts the value, its doubled quotes made single, into the window's scratch. */
  #rewrite(start: number, end: number, doubled: number): void {
    const to = this.#window.scratch(end - start - doubled);
    const bytes = this.#window.bytes;
    this.#quotedStart = to;
    let out = to;
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number;
      bytes[out++] = byte;
      if (byte === quote) i++;
    }
    this.#quotedEnd = out;
  }

  #findProblem(): RowProblem | undefined {
    if (this.#hasNul) return { code: 'nul-byte', field: '', received: '\\x00', expected: 'text without NUL bytes' };
    if (this.#hasBadQuotes)
      return {
        code: 'bad-quotes',
        field: '',
        received: 'a quote within or behind a value',
        expected: 'quotes around a whole value, doubled within it',
      };
    if (this.#hasHigh && !isUtf8(this.#window.bytes.subarray(this.rawStart, this.rawEnd)))
      return {
        code: 'not-utf-8',
        field: this.#findInvalidField(),
        received: 'bytes that are not UTF-8',
        expected: 'UTF-8',
      };
    if (this.fields.length > 0 && this.fieldCount !== this.fields.length)
      return {
        code: 'field-count',
        field: '',
        received: `${this.fieldCount} fields`,
        expected: `${this.fields.length} fields, as the header`,
      };
    return undefined;
  }

  #findInvalidField(): string {
    const count = Math.min(this.fieldCount, this.fields.length);
    for (let i = 0; i < count; i++)
      if (!isUtf8(this.#window.bytes.subarray(this.starts[i], this.ends[i]))) return this.fields[i] as string;
    return '';
  }

  /** Refuses the line at the window's place: it is too long, or has a quote that is not closed within bounds. */
  #refuseLine(): void {
    const window = this.#window;
    const max = this.#recordBytesMax;
    const lineEnd = window.bytes.indexOf(lf, window.at);
    const length = lineEnd - window.at;
    this.line = this.#lines + 1;
    this.isUnterminated = lineEnd === window.limit;
    this.rawEnd = window.at + Math.min(length, max + 1);
    if (length <= max && length > 0 && window.bytes[lineEnd - 1] === cr) this.rawEnd--;
    this.problem =
      length > max
        ? {
            code: 'too-long',
            field: '',
            received: `more than ${max} bytes`,
            expected: `a record of at most ${max} bytes (recordBytesMax)`,
          }
        : { code: 'unclosed-quote', field: '', received: 'a quote that is not closed', expected: 'a closing quote' };
    window.at = lineEnd;
    this.#isSkipping = true;
  }

  /** Goes behind the next line end; false where the window has none. */
  #skipLine(): boolean {
    const window = this.#window;
    const lineEnd = window.bytes.indexOf(lf, window.at);
    window.at = Math.min(lineEnd + 1, window.limit);
    if (lineEnd === window.limit) return false;
    this.#lines++;
    this.#isSkipping = false;
    return true;
  }
}
