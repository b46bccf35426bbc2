/** Rows of a rollup as states, to be put together. */
import type { TextColumn } from '../../../model/index.ts';
import { readQuantileSketch } from '../../../stats/index.ts';
import type { RollupState } from './rollup-state.ts';
import { StateTimeCursor } from './state-time-rows.ts';
import type { RollupRows } from './table.ts';

/** Columns that a rollup does not bring say nothing. */
export class RowReader {
  readonly #rows: RollupRows;
  readonly #states: StateTimeCursor | undefined;

  constructor(rows: RollupRows) {
    this.#rows = rows;
    this.#states = rows.states === undefined || rows.states.length === 0 ? undefined : new StateTimeCursor(rows.states);
  }

  /**
   * Reads a row of a tag over a state.
   *
   * @throws RangeError where the row should have a sketch, and the rollup has none
   */
  read(tag: string, i: number, withSketch: boolean, into: RollupState): void {
    const rows = this.#rows;
    into.readingCount = numberAt(rows.readingCount, i, 0);
    into.badCount = numberAt(rows.badCount, i, 0);
    into.firstReadingAt = numberAt(rows.firstReadingAt, i, Number.NaN);
    into.lastReadingAt = numberAt(rows.lastReadingAt, i, Number.NaN);
    into.heldValue = numberAt(rows.heldValue, i, Number.NaN);
    into.heldText = textAt(rows.heldText, i);
    into.source = textAt(rows.source, i);
    into.knownMs = numberAt(rows.knownMs, i, 0);
    into.numberMs = numberAt(rows.numberMs, i, 0);
    into.area = numberAt(rows.area, i, 0);
    into.states.clear();
    this.#states?.read(tag, rows.fromAt[i] as number, rows.toAt[i] as number, into.states);
    into.numberCount = numberAt(rows.numberCount, i, 0);
    if (into.numberCount > 0) this.#readNumbers(i, withSketch, into);
  }

  #readNumbers(i: number, withSketch: boolean, into: RollupState): void {
    const rows = this.#rows;
    into.first = numberAt(rows.first, i, Number.NaN);
    into.firstAt = numberAt(rows.firstAt, i, Number.NaN);
    into.last = numberAt(rows.last, i, Number.NaN);
    into.lastAt = numberAt(rows.lastAt, i, Number.NaN);
    into.min = numberAt(rows.min, i, Number.NaN);
    into.max = numberAt(rows.max, i, Number.NaN);
    into.mean = numberAt(rows.mean, i, Number.NaN);
    into.squares = numberAt(rows.squares, i, Number.NaN);
    into.increase = numberAt(rows.increase, i, Number.NaN);
    into.resetCount = numberAt(rows.resetCount, i, 0);
    into.rolloverCount = numberAt(rows.rolloverCount, i, 0);
    into.sketch = undefined;
    if (!withSketch) return;
    if (rows.sketch === undefined)
      throw new RangeError(
        'Quantiles are worked out from rows with sketches, and these have none: take those of hours, days or shifts, or readings.',
      );
    const bytes = rows.sketch[i];
    if (bytes !== undefined) into.sketch = readQuantileSketch(bytes);
  }
}

function numberAt(column: Float64Array | undefined, i: number, missing: number): number {
  return column === undefined ? missing : (column[i] as number);
}

function textAt(column: TextColumn | undefined, i: number): string {
  return column === undefined ? '' : (column.dictionary[column.codes[i] as number] as string);
}
