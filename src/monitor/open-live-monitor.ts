/** Live figures over fresh facts: what is told is applied at once, what needs history is read again from it. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HistorySnapshot } from '../history/index.ts';
import {
  type FreshItem,
  type FreshStream,
  type FreshSubscription,
  systemTimers,
  type Timers,
} from '../ingest/index.ts';
import type { Plant } from '../model/index.ts';
import { ChangeFeed, type LiveChange, type SubjectChange } from './change-feed.ts';
import { type FreshBatch, FreshReader } from './fresh-batch.ts';
import { FreshLog } from './fresh-log.ts';
import type { LivePicture, LivePlant, LiveUnit } from './live.ts';
import { livePlantOf } from './live-plant.ts';
import { type Holders, WatchedUnit } from './live-unit.ts';
import type { WindowsAt } from './live-windows.ts';
import type { ChangesOptions, CurrentOptions, LiveMonitor, LivePace, MonitorEvent } from './monitor.ts';
import { dueInMs, paceDefault } from './pace.ts';
import { type Reread, Rereader } from './reread.ts';
import { GrowingOrders, type Orders } from './settlement.ts';
import type { WindowIdealTimes } from './unit-facts.ts';
import { isVisibleChange } from './visible-change.ts';

export interface LiveMonitorOptions {
  readonly plant: Plant;
  readonly history: { snapshot(): Promise<HistorySnapshot> };
  /** Facts as they are received, and when history has them. */
  readonly fresh: Pick<FreshStream, 'subscribe'>;
  /** Wall clock, UTC epoch ms. */
  readonly clock: () => number;
  /** Default: the system's. */
  readonly timers?: Timers;
  readonly pace?: Partial<LivePace>;
  /** Changes that a reader may be behind; default 1,024. */
  readonly changesMax?: number;
  /** Facts and readings held that history is not known to have; default 200,000. */
  readonly unsettledMax?: number;
  readonly onEvent?: (event: MonitorEvent) => void;
}

const changesMaxDefault = 1_024;
const unsettledMaxDefault = 200_000;
/** Units that are worked out before others of this process get a turn. */
const unitsPerTurn = 8;

/**
 * Reads what the current shift and production day hold of history, then follows fresh facts.
 *
 * @throws what history throws at the first read; later failures are told (`onEvent`) and tried again
 * @example
 * await using monitor = await openLiveMonitor({ plant, history, fresh, clock: Date.now });
 * monitor.current().units[0]?.shift?.figures.ratios.oee;
 */
export async function openLiveMonitor(options: LiveMonitorOptions): Promise<LiveMonitor> {
  const monitor = new Monitor(options);
  try {
    await monitor.start();
    return monitor;
  } catch (error) {
    await monitor[Symbol.asyncDispose]();
    throw error;
  }
}

class Monitor implements LiveMonitor {
  readonly plant: Plant;
  readonly #clock: () => number;
  readonly #timers: Timers;
  readonly #pace: LivePace;
  readonly #onEvent: (event: MonitorEvent) => void;
  readonly #ended = new AbortController();
  readonly #subscription: FreshSubscription;
  readonly #reader: FreshReader;
  readonly #log: FreshLog;
  readonly #settled = new GrowingOrders();
  /** Sources of which everything that was told since the start was seen, or is required from history. */
  readonly #followed = new Set<string>();
  readonly #holders: Holders = new Map();
  /** In plant-file order. */
  readonly #units: readonly WatchedUnit[];
  readonly #all: ReadonlySet<WatchedUnit>;
  readonly #rereader: Rereader;
  readonly #feed: ChangeFeed;
  #windows: WindowsAt | undefined;
  #idealTimes: WindowIdealTimes | undefined;
  #live: LivePlant | undefined;
  #plantRefreshedAt: number = Number.NEGATIVE_INFINITY;
  #isPlantDirty: boolean = true;
  #sleep: AbortController | undefined;
  #isWoken: boolean = false;
  #running: Promise<unknown> | undefined;

