/** Listens to fresh facts, and holds what it is told against what history and the disk really have. */
import type { FreshFacts, FreshSettled } from '../../../../src/ingest/fresh/fresh-item.ts';
import type { AnyFactTable } from '../../../../src/model/index.ts';
import type { MemoryDisk } from './memory-buffer.ts';
import type { MemoryHistory } from './memory-history.ts';

export class Listener {
  readonly items: (FreshFacts | FreshSettled)[] = [];
  /** What was wrong with what it was told, in words. */
  readonly wrong: string[] = [];
  readonly #history: MemoryHistory;
  readonly #disk: MemoryDisk;
  readonly #orders: Map<string, number>;

  /** @param former who listened in the process before: orders grow on from there */
  constructor(history: MemoryHistory, disk: MemoryDisk, former?: Listener) {
    this.#history = history;
    this.#disk = disk;
    this.#orders = former === undefined ? new Map() : new Map(former.#orders);
  }

  readonly onFresh = (item: FreshFacts | FreshSettled): void => {
    this.items.push(item);
    if (item.kind === 'settled') this.#checkSettled(item);
    else this.#checkOrder(item);
  };

  /** By source: orders that were told and are not settled. */
  listUnsettled(): readonly FreshFacts[] {
    return this.items.filter(
      (item) => item.kind === 'facts' && item.order > this.settledOf(item.source),
    ) as FreshFacts[];
  }

  settledOf(source: string): number {
    const settled = this.items.filter((item) => item.kind === 'settled' && item.source === source);
    return Math.max(-1, ...settled.map(({ order }) => order));
  }

  listFacts(source: string): readonly FreshFacts[] {
    return this.items.filter((item) => item.kind === 'facts' && item.source === source) as FreshFacts[];
  }

  #checkOrder({ source, order }: FreshFacts): void {
    if (order <= (this.#orders.get(source) ?? 0)) this.wrong.push(`The order ${order} of ${source} does not grow.`);
    this.#orders.set(source, order);
  }

  #checkSettled({ source, order }: FreshSettled): void {
    const gone = new Set(this.#disk.gone.flatMap(({ batch }) => batch.facts.flatMap(identitiesOf)));
    for (const told of this.listFacts(source).filter((facts) => facts.order <= order))
      for (const identity of told.facts.flatMap(identitiesOf))
        if (!this.#history.facts.has(identity) && !gone.has(identity))
          this.wrong.push(`${source} ${told.order} counts as settled by ${order}, but history lacks ${identity}.`);
  }
}

export function identitiesOf({ kind, identity, length }: AnyFactTable): readonly string[] {
  return Array.from(
    { length },
    (_, i) => `${kind} ${Buffer.from(identity.subarray(i * 16, i * 16 + 16)).toString('hex')}`,
  );
}
