/** What a writer removes: facts that expired and texts that are to be forgotten, one thing at a time, beside its commits. */
import { GembaError } from '../../../model/index.ts';
import type { ExpiringFacts, RetentionCut } from '../../port.ts';
import type { WriterChild } from '../child-process.ts';
import { blankRefusalsIn, requireTexts } from './blank-refusals.ts';
import { type ExpiryHost, expireFacts } from './expire.ts';

export class Upkeep implements AsyncDisposable {
  readonly #host: ExpiryHost;
  readonly #children: Set<WriterChild> = new Set();
  #last: Promise<unknown> = Promise.resolve();
  #runningCount: number = 0;
  #isClosed: boolean = false;

  constructor(host: ExpiryHost) {
    // Whoever asks for a child is to lose it when the writer is closed.
    const createChild = (): WriterChild => {
      if (this.#isClosed) throw closed();
      const child = host.createChild();
      this.#children.add(child);
      return child;
    };
    this.#host = Object.create(host, { createChild: { value: createChild } }) as ExpiryHost;
  }

  get isRunning(): boolean {
    return this.#runningCount > 0;
  }

  expire(cut: RetentionCut): Promise<readonly ExpiringFacts[]> {
    return this.#afterOthers(() => expireFacts(this.#host, cut));
  }

  blankRefusals(texts: readonly string[]): Promise<number> {
    requireTexts(texts);
    return this.#afterOthers(() => this.#host.inTurn(() => blankRefusalsIn(this.#host, this.#host.child, texts)));
  }

  async #afterOthers<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const done = (async (): Promise<T> => {
      await before;
      if (this.#isClosed) throw closed();
      this.#runningCount++;
      try {
        return await work();
      } catch (error) {
        throw this.#isClosed ? closed(error) : error;
      } finally {
        this.#runningCount--;
        this.#children.clear();
      }
    })();
    // Who comes after does not care how it ended.
    this.#last = done.catch(() => undefined);
    return await done;
  }

  /** Stops what is under way; what it has written nobody names, so it does not exist. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const child of this.#children) child.kill();
  }
}

function closed(cause?: unknown): GembaError {
  return new GembaError(
    'aborted',
    'The history writer was closed before all was removed; ask again with the next one.',
    {
      cause,
    },
  );
}
