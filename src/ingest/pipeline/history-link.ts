/** History as ingest sees it: opened, drained into, and opened again with back-off whenever it fails. */
import { GembaError } from '../../model/index.ts';
import type { BufferPlace } from '../buffer/fact-buffer.ts';
import type { SourcePosition } from '../source.ts';
import { retryWaitMs } from './back-off.ts';
import { CommitSession, type SessionOptions } from './commit-session.ts';
import { CommittedPlaces } from './committed-places.ts';
import type { CommittedState, FactSink, IngestEvent, IngestOptions, IngestStatus } from './ingest.ts';
import type { Timers } from './timers.ts';

export interface HistoryLinkOptions
  extends Omit<SessionOptions, 'sink' | 'places' | 'hurry'>,
    Required<Pick<IngestOptions, 'openSink' | 'random' | 'isRetrying' | 'backOff'>> {
  readonly timers: Timers;
  readonly onEvent: (event: IngestEvent) => void;
  readonly onOpened: (committed: CommittedState) => void;
}

export class HistoryLink {
  readonly #options: HistoryLinkOptions;
  readonly #finishing = new AbortController();
  readonly #tried = Promise.withResolvers<void>();
  readonly #found = Promise.withResolvers<void>();
  #session: CommitSession | undefined;
  #committed: CommittedState | undefined;
  #attempt: number = 0;
  #state: IngestStatus['history'];

  constructor(options: HistoryLinkOptions) {
    this.#options = options;
    this.#state = { kind: 'away', sinceAt: options.clock(), reason: 'not opened yet' };
  }

  get state(): IngestStatus['history'] {
    return this.#state;
  }

  /** Resolves once history was opened and its accounts are exact, or could not be opened at first. */
  get tried(): Promise<void> {
    return this.#tried.promise;
  }

  /** Resolves once history was opened for the first time. */
  get found(): Promise<void> {
    return this.#found.promise;
  }

  /** As history said when it was opened last. */
  findCommitted(source: string): SourcePosition | undefined {
    return this.#committed?.findPosition(source);
  }

  /** A record that is on disk now. */
  noteAppended(place: BufferPlace): void {
    this.#session?.noteAppended(place);
  }

  /** Nothing more comes: `run` ends when all is in. */
  finish(): void {
    this.#finishing.abort();
    this.#session?.finish();
  }

  /** @throws what ends the ingest: another process writes, or any failure where nothing is tried again */
  async run(signal: AbortSignal): Promise<void> {
    const { isRetrying, backOff, random, clock, timers, onEvent } = this.#options;
    for (;;) {
      try {
        await this.#runOnce(signal);
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#state = awayOf(error, clock());
        if (!isRetrying || isFatal(error)) throw error;
        this.#tried.resolve();
        this.#attempt++;
        const retryMs = retryWaitMs(backOff, this.#attempt, random);
        onEvent({ kind: 'history-away', error, retryMs });
        await timers.wait(retryMs, signal);
        if (signal.aborted) return;
      }
    }
  }

  async #runOnce(signal: AbortSignal): Promise<void> {
    const { openSink, clock, onEvent, onOpened, ledger, buffer } = this.#options;
    const { sink, committed } = await openSink(signal);
    try {
      this.#committed = committed;
      ledger.restart(committed.accounts);
      onOpened(committed);
      this.#state = { kind: 'open', sinceAt: clock() };
      onEvent({ kind: 'history-open' });
      await this.#drain(sink, new CommittedPlaces(buffer.id, committed.findPosition), signal);
    } finally {
      await this.#close(sink);
    }
  }

  async #drain(sink: FactSink, places: CommittedPlaces, signal: AbortSignal): Promise<void> {
    const { onCommitted } = this.#options;
    const session = new CommitSession({
      ...this.#options,
      sink,
      places,
      hurry: this.#finishing.signal,
      onCommitted: (source, account) => {
        this.#attempt = 0;
        onCommitted(source, account);
      },
    });
    this.#session = session;
    try {
      const running = session.run(signal);
      this.#found.resolve();
      session.settled.then(() => this.#tried.resolve());
      if (this.#finishing.signal.aborted) session.finish();
      await running;
    } finally {
      this.#session = undefined;
    }
  }

  /** What was committed is, whatever closing says; and a failure before says more. */
  async #close(sink: FactSink): Promise<void> {
    try {
      await sink[Symbol.asyncDispose]();
    } catch (error) {
      this.#options.onEvent({ kind: 'history-unclosed', error });
    }
  }
}

function awayOf(error: unknown, sinceAt: number): IngestStatus['history'] {
  if (!(error instanceof GembaError)) return { kind: 'away', sinceAt, reason: String(error) };
  return { kind: 'away', sinceAt, reason: error.message, code: error.code };
}

/** What trying again cannot mend: another process writes, or the facts are not what history takes. */
function isFatal(error: unknown): boolean {
  return error instanceof GembaError && ['lease-held', 'lease-lost', 'usage'].includes(error.code);
}
