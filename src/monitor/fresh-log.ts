/**
 * What was told and is not known to be in history: laid over what is read from there. Bounded: while history is away for
 * long, the oldest are let go, and their units read again once history has them.
 */
import type { FreshBatch } from './fresh-batch.ts';
import type { GrowingOrders, Orders } from './settlement.ts';

export class FreshLog {
  readonly #sizeMax: number;
  #batches: FreshBatch[] = [];
  #size: number = 0;

  /** @param sizeMax facts and readings that are held */
  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax;
  }

  get size(): number {
    return this.#size;
  }

  /** @returns the orders that were let go to make room; none where there was room */
  add(batch: FreshBatch): Orders {
    if (batch.size > 0) this.#batches.push(batch);
    this.#size += batch.size;
    const letGo = new Map<string, number>();
    while (this.#size > this.#sizeMax) {
      const oldest = this.#batches.shift() as FreshBatch;
      this.#size -= oldest.size;
      letGo.set(oldest.source, oldest.order);
    }
    return letGo;
  }

  /** Lets go of what history has. */
  prune(settled: GrowingOrders): void {
    this.#batches = this.list(settled);
    this.#size = this.#batches.reduce((sum, { size }) => sum + size, 0);
  }

  /** In the order in which they were told, those that history does not have. */
  list(settled: GrowingOrders): FreshBatch[] {
    return this.#batches.filter(({ source, order }) => !settled.has(source, order));
  }
}
