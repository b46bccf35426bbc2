/** A plant, a history in memory and a stream between them, of which a test says what happens when. */
import { createHash } from 'node:crypto';
import {
  computeFigures,
  createActivity,
  type DerivedFacts,
  deriveFacts,
  listSignalUnits,
  signalLeadInMs,
  type UnitFigures,
} from 'gemba/analytics';
import { createFreshStream, type FreshStream } from 'gemba/ingest';
import {
  type AnyFactTable,
  createFactTableBuilder,
  type FactRow,
  type FactTable,
  type Plant,
  rowAt,
} from 'gemba/model';
import { type LiveMonitor, type LiveMonitorOptions, type LiveUnit, openLiveMonitor } from 'gemba/monitor';
import { dayMs, type Interval } from 'gemba/time';
import { FakeTime } from './fake-time.ts';
import { MemoryHistory } from './memory-history.ts';

interface Told {
  readonly source: string;
  readonly order: number;
  readonly facts: readonly AnyFactTable[];
}

export class LiveWorld {
  readonly plant: Plant;
  readonly time: FakeTime;
  readonly history = new MemoryHistory();
  readonly stream: FreshStream = createFreshStream();
  /** Told, and not in history. */
  #told: Told[] = [];
  readonly #orders = new Map<string, number>();
  readonly #committed = new Map<string, number>();

  constructor(plant: Plant, nowMs: number) {
    this.plant = plant;
    this.time = new FakeTime(nowMs);
  }

  /** @param factsMax how many facts may wait for the monitor before it loses some */
  openMonitor(options: Partial<LiveMonitorOptions> = {}, factsMax = 131_072): Promise<LiveMonitor> {
    return openLiveMonitor({
      plant: this.plant,
      history: this.history,
      fresh: { subscribe: (more) => this.stream.subscribe({ ...more, factsMax }) },
      clock: this.time.clock,
      timers: this.time.timers,
      ...options,
    });
  }

  tell(source: string, facts: readonly AnyFactTable[]): void {
    const order = (this.#orders.get(source) ?? 0) + 1;
    this.#orders.set(source, order);
    this.#told.push({ source, order, facts });
    this.stream.publish({ kind: 'facts', source, order, facts });
  }

  /** Brings what was told of a source into history, up to the nth batch that waits, and says so. */
  settle(source: string, batches = Number.POSITIVE_INFINITY): void {
    this.commit(source, batches);
    const order = this.#committed.get(source);
    if (order !== undefined) this.stream.publish({ kind: 'settled', source, order });
  }

  /** The same, without a word of it yet. */
  commit(source: string, batches = Number.POSITIVE_INFINITY): void {
    const waiting = this.#told.filter((told) => told.source === source).slice(0, batches);
    for (const { facts, order } of waiting) {
      this.history.commit(facts);
      this.#committed.set(source, order);
    }
    this.#told = this.#told.filter((told) => !waiting.includes(told));
  }

  settleAll(): void {
    for (const source of this.#orders.keys()) this.settle(source);
  }

  /** What history would hold if everything that was told were in it. */
  everything(): MemoryHistory {
    const history = this.history.copy();
    for (const { facts } of this.#told) history.commit(facts);
    return history;
  }
}

/** The figures that a report would have, over all facts of a history. */
export function batchFigures(plant: Plant, history: MemoryHistory, window: Interval, untilAt: number): UnitFigures[] {
  const stored = {
    production: history.read({ kind: 'production' }),
    equipmentState: history.read({ kind: 'equipmentState' }),
  };
  const derived = derivedOf(plant, history, window, untilAt);
  const activity = createActivity(
    plant,
    joined('production', [stored.production, derived.production]),
    joined('equipmentState', [stored.equipmentState, derived.equipmentState]),
  );
  return [...(computeFigures(activity, [{ fromAt: window.fromAt, toAt: untilAt }])[0]?.units ?? [])];
}

function derivedOf(plant: Plant, history: MemoryHistory, { fromAt, toAt }: Interval, untilAt: number): DerivedFacts {
  const window = { fromAt: Math.floor(fromAt / dayMs) * dayMs, toAt };
  const readings = { fromAt: window.fromAt - signalLeadInMs, toAt };
  return deriveFacts({
    plant,
    units: listSignalUnits(plant),
    readings: history.read({ kind: 'reading', window: readings }),
    gaps: history.read({ kind: 'gap' }),
    window,
    untilAt,
  });
}

function joined<K extends 'production' | 'equipmentState'>(kind: K, tables: readonly FactTable<K>[]): FactTable<K> {
  const builder = createFactTableBuilder(kind);
  for (const table of tables)
    for (let i = 0; i < table.length; i++)
      builder.add(
        rowAt(table, i),
        table.identity.subarray(i * 16, i * 16 + 16),
        table.content.subarray(i * 16, i * 16 + 16),
      );
  return builder.build();
}

/** Each unit's figures of the day, and of the shift where there is one, as a report of that instant would have them. */
export function expectedFigures(world: LiveWorld, { equipment, asOfAt, day, shift }: LiveUnit, history: MemoryHistory) {
  return [day, shift].map((live) => {
    if (live === undefined) return undefined;
    const untilAt = Math.max(live.window.fromAt, Math.min(asOfAt, live.window.toAt));
    return batchFigures(world.plant, history, live.window, untilAt).find((unit) => unit.equipment === equipment);
  });
}

/** A table of facts whose identity and content are these texts. */
export function tableOf<K extends AnyFactTable['kind']>(
  kind: K,
  facts: readonly { readonly key: string; readonly row: FactRow<K> }[],
): FactTable<K> {
  const builder = createFactTableBuilder(kind);
  for (const { key, row } of facts) builder.add(row, bytesOf(key), bytesOf(JSON.stringify(row)));
  return builder.build();
}

function bytesOf(text: string): Uint8Array {
  return createHash('sha256').update(text).digest().subarray(0, 16);
}
