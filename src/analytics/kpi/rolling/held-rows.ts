/** Facts of one kind of one unit, in columns sorted by start, then end, that facts are put into and taken out of. */
import {
  type ColumnName,
  type ColumnType,
  type FactTable,
  factColumns,
  type TextColumn,
  timesOf,
} from '../../../model/index.ts';
import type { Words } from './words.ts';

export type HeldKind = 'production' | 'equipmentState';

/** What no KPI is made of is not held; persons least of all. */
const notHeld: ReadonlySet<string> = new Set(['operators', 'orderCount', 'adjustment', 'defect']);
const wordsOfKey = 4;
const capacityMin = 8;

export class HeldRows<K extends HeldKind> {
  readonly #kind: K;
  readonly #words: Words;
  readonly #texts = new Map<string, Uint32Array>();
  readonly #numbers = new Map<string, Float64Array>();
  #identity: Uint32Array = new Uint32Array(capacityMin * wordsOfKey);
  /** A number of the holder's, such as a group, that goes with each row. */
  #mark: Uint32Array = new Uint32Array(capacityMin);
  #capacity: number = capacityMin;
  #length = 0;

  constructor(kind: K, words: Words) {
    this.#kind = kind;
    this.#words = words;
    for (const [name, type] of Object.entries(factColumns[kind]) as [string, ColumnType][])
      if (notHeld.has(name)) continue;
      else if (type === 'text') this.#texts.set(name, new Uint32Array(capacityMin));
      else this.#numbers.set(name, new Float64Array(capacityMin));
  }

  get length(): number {
    return this.#length;
  }

  get marks(): Uint32Array {
    return this.#mark.subarray(0, this.#length);
  }

  /** Of each row, four words. */
  *identities(): Generator<Uint32Array> {
    for (let row = 0; row < this.#length; row++)
      yield this.#identity.subarray(row * wordsOfKey, (row + 1) * wordsOfKey);
  }

  /**
   * Puts a row of a table where its start and end belong.
   *
   * @param codesOf the codes of the table's words here, by column
   */
  put(table: FactTable<K>, row: number, identity: Uint32Array, codesOf: CodesOf, mark: number): void {
    if (this.#length === this.#capacity) this.#grow();
    const columns = table.columns as unknown as Readonly<Record<string, TextColumn | Float64Array>>;
    const { startAt, endAt } = timesOf(table);
    const place = this.#placeOf(startAt[row] as number, endAt[row] as number);
    this.#move(place, place + 1);
    for (const [name, held] of this.#texts)
      held[place] = codesOf(name)[(columns[name] as TextColumn).codes[row] as number] as number;
    for (const [name, held] of this.#numbers) held[place] = (columns[name] as Float64Array)[row] as number;
    for (let i = 0; i < wordsOfKey; i++)
      this.#identity[place * wordsOfKey + i] = identity[row * wordsOfKey + i] as number;
    this.#mark[place] = mark;
    this.#length++;
  }

  /** Takes a row out; its start, or undefined where it is not held. */
  take(identity: Uint32Array, row: number): number | undefined {
    const place = this.#findPlace(identity, row * wordsOfKey);
    if (place < 0) return undefined;
    const startAt = this.#startAt[place] as number;
    this.#move(place + 1, place);
    this.#length--;
    return startAt;
  }

  /** Lets go of what ended before an instant. @returns whether anything did */
  forget(beforeAt: number): boolean {
    const [endAt, before] = [this.#numbers.get('endAt') as Float64Array, this.#length];
    let kept = 0;
    for (let row = 0; row < before; row++) {
      if ((endAt[row] as number) < beforeAt) continue;
      if (kept < row) this.#copy(row, row + 1, kept);
      kept++;
    }
    this.#length = kept;
    return kept < before;
  }

  /** What is held, without a copy: the next change may spoil it. */
  table(): FactTable<K> {
    const columns: Record<string, TextColumn | Float64Array> = {};
    for (const name of Object.keys(factColumns[this.#kind])) {
      const type = factColumns[this.#kind][name as ColumnName<K>] as ColumnType;
      if (notHeld.has(name)) columns[name] = this.#words.absentColumn(type, this.#length);
      else if (type === 'text')
        columns[name] = this.#words.column(name, (this.#texts.get(name) as Uint32Array).subarray(0, this.#length));
      else columns[name] = (this.#numbers.get(name) as Float64Array).subarray(0, this.#length);
    }
    const identity = new Uint8Array(this.#identity.buffer, 0, this.#length * wordsOfKey * 4);
    return {
      kind: this.#kind,
      length: this.#length,
      identity,
      content: identity,
      columns: columns as FactTable<K>['columns'],
    };
  }

  get #startAt(): Float64Array {
    return this.#numbers.get('startAt') as Float64Array;
  }

  /** Facts mostly come in the order of their time: looked for from the end. */
  #placeOf(startAt: number, endAt: number): number {
    const [starts, ends] = [this.#startAt, this.#numbers.get('endAt') as Float64Array];
    let place = this.#length;
    while (place > 0) {
      const start = starts[place - 1] as number;
      if (start < startAt || (start === startAt && (ends[place - 1] as number) <= endAt)) break;
      place--;
    }
    return place;
  }

  /** Looked for from the end, since what is corrected is mostly young. */
  #findPlace(identity: Uint32Array, from: number): number {
    for (let place = this.#length - 1; place >= 0; place--) {
      let i = 0;
      while (i < wordsOfKey && this.#identity[place * wordsOfKey + i] === identity[from + i]) i++;
      if (i === wordsOfKey) return place;
    }
    return -1;
  }

  /** Moves all rows from a place on to another. */
  #move(from: number, to: number): void {
    this.#copy(from, this.#length, to);
  }

  #copy(from: number, end: number, to: number): void {
    for (const held of this.#texts.values()) held.copyWithin(to, from, end);
    for (const held of this.#numbers.values()) held.copyWithin(to, from, end);
    this.#mark.copyWithin(to, from, end);
    this.#identity.copyWithin(to * wordsOfKey, from * wordsOfKey, end * wordsOfKey);
  }

  #grow(): void {
    this.#capacity *= 2;
    for (const [name, held] of this.#texts) this.#texts.set(name, enlarged(held, new Uint32Array(this.#capacity)));
    for (const [name, held] of this.#numbers) this.#numbers.set(name, enlarged(held, new Float64Array(this.#capacity)));
    this.#mark = enlarged(this.#mark, new Uint32Array(this.#capacity));
    this.#identity = enlarged(this.#identity, new Uint32Array(this.#capacity * wordsOfKey));
  }
}

/** Codes of the words of a table's column, by its own codes. */
export type CodesOf = (column: string) => ArrayLike<number>;

function enlarged<C extends Uint32Array | Float64Array>(before: C, after: C): C {
  after.set(before);
  return after;
}
