/** The parts of an ingest put together. */
import type { FactTable } from '../../model/index.ts';
import type { BufferedRecord, BufferLane } from '../buffer/fact-buffer.ts';
import { FreshTap } from '../fresh/fresh-tap.ts';
import { fromGapTable, gapSourceId } from '../gaps/gap-record.ts';
import { GapTracker } from '../gaps/gap-tracker.ts';
import type { Source, SourceEvent } from '../source.ts';
import type { IngestBackOff } from './back-off.ts';
import { noteStopped, restoreGap } from './former-gaps.ts';
import { GapPump } from './gap-pump.ts';
import { HistoryLink } from './history-link.ts';
import type { Ingest, IngestEvent, IngestOptions, IngestStatus } from './ingest.ts';
import { toIngestStatus } from './ingest-status.ts';
import { Ledger } from './ledger.ts';
import { listMissing } from './missing.ts';
import { type BufferedPosition, newerPosition, parseBufferedPosition, parseCommittedPosition } from './position.ts';
import { Progress } from './progress.ts';
import { QuarantineLimit, quarantineRowsMaxDefault } from './quarantine-limit.ts';
import { SourceOrders } from './source-orders.ts';
import { SourcePump } from './source-pump.ts';
import { SourceRunner } from './source-runner.ts';
import { SourceWatch } from './source-watch.ts';
import { systemTimers, type Timers } from './timers.ts';

const drainMsDefault = 10_000;
const backOffDefault: IngestBackOff = { baseMs: 1_000, capMs: 60_000 };
/** Readings and facts of a file that may wait for history: it keeps its rows, so there is no hurry. */
const finiteWaitingMax = 131_072;

/**
 * Puts an ingest together; nothing runs before `run`.
 *
 * @example
 * await openIngest({ buffer, sources, openSink, flushPersons, tags, clock, random }).run(signal);
 */
export function openIngest(options: IngestOptions): Ingest {
  return new PlantIngest(options);
}

/** Runs an ingest to its end; throws what `Ingest.run` throws. */
export async function runIngest(options: IngestOptions, { signal }: { readonly signal: AbortSignal }): Promise<void> {
  await openIngest(options).run(signal);
}

class PlantIngest implements Ingest {
  readonly #options: IngestOptions;
  readonly #timers: Timers;
  readonly #onEvent: (event: IngestEvent) => void;
  readonly #tracker: GapTracker;
  readonly #ledger: Ledger;
  readonly #link: HistoryLink;
  readonly #gapPump: GapPump;
  readonly #runner: SourceRunner;
  readonly #quarantine: QuarantineLimit;
  readonly #orders: SourceOrders;
  /** Undefined where nobody listens. */
  readonly #tap: FreshTap | undefined;
  /** By source: the newest position that came to disk in this run. */
  readonly #newest = new Map<string, BufferedPosition>();
  readonly #watches = new Map<string, SourceWatch>();
  /** Commits, each a step. */
  readonly #committed: Progress = new Progress();
  /** Numbers of records from before this run that have not gone on into history yet, by lane. */
  readonly #foundFrom: Record<BufferLane, number>;
  readonly #foundTo: Readonly<Record<BufferLane, number>>;
  #isRestored: boolean = false;

