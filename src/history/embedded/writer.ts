/**
 * The one writer of a store. Invariants:
 * - A segment is durable under its own name before an entry names it; an entry is what makes it visible.
 * - Entries are added by number, and only one process can add a number. Taking the lease adds an entry, so a writer
 *   that wakes up late finds its next number taken.
 * - After a commit failed no later one is applied: its position would pass over the facts that failed.
 */
import { type Account, GembaError } from '../../model/index.ts';
import type { Commit, CommitReceipt, ExpiringFacts, HistoryWriter, RetentionCut } from '../port.ts';
import { BackgroundSchedule } from './background-schedule.ts';
import { BackgroundWork } from './background-work.ts';
import { catchUp } from './catch-up.ts';
import type { WriterChild } from './child-process.ts';
import { accountOf, sourcesOf } from './commit-accounts.ts';
import { CommitWriting, type Writing } from './commit-writing.ts';
import { isMergeOverdue } from './compaction.ts';
import { asFull } from './disk-room.ts';
import { type EnterHost, enterMerge, enterRollup } from './enter-finished.ts';
import { type ChangeFields, Entries, mergeChange } from './entries.ts';
import { type Lease, lost } from './lease.ts';
import type { ManifestState } from './manifest-state.ts';
import type { CommitCounts } from './messages.ts';
import { type PendingCommit, PendingCommits } from './pending-commits.ts';
import { markExpired } from './retention/mark-expired.ts';
import { Upkeep } from './retention/upkeep.ts';
import { createUpkeepHost } from './retention/upkeep-host.ts';
import { mergeSmall } from './small-merge.ts';
import { Turns } from './turns.ts';
import { failedBefore } from './writer-failure.ts';
import type { WriterOptions } from './writer-options.ts';

/** How long after something beside the commits failed nothing is started, ms. */
const pauseMs = 900_000;

export class EmbeddedWriter implements HistoryWriter {
  readonly fencing: number;
  readonly #options: WriterOptions;
  readonly #lease: Lease;
  readonly #child: WriterChild;
  readonly #renewal: NodeJS.Timeout;
  readonly #pending: PendingCommits = new PendingCommits();
  readonly #onClose: () => void;
  readonly #entries: Entries;
  readonly #writing: CommitWriting;
  readonly #background: BackgroundWork;
  readonly #schedule: BackgroundSchedule;
  readonly #turns: Turns = new Turns();
  readonly #upkeep: Upkeep;
  readonly #entering: EnterHost;
  readonly #planning: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isCatchingUp: boolean = false;
  #failure: unknown;
  #closing: Promise<void> | undefined;