  constructor({ plant, history, fresh, clock, timers, pace, changesMax, unsettledMax, onEvent }: LiveMonitorOptions) {
    this.plant = plant;
    this.#clock = clock;
    this.#timers = timers ?? systemTimers;
    this.#pace = { ...paceDefault, ...pace };
    this.#onEvent = onEvent ?? (() => undefined);
    // Before the first read, so that nothing falls between it and what is told.
    this.#subscription = fresh.subscribe({ signal: this.#ended.signal });
    this.#reader = new FreshReader(plant);
    this.#log = new FreshLog(unsettledMax ?? unsettledMaxDefault);
    this.#feed = new ChangeFeed(changesMax ?? changesMaxDefault);
    this.#units = plant.equipment.workUnits.map((unit) => new WatchedUnit(plant, unit, this.#holders));
    this.#all = new Set(this.#units);
    this.#rereader = new Rereader({
      plant,
      history,
      units: this.#units,
      settled: this.#settled,
      pace: this.#pace,
      clock,
      signal: this.#ended.signal,
      onEvent: this.#onEvent,
    });
  }

  async start(): Promise<void> {
    await this.#rereader.read((found) => this.#adopt(found));
    await this.#refresh(this.#now());
    this.#running = Promise.all([this.#follow(), this.#run()]);
  }

  current({ equipment }: CurrentOptions = {}): LivePicture {
    return this.#pictureOf(this.#chosen(equipment));
  }

  changes({ after, equipment, signal }: ChangesOptions = {}): AsyncIterable<LiveChange> {
    const chosen = this.#chosen(equipment);
    return this.#feed.read({
      after,
      signal,
      wants: (change: SubjectChange) =>
        chosen === undefined || (change.kind === 'unit' && chosen.has(change.unit.equipment)),
      picture: () => this.#pictureOf(chosen),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    this.#wake();
    await this.#subscription[Symbol.asyncDispose]();
    await this.#running;
    this.#feed.close();
  }

  /** Ids of the work units that were asked for; undefined where all are. */
  #chosen(equipment: readonly string[] | undefined): ReadonlySet<string> | undefined {
    if (equipment === undefined) return undefined;
    const tree = this.plant.equipment;
    return new Set(equipment.flatMap((id) => tree.listBelow(tree.get(id).id).map((below) => below.id as string)));
  }

  #pictureOf(chosen: ReadonlySet<string> | undefined): LivePicture {
    const units = this.#units.map(({ live }) => live as LiveUnit);
    const { day, shift } = this.#windows as WindowsAt;
    return {
      token: this.#feed.token,
      windows: { day, shift },
      plant: chosen === undefined ? this.#live : undefined,
      units: chosen === undefined ? units : units.filter((unit) => chosen.has(unit.equipment)),
    };
  }

  /** Whole milliseconds, as figures are. */
  #now(): number {
    return Math.floor(this.#clock());
  }

  async #follow(): Promise<void> {
    for await (const item of this.#subscription) {
      this.#take(item);
      this.#wake();
    }
  }

  #take(item: FreshItem): void {
    if (item.kind === 'settled') {
      this.#settled.raise(item.source, item.order);
      // Facts that were told before the start are among what is settled now.
      if (!this.#followed.has(item.source)) this.#rereader.requireAll(new Map());
      if (!this.#rereader.isReading) this.#log.prune(this.#settled);
      return;
    }
    if (item.kind === 'skipped') {
      for (const source of item.orders.keys()) this.#followed.add(source);
      this.#rereader.requireAll(item.orders);
      this.#onEvent({ kind: 'skipped', factCount: item.factCount });
      return;
    }
    if (!this.#followed.has(item.source)) {
      this.#followed.add(item.source);
      this.#rereader.requireAll(new Map([[item.source, item.order - 1]]));
    }
    const batch = this.#reader.read(item);
    const before = this.#log.size + batch.size;
    const letGo = this.#log.add(batch);
    if (letGo.size > 0) {
      this.#rereader.requireAll(letGo);
      this.#onEvent({ kind: 'skipped', factCount: before - this.#log.size });
    }
    this.#apply(batch, this.#all);
  }

  #apply(batch: FreshBatch, units: ReadonlySet<WatchedUnit>, known?: Reread['read']['readings']): void {
    const windows = this.#windows as WindowsAt;
    const idealTimes = this.#idealTimes as WindowIdealTimes;
    const orders: Orders = new Map([[batch.source, batch.order]]);
    for (const fact of batch.elsewhere) {
      this.#holders.get(fact.identity)?.letGo(orders);
      if (fact.kind === 'production' && idealTimes.reports.mayHave(fact)) this.#rereader.requireLearning(orders);
    }
    for (const [place, news] of batch.units) {
      const unit = this.#units[place] as WatchedUnit;
      if (units.has(unit) && unit.apply(news, orders, windows, idealTimes, known).isTeaching)
        this.#rereader.requireLearning(orders);
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#ended;
    let reading: Promise<void> | undefined;
    while (!signal.aborted) {
      this.#isWoken = false;
      const now = this.#now();
      if (this.#rereader.dueInMs(now) === 0)
        // A failure is told by the rereader, and tried again.
        reading = this.#rereader
          .read((found) => this.#adopt(found))
          .catch(() => undefined)
          .finally(() => this.#wake());
      await this.#refresh(now);
      const waitMs = this.#waitMs(this.#now());
      if (!this.#isWoken && !signal.aborted && waitMs > 0) {
        this.#sleep = new AbortController();
        await this.#timers.wait(waitMs, this.#sleep.signal);
        this.#sleep = undefined;
      } else await nextTurn();
    }
    await reading;
  }

  /** Takes over what was read, and lays what history does not have over it. */
  #adopt({ windows, units, read, idealTimes, isLearned, settledBefore }: Reread): void {
    this.#windows = windows;
    this.#idealTimes = idealTimes;
    for (const unit of units) unit.reset(read, windows);
    if (isLearned) for (const unit of this.#units) unit.isDirty = true;
    const settled = new GrowingOrders();
    settled.raiseAll(settledBefore);
    for (const batch of this.#log.list(settled)) this.#apply(batch, new Set(units), read.readings);
    this.#log.prune(this.#settled);
    this.#isPlantDirty = true;
  }

  #waitMs(now: number): number {
    const { refreshMs, tickMs } = this.#pace;
    let waitMs = this.#rereader.dueInMs(now) ?? tickMs;
    if (this.#isPlantDirty) waitMs = Math.min(waitMs, dueInMs(now, this.#plantRefreshedAt, refreshMs));
    for (const { isDirty, refreshedAt } of this.#units)
      waitMs = Math.min(waitMs, dueInMs(now, refreshedAt, isDirty ? refreshMs : tickMs));
    const { toAt } = (this.#windows as WindowsAt).lasts;
    return now < toAt ? Math.min(waitMs, toAt - now) : waitMs;
  }

  async #refresh(now: number): Promise<void> {
    const { refreshMs, tickMs } = this.#pace;
    const due = this.#units.filter(
      ({ isDirty, refreshedAt }) => dueInMs(now, refreshedAt, isDirty ? refreshMs : tickMs) === 0,
    );
    for (const [i, unit] of due.entries()) {
      if (i > 0 && i % unitsPerTurn === 0) await nextTurn();
      if (this.#ended.signal.aborted) return;
      this.#refreshUnit(unit);
    }
    if (due.length > 0) this.#isPlantDirty = true;
    if (this.#isPlantDirty && dueInMs(now, this.#plantRefreshedAt, refreshMs) === 0) this.#refreshPlant(now);
  }

  #refreshUnit(unit: WatchedUnit): void {
    const now = this.#now();
    const before = unit.live;
    const live = unit.refresh(
      this.#windows as WindowsAt,
      this.#idealTimes as WindowIdealTimes,
      now,
      this.#rereader.isLearning(now),
    );
    if (isVisibleChange(before, live)) this.#feed.publish({ kind: 'unit', unit: live });
  }

  #refreshPlant(now: number): void {
    const units = this.#units.map(({ live }) => live as LiveUnit);
    const before = this.#live;
    this.#live = livePlantOf(this.plant, this.#windows as WindowsAt, units, now);
    this.#plantRefreshedAt = now;
    this.#isPlantDirty = false;
    if (isVisibleChange(before, this.#live)) this.#feed.publish({ kind: 'plant', plant: this.#live });
  }

  #wake(): void {
    this.#isWoken = true;
    this.#sleep?.abort();
  }
}
