/** The decoder of a column that has no place in a fact. */
import { type ColumnDecoder, type FieldSource, note } from './column-decoder.ts';
import type { RowSink } from './row-sink.ts';

/** A mapped column that the kind of this row has no place for: it must be empty, or 0, for else it would be lost. */
export class NoPlaceDecoder implements ColumnDecoder {
  readonly #from: FieldSource;
  readonly #kind: string;
  readonly #isNothing: (text: string) => boolean;

  constructor(from: FieldSource, kind: string, isNothing: (text: string) => boolean) {
    this.#from = from;
    this.#kind = kind;
    this.#isNothing = isNothing;
  }

  startBatch(): void {}

  decode(sink: RowSink): void {
    const { window, reader, field } = this.#from;
    const start = reader.starts[field] as number;
    const end = reader.ends[field] as number;
    if (start === end || (end - start === 1 && window.bytes[start] === 48)) return;
    if (!this.#isNothing(this.#from.decodeText(window.bytes, start, end)))
      note(sink, 'value-without-place', this.#from, `nothing: ${this.#kind} facts have no such column`);
  }
}
