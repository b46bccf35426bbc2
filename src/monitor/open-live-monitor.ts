/** Live figures over fresh facts: what is told is applied at once, what needs history is read again from it. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HistorySnapshot } from '../history/index.ts';
import { type FreshStream, type FreshSubscription, systemTimers, type Timers } from '../ingest/index.ts';
import type { Plant } from '../model/index.ts';
import { ChangeFeed, type LiveChange, type SubjectChange } from './change-feed.ts';
import { Intake, type Standing } from './intake.ts';
import type { LivePicture, LivePlant, LiveUnit } from './live.ts';
import { liveKpisOf } from './live-kpis.ts';
import { livePlantOf } from './live-plant.ts';
import { type Holders, WatchedUnit } from './live-unit.ts';
import type {
  ChangesOptions,
  CurrentOptions,
  LiveKpis,
  LiveKpisOptions,
  LiveMonitor,
  LivePace,
  MonitorEvent,
} from './monitor.ts';
import { dueInMs, paceDefault } from './pace.ts';
import { type Reread, Rereader } from './reread.ts';
import { GrowingOrders } from './settlement.ts';
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
  /** In plant-file order. */
  readonly #units: readonly WatchedUnit[];
  readonly #intake: Intake;
  readonly #rereader: Rereader;
  readonly #feed: ChangeFeed;
  #standing: Standing | undefined;
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
    this.#feed = new ChangeFeed(changesMax ?? changesMaxDefault);
    const holders: Holders = new Map();
    const settled = new GrowingOrders();
    const units = plant.equipment.workUnits.map((unit) => new WatchedUnit(plant, unit, holders));
    const shared = { plant, units, settled, onEvent: this.#onEvent };
    const rereader = new Rereader({ ...shared, history, pace: this.#pace, clock, signal: this.#ended.signal });
    this.#intake = new Intake({ ...shared, holders, rereader, unsettledMax: unsettledMax ?? unsettledMaxDefault });
    this.#units = units;
    this.#rereader = rereader;
  }

  async start(): Promise<void> {
    await this.#rereader.read((found) => this.#adopt(found));
    await this.#refresh(this.#now());
    this.#running = Promise.all([this.#follow(), this.#run()]);
    // Thrown when it is disposed; readers must not wait for what never comes.
    this.#running.catch(() => this.#feed.close());
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

  kpis(options: LiveKpisOptions = {}): LiveKpis {
    const { windows, idealTimes } = this.#standing as Standing;
    return liveKpisOf({ plant: this.plant, units: this.#units, windows, idealTimes, nowMs: this.#now() }, options);
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
    const live = this.#live as LivePlant;
    return {
      token: this.#feed.token,
      windows: { day: live.day.window, shift: live.shift?.window },
      plant: chosen === undefined ? live : undefined,
      units: chosen === undefined ? units : units.filter((unit) => chosen.has(unit.equipment)),
    };
  }

  /** Whole milliseconds, as figures are. */
  #now(): number {
    return Math.floor(this.#clock());
  }

  async #follow(): Promise<void> {
    for await (const item of this.#subscription) {
      try {
        this.#intake.take(item, this.#standing as Standing);
      } catch (error) {
        this.#rereader.requireAll(item.kind === 'skipped' ? item.orders : new Map([[item.source, item.order]]));
        this.#onEvent({ kind: 'failed', what: 'facts', error, retryMs: this.#pace.readMs });
      }
      this.#wake();
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

  /** Takes over what was read. */
  #adopt(found: Reread): void {
    const isChange = found.windows !== this.#standing?.windows;
    this.#standing = found;
    for (const unit of found.units) unit.reset(found.read, found.windows);
    for (const unit of this.#units) {
      if (found.isLearned) unit.isDirty = true;
      // All of them at once, so that no figures of one shift stand beside those of another.
      if (isChange) unit.refreshedAt = Number.NEGATIVE_INFINITY;
    }
    this.#intake.layOver(found);
    this.#isPlantDirty = true;
  }

  #waitMs(now: number): number {
    const { refreshMs, tickMs } = this.#pace;
    let waitMs = this.#rereader.dueInMs(now) ?? tickMs;
    if (this.#isPlantDirty) waitMs = Math.min(waitMs, dueInMs(now, this.#plantRefreshedAt, refreshMs));
    for (const { isDirty, refreshedAt } of this.#units)
      waitMs = Math.min(waitMs, dueInMs(now, refreshedAt, isDirty ? refreshMs : tickMs));
    const { toAt } = (this.#standing as Standing).windows.lasts;
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
    const { live: before } = unit;
    const { windows, idealTimes } = this.#standing as Standing;
    try {
      const live = unit.refresh(windows, idealTimes, now, this.#rereader.isLearning(now));
      if (isVisibleChange(before, live)) this.#feed.publish({ kind: 'unit', unit: live });
    } catch (error) {
      // Without figures from the start there is nothing to go on with.
      if (before === undefined) throw error;
      this.#onEvent({ kind: 'failed', what: 'refresh', error, retryMs: this.#pace.tickMs });
    }
  }

  #refreshPlant(now: number): void {
    const { windows } = this.#standing as Standing;
    const units = this.#units.map(({ live }) => live as LiveUnit);
    this.#plantRefreshedAt = now;
    // Some are of the windows before; it stays due, and so are they.
    if (units.some(({ day }) => day.window !== windows.day)) return;
    const before = this.#live;
    this.#live = livePlantOf(this.plant, windows, units, now);
    this.#isPlantDirty = false;
    if (isVisibleChange(before, this.#live)) this.#feed.publish({ kind: 'plant', plant: this.#live });
  }

  #wake(): void {
    this.#isWoken = true;
    this.#sleep?.abort();
  }
}
