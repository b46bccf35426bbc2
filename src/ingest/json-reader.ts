/** JSONL: one JSON object a line. The mapped values, by dotted path, are laid out as bytes, as a CSV has them. */
import { isUtf8 } from 'node:buffer';
import type { ByteWindow } from './byte-window.ts';
import type { RecordReader } from './record-reader.ts';
import type { RowProblem } from './refusal-codes.ts';

const lf = 10;
const cr = 13;

/** A mapped path, and how values that are no text are to be written. */
export interface JsonField {
  readonly path: string;
  /** Between the values of a list; a list is refused where there is none. */
  readonly separator: string | undefined;
  /** Numbers are written with this mark, for it is what the column is read with. */
  readonly decimal: '.' | ',';
}

export interface JsonOptions {
  readonly fields: readonly JsonField[];
  readonly encoding: 'utf-8' | 'latin1' | 'windows-1252';
  readonly recordBytesMax: number;
}

export class JsonReader implements RecordReader {
  readonly fields: readonly string[];
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly header: Uint8Array = new Uint8Array(0);
  rawStart: number = 0;
  rawEnd: number = 0;
  line: number = 0;
  problem: RowProblem | undefined;
  isUnterminated: boolean = false;
  readonly #window: ByteWindow;
  readonly #options: JsonOptions;
  readonly #paths: readonly (readonly string[])[];
  readonly #decoder: InstanceType<typeof TextDecoder> | undefined;
  #isSkipping: boolean = false;

  constructor(window: ByteWindow, options: JsonOptions) {
    this.#window = window;
    this.#options = options;
    this.fields = options.fields.map(({ path }) => path);
    this.#paths = this.fields.map((path) => path.split('.'));
    this.starts = new Int32Array(this.fields.length);
    this.ends = new Int32Array(this.fields.length);
    if (options.encoding === 'windows-1252') this.#decoder = new TextDecoder('windows-1252');
  }

  next(): boolean {
    const window = this.#window;
    const max = this.#options.recordBytesMax;
    for (;;) {
      const lineEnd = window.bytes.indexOf(lf, window.at);
      const length = lineEnd - window.at;
      if (length === 0 && lineEnd === window.limit) return false;
      if (lineEnd === window.limit && !window.ended && length <= max && !this.#isSkipping) return false;
      this.rawStart = window.at;
      this.isUnterminated = lineEnd === window.limit;
      window.at = Math.min(lineEnd + 1, window.limit);
      const isRest = this.#isSkipping;
      this.#isSkipping = this.isUnterminated && !window.ended;
      if (isRest) continue;
      this.line++;
      if (length > max) {
        this.rawEnd = this.rawStart + max + 1;
        this.problem = {
          code: 'too-long',
          field: '',
          received: `more than ${max} bytes`,
          expected: `a record of at most ${max} bytes (recordBytesMax)`,
        };
        return true;
      }
      this.rawEnd = length > 0 && window.bytes[lineEnd - 1] === cr ? lineEnd - 1 : lineEnd;
      if (this.rawEnd === this.rawStart) continue;
      this.problem = this.#decode();
      return true;
    }
  }

  #decode(): RowProblem | undefined {
    const bytes = this.#window.bytes.subarray(this.rawStart, this.rawEnd);
    const { encoding } = this.#options;
    if (encoding === 'utf-8' && !isUtf8(bytes))
      return { code: 'not-utf-8', field: '', received: 'bytes that are not UTF-8', expected: 'UTF-8' };
    const text = this.#decoder?.decode(bytes) ?? bytes.toString(encoding === 'latin1' ? 'latin1' : 'utf8');
    let record: unknown;
    try {
      record = JSON.parse(text);
    } catch {
      // What the parser says quotes the row, and a row may name persons; its raw bytes are kept.
      return { code: 'not-json', field: '', received: 'text that is not JSON', expected: 'one JSON object a line' };
    }
    if (typeof record !== 'object' || record === null || Array.isArray(record))
      return { code: 'not-json', field: '', received: 'a value that is no object', expected: 'one JSON object a line' };
    return this.#layOut(record);
  }

  #layOut(record: object): RowProblem | undefined {
    this.#window.clearScratch();
    for (const [i, path] of this.#paths.entries()) {
      const field = this.#options.fields[i] as JsonField;
      const text = written(valueAt(record, path), field);
      if (text === undefined)
        return { code: 'not-a-scalar', field: field.path, received: 'an object or list', expected: 'one value' };
      if (text.includes('\0'))
        return { code: 'nul-byte', field: field.path, received: '\\x00', expected: 'text without NUL bytes' };
      const length = Buffer.byteLength(text);
      const at = this.#window.scratch(length);
      this.#window.bytes.write(text, at);
      this.starts[i] = at;
      this.ends[i] = at + length;
    }
    return undefined;
  }
}

function valueAt(record: object, path: readonly string[]): unknown {
  let value: unknown = record;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** The value as a CSV would have it; undefined where it is no single value. */
function written(value: unknown, field: JsonField): string | undefined {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return field.decimal === '.' ? String(value) : String(value).replace('.', ',');
  if (typeof value === 'boolean') return String(value);
  if (!Array.isArray(value) || field.separator === undefined) return undefined;
  const parts = value.map((part) => (typeof part === 'object' ? undefined : String(part)));
  return parts.includes(undefined) ? undefined : parts.join(field.separator);
}
