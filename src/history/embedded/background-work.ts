/** One thing at a time beside the commits. What it wrote becomes visible by an entry that the writer adds. */
import type { WriterChild } from './child-process.ts';
import type { LargeMerge } from './large-merge.ts';
import type { Segment } from './manifest-state.ts';
import type { CompactRequest } from './messages.ts';
import type { RollupRequest } from './rollups/request.ts';
import type { FinishedRollup, RollupTask } from './rollups/tasks.ts';

/** A large merge, or what is done about rollups. `requestOf` makes its request anew for each attempt of a child. */
export type BackgroundTask =
  | { readonly kind: 'merge'; readonly merge: LargeMerge; readonly requestOf: (attempt: number) => CompactRequest }
  | { readonly kind: 'rollup'; readonly task: RollupTask; readonly requestOf: (attempt: number) => RollupRequest };

export interface FinishedMerge {
  readonly removed: readonly Segment[];
  readonly added: readonly Segment[];
}

export type FinishedWork =
  | ({ readonly kind: 'merge' } & FinishedMerge)
  | ({ readonly kind: 'rollup' } & FinishedRollup);

export interface BackgroundWorkOptions {
  /** A process of its own for tasks of a kind that follow each other, so that its memory is given back. */
  readonly createChild: (kind: BackgroundTask['kind']) => WriterChild;
  /** Called when a task has ended, well or not. */
  readonly onEnded: () => void;
  /** A task failed: nothing is lost, reads go over more files, and none is started for `pauseMs`. */
  readonly onFailed: (error: unknown, task: BackgroundTask) => void;
  readonly clock: () => number;
  readonly pauseMs: number;
}

/** So long a process waits for a next task of its kind: what is to be done is looked for once a second. */
const idleMs = 2_500;
/** Its memory is given back after so many tasks at the latest. */
const tasksMax = 32;

/** A process that has done what it was asked and may be asked again. */
interface IdleChild {
  readonly kind: BackgroundTask['kind'];
  readonly child: WriterChild;
  readonly taskCount: number;
  readonly timer: NodeJS.Timeout;
}

export class BackgroundWork implements AsyncDisposable {
  readonly #options: BackgroundWorkOptions;
  #child: WriterChild | undefined;
  #idle: IdleChild | undefined;
  #ending: Promise<void> = Promise.resolve();
  #running: Promise<void> | undefined;
  #finished: FinishedWork | undefined;
  #pausedUntil: number = Number.NEGATIVE_INFINITY;
  #isClosed: boolean = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: BackgroundWorkOptions) {
    this.#options = options;
  }

  /** Whether another may be started. */
  get isFree(): boolean {
    const { clock } = this.#options;
    return (
      !this.#isClosed && this.#running === undefined && this.#finished === undefined && clock() >= this.#pausedUntil
    );
  }

  /** Resolves when what runs now has ended, well or not. */
  get ended(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Whether a task has written what has not been taken. */
  get hasFinished(): boolean {
    return this.#finished !== undefined;
  }

  start(task: BackgroundTask): void {
    this.#running = this.#run(task).finally(() => {
      this.#running = undefined;
      if (!this.#isClosed) this.#options.onEnded();
    });
  }

  /** What a task has written since this was last asked. */
  take(): FinishedWork | undefined {
    const finished = this.#finished;
    this.#finished = undefined;
    return finished;
  }

  /** What a task has failed with since this was last asked. */
  takeFailure(): { readonly error: unknown } | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  async #run(task: BackgroundTask): Promise<void> {
    const { onFailed, clock, pauseMs } = this.#options;
    const { child, taskCount } = await this.#takeChild(task.kind);
    this.#child = child;
    let isKept = false;
    try {
      const finished = await perform(child, task);
      if (this.#isClosed) return;
      this.#finished = finished;
      isKept = taskCount < tasksMax;
    } catch (error) {
      if (this.#isClosed) return;
      this.#pausedUntil = clock() + pauseMs;
      this.#failure = { error };
      onFailed(error, task);
    } finally {
      this.#child = undefined;
      if (isKept) this.#keep({ kind: task.kind, child, taskCount });
      else await child[Symbol.asyncDispose]();
    }
  }

  /** The process that has just done the like, else a new one. */
  async #takeChild(kind: BackgroundTask['kind']): Promise<Pick<IdleChild, 'child' | 'taskCount'>> {
    const idle = this.#idle;
    if (idle?.kind === kind) {
      this.#idle = undefined;
      clearTimeout(idle.timer);
      return { child: idle.child, taskCount: idle.taskCount + 1 };
    }
    await this.#endIdle();
    return { child: this.#options.createChild(kind), taskCount: 1 };
  }

  #keep(idle: Omit<IdleChild, 'timer'>): void {
    const timer = setTimeout(() => {
      this.#ending = this.#endIdle();
    }, idleMs).unref();
    this.#idle = { ...idle, timer };
  }

  async #endIdle(): Promise<void> {
    const idle = this.#idle;
    if (idle === undefined) return;
    this.#idle = undefined;
    clearTimeout(idle.timer);
    await idle.child[Symbol.asyncDispose]();
  }

  /** Stops what is under way; what it has written nobody names, so it does not exist. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#child?.kill();
    await this.#running;
    await this.#endIdle();
    await this.#ending;
  }
}

async function perform(child: WriterChild, work: BackgroundTask): Promise<FinishedWork> {
  if (work.kind === 'rollup') {
    const { segments } = await child.rollUp(work.requestOf);
    return { kind: 'rollup', task: work.task, added: segments };
  }
  const { segments } = await child.compact(work.requestOf);
  return { kind: 'merge', removed: work.merge.segments, added: segments };
}
