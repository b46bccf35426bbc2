/**
 * Decoders of one column each: from the bytes of a field to the value in the batch, and into the row's hash. What goes
 * wrong is noted in the sink and the rest of the row is decoded all the same, so that all its problems are told at once.
 */
import type { ByteWindow } from './byte-window.ts';
import type { RecordReader } from './record-reader.ts';
import type { RefusalCode } from './refusal-codes.ts';
import type { RowSink } from './row-sink.ts';
import type { DecodeText } from './text-decoder.ts';

/** Where a decoder finds its field. */
export interface FieldSource {
  readonly window: ByteWindow;
  readonly reader: RecordReader;
  /** Index of the field in the reader. */
  readonly field: number;
  /** Its name in the file. */
  readonly name: string;
  readonly decodeText: DecodeText;
}

export interface ColumnDecoder {
  /** Decodes the field of the reader's record into the row at the table's length. */
  decode(sink: RowSink): void;
  /** A new batch has begun: codes of the one before mean nothing. */
  startBatch(): void;
}

const receivedCharactersMax = 200;

/** Notes what is wrong with the field of the record being read. */
export function note(sink: RowSink, code: RefusalCode, from: FieldSource, expected: string): void {
  sink.problems.push({ code, field: from.name, received: received(from), expected });
}

/** The field as text, cut to what a refusal shows. */
export function received(from: FieldSource): string {
  const { reader, window, field, decodeText } = from;
  const start = reader.starts[field] as number;
  // Four bytes a character are enough for as many characters.
  const end = Math.min(reader.ends[field] as number, start + 4 * receivedCharactersMax);
  return decodeText(window.bytes, start, end).slice(0, receivedCharactersMax);
}
