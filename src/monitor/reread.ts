/** Reading from history again: what, when, and how often at most. One at a time. */
import type { HistorySnapshot } from '../history/index.ts';
import type { Plant } from '../model/index.ts';
import type { WatchedUnit } from './live-unit.ts';
import { type WindowsAt, windowsAt } from './live-windows.ts';
import type { LivePace, MonitorEvent } from './monitor.ts';
import { dueInMs, restPerLearning, restPerRead } from './pace.ts';
import { type ReadUnits, readIdealTimes, readUnits, teachingWindow } from './read-windows.ts';
import { type GrowingOrders, Need, type Orders } from './settlement.ts';
import type { WindowIdealTimes } from './unit-facts.ts';

const retryMaxMs = 60_000;

export interface RereadOptions {
  readonly plant: Plant;
  readonly history: { snapshot(): Promise<HistorySnapshot> };
  readonly units: readonly WatchedUnit[];
  readonly settled: GrowingOrders;
  readonly pace: LivePace;
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly onEvent: (event: MonitorEvent) => void;
}

/** What a read found, to be taken at once. `settledBefore`: what history was known to have when it began. */
export interface Reread {
  readonly windows: WindowsAt;
  readonly units: readonly WatchedUnit[];
  readonly read: ReadUnits;
  readonly idealTimes: WindowIdealTimes;
  readonly isLearned: boolean;
  readonly settledBefore: Orders;
}

export class Rereader {
  readonly learn: Need = new Need();
  readonly #options: RereadOptions;
  #windows: WindowsAt | undefined;
  #idealTimes: WindowIdealTimes | undefined;
  #isReading: boolean = false;
  #isLearning: boolean = false;
  #readAt: number = Number.NEGATIVE_INFINITY;
  #readTookMs: number = 0;
  #learnedAt: number = Number.NEGATIVE_INFINITY;
  #learnTookMs: number = 0;
  /** What they were learned from; reading that again would teach the same. */
  #learnedFrom: string | undefined;
  /** They are not what they would be now, and wait for their turn. */
  #isOutdated: boolean = false;
  #failedAt: number = Number.NEGATIVE_INFINITY;
  #retryMs: number = 0;

  constructor(options: RereadOptions) {
    this.#options = options;
  }

  get isReading(): boolean {
    return this.#isReading;
  }

  /** Whether ideal times are about to change, or the windows. */
  isLearning(nowMs: number): boolean {
    return this.#isLearning || this.learn.isOpen || this.#isChange(nowMs);
  }

  /** Everything, once history has what is named. */
  requireAll(orders: Orders): void {
    for (const unit of this.#options.units) {
      unit.need.raise(orders);
      unit.isDirty = true;
    }
    this.requireLearning(orders);
  }

