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
  /** History has a lane's records up to this number, and the buffer let go of them. */
  readonly onTaken: (lane: BufferLane, number: number) => void;
  readonly onTrimmed: () => void;
  /** Numbers are missing: records were dropped or damaged. To be settled before anything behind them is committed. */
  readonly onHole: () => Promise<void>;
}

const groupsInFlightMax = 4;
const factsInFlightMax = 131_072;
/** How long a record that must be there already may take to come while nothing more is gathered. */
const hurryMs = 50;

export class LaneDrain {
  #feed: LaneFeed | undefined;
  readonly #lane: BufferLane;
  readonly #options: DrainOptions;
  readonly #inFlight = new Set<Promise<void>>();
  #factsInFlight: number = 0;
  #released: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
  /** The next record, until a group has taken it: a group may be closed while it comes. */
  #coming: Promise<BufferedRecord> | undefined;
  readonly #settled = Promise.withResolvers<void>();

  constructor(lane: BufferLane, options: DrainOptions) {
    this.#lane = lane;
    this.#options = options;
  }

  /** Resolves once what history had already is told from what it has not. */
  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  /** A record is on disk now. */
  noteAppended(number: number): void {
    this.#feed?.noteAppended(number);
  }

  /** Rejects with the first failure of a commit, or as `aborted` once all that was under way has ended. */
  async run(signal: AbortSignal): Promise<never> {
    const failed = new AbortController();
    const stop = AbortSignal.any([signal, failed.signal]);
    const feed = new LaneFeed(this.#options.buffer, this.#lane, stop);
    this.#feed = feed;
    if (!feed.hasMore) this.#settled.resolve();
    try {
      for (;;) {
        this.#commit(await this.#gather(feed, stop), failed);
        while (this.#factsInFlight >= factsInFlightMax || this.#inFlight.size >= groupsInFlightMax)
          await Promise.race(this.#inFlight);
        if (this.#failure !== undefined) throw this.#failure.error;
      }
    } catch (error) {
      await Promise.all(this.#inFlight);
      throw this.#failure === undefined ? error : this.#failure.error;
    } finally {
      failed.abort();
      this.#settled.resolve();
      await this.#coming?.catch(() => undefined);
      await feed.close();
    }
  }

  /** What follows one another, until it is enough, or has waited long enough for more. */
  async #gather(feed: LaneFeed, signal: AbortSignal): Promise<CommitGroup> {
    const { timers, gatherMs, hurry } = this.#options;
    const group = new CommitGroup();
    this.#add(group, await this.#comingOf(feed), feed);
    const closed = new AbortController();
    const enough = hurry.aborted
      ? timers.wait(hurryMs, AbortSignal.any([closed.signal, signal]))
      : timers.wait(gatherMs, AbortSignal.any([closed.signal, signal, hurry]));
    while (!group.isFull && (feed.hasMore || !hurry.aborted)) {
      const record = await Promise.race([this.#comingOf(feed), enough]);
      if (record === undefined) break;
      this.#add(group, record, feed);
    }
    closed.abort();
    return group;
  }

  #comingOf(feed: LaneFeed): Promise<BufferedRecord> {
    this.#coming ??= this.#read(feed);
    return this.#coming;
  }

  async #read(feed: LaneFeed): Promise<BufferedRecord> {
    const { record, isBehindHole } = await feed.next();
    if (isBehindHole) await this.#options.onHole();
    return record;
  }

  #add(group: CommitGroup, record: BufferedRecord, feed: LaneFeed): void {
    this.#coming = undefined;
    const { places, ledger, onRecord } = this.#options;
    const { source, account } = record.batch;
    const { number } = record.place;
    if (places.has(source, this.#lane, number)) {
      group.skip(record);
      ledger.noteTaken(source, this.#lane, number, account.received);
      if (!feed.hasMore) this.#settled.resolve();
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
    this.#options.onTaken(this.#lane, lastNumber);
    this.#options.onTrimmed();
  }
}
