/** Which pieces become scrap, and of what cause. */
import { createRandom, exponentialOf, type Random } from '../../stats/index.ts';
import type { ScrapCause, SimulatedProduct } from './input.ts';
import type { PlantLayout } from './layout.ts';
import type { Order } from './orders.ts';

/** A good piece. */
export const good = -2;
/** Scrap without a planted cause; a cause is its index in the input. */
export const ofNoCause = -1;

interface MachineCause {
  readonly index: number;
  readonly cause: ScrapCause;
}

export class ScrapModel {
  readonly #layout: PlantLayout;
  readonly #draws: readonly Random[];
  readonly #causes: readonly (readonly MachineCause[])[];

  constructor(layout: PlantLayout) {
    this.#layout = layout;
    this.#draws = layout.machines.map(({ id }) => createRandom(layout.input.seed, id, 'scrap'));
    this.#causes = layout.machines.map(({ id }) =>
      layout.input.scrapCauses.flatMap((cause, index) => (cause.effectMachine === id ? [{ index, cause }] : [])),
    );
  }

  /** One number is drawn a piece, whatever causes there are. */
  judge(machine: number, order: Order, at: number): number {
    const drawn = (this.#draws[machine] as Random).nextUniform();
    const product = this.#layout.products[order.product] as SimulatedProduct;
    let limit = (this.#layout.machines[machine]?.scrapRatio ?? 0) * (1 + learningLeft(product, at, 'scrap'));
    if (drawn < limit) return ofNoCause;
    for (const { index, cause } of this.#causes[machine] as readonly MachineCause[]) {
      limit += chanceOf(cause, order, at);
      if (drawn < limit) return index;
    }
    return good;
  }
}

function chanceOf(cause: ScrapCause, order: Order, at: number): number {
  const { effectFromAt, effectToAt, scrapRatio } = cause;
  if (at < effectFromAt || at >= effectToAt) return 0;
  if (cause.kind === 'wornTool') return (scrapRatio * (at - effectFromAt)) / (effectToAt - effectFromAt);
  if (cause.kind === 'supplierBatch' && !(order.beganAt >= cause.fromAt && order.beganAt < cause.toAt)) return 0;
  return scrapRatio;
}

/** What is still to be learnt of a product: its extra slowness, or its extra scrap, as a share. */
export function learningLeft(product: SimulatedProduct, at: number, what: 'slowness' | 'scrap'): number {
  const { introducedAt, learning } = product;
  if (introducedAt === undefined || learning === undefined) return 0;
  const atFirst = what === 'slowness' ? learning.slowness : Math.max(0, learning.scrap - 1);
  return atFirst * exponentialOf((-Math.LN2 * Math.max(0, at - introducedAt)) / learning.halfLifeMs);
}
