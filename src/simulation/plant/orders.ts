/** Orders of all lines, numbered as they begin: pieces carry the number of their order. */
import { createRandom, createSampler, type Random } from '../../stats/index.ts';
import type { PlantLayout } from './layout.ts';

export interface Order {
  /** Such as `line-1-17`: the seventeenth of its line. */
  readonly id: string;
  readonly line: number;
  /** Index of the product. */
  readonly product: number;
  readonly count: number;
  readonly beganAt: number;
}

interface LineOrders {
  readonly choice: Random;
  readonly drawCount: () => number;
  begun: number;
  current: number;
  left: number;
}

export class OrderBook {
  readonly #layout: PlantLayout;
  readonly #orders: Order[] = [];
  readonly #lines: readonly LineOrders[];

  constructor(layout: PlantLayout) {
    const { seed } = layout.input;
    this.#layout = layout;
    this.#lines = layout.lines.map((line) => ({
      choice: createRandom(seed, line.id, 'product'),
      drawCount: createSampler(line.orderCount, createRandom(seed, line.id, 'order-count')),
      begun: 0,
      current: -1,
      left: 0,
    }));
  }

  get(order: number): Order {
    return this.#orders[order] as Order;
  }

  /** The order of the next piece that a line begins; a new one where the last is complete. */
  takePiece(line: number, at: number): number {
    const orders = this.#lines[line] as LineOrders;
    if (orders.left === 0) this.#begin(line, orders, at);
    orders.left--;
    return orders.current;
  }

  #begin(line: number, orders: LineOrders, at: number): void {
    const { id, products } = this.#layout.lines[line] as { id: string; products: readonly string[] };
    const all = products.map((product) => this.#layout.productIndex(product));
    const introduced = all.filter((product) => (this.#layout.products[product]?.introducedAt ?? at) <= at);
    // Before any product is introduced a line makes its first all the same.
    const choice = introduced.length === 0 ? all.slice(0, 1) : introduced;
    const count = Math.max(1, Math.round(orders.drawCount()));
    orders.begun++;
    orders.current = this.#orders.length;
    orders.left = count;
    this.#orders.push({
      id: `${id}-${orders.begun}`,
      line,
      product: choice[orders.choice.nextIndex(choice.length)] as number,
      count,
      beganAt: at,
    });
  }
}
