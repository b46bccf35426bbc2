/**
 * Orders of a source that were told and are not yet in history, each with the records of the buffer that end it. While
 * history is away the older half is thinned out again and again: an order left out is settled with the next one kept.
 */
import type { BufferLane, BufferPlace } from '../buffer/fact-buffer.ts';

type Numbers = Readonly<Record<BufferLane, number>>;

interface Told {
  readonly order: number;
  /** Once its facts are on disk: all records of the source up to it have these numbers, or lower ones. */
  numbers: Numbers | undefined;
}

/** Far more than a source may have between receipt and disk. */
const toldMax = 1_024;

export class Unsettled {
  #told: Told[] = [];
  #numbers: Numbers = { kept: -1, droppable: -1 };

  get length(): number {
    return this.#told.length;
  }

  /** Told, and on its way to disk. */
  add(order: number): void {
    this.#push({ order, numbers: undefined });
  }

  /** Told, and on disk in this record. */
  addDurable(order: number, place: Pick<BufferPlace, 'lane' | 'number'>): void {
    this.#raise(place);
    this.#push({ order, numbers: this.#numbers });
  }

  /** Told, and in history already; what was told before it may not be. */
  addStored(order: number): void {
    this.#push({ order, numbers: this.#numbers });
  }

  /**
   * A batch, or a part of it with an order between, is on disk. Batches come there in order: those before it that are not
   * there were given up, and come again with a higher order.
   */
  noteDurable(order: number, place: Pick<BufferPlace, 'lane' | 'number'>): void {
    this.#raise(place);
    const told = this.#told.find((entry) => entry.order === order);
    if (told !== undefined) told.numbers = this.#numbers;
    if (this.#told.some((entry) => entry.order < order && entry.numbers === undefined))
      this.#told = this.#told.filter((entry) => entry.order >= order || entry.numbers !== undefined);
  }

  /** @returns the highest order that is settled by now; undefined where none is that was not before */
  settle(doneTo: Numbers): number | undefined {
    const isDone = ({ numbers }: Told): boolean =>
      numbers !== undefined && numbers.kept <= doneTo.kept && numbers.droppable <= doneTo.droppable;
    const first = this.#told.findIndex((entry) => !isDone(entry));
    const settled = this.#told.splice(0, first === -1 ? this.#told.length : first);
    return settled.at(-1)?.order;
  }

  #push(told: Told): void {
    this.#told.push(told);
    if (this.#told.length > toldMax) this.#told = this.#told.filter((_, i) => i >= toldMax / 2 || i % 2 === 1);
  }

  #raise({ lane, number }: Pick<BufferPlace, 'lane' | 'number'>): void {
    this.#numbers = { ...this.#numbers, [lane]: Math.max(this.#numbers[lane], number) };
  }
}
