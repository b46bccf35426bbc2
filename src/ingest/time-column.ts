/** The decoder of times. */

import type { Zone } from '../time/index.ts';
import type { NumberColumnBuilder, TableBuilder } from './column-builders.ts';
import { type ColumnDecoder, type FieldSource, note, received } from './column-decoder.ts';
import type { RowSink } from './row-sink.ts';
import type { TimeReader } from './time-format.ts';

/** A time; `NaN` in the column where it is none. */
export class TimeDecoder implements ColumnDecoder {
  readonly #from: FieldSource;
  readonly #column: NumberColumnBuilder;
  readonly #table: TableBuilder;
  readonly #fact: string;
  readonly #reader: TimeReader;
  readonly #zone: Zone;

  constructor(from: FieldSource, table: TableBuilder, fact: 'startAt' | 'endAt', reader: TimeReader, zone: Zone) {
    this.#from = from;
    this.#table = table;
    this.#column = table.number(fact);
    this.#fact = fact;
    this.#reader = reader;
    this.#zone = zone;
  }

  startBatch(): void {}

  decode(sink: RowSink): void {
    const { window, reader, field } = this.#from;
    const start = reader.starts[field] as number;
    const end = reader.ends[field] as number;
    let at = this.#reader.read(window.bytes.toString('latin1', start, end));
    const reading = this.#reader.reading;
    if (reading === 'local') {
      const localMs = at;
      at = this.#zone.instantOf(localMs);
      const resolution = this.#zone.resolutionOf(localMs);
      if (resolution !== 'exact') this.#adjust(sink, `local-time-${resolution}`, at);
    } else if (reading !== 'instant')
      note(sink, start === end ? 'missing-value' : reading, this.#from, this.#reader.expected);
    this.#column.values[this.#table.length] = at;
    sink.hash.addNumber(at);
  }

  #adjust(sink: RowSink, code: 'local-time-skipped' | 'local-time-repeated', at: number): void {
    sink.adjustments.push({ code, field: this.#fact, received: received(this.#from), takenAs: this.#zone.format(at) });
  }
}