  constructor(options: IngestOptions) {
    const { buffer, clock, random, onFresh, isRetrying = true, isFollowing = false } = options;
    const { backOff = backOffDefault } = options;
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#onEvent = options.onEvent ?? (() => undefined);
    this.#tracker = new GapTracker(options.tags);
    this.#quarantine = new QuarantineLimit(options.quarantineRowsMax ?? quarantineRowsMaxDefault);
    this.#ledger = new Ledger(buffer, listMissing(buffer, clock()));
    const { kept, droppable } = buffer.status().lanes;
    this.#foundFrom = { kept: kept.oldest, droppable: droppable.oldest };
    this.#foundTo = { kept: kept.next, droppable: droppable.next };
    this.#orders = new SourceOrders(clock, (source) => this.#findPosition(source).order);
    const onError = (error: unknown): void => this.#onEvent({ kind: 'fresh-failed', error });
    const findOldest = (lane: BufferLane): number => buffer.status().lanes[lane].oldest;
    this.#tap = onFresh && new FreshTap({ onFresh, onError, findOldest });
    for (const { id } of options.sources) this.#watches.set(id, new SourceWatch());
    const shared = { timers: this.#timers, onEvent: this.#onEvent, isRetrying, backOff, random };
    this.#link = new HistoryLink({
      ...shared,
      buffer,
      clock,
      ledger: this.#ledger,
      gatherMs: options.gatherMs ?? 1_000,
      lossEveryMs: options.tickMs ?? 1_000,
      openSink: (signal) => options.openSink(signal),
      onOpened: ({ openGaps = [], refusalCount = 0 }) => {
        // Later this run knows better than history what has become of them.
        if (this.#isRestored) return;
        this.#isRestored = true;
        for (const gap of openGaps) restoreGap(this.#tracker, gap, options);
        this.#quarantine.noteHeld(refusalCount);
      },
      onRecord: (record) => this.#noteRecord(record),
      onCommitted: (source, account) => {
        this.#committed.note();
        this.#onEvent({ kind: 'committed', source, account });
      },
      onTaken: (lane, number) => this.#tap?.noteTaken(lane, number),
      onTrimmed: () => options.onStep?.('buffer-trimmed'),
      onLoss: (loss) => this.#onEvent({ kind: 'buffer-loss', loss }),
      onDamage: (damage) => this.#onEvent({ kind: 'buffer-damage', damage }),
      onStored: (source, facts) => this.#tap?.noteStored(source, this.#orders.next(source), facts),
      onMissing: ({ lane, fromNumber, toNumber }) => this.#tap?.noteMissing(lane, fromNumber, toNumber),
    });
    const onDurable = (record: BufferedRecord): void => this.#noteDurable(record);
    this.#gapPump = new GapPump({
      buffer,
      book: this.#tracker.book,
      nextOrder: () => this.#orders.next(gapSourceId),
      onReceived: (facts, order) => this.#tap?.noteReceived(gapSourceId, order, facts),
      onDurable,
    });
    this.#runner = new SourceRunner({
      ...shared,
      isFollowing,
      createPump: (source) => this.#createPump(source, onDurable),
      watchOf: (source) => this.#watchOf(source),
      historyFound: this.#link.found,
    });
  }

  async run(signal: AbortSignal): Promise<void> {
    const { sources, drainMs = drainMsDefault } = this.#options;
    const isFixed = typeof drainMs === 'number';
    const end = new AbortController();
    const failed = new AbortController();
    const stop = AbortSignal.any([signal, failed.signal]);
    const committing = this.#link.run(end.signal).catch((error: unknown) => {
      failed.abort(error);
      throw error;
    });
    // Whoever awaits it may come later.
    committing.catch(() => undefined);
    const failures: unknown[] = [];
    try {
      await this.#begin(committing, isFixed ? drainMs : drainMsDefault, stop);
      await this.#runSources(sources, stop).catch((error: unknown) => failures.push(error));
      this.#link.finish();
      const limit = signal.aborted ? [this.#timers.wait(isFixed ? drainMs : drainMs(), end.signal)] : [];
      // What it throws is thrown below, once all has ended.
      await Promise.race([committing.catch(() => undefined), ...limit]);
    } finally {
      end.abort();
    }
    await committing;
    if (failures.length > 0) throw failures[0];
  }

  /** History is asked first, so that accounts are exact from the beginning; where it does not answer, facts wait. */
  async #begin(committing: Promise<void>, limitMs: number, stop: AbortSignal): Promise<void> {
    const begun = new AbortController();
    const limit = this.#timers.wait(limitMs, AbortSignal.any([begun.signal, stop]));
    await Promise.race([this.#link.tried, committing.catch(() => undefined), limit]);
    begun.abort();
    noteStopped(this.#tracker, this.#options);
  }

  /** The sources, with the tick beside them that notices what nobody tells. */
  async #runSources(sources: readonly Source[], stop: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const ended = new AbortController();
    const all = AbortSignal.any([stop, failed.signal]);
    const ticking = this.#tick(AbortSignal.any([all, ended.signal])).catch((error: unknown) => {
      failed.abort(error);
      throw error;
    });
    ticking.catch(() => undefined);
    try {
      await this.#runner.run(sources, all);
    } finally {
      ended.abort();
    }
    await ticking;
    const limit = AbortSignal.timeout(drainMsDefault);
    // Where the buffer is full a gap that was found last is found again at the next start.
    await this.#gapPump.write(limit).catch((error: unknown) => {
      if (!limit.aborted) throw error;
    });
  }

  async #tick(signal: AbortSignal): Promise<void> {
    const { clock, tickMs = 1_000 } = this.#options;
    let failure: { readonly error: unknown } | undefined;
    let writing: Promise<void> | undefined;
    while (!signal.aborted && failure === undefined) {
      const nowMs = clock();
      this.#tracker.noteTime(nowMs);
      for (const [id, watch] of this.#watches) watch.sample(nowMs, this.#ledger.committedOf(id).received);
      writing ??= this.#gapPump
        .write(signal)
        .catch((error: unknown) => {
          if (!signal.aborted) failure = { error };
        })
        .finally(() => {
          writing = undefined;
        });
      await this.#timers.wait(tickMs, signal);
    }
    await writing;
    if (failure !== undefined) throw failure.error;
  }

  #createPump(source: Source, onDurable: (record: BufferedRecord) => void): SourcePump {
    const { buffer, flushPersons, clock, tags, onStep } = this.#options;
    return new SourcePump(
      {
        source,
        buffer,
        nextOrder: () => this.#orders.next(source.id),
        flushPersons,
        quarantine: this.#quarantine,
        droppableTags: new Set(tags.filter(({ isDroppable }) => isDroppable).map(({ id }) => id)),
        awaitRoom: (signal) => this.#awaitRoom(source, signal),
        onEvent: (event) => this.#noteEvent(source.id, event),
        onReceived: (facts, order) => {
          this.#tap?.noteReceived(source.id, order, facts);
          onStep?.('received');
        },
        onDurable,
        onAcknowledged: ({ adjustments, adjustmentCount, heard = [] }) => {
          for (const { tag, toAt } of heard) this.#tracker.noteHeard(source.id, tag, toAt, clock());
          onStep?.('acknowledged');
          this.#onEvent({ kind: 'acknowledged', source: source.id, adjustments, adjustmentCount });
        },
      },
      this.#findPosition(source.id),
    );
  }

  /** The newest position of a source that is on disk: of this run, of the buffer, or in history. */
  #findPosition(source: string): BufferedPosition {
    const committed = parseCommittedPosition(this.#link.findCommitted(source));
    return this.#newest.get(source) ?? newerPosition(this.#options.buffer.findPosition(source), committed);
  }

  async #awaitRoom({ id, extent }: Source, signal: AbortSignal): Promise<void> {
    if (extent === 'stream') return;
    await this.#committed.until(() => this.#ledger.waitingOf(id) <= finiteWaitingMax, signal);
  }

  #noteDurable(record: BufferedRecord): void {
    const { source, facts, account } = record.batch;
    const position = parseBufferedPosition(record.batch.position);
    this.#ledger.noteDurable(source, account.received);
    this.#link.noteAppended(record.place);
    this.#newest.set(source, position);
    this.#tap?.noteDurable(source, position.order, record.place);
    if (source === gapSourceId) return;
    const nowMs = this.#options.clock();
    this.#tracker.noteFacts(source, facts, nowMs);
    this.#watchOf(source).lastReceivedAt = nowMs;
  }

  #noteEvent(source: string, event: SourceEvent): void {
    this.#watchOf(source).noteEvent(event);
    this.#tracker.noteEvent(source, event);
    this.#onEvent({ kind: 'source', source, event });
  }

  /** What waited since before this run is told now that it goes on into history; gaps among it are learnt. */
  #noteRecord({ place, batch: { source, facts } }: BufferedRecord): void {
    const { lane, number } = place;
    if (number < this.#foundFrom[lane] || number >= this.#foundTo[lane]) return;
    this.#foundFrom[lane] = number + 1;
    this.#tap?.noteFound(source, this.#orders.next(source), facts, place);
    if (source !== gapSourceId) return;
    for (const table of facts as readonly FactTable<'gap'>[])
      for (const gap of fromGapTable(table)) restoreGap(this.#tracker, gap, this.#options);
  }

  #watchOf(source: string): SourceWatch {
    return this.#watches.get(source) as SourceWatch;
  }

  status(): IngestStatus {
    const { sources, buffer } = this.#options;
    return toIngestStatus({
      sources,
      watches: this.#watches,
      ledger: this.#ledger,
      tracker: this.#tracker,
      buffer,
      history: this.#link.state,
    });
  }
}
