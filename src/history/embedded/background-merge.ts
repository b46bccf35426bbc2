/** One large merge at a time, beside the commits. What it wrote becomes visible by an entry that the writer adds. */
import type { WriterChild } from './child-process.ts';
import type { LargeMerge } from './large-merge.ts';
import type { Segment } from './manifest-state.ts';
import type { CompactRequest } from './messages.ts';

export interface FinishedMerge {
  readonly removed: readonly Segment[];
  readonly added: readonly Segment[];
}

export interface BackgroundMergeOptions {
  /** A process of its own for each merge, so that its memory is given back. */
  readonly createChild: () => WriterChild;
  readonly requestOf: (merge: LargeMerge, attempt: number) => CompactRequest;
  /** Called when a merge has ended, well or not. */
  readonly onEnded: () => void;
  /** A merge failed: nothing is lost, reads go over more files, and it is tried again after `pauseMs`. */
  readonly onFailed: (error: unknown) => void;
  readonly clock: () => number;
  readonly pauseMs: number;
}

export class BackgroundMerge implements AsyncDisposable {
  readonly #options: BackgroundMergeOptions;
  #child: WriterChild | undefined;
  #running: Promise<void> | undefined;
  #finished: FinishedMerge | undefined;
  #pausedUntil: number = Number.NEGATIVE_INFINITY;
  #isClosed: boolean = false;

  constructor(options: BackgroundMergeOptions) {
    this.#options = options;
  }

  /** Whether another may be started. */
  get isFree(): boolean {
    const { clock } = this.#options;
    return (
      !this.#isClosed && this.#running === undefined && this.#finished === undefined && clock() >= this.#pausedUntil
    );
  }

  start(merge: LargeMerge): void {
    this.#running = this.#run(merge).finally(() => {
      this.#running = undefined;
      if (!this.#isClosed) this.#options.onEnded();
    });
  }

  /** What a merge has written since this was last asked. */
  take(): FinishedMerge | undefined {
    const finished = this.#finished;
    this.#finished = undefined;
    return finished;
  }

  async #run(merge: LargeMerge): Promise<void> {
    const { createChild, requestOf, onFailed, clock, pauseMs } = this.#options;
    const child = createChild();
    this.#child = child;
    try {
      const reply = await child.compact((attempt) => requestOf(merge, attempt));
      if (!this.#isClosed) this.#finished = { removed: merge.segments, added: reply.segments };
    } catch (error) {
      if (this.#isClosed) return;
      this.#pausedUntil = clock() + pauseMs;
      onFailed(error);
    } finally {
      this.#child = undefined;
      await child[Symbol.asyncDispose]();
    }
  }

  /** Stops what is under way; what it has written nobody names, so it does not exist. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#child?.kill();
    await this.#running;
  }
}
