/** One opening of history: both lanes drain into it, and losses go to their accounts, until it fails or all is in. */
import { GembaError } from '../../model/index.ts';
import type { BufferLane, BufferPlace } from '../buffer/fact-buffer.ts';
import { type DrainOptions, LaneDrain } from './lane-drain.ts';
import { LossBook, type LossBookOptions } from './loss-book.ts';

export interface SessionOptions
  extends Omit<DrainOptions, 'onHole'>,
    Pick<LossBookOptions, 'onLoss' | 'onDamage' | 'onStored' | 'onMissing' | 'clock'> {
  /** How often losses are looked for, ms. */
  readonly lossEveryMs: number;
}

export class CommitSession {
  readonly #options: SessionOptions;
  readonly #drains: Readonly<Record<BufferLane, LaneDrain>>;
  readonly #lossBook: LossBook;
  readonly #finished = new AbortController();
  #isFinishing: boolean = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    const lossBook = new LossBook(options);
    const onTrimmed = (): void => {
      options.onTrimmed();
      this.#look();
    };
    const drain = { ...options, onTrimmed, onHole: () => lossBook.settle() };
    this.#drains = { kept: new LaneDrain('kept', drain), droppable: new LaneDrain('droppable', drain) };
    this.#lossBook = lossBook;
  }

  /** Resolves once the account is exact: what history had already is told from what it has not. */
  get settled(): Promise<unknown> {
    return Promise.all(Object.values(this.#drains).map((drain) => drain.settled));
  }

  /** A record is on disk now. */
  noteAppended({ lane, number }: BufferPlace): void {
    this.#drains[lane].noteAppended(number);
  }

  /** No source brings more: `run` resolves once the buffer is empty. */
  finish(): void {
    this.#isFinishing = true;
    this.#look();
  }

  /**
   * Runs until what was given to the buffer is in history after `finish`, or the signal aborts.
   *
   * @throws what the sink threw
   */
  async run(signal: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const stop = AbortSignal.any([signal, this.#finished.signal, failed.signal]);
    const failures: unknown[] = [];
    await this.#lossBook.settle();
    const works = [...Object.values(this.#drains).map((drain) => drain.run(stop)), this.#bookLosses(stop)];
    await Promise.all(
      works.map((work) =>
        work.catch((error: unknown) => {
          if (stop.aborted && error instanceof GembaError && error.code === 'aborted') return;
          failures.push(error);
          failed.abort(error);
        }),
      ),
    );
    if (failures.length > 0) throw failures[0];
    if (this.#finished.signal.aborted) await this.#lossBook.settle();
  }

  async #bookLosses(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#lossBook.settle();
      await this.#options.timers.wait(this.#options.lossEveryMs, signal);
    }
  }

  #look(): void {
    if (this.#isFinishing && this.#options.buffer.status().pendingRecords === 0) this.#finished.abort();
  }
}
