/** Brings a lane's records into history: in order, several commits under way, then lets the buffer go of them. */
import type { Account } from '../../model/index.ts';
import type { BufferedRecord, BufferLane, FactBuffer } from '../buffer/fact-buffer.ts';
import { CommitGroup } from './commit-group.ts';
import type { CommittedPlaces } from './committed-places.ts';
import type { FactSink } from './ingest.ts';
import { LaneFeed } from './lane-feed.ts';
import type { Ledger } from './ledger.ts';
import type { Timers } from './timers.ts';

export interface DrainOptions {
  readonly buffer: FactBuffer;
  readonly sink: FactSink;
  readonly places: CommittedPlaces;
  readonly ledger: Ledger;
  readonly timers: Timers;
  /** How long small records are gathered into one commit. */
  readonly gatherMs: number;
  /** Aborted once nothing more will come: what is there is committed without gathering. */
  readonly hurry: AbortSignal;
  readonly onCommitted: (source: string, account: Account) => void;
  /** What is not yet in history, as it goes there. */
  readonly onRecord: (record: BufferedRecord) => void;
  readonly onTrimmed: () => void;
  /** Numbers are missing: records were dropped or damaged. To be settled before anything behind them is committed. */
  readonly onHole: () => Promise<void>;
}

const groupsInFlightMax = 4;
const factsInFlightMax = 131_072;
/** How long a record that must be there already may take to come while nothing more is gathered. */
const hurryMs = 50;

export class LaneDrain {
  readonly feed: LaneFeed;
  readonly #lane: BufferLane;
  readonly #options: DrainOptions;
  readonly #inFlight = new Set<Promise<void>>();
  #factsInFlight: number = 0;
  #released: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
  /** The record that is being waited for, kept where a group was closed without it. */
  #coming: Promise<BufferedRecord> | undefined;
  #expected: number;
  readonly #settled = Promise.withResolvers<void>();

  constructor(lane: BufferLane, options: DrainOptions) {
    this.#lane = lane;
    this.#options = options;
    this.feed = new LaneFeed(options.buffer, lane);
    this.#expected = options.buffer.status().lanes[lane].oldest;
    if (!this.feed.hasMore) this.#settled.resolve();
  }

  /** Resolves once what history had already is told from what it has not. */
  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  /** Rejects with the first failure of a commit, or as `aborted` once all that was under way has ended. */
  async run(signal: AbortSignal): Promise<never> {
    const failed = new AbortController();
    const stop = AbortSignal.any([signal, failed.signal]);
    try {
      for (;;) {
        const group = await this.#gather(stop);
        if (!group.isEmpty) this.#commit(group, failed);
        while (this.#factsInFlight >= factsInFlightMax || this.#inFlight.size >= groupsInFlightMax)
          await Promise.race(this.#inFlight);
        if (this.#failure !== undefined) throw this.#failure.error;
      }
    } catch (error) {
      await Promise.all(this.#inFlight);
      throw this.#failure === undefined ? error : this.#failure.error;
    } finally {
      this.#settled.resolve();
      await this.#coming?.catch(() => undefined);
      await this.feed[Symbol.asyncDispose]();
    }
  }

  async #gather(signal: AbortSignal): Promise<CommitGroup> {
    const group = new CommitGroup();
    this.#add(group, await this.#next(signal));
    const { timers, gatherMs, hurry } = this.#options;
    const filled = new AbortController();
    const enough = timers.wait(gatherMs, AbortSignal.any([filled.signal, hurry, signal]));
    while (!group.isFull) {
      if (hurry.aborted && !this.feed.hasMore) break;
      const end = hurry.aborted ? timers.wait(hurryMs, AbortSignal.any([filled.signal, signal])) : enough;
      const record = await Promise.race([this.#next(signal), end]);
      if (record === undefined) {
        if (hurry.aborted && this.feed.hasMore && end === enough) continue;
        break;
      }
      this.#add(group, record);
    }
    filled.abort();
    return group;
  }

  async #next(signal: AbortSignal): Promise<BufferedRecord> {
    this.#coming ??= this.#read(signal);
    const record = await this.#coming;
    this.#coming = undefined;
    return record;
  }

  async #read(signal: AbortSignal): Promise<BufferedRecord> {
    const record = await this.feed.next(signal);
    const { number } = record.place;
    if (number > this.#expected) await this.#options.onHole();
    this.#expected = number + 1;
    return record;
  }

  #add(group: CommitGroup, record: BufferedRecord): void {
    const { places, ledger, onRecord } = this.#options;
    const { source, account } = record.batch;
    const { number } = record.place;
    if (places.has(source, this.#lane, number)) {
      group.skip(record);
      ledger.noteTaken(source, this.#lane, number, account.received);
      if (!this.feed.hasMore) this.#settled.resolve();
      return;
    }
    this.#settled.resolve();
    onRecord(record);
    group.add(record);
  }

  #commit(group: CommitGroup, failed: AbortController): void {
    const { factCount, lastNumber } = group;
    this.#factsInFlight += factCount;
    const committed = group.parts.map((part) => this.#commitPart(part));
    // Let go in order: the buffer is told the last number up to which all is in history.
    const done = Promise.all([this.#released, ...committed])
      .then(() => this.#release(lastNumber))
      .catch((error: unknown) => {
        this.#failure ??= { error };
        failed.abort(error);
      })
      .finally(() => {
        this.#factsInFlight -= factCount;
        this.#inFlight.delete(done);
      });
    this.#released = done;
    this.#inFlight.add(done);
  }

  async #commitPart({
    source,
    identityBy,
    facts,
    account,
    position,
    number,
  }: CommitGroup['parts'][number]): Promise<void> {
    const { sink, places, ledger, onCommitted } = this.#options;
    const wrapped = places.advance(source, this.#lane, number, position);
    const receipt = await sink.commit({ source, identityBy, facts, account, position: wrapped });
    ledger.noteCommitted(source, receipt.account);
    ledger.noteTaken(source, this.#lane, number, account.received);
    onCommitted(source, receipt.account);
  }

  async #release(lastNumber: number): Promise<void> {
    if (this.#failure !== undefined) return;
    await this.#options.buffer.release(this.#lane, lastNumber);
    this.#options.onTrimmed();
  }
}
