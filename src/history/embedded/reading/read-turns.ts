/**
 * Reads of a process in the order they were asked for, a few at once: a hundred together would each wait for all others at every
 * step, and share the memory and the threads that Node.js has for files. One that takes long is no longer counted, so that
 * short ones wait for it only so long.
 */
import { GembaError } from '../../../model/index.ts';

export interface ReadTurnLimits {
  readonly atOnceMax: number;
  /** After so long a read has no turn any more, and goes on beside the others, ms. */
  readonly longMs: number;
}

/** One reads while another's rows are taken over; files are listed and checked by what is left of Node.js's four threads. */
const limitsDefault: ReadTurnLimits = { atOnceMax: 2, longMs: 250 };

export class ReadTurns {
  readonly #limits: ReadTurnLimits;
  readonly #waiting = new Set<() => void>();
  #count = 0;

  constructor(limits: ReadTurnLimits = limitsDefault) {
    this.#limits = limits;
  }

  /**
   * Resolves or rejects as the work does, once it had its turn. Work must not wait for another turn.
   *
   * @throws `aborted` where the signal is aborted before it has its turn
   */
  async take<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (this.#count >= this.#limits.atOnceMax) await this.#wait(signal);
    else this.#count++;
    let isOver = false;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      this.#passOn();
    };
    const timer = setTimeout(end, this.#limits.longMs);
    timer.unref();
    try {
      return await work();
    } finally {
      end();
    }
  }

  /** Resolves with the turn of one that has ended. */
  async #wait(signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stop = (): void => {
      this.#waiting.delete(resolve);
      reject(new GembaError('aborted', 'A read was stopped before its turn came.', { cause: signal?.reason }));
    };
    if (signal?.aborted === true) stop();
    else this.#waiting.add(resolve);
    signal?.addEventListener('abort', stop);
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  #passOn(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#count--;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
