/**
 * What waits for one consumer, within bounds. Where facts would come over a bound, all that wait are left out but the
 * newest batch, and one item in front says how many. What is settled is never left out: of a source only the highest
 * order matters, so what waits of it is merged, but never moved in front of the facts it was told behind.
 */
import type { FreshFacts, FreshItem, FreshSettled } from './fresh-item.ts';

export interface FreshBounds {
  /** Facts that wait; the newest batch is held however large it is. */
  readonly factsMax: number;
  /** Bytes of their columns and texts; as above. */
  readonly bytesMax: number;
}

/** How large a batch is, worked out once for all consumers. */
export interface FreshSize {
  readonly factCount: number;
  readonly sizeBytes: number;
}

type Entry = { next: Entry | undefined } & (
  | { readonly item: FreshFacts; readonly size: FreshSize }
  | { item: FreshSettled; readonly size: undefined }
);

export class FreshQueue {
  readonly #bounds: FreshBounds;
  #first: Entry | undefined;
  #last: Entry | undefined;
  /** By source: the last entry of it that waits. */
  readonly #lastOf = new Map<string, Entry>();
  #factCount: number = 0;
  #sizeBytes: number = 0;
  #skippedCount: number = 0;
  #skippedOrders: Map<string, number> = new Map();

  constructor(bounds: FreshBounds) {
    this.#bounds = bounds;
  }

  /** Facts that wait. */
  get factCount(): number {
    return this.#factCount;
  }

  pushFacts(item: FreshFacts, size: FreshSize): void {
    const { factsMax, bytesMax } = this.#bounds;
    const { factCount, sizeBytes } = size;
    const isOver = this.#factCount + factCount > factsMax || this.#sizeBytes + sizeBytes > bytesMax;
    if (isOver && this.#factCount > 0) this.#skip();
    this.#append({ item, size, next: undefined });
    this.#factCount += factCount;
    this.#sizeBytes += sizeBytes;
  }

  pushSettled(item: FreshSettled): void {
    const last = this.#lastOf.get(item.source);
    if (last === undefined || last.size !== undefined) this.#append({ item, size: undefined, next: undefined });
    else if (item.order > last.item.order) last.item = item;
  }

  /** The next item; undefined where nothing waits. */
  take(): FreshItem | undefined {
    if (this.#skippedCount > 0) return this.#takeSkipped();
    const entry = this.#first;
    if (entry === undefined) return undefined;
    const { item, size } = entry;
    this.#first = entry.next;
    if (this.#first === undefined) this.#last = undefined;
    if (this.#lastOf.get(item.source) === entry) this.#lastOf.delete(item.source);
    this.#factCount -= size?.factCount ?? 0;
    this.#sizeBytes -= size?.sizeBytes ?? 0;
    return item;
  }

  #takeSkipped(): FreshItem {
    const skipped = { kind: 'skipped', factCount: this.#skippedCount, orders: this.#skippedOrders } as const;
    this.#skippedCount = 0;
    this.#skippedOrders = new Map();
    return skipped;
  }

  /** Leaves out all facts that wait; what is settled stays, merged. */
  #skip(): void {
    let entry = this.#first;
    this.#first = undefined;
    this.#last = undefined;
    this.#lastOf.clear();
    this.#factCount = 0;
    this.#sizeBytes = 0;
    for (; entry !== undefined; entry = entry.next) {
      const { item, size } = entry;
      if (size === undefined) {
        this.pushSettled(item);
        continue;
      }
      this.#skippedCount += size.factCount;
      this.#skippedOrders.set(item.source, Math.max(item.order, this.#skippedOrders.get(item.source) ?? item.order));
    }
  }

  #append(entry: Entry): void {
    if (this.#last === undefined) this.#first = entry;
    else this.#last.next = entry;
    this.#last = entry;
    this.#lastOf.set(entry.item.source, entry);
  }
}
