/** True counts: of each machine in the production day that runs, and of each scrap cause over all. */
import type { SimulatedProduct } from './input.ts';
import type { PlantLayout } from './layout.ts';
import type { Order } from './orders.ts';
import { good, ofNoCause } from './scrap.ts';

/** Scrap pieces by what they come from: the id of a planted cause, or `none`. */
export type ScrapByCause = Readonly<Record<string, number>>;

export class Tally {
  readonly #layout: PlantLayout;
  readonly completed: Float64Array;
  readonly scrap: Float64Array;
  /** Ideal time of all pieces, ms. */
  readonly idealMs: Float64Array;
  readonly #byCause: readonly Map<number, number>[];
  readonly #ofCause: Float64Array;
  readonly #ordersOfCause: readonly Set<string>[];
  /** First and last scrap piece of each cause; `NaN` before the first. */
  readonly #firstAt: Float64Array;
  readonly #lastAt: Float64Array;

  constructor(layout: PlantLayout) {
    const machineCount = layout.machines.length;
    const causeCount = layout.input.scrapCauses.length;
    this.#layout = layout;
    this.completed = new Float64Array(machineCount);
    this.scrap = new Float64Array(machineCount);
    this.idealMs = new Float64Array(machineCount);
    this.#byCause = layout.machines.map(() => new Map());
    this.#ofCause = new Float64Array(causeCount);
    this.#ordersOfCause = layout.input.scrapCauses.map(() => new Set());
    this.#firstAt = new Float64Array(causeCount).fill(Number.NaN);
    this.#lastAt = new Float64Array(causeCount).fill(Number.NaN);
  }

  count(machine: number, order: Order, verdict: number, at: number): void {
    const { machines, products } = this.#layout;
    const ideal = (machines[machine]?.idealTimeMs ?? 0) * (products[order.product] as SimulatedProduct).pace;
    this.idealMs[machine] = (this.idealMs[machine] as number) + ideal;
    if (verdict === good) {
      this.completed[machine] = (this.completed[machine] as number) + 1;
      return;
    }
    this.scrap[machine] = (this.scrap[machine] as number) + 1;
    const byCause = this.#byCause[machine] as Map<number, number>;
    byCause.set(verdict, (byCause.get(verdict) ?? 0) + 1);
    if (verdict === ofNoCause) return;
    this.#ofCause[verdict] = (this.#ofCause[verdict] as number) + 1;
    this.#ordersOfCause[verdict]?.add(order.id);
    if (Number.isNaN(this.#firstAt[verdict])) this.#firstAt[verdict] = at;
    this.#lastAt[verdict] = at;
  }

  scrapByCauseOf(machine: number): ScrapByCause {
    const causes = [...(this.#byCause[machine] as Map<number, number>)].sort(([a], [b]) => a - b);
    return Object.fromEntries(
      causes.map(([cause, count]) => [this.#layout.input.scrapCauses[cause]?.id ?? 'none', count]),
    );
  }

  /** What a cause came to so far, over all days. */
  resultOf(cause: number): {
    readonly scrapCount: number;
    readonly workOrders: readonly string[];
    readonly firstScrapAt?: number;
    readonly lastScrapAt?: number;
  } {
    const count = this.#ofCause[cause] as number;
    return {
      scrapCount: count,
      workOrders: [...(this.#ordersOfCause[cause] as Set<string>)],
      ...(count === 0
        ? {}
        : { firstScrapAt: this.#firstAt[cause] as number, lastScrapAt: this.#lastAt[cause] as number }),
    };
  }

  /** Begins the next production day. */
  startDay(): void {
    this.completed.fill(0);
    this.scrap.fill(0);
    this.idealMs.fill(0);
    for (const byCause of this.#byCause) byCause.clear();
  }
}
