/** What history is known to have, and what must be in it before something is read again. */

/** Highest order by source. */
export type Orders = ReadonlyMap<string, number>;

/** Orders that only grow. */
export class GrowingOrders {
  readonly #orders = new Map<string, number>();

  raise(source: string, order: number): void {
    const known = this.#orders.get(source);
    if (known === undefined || order > known) this.#orders.set(source, order);
  }

  raiseAll(orders: Orders): void {
    for (const [source, order] of orders) this.raise(source, order);
  }

  has(source: string, order: number): boolean {
    return (this.#orders.get(source) ?? Number.NEGATIVE_INFINITY) >= order;
  }

  copy(): Orders {
    return new Map(this.#orders);
  }
}

/** Something that must be read again once history has all of what is named. */
export class Need {
  #orders: GrowingOrders | undefined;

  get isOpen(): boolean {
    return this.#orders !== undefined;
  }

  /** @param orders what must be in history first; nothing: it can be read at once */
  raise(orders: Orders): void {
    this.#orders ??= new GrowingOrders();
    this.#orders.raiseAll(orders);
  }

  isMetBy(settled: GrowingOrders): boolean {
    if (this.#orders === undefined) return false;
    for (const [source, order] of this.#orders.copy()) if (!settled.has(source, order)) return false;
    return true;
  }

  clear(): void {
    this.#orders = undefined;
  }
}
