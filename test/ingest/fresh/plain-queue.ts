/** What a consumer's queue must do, said as plainly as can be: one array, looked through from end to end each time. */
import type { FreshFacts, FreshItem, FreshSettled } from 'gemba/ingest';

const countOf = (item: FreshItem) =>
  item.kind === 'facts' ? item.facts.reduce((sum, { length }) => sum + length, 0) : 0;

export class PlainQueue {
  waiting: FreshItem[] = [];
  readonly #factsMax: number;

  constructor(factsMax: number) {
    this.#factsMax = factsMax;
  }

  push(item: FreshFacts | FreshSettled): void {
    if (item.kind === 'settled') this.#settle(item);
    else {
      const facts = this.waiting.reduce((sum, other) => sum + countOf(other), 0);
      if (facts > 0 && facts + countOf(item) > this.#factsMax) this.#leaveOut();
      this.waiting.push(item);
    }
  }

  take(): FreshItem | undefined {
    return this.waiting.shift();
  }

  #settle(item: FreshSettled): void {
    const last = this.waiting.findLastIndex((other) => other.kind !== 'skipped' && other.source === item.source);
    const former = this.waiting[last];
    if (former?.kind !== 'settled') this.waiting.push(item);
    else if (former.order < item.order) this.waiting[last] = item;
  }

  #leaveOut(): void {
    let factCount = 0;
    const orders = new Map<string, number>();
    const settled = new Map<string, FreshSettled>();
    for (const item of this.waiting)
      if (item.kind === 'settled') {
        const former = settled.get(item.source);
        settled.set(item.source, former !== undefined && former.order > item.order ? former : item);
      } else {
        factCount += item.kind === 'skipped' ? item.factCount : countOf(item);
        const those = item.kind === 'skipped' ? [...item.orders] : ([[item.source, item.order]] as const);
        for (const [source, order] of those) orders.set(source, Math.max(order, orders.get(source) ?? order));
      }
    this.waiting = [{ kind: 'skipped', factCount, orders }, ...settled.values()];
  }
}
