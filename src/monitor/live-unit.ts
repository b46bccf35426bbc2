/** One work unit of the live side: what is held of it, what must be read again, and what was last said of it. */
import type { Activity, Series } from '../analytics/index.ts';
import type { Equipment, Plant } from '../model/index.ts';
import type { UnitNews } from './fresh-batch.ts';
import type { ReportedFact } from './held-facts.ts';
import type { LiveUnit } from './live.ts';
import type { WindowsAt } from './live-windows.ts';
import type { ReadUnits } from './read-windows.ts';
import { Need, type Orders } from './settlement.ts';
import { UnitFacts, type WindowIdealTimes } from './unit-facts.ts';

/** Which unit holds a fact, by identity: a correction may move it to another. */
export type Holders = Map<string, WatchedUnit>;

/** What news did to a unit. */
export interface AppliedNews {
  /** A report that ideal times are learned from came, or was corrected. */
  readonly isTeaching: boolean;
}

export class WatchedUnit {
  readonly equipment: Equipment;
  readonly need: Need = new Need();
  /** Under way from history. */
  isBeingRead: boolean = false;
  isDirty: boolean = true;
  refreshedAt: number = Number.NEGATIVE_INFINITY;
  live: LiveUnit | undefined;
  readonly #facts: UnitFacts;
  readonly #holders: Holders;

  constructor(plant: Plant, equipment: Equipment, holders: Holders) {
    this.equipment = equipment;
    this.#holders = holders;
    this.#facts = new UnitFacts(plant, equipment);
  }

  get isCatchingUp(): boolean {
    return this.isBeingRead || this.need.isOpen;
  }

  /** Takes the place of what is held by what history has. */
  reset(read: ReadUnits, windows: WindowsAt): void {
    for (const identity of this.#facts.identities())
      if (this.#holders.get(identity) === this) this.#holders.delete(identity);
    this.#facts.reset(read.reported.get(this.equipment.id) ?? []);
    for (const identity of this.#facts.identities()) this.#holders.set(identity, this);
    this.#facts.sensors?.reset(windows.hull, read.readings, read.gaps);
    this.isDirty = true;
  }

  /**
   * Takes what a batch says of this unit.
   *
   * @param known readings that history was read to have
   */
  apply(
    { reported, readings, isCut }: UnitNews,
    orders: Orders,
    windows: WindowsAt,
    { reports }: WindowIdealTimes,
    known?: ReadonlyMap<string, Series>,
  ): AppliedNews {
    const teachesBefore = Math.max(windows.day.fromAt, windows.shift?.fromAt ?? windows.day.fromAt);
    let isTeaching = false;
    for (const fact of reported) {
      this.#claim(fact, orders);
      const applied = this.#facts.apply(fact, windows.hull);
      if (applied.kind === 'added') this.#holders.set(fact.identity, this);
      if (applied.kind === 'repeated') continue;
      const firstAt = applied.kind === 'corrected' ? Math.min(fact.fromAt, applied.before.fromAt) : fact.fromAt;
      const isMoved = applied.kind === 'added' && reports.mayHave(fact);
      isTeaching ||= fact.kind === 'production' && (firstAt < teachesBefore || isMoved);
      if (applied.kind === 'outside') continue;
      // An older content of what a correction took out of the windows looks new: history has the last word.
      this.need.raise(orders);
      this.isDirty = true;
    }
    const isLate = readings.length > 0 && this.#facts.sensors?.add(readings, known) === true;
    if (isLate || isCut) this.need.raise(orders);
    if (readings.length > 0 || isCut) this.isDirty = true;
    return { isTeaching };
  }

  /** Says again which facts are its own, where another unit was read from history as it was before they moved here. */
  claim({ reported }: UnitNews, orders: Orders): void {
    for (const fact of reported) this.#claim(fact, orders);
  }

  #claim({ identity }: ReportedFact, orders: Orders): void {
    const holder = this.#holders.get(identity);
    if (holder === undefined || holder === this) return;
    holder.letGo(orders);
    this.letGo(orders);
    this.#holders.set(identity, this);
  }

  /** A correction may have taken a fact from it: history says so once it has it. */
  letGo(orders: Orders): void {
    this.need.raise(orders);
    this.isDirty = true;
  }

  activityAt(nowMs: number): Activity {
    return this.#facts.activityAt(nowMs);
  }

  /** @returns what is said of it now */
  refresh(windows: WindowsAt, idealTimes: WindowIdealTimes, nowMs: number, isLearning: boolean): LiveUnit {
    this.isDirty = false;
    this.refreshedAt = nowMs;
    this.live = {
      ...this.#facts.liveAt(windows, idealTimes, nowMs),
      isCatchingUp: this.isCatchingUp || isLearning,
    };
    return this.live;
  }
}
