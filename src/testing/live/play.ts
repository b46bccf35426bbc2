/** Plays recorded or simulated readings as if live: at their spacing, at a speed, to a publisher. */
import { setTimeout as wait } from 'node:timers/promises';
import { GembaError } from '../../model/index.ts';
import type { ReadingPublisher } from '../publishers/publisher.ts';
import type { SentReading } from '../sent-reading.ts';

export interface PlayOptions {
  readonly publisher: Pick<ReadingPublisher, 'publish' | 'flush'>;
  /** Plant time over time of the clock; `Infinity`: everything at once. */
  readonly speed: number;
  /** Plant time of the beginning, as the readings have it, UTC epoch ms. */
  readonly startAt: number;
  /** Added to the time of each reading, ms. Default: 0. */
  readonly shiftMs?: number;
  /** Ends the play in order: what was published is still acknowledged. Default: never. */
  readonly signal?: AbortSignal;
  /** Called once a second or so. */
  readonly onProgress?: (progress: PlayProgress) => void;
  /** Monotonic, ms. Default: `performance.now`. */
  readonly monotonic?: () => number;
}

export interface PlayProgress {
  readonly readings: number;
  /** Of the clock, ms. */
  readonly elapsedMs: number;
  readonly readingsPerSecond: number;
  /** How much later than due the last readings were published, ms of the clock. */
  readonly behindMs: number;
  /** Time of the last reading published, shifted. */
  readonly at: number | undefined;
}

export interface PlayResult extends PlayProgress {
  /** Largest of all. */
  readonly behindMsMax: number;
  /** Whether the signal ended it. */
  readonly isStopped: boolean;
}

/** Readings are due in steps of so much of the clock: a rate is steady to within one. */
const stepMs = 20;
const progressEveryMs = 1_000;
/** Published at once at most. */
const batchMax = 2_000;

/**
 * Publishes readings when they are due. Where the broker takes them more slowly, all are published all the same, later:
 * `behindMs` says by how much. At an infinite speed all are due at once.
 *
 * @param chunks readings sorted by time, over all chunks
 */
export async function playReadings(
  chunks: Iterable<readonly SentReading[]> | AsyncIterable<readonly SentReading[]>,
  options: PlayOptions,
): Promise<PlayResult> {
  const play = new Play(options);
  for await (const chunk of chunks) if (!(await play.playChunk(chunk))) break;
  return play.end();
}

class Play {
  readonly #options: PlayOptions;
  readonly #monotonic: () => number;
  readonly #begunMs: number;
  #readings: number = 0;
  #behindMs: number = 0;
  #behindMsMax: number = 0;
  #toldMs: number = 0;
  #at: number | undefined;
  #isStopped: boolean = false;

  constructor(options: PlayOptions) {
    this.#options = options;
    this.#monotonic = options.monotonic ?? (() => performance.now());
    this.#begunMs = this.#monotonic();
  }

  /** Whether it goes on. */
  async playChunk(chunk: readonly SentReading[]): Promise<boolean> {
    const { signal } = this.#options;
    let next = 0;
    while (next < chunk.length && !this.#isStopped) {
      if (signal?.aborted === true) return false;
      const end = this.#endOfDue(chunk, next);
      this.#tell();
      if (end > next) await this.#publish(chunk.slice(next, end));
      else await waitUntil(this.#dueMs(chunk[next] as SentReading) - this.#elapsedMs(), signal);
      next = end;
    }
    return !this.#isStopped;
  }

  async end(): Promise<PlayResult> {
    const { publisher, signal } = this.#options;
    const isFlushed = await finished(publisher.flush());
    const isStopped = this.#isStopped || !isFlushed || signal?.aborted === true;
    return { ...this.#progress(), behindMsMax: this.#behindMsMax, isStopped };
  }

  async #publish(due: readonly SentReading[]): Promise<void> {
    const { publisher, speed, shiftMs = 0 } = this.#options;
    const shifted = shiftMs === 0 ? due : due.map((reading) => ({ ...reading, at: reading.at + shiftMs }));
    if (!(await finished(publisher.publish(shifted)))) {
      this.#isStopped = true;
      return;
    }
    const lateMs = this.#elapsedMs() - this.#dueMs(due[0] as SentReading) - stepMs;
    this.#behindMs = Number.isFinite(speed) ? Math.max(0, lateMs) : 0;
    this.#behindMsMax = Math.max(this.#behindMsMax, this.#behindMs);
    this.#readings += due.length;
    this.#at = shifted.at(-1)?.at;
  }

  #endOfDue(chunk: readonly SentReading[], from: number): number {
    const elapsedMs = this.#elapsedMs();
    let end = from;
    while (end < chunk.length && end - from < batchMax && this.#dueMs(chunk[end] as SentReading) <= elapsedMs) end++;
    return end;
  }

  /** When a reading is due, ms of the clock since the beginning; 0 at an infinite speed. */
  #dueMs({ at }: SentReading): number {
    const { speed, startAt } = this.#options;
    return (at - startAt) / speed;
  }

  #elapsedMs(): number {
    return this.#monotonic() - this.#begunMs;
  }

  #progress(): PlayProgress {
    const elapsedMs = this.#elapsedMs();
    return {
      readings: this.#readings,
      elapsedMs,
      readingsPerSecond: (this.#readings * 1_000) / Math.max(elapsedMs, 1),
      behindMs: this.#behindMs,
      at: this.#at,
    };
  }

  #tell(): void {
    if (this.#elapsedMs() - this.#toldMs < progressEveryMs) return;
    this.#toldMs = this.#elapsedMs();
    this.#options.onProgress?.(this.#progress());
  }
}

/** Whether it was done, not ended by the publisher's own signal. */
async function finished(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof GembaError && error.code === 'aborted') return false;
    throw error;
  }
}

/** At least one step, so that readings that are due soon after each other go together. */
async function waitUntil(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const options = signal === undefined ? {} : { signal };
  // Not longer than the progress is told; a stop ends the wait.
  await wait(Math.min(Math.max(ms, stepMs), progressEveryMs), undefined, options).catch(() => undefined);
}