  constructor(options: WriterOptions, lease: Lease, child: WriterChild, state: ManifestState, onClose: () => void) {
    this.#options = options;
    this.#lease = lease;
    this.#child = child;
    this.#entries = new Entries(options, lease, state);
    const { dir, largeMerge, rollups, rollupLimits } = options;
    this.#writing = new CommitWriting({ dir, fencing: lease.fencing, child, onBegun: () => this.#onBegun() }, state);
    const nameOf = (attempt: number): string => this.#entries.nameOf(attempt);
    this.#schedule = new BackgroundSchedule({ dir, largeMerge, rollups, rollupLimits, nameOf }, state.version);
    this.#background = new BackgroundWork({
      createChild: options.createBackgroundChild,
      onEnded: () => {
        if (this.#closing === undefined) this.#running ??= this.#run();
      },
      onFailed: (error, task) => {
        this.#schedule.noteFailed(task);
        options.onMergeFailed(error);
      },
      clock: options.clock,
      pauseMs,
    });
    const change = (fields: ChangeFields): Promise<void> => this.#change(fields);
    this.#entering = { options, entries: this.#entries, calendar: this.#schedule.calendar, change };
    this.#upkeep = new Upkeep(
      createUpkeepHost({
        options,
        entries: this.#entries,
        schedule: this.#schedule,
        child,
        inTurn: (work) => this.#inTurn(work),
        enterRollup: (finished) => enterRollup(this.#entering, finished),
        change,
        fail: (error) => this.#fail(error),
      }),
    );
    // An hour is over though nothing comes any more. What runs looks for itself, once what was written is entered.
    const lookWhenIdle = (): void => (this.#running === undefined ? this.#startBackground() : undefined);
    if (rollups !== undefined) this.#planning = setInterval(lookWhenIdle, rollupLimits.planEveryMs).unref();
    this.#onClose = onClose;
    this.fencing = lease.fencing;
    this.#renewal = setInterval(() => {
      this.#lease.renew().catch((error: unknown) => this.#fail(error));
    }, options.leaseMs / 3).unref();
  }

  /** Process id of the child that writes; undefined where none runs. For tests that end it. */
  get childPid(): number | undefined {
    return this.#child.pid;
  }

  commit(commit: Commit): Promise<CommitReceipt> {
    // No async function, which would hold on to the facts until they are committed.
    return Promise.try(() => {
      this.#requireUsable();
      const receipt = this.#pending.add(commit);
      this.#running ??= this.#run();
      return receipt;
    });
  }

  async expire(cut: RetentionCut): Promise<readonly ExpiringFacts[]> {
    this.#requireUsable();
    return await this.#upkeep.expire(cut).finally(() => this.#startBackground());
  }

  async blankRefusals(texts: readonly string[]): Promise<number> {
    this.#requireUsable();
    return await this.#upkeep.blankRefusals(texts);
  }

  async catchUp(options: Parameters<HistoryWriter['catchUp']>[0] = {}): Promise<number> {
    const run = async (): Promise<void> => {
      this.#requireUsable();
      await this.#options.room.require();
      this.#running ??= this.#run();
      await this.#running;
      this.#requireUsable();
    };
    const findNext = () => this.#schedule.findAtOnce(this.#entries.state, this.#options.clock());
    this.#isCatchingUp = true;
    return await catchUp({ background: this.#background, run, findNext }, options).finally(() => {
      this.#isCatchingUp = false;
    });
  }

  #requireUsable(): void {
    if (this.#closing !== undefined)
      throw new GembaError('usage', `The history writer of ${this.#options.holder} is closed; open a new one.`);
    if (this.#failure !== undefined) throw failedBefore(this.#failure);
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#requireUsable();
    const done = this.#turns.add(work);
    this.#running ??= this.#run();
    return await done;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#planning);
    await this.#background[Symbol.asyncDispose]();
    await this.#upkeep[Symbol.asyncDispose]();
    await this.#running;
    clearInterval(this.#renewal);
    try {
      await this.#child[Symbol.asyncDispose]();
      await this.#lease.release();
    } finally {
      this.#onClose();
    }
  }

  /** Applies what waits, then merges small segments until there is something to apply again. Never rejects. */
  async #run(): Promise<void> {
    // Commits of the same turn are applied together.
    await Promise.resolve();
    let ahead: Writing | undefined;
    while (this.#failure === undefined) {
      const writing: Writing | undefined = ahead ?? (this.#isMergeOverdue() ? undefined : this.#begin());
      ahead = undefined;
      try {
        if (writing !== undefined) {
          // While DuckDB writes these, the child is given the next ones.
          if (!this.#background.hasFinished && this.#turns.isEmpty && !this.#isMergeOverdue())
            ahead = this.#begin((group) => this.#writing.isAheadAllowed(group));
          await this.#finish(writing);
          this.#startBackground();
          // Not amidst a write: where merged files are removed at once, so is what no entry names yet.
          if (ahead === undefined && !(await this.#enterFinished())) await this.#turns.takeNext();
        } else if ((await this.#enterFinished()) || (await this.#turns.takeNext())) continue;
        // What came while it was found out that there is nothing to merge has woken nobody.
        else if (!(await this.#compact()) && this.#pending.isEmpty && this.#turns.isEmpty) break;
      } catch (error) {
        const failure = await this.#fail(error);
        for (const { reject } of writing?.group ?? []) reject(failure);
      }
    }
    if (ahead !== undefined) await this.#abandon(ahead);
    this.#running = undefined;
    if (this.#failure === undefined) {
      this.#startBackground();
      return;
    }
    for (const { reject } of this.#pending.takeAll()) reject(failedBefore(this.#failure));
    this.#turns.rejectAll(failedBefore(this.#failure));
  }

  /** A writer that takes over clears away what this one was about to write: what fails then, fails for that. */
  async #fail(error: unknown): Promise<unknown> {
    const isLost = await this.#lease.isLost().catch(() => false);
    const { dir } = this.#options;
    const failure = isLost ? lost(dir, this.fencing, { cause: error }) : asFull(error, dir);
    this.#failure ??= failure;
    return failure;
  }

  /** What was begun before an earlier commit failed. */
  async #abandon({ group, written }: Writing): Promise<void> {
    // Whatever has become of it: no entry will name it.
    await written.catch(() => undefined);
    for (const { reject } of group) reject(failedBefore(this.#failure));
  }

  /** Undefined where none waits, or the next are not asked for. */
  #begin(isAskedFor: (group: readonly PendingCommit[]) => boolean = () => true): Writing | undefined {
    const group = this.#pending.takeGroup(isAskedFor);
    return group.length === 0 ? undefined : this.#writing.begin(this.#entries.state, group);
  }

  async #onBegun(): Promise<void> {
    await this.#options.onStep('commit-begun');
    await this.#options.room.require();
    await this.#entries.requireLease();
  }

  async #finish({ group, written, expiredCounts }: Writing): Promise<void> {
    const { segments, counts } = await written;
    await this.#options.onStep('segments-written');
    await this.#entries.requireLease();
    const accounts = group.map(({ commit }, i) =>
      accountOf(commit, counts[i] as CommitCounts, expiredCounts[i] as number),
    );
    await this.#entries.append({
      kind: 'commit',
      version: this.#entries.state.version + group.length,
      sources: sourcesOf(
        group.map(({ commit }) => commit),
        accounts,
      ),
      added: markExpired(this.#entries.state.expiries, segments),
      removed: [],
    });
    const first = this.#entries.state.version - group.length + 1;
    for (const [i, { resolve }] of group.entries()) resolve({ version: first + i, account: accounts[i] as Account });
    await this.#options.onStep('entry-added');
    await this.#entries.checkpoint();
  }

  /** Starts what is to be done beside the commits, where there is something and nothing runs. */
  #startBackground(): void {
    if (this.#isCatchingUp || !this.#background.isFree || this.#closing !== undefined || this.#failure !== undefined)
      return;
    // A merge would take files that expiry writes anew; what merges or rolls up writes before it removes.
    if (this.#upkeep.isRunning || this.#options.room.isLow) return;
    const task = this.#schedule.findNext(this.#entries.state, this.#options.clock(), performance.now());
    if (task !== undefined) this.#background.start(task);
  }

  /** Makes visible what was written beside the commits; false where there is nothing. */
  async #enterFinished(): Promise<boolean> {
    const finished = this.#background.take();
    if (finished === undefined) return false;
    if (finished.kind === 'rollup') await enterRollup(this.#entering, finished);
    else await enterMerge(this.#entering, finished);
    return true;
  }

  #isMergeOverdue(): boolean {
    return isMergeOverdue(this.#entries.state, this.#options.compactSegmentsMin);
  }

  /** False where there is nothing to merge. */
  async #compact(): Promise<boolean> {
    const { onStep } = this.#options;
    const merged = await mergeSmall(this.#options, this.#entries, this.#child);
    if (merged === undefined) return false;
    await onStep('compaction-written');
    await this.#change(mergeChange(merged));
    await onStep('compaction-entered');
    return true;
  }

  async #change(fields: ChangeFields): Promise<void> {
    await this.#entries.change(fields);
    // What expiry has written is named by its own entry only.
    if (this.#upkeep.isRunning && fields.kind !== 'expire') return;
    if (fields.removed.length + (fields.rollups?.removed.length ?? 0) > 0)
      await this.#entries.clean(this.#background.isRunning);
  }
}
