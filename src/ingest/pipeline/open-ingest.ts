/** The parts of an ingest put together. */
import type { FactTable } from '../../model/index.ts';
import type { BufferedRecord, BufferLane } from '../buffer/fact-buffer.ts';
import { fromGapTable, gapSourceId } from '../gaps/gap-record.ts';
import { GapTracker } from '../gaps/gap-tracker.ts';
import type { Source, SourceEvent } from '../source.ts';
import type { IngestBackOff } from './back-off.ts';
import { GapPump } from './gap-pump.ts';
import { HistoryLink } from './history-link.ts';
import type { Ingest, IngestEvent, IngestOptions, IngestStatus } from './ingest.ts';
import { Ledger } from './ledger.ts';
import { listMissing } from './missing.ts';
import { type BufferedPosition, newerPosition, parseBufferedPosition, parseCommittedPosition } from './position.ts';
import { QuarantineLimit, quarantineRowsMaxDefault } from './quarantine-limit.ts';
import { SourcePump } from './source-pump.ts';
import { SourceRunner } from './source-runner.ts';
import { type SourceStatus, SourceWatch } from './source-watch.ts';
import { systemTimers, type Timers } from './timers.ts';

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
  /** By source: the newest position that came to disk in this run. */
  readonly #newest = new Map<string, BufferedPosition>();
  readonly #watches = new Map<string, SourceWatch>();
  /** Numbers of records from before this run whose gaps are still to be learnt, by lane. */
  readonly #learntFrom: Record<BufferLane, number>;
  readonly #learntTo: Readonly<Record<BufferLane, number>>;
  #isRestored: boolean = false;
  #progress: PromiseWithResolvers<void> = Promise.withResolvers<void>();

  constructor(options: IngestOptions) {
    const { buffer, clock, random, isRetrying = true, backOff = backOffDefault } = options;
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#onEvent = options.onEvent ?? (() => undefined);
    this.#tracker = new GapTracker(options.tags);
    this.#quarantine = new QuarantineLimit(options.quarantineRowsMax ?? quarantineRowsMaxDefault);
    this.#ledger = new Ledger(buffer, listMissing(buffer, clock()));
    const { kept, droppable } = buffer.status().lanes;
    this.#learntFrom = { kept: kept.oldest, droppable: droppable.oldest };
    this.#learntTo = { kept: kept.next, droppable: droppable.next };
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
        for (const gap of openGaps) this.#tracker.restore(gap);
        this.#quarantine.noteHeld(refusalCount);
      },
      onRecord: (record) => this.#learn(record),
      onCommitted: (source, account) => {
        this.#wake();
        this.#onEvent({ kind: 'committed', source, account });
      },
      onTrimmed: () => options.onStep?.('buffer-trimmed'),
      onLoss: (loss) => this.#onEvent({ kind: 'buffer-loss', loss }),
      onDamage: (damage) => this.#onEvent({ kind: 'buffer-damage', damage }),
    });
    const onDurable = (record: BufferedRecord): void => this.#noteDurable(record);
    this.#gapPump = new GapPump({ buffer, clock, book: this.#tracker.book, onDurable });
    this.#runner = new SourceRunner({
      ...shared,
      createPump: (source) => this.#createPump(source, onDurable),
      watchOf: (source) => this.#watchOf(source),
      historyFound: this.#link.found,
    });
  }

  async run(signal: AbortSignal): Promise<void> {
    const { sources, drainMs = 10_000 } = this.#options;
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
      await this.#begin(committing, drainMs, stop);
      await this.#runSources(sources, stop).catch((error: unknown) => failures.push(error));
      this.#link.finish();
      const limit = signal.aborted ? [this.#timers.wait(drainMs, end.signal)] : [];
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
    this.#noteStopped();
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
    const limit = AbortSignal.timeout(this.#options.drainMs ?? 10_000);
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
    const committed = parseCommittedPosition(this.#link.findCommitted(source.id));
    return new SourcePump(
      {
        source,
        buffer,
        clock,
        flushPersons,
        quarantine: this.#quarantine,
        droppableTags: new Set(tags.filter(({ isDroppable }) => isDroppable).map(({ id }) => id)),
        awaitRoom: (signal) => this.#awaitRoom(source, signal),
        onEvent: (event) => this.#noteEvent(source.id, event),
        onReceived: () => onStep?.('received'),
        onDurable,
        onAcknowledged: ({ adjustments, adjustmentCount, heard = [] }) => {
          for (const { tag, toAt } of heard) this.#tracker.noteHeard(source.id, tag, toAt, clock());
          onStep?.('acknowledged');
          this.#onEvent({ kind: 'acknowledged', source: source.id, adjustments, adjustmentCount });
        },
      },
      this.#newest.get(source.id) ?? newerPosition(buffer.findPosition(source.id), committed),
    );
  }

  async #awaitRoom({ id, extent }: Source, signal: AbortSignal): Promise<void> {
    if (extent === 'stream') return;
    const stopped = Promise.withResolvers<void>();
    const onAbort = (): void => stopped.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    while (this.#ledger.waitingOf(id) > finiteWaitingMax && !signal.aborted)
      await Promise.race([this.#progress.promise, stopped.promise]);
    signal.removeEventListener('abort', onAbort);
  }

  /** History has taken something. */
  #wake(): void {
    this.#progress.resolve();
    this.#progress = Promise.withResolvers<void>();
  }

  #noteDurable(record: BufferedRecord): void {
    const { source, facts, account } = record.batch;
    this.#ledger.noteDurable(source, account.received);
    this.#link.noteAppended(record.place);
    this.#newest.set(source, parseBufferedPosition(record.batch.position));
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

  #noteStopped(): void {
    const { sources, lastAliveAt, clock } = this.#options;
    if (lastAliveAt === undefined) return;
    for (const { id, extent } of sources) if (extent === 'stream') this.#tracker.noteStopped(id, lastAliveAt, clock());
  }

  /** Gaps that were found before this run and have not come to history yet. */
  #learn({ place: { lane, number }, batch: { source, facts } }: BufferedRecord): void {
    if (source !== gapSourceId || number < this.#learntFrom[lane] || number >= this.#learntTo[lane]) return;
    this.#learntFrom[lane] = number + 1;
    for (const table of facts as readonly FactTable<'gap'>[])
      for (const gap of fromGapTable(table)) this.#tracker.restore(gap);
  }

  #watchOf(source: string): SourceWatch {
    return this.#watches.get(source) as SourceWatch;
  }

  status(): IngestStatus {
    const openGaps = this.#tracker.book.listOpen();
    const kinds = new Map(this.#options.sources.map(({ id, kind }) => [id, kind]));
    const ids = new Set([...kinds.keys(), ...this.#ledger.listSources()]);
    const sources = [...ids].map((id): SourceStatus => {
      const watch = this.#watches.get(id);
      return {
        id,
        kind: kinds.get(id),
        state: watch?.state ?? 'ended',
        failure: watch?.failure,
        connection: watch?.connection ?? { kind: 'unknown' },
        notice: watch?.notice,
        skewMs: watch?.skewMs,
        ...this.#ledger.of(id),
        lastReadingAt: this.#tracker.findLastReadingAt(id),
        lastReceivedAt: watch?.lastReceivedAt,
        committedPerSecond: watch?.committedPerSecond ?? 0,
        openGapCount: openGaps.filter(({ source }) => source === id).length,
      };
    });
    return { sources, buffer: this.#options.buffer.status(), history: this.#link.state, openGaps };
  }
}
