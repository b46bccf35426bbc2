/** A clock and timers that a test moves. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Timers } from 'gemba/ingest';

interface Waiting {
  readonly dueAt: number;
  readonly end: () => void;
}

export class FakeTime {
  /** What the clock says; a test may set it, and waits go on as they were. */
  nowMs: number;
  #elapsedMs = 0;
  readonly #waiting = new Set<Waiting>();

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  readonly clock = (): number => this.nowMs;

  readonly timers: Timers = {
    wait: (ms, signal) => {
      if (signal.aborted) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      const waiting = {
        dueAt: this.#elapsedMs + ms,
        end: () => {
          this.#waiting.delete(waiting);
          signal.removeEventListener('abort', waiting.end);
          resolve();
        },
      };
      this.#waiting.add(waiting);
      signal.addEventListener('abort', waiting.end, { once: true });
      return promise;
    },
  };

  /** Lets everything run that needs no time. */
  async settle(): Promise<void> {
    for (let i = 0; i < 12; i++) await turn();
  }

  /** Moves time from one wait's end to the next, and lets run what waited. */
  async advance(ms: number): Promise<void> {
    const untilAt = this.#elapsedMs + ms;
    await this.settle();
    for (;;) {
      const next = [...this.#waiting].filter(({ dueAt }) => dueAt <= untilAt).sort((a, b) => a.dueAt - b.dueAt)[0];
      if (next === undefined) break;
      this.#pass(Math.max(0, next.dueAt - this.#elapsedMs));
      next.end();
      await this.settle();
    }
    this.#pass(untilAt - this.#elapsedMs);
    await this.settle();
  }

  #pass(ms: number): void {
    this.#elapsedMs += ms;
    this.nowMs += ms;
  }
}