  requireLearning(orders: Orders): void {
    // What is said of every unit says that it is catching up.
    if (!this.learn.isOpen) for (const unit of this.#options.units) unit.isDirty = true;
    this.learn.raise(orders);
  }

  /** How long until something is to be read, ms; undefined where nothing is, or something is being read. */
  dueInMs(nowMs: number): number | undefined {
    if (this.#isReading) return undefined;
    const retryMs = dueInMs(nowMs, this.#failedAt, this.#retryMs);
    if (this.#isChange(nowMs)) return retryMs;
    const { units, settled } = this.#options;
    const due = [
      ...(units.some(({ need }) => need.isMetBy(settled)) ? [this.#unitsDueInMs(nowMs)] : []),
      ...(this.learn.isMetBy(settled)
        ? [this.#isOutdated ? this.#learnDueInMs(nowMs) : this.#unitsDueInMs(nowMs)]
        : []),
    ];
    return due.length === 0 ? undefined : Math.max(retryMs, Math.min(...due));
  }

  /**
   * Reads what is due.
   *
   * @param adopt takes what was found, at once, so that nothing is told in between
   * @throws what history throws; what was due is then due again
   */
  async read(adopt: (found: Reread) => void): Promise<void> {
    const { plant, history, units, settled, clock, signal, onEvent } = this.#options;
    const beganAt = clock();
    const isChange = this.#isChange(beganAt);
    const windows = isChange ? windowsAt(plant, Math.floor(beganAt)) : (this.#windows as WindowsAt);
    const wanted = isChange ? units : units.filter(({ need }) => need.isMetBy(settled));
    const asksLearning = isChange || this.learn.isMetBy(settled);
    this.#begin(wanted, asksLearning);
    try {
      const settledBefore = settled.copy();
      const snapshot = await history.snapshot();
      const learned = asksLearning ? await this.#learnFrom(snapshot, windows) : undefined;
      const equipment = wanted.map((unit) => unit.equipment);
      const read = await readUnits(snapshot, equipment, windows.hull, signal);
      this.#idealTimes = learned ?? (this.#idealTimes as WindowIdealTimes);
      this.#windows = windows;
      adopt({ windows, units: wanted, read, idealTimes: this.#idealTimes, isLearned: asksLearning, settledBefore });
      this.#end(wanted);
      this.#readAt = clock();
      this.#readTookMs = Math.max(0, this.#readAt - beganAt);
      this.#retryMs = 0;
      onEvent({
        kind: 'read',
        unitCount: wanted.length,
        isLearned: learned !== undefined,
        durationMs: this.#readTookMs,
      });
    } catch (error) {
      for (const unit of wanted) unit.need.raise(new Map());
      if (asksLearning) this.learn.raise(new Map());
      this.#end(wanted);
      this.#failedAt = clock();
      this.#retryMs = Math.min(retryMaxMs, Math.max(this.#options.pace.readMs, this.#retryMs * 2));
      if (!signal.aborted) onEvent({ kind: 'failed', what: 'read', error, retryMs: this.#retryMs });
      throw error;
    }
  }

  /** @returns what was learned; undefined where it would be the same, or is to wait for its turn */
  async #learnFrom(snapshot: HistorySnapshot, windows: WindowsAt): Promise<WindowIdealTimes | undefined> {
    const { plant, clock, signal } = this.#options;
    const beganAt = clock();
    const teaching = teachingWindow(snapshot, windows);
    const reports = teaching.fromAt < teaching.toAt ? snapshot.fingerprint('production', teaching) : 'none';
    const from = `${windows.day.fromAt} ${windows.shift?.fromAt} ${reports}`;
    this.#isOutdated = from !== this.#learnedFrom;
    if (!this.#isOutdated) return undefined;
    if (!this.#isChange(beganAt) && this.#learnDueInMs(beganAt) > 0) {
      this.learn.raise(new Map());
      return undefined;
    }
    const idealTimes = await readIdealTimes(snapshot, plant, windows, signal);
    this.#learnedFrom = from;
    this.#isOutdated = false;
    this.#learnedAt = clock();
    this.#learnTookMs = Math.max(0, this.#learnedAt - beganAt);
    return idealTimes;
  }

  /** What is required from now on is for the next read; what is not in history yet stays required. */
  #begin(wanted: readonly WatchedUnit[], learns: boolean): void {
    const { settled } = this.#options;
    this.#isReading = true;
    this.#isLearning = learns;
    for (const unit of wanted) {
      unit.isBeingRead = true;
      if (unit.need.isMetBy(settled)) unit.need.clear();
    }
    if (learns && this.learn.isMetBy(settled)) this.learn.clear();
  }

  #end(wanted: readonly WatchedUnit[]): void {
    this.#isReading = false;
    this.#isLearning = false;
    for (const unit of wanted) unit.isBeingRead = false;
  }

  #isChange(nowMs: number): boolean {
    if (this.#windows === undefined) return true;
    const { fromAt, toAt } = this.#windows.lasts;
    return nowMs < fromAt || nowMs >= toAt;
  }

  #unitsDueInMs(nowMs: number): number {
    return dueInMs(nowMs, this.#readAt, this.#options.pace.readMs, this.#readTookMs * restPerRead);
  }

  #learnDueInMs(nowMs: number): number {
    return dueInMs(nowMs, this.#learnedAt, this.#options.pace.learnMs, this.#learnTookMs * restPerLearning);
  }
}
