/** A rollup table that grows row by row. */
import type { RollupState } from './rollup-state.ts';
import type { RollupRule } from './rule.ts';
import { StateTimeBuilder } from './state-time-rows.ts';
import { type RollupNumberColumn, type RollupTable, rollupNumberColumns } from './table.ts';
import { TextBuilder } from './text-builder.ts';

type NumberColumns = Record<RollupNumberColumn, Float64Array>;

export class RollupTableBuilder {
  readonly #texts = {
    tag: new TextBuilder(),
    heldText: new TextBuilder(),
    source: new TextBuilder(),
    kind: new TextBuilder(),
  };
  readonly #states = new StateTimeBuilder();
  readonly #sketches: (Uint8Array | undefined)[] | undefined;
  #numbers: NumberColumns = columnsOf(() => new Float64Array(1_024));
  #capacity = 1_024;
  #length = 0;

  constructor(withSketches: boolean) {
    this.#sketches = withSketches ? [] : undefined;
  }

  push(tag: string, fromAt: number, toAt: number, state: Readonly<RollupState>, rule: RollupRule): void {
    const i = this.#length++;
    if (i === this.#capacity) this.#grow();
    const { tag: tags, heldText, source, kind } = this.#texts;
    tags.push(tag);
    heldText.push(state.heldText);
    source.push(state.source);
    kind.push(rule.kind);
    const columns = this.#numbers;
    columns.fromAt[i] = fromAt;
    columns.toAt[i] = toAt;
    columns.expectedIntervalMs[i] = rule.expectedIntervalMs ?? Number.NaN;
    columns.rolloverAt[i] = rule.rolloverAt ?? Number.NaN;
    writeState(columns, i, state);
    this.#sketches?.push(state.sketch?.toBytes());
    this.#states.push(tag, fromAt, toAt, state.states);
  }

  build(): RollupTable {
    const length = this.#length;
    const { tag, heldText, source, kind } = this.#texts;
    return {
      length,
      tag: tag.build(),
      heldText: heldText.build(),
      source: source.build(),
      kind: kind.build(),
      ...columnsOf((name) => this.#numbers[name].slice(0, length)),
      ...(this.#sketches === undefined ? {} : { sketch: this.#sketches }),
      states: this.#states.build(),
    };
  }

  #grow(): void {
    this.#capacity *= 2;
    const before = this.#numbers;
    this.#numbers = columnsOf((name) => {
      const larger = new Float64Array(this.#capacity);
      larger.set(before[name]);
      return larger;
    });
  }
}

function columnsOf(create: (name: RollupNumberColumn) => Float64Array): NumberColumns {
  return Object.fromEntries(rollupNumberColumns.map((name) => [name, create(name)])) as NumberColumns;
}

function writeState(columns: NumberColumns, i: number, state: Readonly<RollupState>): void {
  columns.readingCount[i] = state.readingCount;
  columns.badCount[i] = state.badCount;
  columns.firstReadingAt[i] = state.firstReadingAt;
  columns.lastReadingAt[i] = state.lastReadingAt;
  columns.heldValue[i] = state.heldValue;
  columns.first[i] = state.first;
  columns.firstAt[i] = state.firstAt;
  columns.last[i] = state.last;
  columns.lastAt[i] = state.lastAt;
  columns.min[i] = state.min;
  columns.max[i] = state.max;
  columns.mean[i] = state.mean;
  columns.squares[i] = state.squares;
  columns.numberCount[i] = state.numberCount;
  columns.knownMs[i] = state.knownMs;
  columns.numberMs[i] = state.numberMs;
  columns.area[i] = state.area;
  columns.increase[i] = state.increase;
  // What is no counter has none, and not 0 of them.
  const isCounted = !Number.isNaN(state.increase);
  columns.resetCount[i] = isCounted ? state.resetCount : Number.NaN;
  columns.rolloverCount[i] = isCounted ? state.rolloverCount : Number.NaN;
}
