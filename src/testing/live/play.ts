/** Plays recorded or simulated readings as if live: at their spacing, at a speed, to a publisher. */
import { setTimeout as wait } from 'node:timers/promises';
import { GembaError } from '../../model/index.ts';
import type { ReadingPublisher } from '../publishers/publisher.ts';
import type { SentReading } from '../sent-reading.ts';

export interface PlayOptions {
  readonly publisher: Pick<ReadingPublisher, 'publish' | 'flush'>;
  /** Plant time over time of the clock. */
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
 * `behindMs` says by how much.
 *
 * @param chunks readings sorted by time, over all chunks
 */
export async function playReadings(
  chunks: Iterable<readonly SentReading[]> | AsyncIterable<readonly SentReading[]>,
  options: PlayOptions,
): Promise<PlayResult> {
  const { publisher, speed, startAt, shiftMs = 0, signal, onProgress, monotonic = () => performance.now() } = options;
  const begunMs = monotonic();
  const elapsed = (): number => monotonic() - begunMs;
  let [readings, behindMs, behindMsMax, toldMs] = [0, 0, 0, 0];
  let at: number | undefined;
  const progress = (): PlayProgress => {
    const elapsedMs = elapsed();
    return { readings, elapsedMs, readingsPerSecond: (readings * 1_000) / Math.max(elapsedMs, 1), behindMs, at };
  };
  const tell = (): void => {
    if (elapsed() - toldMs < progressEveryMs) return;
    toldMs = elapsed();
    onProgress?.(progress());
  };
  let isStopped = false;
  for await (const chunk of chunks) {
    let next = 0;
    while (next < chunk.length) {
      if (signal?.aborted === true) {
        isStopped = true;
        break;
      }
      const dueAt = startAt + elapsed() * speed;
      let end = next;
      while (end < chunk.length && end - next < batchMax && (chunk[end] as SentReading).at <= dueAt) end++;
      tell();
      if (end === next) {
        await waitUntil(((chunk[next] as SentReading).at - startAt) / speed - elapsed(), signal);
        continue;
      }
      const first = chunk[next] as SentReading;
      const due = chunk.slice(next, end);
      isStopped = !(await finished(
        publisher.publish(shiftMs === 0 ? due : due.map((one) => ({ ...one, at: one.at + shiftMs }))),
      ));
      if (isStopped) break;
      behindMs = Math.max(0, elapsed() - (first.at - startAt) / speed - stepMs);
      behindMsMax = Math.max(behindMsMax, behindMs);
      readings += end - next;
      at = (chunk[end - 1] as SentReading).at + shiftMs;
      next = end;
    }
    if (isStopped) break;
  }
  isStopped = !(await finished(publisher.flush())) || isStopped;
  return { ...progress(), behindMsMax, isStopped };
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
