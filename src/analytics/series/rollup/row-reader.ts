/** Rows of a rollup as states, to be put together. */
import type { TextColumn } from '../../../model/index.ts';
import { type QuantileSketch, readQuantileSketch } from '../../../stats/index.ts';
import type { RollupParts } from './parts.ts';
import type { RollupState } from './rollup-state.ts';
import { StateTimeCursor } from './state-time-rows.ts';
import type { RollupRows, RollupTable } from './table.ts';

/** Columns that a rollup does not bring say nothing. */
export class RowReader {
  // Every column is a field of its own, so that tables of any columns are read by the same machine code.
  readonly #fromAt: Float64Array;
  readonly #toAt: Float64Array;
  readonly #readingCount: Float64Array | undefined;
  readonly #badCount: Float64Array | undefined;
  readonly #firstReadingAt: Float64Array | undefined;
  readonly #lastReadingAt: Float64Array | undefined;
  readonly #heldValue: Float64Array | undefined;
  readonly #heldText: TextColumn | undefined;
  readonly #source: TextColumn | undefined;
  readonly #numberCount: Float64Array | undefined;
  readonly #first: Float64Array | undefined;
  readonly #firstAt: Float64Array | undefined;
  readonly #last: Float64Array | undefined;
  readonly #lastAt: Float64Array | undefined;
  readonly #min: Float64Array | undefined;
  readonly #max: Float64Array | undefined;
  readonly #mean: Float64Array | undefined;
  readonly #squares: Float64Array | undefined;
  readonly #knownMs: Float64Array | undefined;
  readonly #numberMs: Float64Array | undefined;
  readonly #area: Float64Array | undefined;
  readonly #increase: Float64Array | undefined;
  readonly #resetCount: Float64Array | undefined;
  readonly #rolloverCount: Float64Array | undefined;
  readonly #sketch: RollupTable['sketch'];
  readonly #states: StateTimeCursor | undefined;

  constructor(rows: RollupRows) {
    this.#fromAt = rows.fromAt;
    this.#toAt = rows.toAt;
    this.#readingCount = rows.readingCount;
    this.#badCount = rows.badCount;
    this.#firstReadingAt = rows.firstReadingAt;
    this.#lastReadingAt = rows.lastReadingAt;
    this.#heldValue = rows.heldValue;
    this.#heldText = rows.heldText;
    this.#source = rows.source;
    this.#numberCount = rows.numberCount;
    this.#first = rows.first;
    this.#firstAt = rows.firstAt;
    this.#last = rows.last;
    this.#lastAt = rows.lastAt;
    this.#min = rows.min;
    this.#max = rows.max;
    this.#mean = rows.mean;
    this.#squares = rows.squares;
    this.#knownMs = rows.knownMs;
    this.#numberMs = rows.numberMs;
    this.#area = rows.area;
    this.#increase = rows.increase;
    this.#resetCount = rows.resetCount;
    this.#rolloverCount = rows.rolloverCount;
    this.#sketch = rows.sketch;
    this.#states = rows.states === undefined || rows.states.length === 0 ? undefined : new StateTimeCursor(rows.states);
  }

  /**
   * Reads the parts of a tag's row over a state.
   *
   * @throws RangeError where the row should have a sketch, and the rollup has none
   */
  read(tag: string, i: number, parts: RollupParts, into: RollupState): void {
    into.readingCount = numberAt(this.#readingCount, i, 0);
    into.badCount = numberAt(this.#badCount, i, 0);
    if (parts.time) this.#readTime(i, into);
    if (parts.states) {
      into.states.clear();
      this.#states?.read(tag, this.#fromAt[i] as number, this.#toAt[i] as number, into.states);
    }
    into.numberCount = numberAt(this.#numberCount, i, 0);
    if (into.numberCount > 0) this.#readNumbers(i, parts, into);
  }

  #readTime(i: number, into: RollupState): void {
    into.firstReadingAt = numberAt(this.#firstReadingAt, i, Number.NaN);
    into.lastReadingAt = numberAt(this.#lastReadingAt, i, Number.NaN);
    into.heldValue = numberAt(this.#heldValue, i, Number.NaN);
    into.heldText = textAt(this.#heldText, i);
    into.source = textAt(this.#source, i);
    into.knownMs = numberAt(this.#knownMs, i, 0);
    into.numberMs = numberAt(this.#numberMs, i, 0);
    into.area = numberAt(this.#area, i, 0);
  }

  #readNumbers(i: number, parts: RollupParts, into: RollupState): void {
    into.first = numberAt(this.#first, i, Number.NaN);
    into.firstAt = numberAt(this.#firstAt, i, Number.NaN);
    into.last = numberAt(this.#last, i, Number.NaN);
    into.lastAt = numberAt(this.#lastAt, i, Number.NaN);
    if (parts.range) {
      into.min = numberAt(this.#min, i, Number.NaN);
      into.max = numberAt(this.#max, i, Number.NaN);
    }
    if (parts.moments) {
      into.mean = numberAt(this.#mean, i, Number.NaN);
      into.squares = numberAt(this.#squares, i, Number.NaN);
    }
    if (parts.counts) {
      into.increase = numberAt(this.#increase, i, Number.NaN);
      into.resetCount = numberAt(this.#resetCount, i, 0);
      into.rolloverCount = numberAt(this.#rolloverCount, i, 0);
    }
    if (parts.sketch) into.sketch = this.#readSketch(i);
  }

  #readSketch(i: number): QuantileSketch | undefined {
    if (this.#sketch === undefined)
      throw new RangeError(
        'Quantiles are worked out from rows with sketches, and these have none: take those of hours, days or shifts, or readings.',
      );
    const bytes = this.#sketch[i];
    return bytes === undefined ? undefined : readQuantileSketch(bytes);
  }
}

function numberAt(column: Float64Array | undefined, i: number, missing: number): number {
  return column === undefined ? missing : (column[i] as number);
}

function textAt(column: TextColumn | undefined, i: number): string {
  return column === undefined ? '' : (column.dictionary[column.codes[i] as number] as string);
}
