/** Messages on their way: counted, bounded, waited for. */
import { GembaError } from '../../model/index.ts';

/** Ends one message's way, once; `isTaken`: whether it arrived. */
export type Settle = (isTaken: boolean) => void;

export class InFlight {
  readonly #max: number;
  readonly #signal: AbortSignal | undefined;
  readonly #settles: Set<Settle> = new Set();
  #change: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(max: number, signal: AbortSignal | undefined) {
    this.#max = max;
    this.#signal = signal;
    signal?.addEventListener('abort', () => this.wake(), { once: true });
  }

  get count(): number {
    return this.#settles.size;
  }

  /** @param onSettled called once, by whichever comes first: the message's own answer, or the end of its connection */
  begin(onSettled: Settle): Settle {
    const settle: Settle = (isTaken) => {
      if (!this.#settles.delete(settle)) return;
      onSettled(isTaken);
      this.wake();
    };
    this.#settles.add(settle);
    return settle;
  }

  /** The connection is gone and with it every answer: the client calls nobody back then. */
  failAll(): void {
    for (const settle of [...this.#settles]) settle(false);
  }

  /** Has everyone who waits look again. */
  wake(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }

  hasRoom(): Promise<void> {
    return this.until(() => this.count < this.#max);
  }

  isEmpty(): Promise<void> {
    return this.until(() => this.count === 0);
  }

  /** @throws GembaError `aborted` */
  async until(condition: () => boolean): Promise<void> {
    for (;;) {
      if (this.#signal?.aborted === true)
        throw new GembaError('aborted', 'The publisher was stopped.', { cause: this.#signal.reason });
      if (condition()) return;
      await this.#change.promise;
    }
  }
}
