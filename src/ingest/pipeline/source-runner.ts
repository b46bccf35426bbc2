/**
 * Runs the sources: each by its pump, those that fail started again with back-off, files one after another, and looked
 * at again where they are followed.
 */
import { GembaError } from '../../model/index.ts';
import type { Source } from '../source.ts';
import { retryWaitMs } from './back-off.ts';
import type { IngestEvent, IngestOptions } from './ingest.ts';
import type { SourcePump } from './source-pump.ts';
import type { SourceWatch } from './source-watch.ts';
import type { Timers } from './timers.ts';

export interface SourceRunnerOptions
  extends Required<Pick<IngestOptions, 'random' | 'isRetrying' | 'isFollowing' | 'backOff'>> {
  readonly timers: Timers;
  readonly onEvent: (event: IngestEvent) => void;
  /** Made when the source starts for the first time, and kept over its failures. */
  readonly createPump: (source: Source) => SourcePump;
  readonly watchOf: (source: string) => SourceWatch;
  /** Resolves once history has said where a file stands. */
  readonly historyFound: Promise<void>;
}

export class SourceRunner {
  readonly #options: SourceRunnerOptions;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: SourceRunnerOptions) {
    this.#options = options;
  }

  /** Resolves when all have ended. Throws the first failure that trying again cannot mend, after all have stopped. */
  async run(sources: readonly Source[], signal: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const stop = AbortSignal.any([signal, failed.signal]);
    const failures: unknown[] = [];
    await Promise.all(
      sources.map((source) =>
        this.#runSource(source, stop).catch((error: unknown) => {
          failures.push(error);
          failed.abort(error);
        }),
      ),
    );
    if (failures.length > 0) throw failures[0];
  }

  async #runSource(source: Source, signal: AbortSignal): Promise<void> {
    const { createPump, watchOf, onEvent, isRetrying, isFollowing, backOff, random, timers, historyFound } =
      this.#options;
    const followMs = isFollowing ? source.followMs : undefined;
    const watch = watchOf(source.id);
    if (source.extent === 'finite') await Promise.race([historyFound, aborted(signal)]);
    let pump: SourcePump | undefined;
    for (let attempt = 1; !signal.aborted; attempt++) {
      const before = pump?.acknowledgedCount;
      try {
        await this.#inTurn(source, async () => {
          if (signal.aborted) return;
          watch.state = 'running';
          watch.failure = undefined;
          pump ??= createPump(source);
          await pump.run(signal, followMs !== undefined);
        });
        if (followMs === undefined || signal.aborted) {
          watch.state = 'ended';
          onEvent({ kind: 'source-ended', source: source.id });
          return;
        }
        attempt = 0;
        await timers.wait(followMs, signal);
      } catch (error) {
        if (signal.aborted && isAborted(error)) break;
        watch.state = 'failed';
        watch.failure = String(error);
        if (!isRetrying || isFatal(error)) throw error;
        // It had worked again meanwhile, so this is a new failure.
        if (pump?.acknowledgedCount !== before) attempt = 1;
        const retryMs = retryWaitMs(backOff, attempt, random);
        onEvent({ kind: 'source-failed', source: source.id, error, retryMs });
        await timers.wait(retryMs, signal);
      }
    }
    watch.state = 'ended';
  }

  /** Files come one after another: side by side they would only share the same disk and memory. */
  async #inTurn(source: Source, work: () => Promise<void>): Promise<void> {
    if (source.extent === 'stream') return work();
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    await done;
  }
}

function isAborted(error: unknown): boolean {
  return error instanceof GembaError && error.code === 'aborted';
}

function isFatal(error: unknown): boolean {
  return error instanceof GembaError && ['buffer-failed', 'lease-lost'].includes(error.code);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
