/** What is told, applied to the units it speaks of; and what must be read from history because of it. */
import type { FreshItem } from '../ingest/index.ts';
import type { Plant } from '../model/index.ts';
import { type FreshBatch, FreshReader } from './fresh-batch.ts';
import { FreshLog } from './fresh-log.ts';
import type { Holders, WatchedUnit } from './live-unit.ts';
import type { MonitorEvent } from './monitor.ts';
import type { Reread, Rereader } from './reread.ts';
import { GrowingOrders, type Orders } from './settlement.ts';

export interface IntakeOptions {
  readonly plant: Plant;
  /** In plant-file order. */
  readonly units: readonly WatchedUnit[];
  readonly holders: Holders;
  readonly settled: GrowingOrders;
  readonly rereader: Rereader;
  /** Facts and readings held that history is not known to have. */
  readonly unsettledMax: number;
  readonly onEvent: (event: MonitorEvent) => void;
}

/** What facts are measured by. */
export type Standing = Pick<Reread, 'windows' | 'idealTimes'>;

export class Intake {
  readonly #options: IntakeOptions;
  readonly #all: ReadonlySet<WatchedUnit>;
  readonly #reader: FreshReader;
  readonly #log: FreshLog;
  /** Sources of which everything that was told since the start was seen, or is required from history. */
  readonly #followed = new Set<string>();

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#all = new Set(options.units);
    this.#reader = new FreshReader(options.plant);
    this.#log = new FreshLog(options.unsettledMax);
  }

  take(item: FreshItem, standing: Standing): void {
    const { settled, rereader, onEvent } = this.#options;
    if (item.kind === 'settled') {
      settled.raise(item.source, item.order);
      // Facts that were told before the start are among what is settled now.
      if (!this.#followed.has(item.source)) rereader.requireAll(new Map());
      if (!rereader.isReading) this.#log.prune(settled);
      return;
    }
    if (item.kind === 'skipped') {
      for (const source of item.orders.keys()) this.#followed.add(source);
      rereader.requireAll(item.orders);
      onEvent({ kind: 'skipped', factCount: item.factCount });
      return;
    }
    if (!this.#followed.has(item.source)) {
      this.#followed.add(item.source);
      rereader.requireAll(new Map([[item.source, item.order - 1]]));
    }
    const batch = this.#reader.read(item);
    const before = this.#log.size + batch.size;
    const letGo = this.#log.add(batch);
    if (letGo.size > 0) {
      rereader.requireAll(letGo);
      onEvent({ kind: 'skipped', factCount: before - this.#log.size });
    }
    this.#apply(batch, this.#all, standing);
  }

  /** Lays what was not in history when it was read over what was read. */
  layOver({ units, read, settledBefore, windows, idealTimes }: Reread): void {
    const settled = new GrowingOrders();
    settled.raiseAll(settledBefore);
    const chosen = new Set(units);
    for (const batch of this.#log.list(settled)) this.#apply(batch, chosen, { windows, idealTimes }, read.readings);
    this.#log.prune(this.#options.settled);
  }

  #apply(
    batch: FreshBatch,
    chosen: ReadonlySet<WatchedUnit>,
    { windows, idealTimes }: Standing,
    known?: Reread['read']['readings'],
  ): void {
    const { units, holders, rereader } = this.#options;
    const orders: Orders = new Map([[batch.source, batch.order]]);
    for (const fact of batch.elsewhere) {
      holders.get(fact.identity)?.letGo(orders);
      if (fact.kind === 'production' && idealTimes.reports.mayHave(fact)) rereader.requireLearning(orders);
    }
    for (const [place, news] of batch.units) {
      const unit = units[place] as WatchedUnit;
      if (!chosen.has(unit)) unit.claim(news, orders);
      else if (unit.apply(news, orders, windows, idealTimes, known).isTeaching) rereader.requireLearning(orders);
    }
  }
}
