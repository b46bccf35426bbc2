/** Rows of time in states: written, and found again by their bucket. */
import type { TextColumn } from '../../../model/index.ts';
import { GrowingColumn } from '../../growing-column.ts';
import { visitTagRuns } from './reading-chunk.ts';
import { compareStates, type StateTimes } from './state-times.ts';
import type { StateTimeTable } from './table.ts';
import { TextBuilder } from './text-builder.ts';

export class StateTimeBuilder {
  readonly #tag = new TextBuilder();
  readonly #fromAt = new GrowingColumn();
  readonly #toAt = new GrowingColumn();
  readonly #value = new GrowingColumn();
  readonly #text = new TextBuilder();
  readonly #ms = new GrowingColumn();

  push(tag: string, fromAt: number, toAt: number, states: StateTimes): void {
    if (states.size === 0) return;
    for (const [state, ms] of [...states.entries()].sort(([a], [b]) => compareStates(a, b))) {
      this.#tag.push(tag);
      this.#fromAt.push(fromAt);
      this.#toAt.push(toAt);
      this.#value.push(typeof state === 'number' ? state : Number.NaN);
      this.#text.push(typeof state === 'number' ? '' : state);
      this.#ms.push(ms);
    }
  }

  build(): StateTimeTable {
    return {
      length: this.#ms.length,
      tag: this.#tag.build(),
      fromAt: this.#fromAt.values().slice(),
      toAt: this.#toAt.values().slice(),
      value: this.#value.values().slice(),
      text: this.#text.build(),
      ms: this.#ms.values().slice(),
    };
  }
}

/** Finds the rows of buckets, which are asked for by tag, then ascending begin; going back costs a walk from the tag's first. */
export class StateTimeCursor {
  readonly #table: StateTimeTable;
  readonly #runs: ReadonlyMap<string, readonly [number, number]>;
  #tag: string | undefined;
  #from = 0;
  #end = 0;
  #place = 0;

  constructor(table: StateTimeTable) {
    this.#table = table;
    const runs = new Map<string, readonly [number, number]>();
    visitTagRuns(table.tag, table.length, (tag, from, to) => runs.set(tag, [from, to]));
    this.#runs = runs;
  }

  /** Adds the times of a bucket. */
  read(tag: string, fromAt: number, toAt: number, into: StateTimes): void {
    if (tag !== this.#tag) {
      this.#tag = tag;
      [this.#from, this.#end] = this.#runs.get(tag) ?? [0, 0];
      this.#place = this.#from;
    }
    const { fromAt: begin, toAt: end, value, text, ms } = this.#table;
    if (this.#place > this.#from && (begin[this.#place - 1] as number) >= fromAt) this.#place = this.#from;
    while (this.#place < this.#end && (begin[this.#place] as number) < fromAt) this.#place++;
    for (let i = this.#place; i < this.#end && begin[i] === fromAt; i++)
      if (end[i] === toAt) into.add(stateAt(value, text, i), ms[i] as number);
  }
}

function stateAt(value: Float64Array, { dictionary, codes }: TextColumn, i: number): number | string {
  const number = value[i] as number;
  return Number.isNaN(number) ? (dictionary[codes[i] as number] as string) : number;
}
