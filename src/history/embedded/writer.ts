/**
 * The one writer of a store. Invariants:
 * - A segment is durable under its own name before an entry names it; an entry is what makes it visible.
 * - Entries are added by number, and only one process can add a number. Taking the lease adds an entry, so a writer
 *   that wakes up late finds its next number taken.
 * - After a commit failed no later one is applied: its position would pass over the facts that failed.
 */
import { type Account, GembaError } from '../../model/index.ts';
import type { Commit, CommitReceipt, HistoryWriter } from '../port.ts';
import { BackgroundSchedule } from './background-schedule.ts';
import { BackgroundWork, type FinishedMerge } from './background-work.ts';
import { findCandidates } from './candidates.ts';
import type { WriterChild } from './child-process.ts';
import { cleanSegments, touchSegments } from './cleaning.ts';
import { accountOf, sourcesOf } from './commit-accounts.ts';
import { planCompaction } from './compaction.ts';
import { numbered } from './layout.ts';
import { type Lease, lost } from './lease.ts';
import { appendEntry, type NewEntry, writeCheckpoint } from './manifest-log.ts';
import type { ManifestState } from './manifest-state.ts';
import type { CommitCounts, WriteReply } from './messages.ts';
import { type PendingCommit, PendingCommits } from './pending-commits.ts';
import { ReadingFront } from './reading-front.ts';
import { findChange } from './rollups/entry.ts';
import type { FinishedRollup } from './rollups/tasks.ts';
import { failedBefore } from './writer-failure.ts';
import type { WriterOptions } from './writer-options.ts';

/** So many times the segments that are merged at rest are merged though commits wait: their number stays bounded. */
const overdueFactor = 4;
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
  #state: ManifestState;
  readonly #front: ReadingFront;
  readonly #background: BackgroundWork;
  readonly #schedule: BackgroundSchedule;
  readonly #planning: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #failure: unknown;
  #closing: Promise<void> | undefined;
  #entriesSinceCheckpoint: number;

  constructor(options: WriterOptions, lease: Lease, child: WriterChild, state: ManifestState, onClose: () => void) {
    this.#options = options;
    this.#lease = lease;
    this.#child = child;
    this.#state = state;
    this.#front = new ReadingFront(state);
    const { dir, largeMerge, rollups, rollupLimits, clock } = options;
    const nameOf = (attempt: number): string => this.#segmentName(attempt);
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
      clock,
      pauseMs,
    });
    // An hour is over though nothing comes any more.
    if (rollups !== undefined)
      this.#planning = setInterval(() => this.#startBackground(), rollupLimits.planEveryMs).unref();
    this.#onClose = onClose;
    this.fencing = lease.fencing;
    this.#entriesSinceCheckpoint = state.sequence % options.checkpointEvery;
    this.#renewal = setInterval(() => {
      this.#lease.renew().catch((error: unknown) => this.#fail(error));
    }, options.leaseMs / 3);
    this.#renewal.unref();
  }

  /** Process id of the child that writes; undefined where none runs. For tests that end it. */
  get childPid(): number | undefined {
    return this.#child.pid;
  }

  commit(commit: Commit): Promise<CommitReceipt> {
    // No async function, which would hold on to the facts until they are committed.
    return Promise.try(() => this.#enqueue(commit));
  }

  #enqueue(commit: Commit): Promise<CommitReceipt> {
    if (this.#closing !== undefined)
      throw new GembaError('usage', `The history writer of ${this.#options.holder} is closed; open a new one.`);
    if (this.#failure !== undefined) throw failedBefore(this.#failure);
    const receipt = this.#pending.add(commit);
    this.#running ??= this.#run();
    return receipt;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#planning);
    await this.#background[Symbol.asyncDispose]();
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
    while (this.#failure === undefined) {
      const group = this.#isMergeOverdue() ? [] : this.#pending.takeGroup();
      try {
        if (group.length > 0) {
          await this.#apply(group);
          this.#startBackground();
        } else if (await this.#enterFinished()) continue;
        // What came while it was found out that there is nothing to merge has woken nobody.
        else if (!(await this.#compact()) && this.#pending.isEmpty) break;
      } catch (error) {
        const failure = await this.#fail(error);
        for (const { reject } of group) reject(failure);
      }
    }
    this.#running = undefined;
    if (this.#failure === undefined) {
      this.#startBackground();
      return;
    }
    for (const { reject } of this.#pending.takeAll()) reject(failedBefore(this.#failure));
  }

  /** A writer that takes over clears away what this one was about to write: what fails then, fails for that. */
  async #fail(error: unknown): Promise<unknown> {
    const isLost = await this.#lease.isLost().catch(() => false);
    const failure = isLost ? lost(this.#options.dir, this.fencing, { cause: error }) : error;
    this.#failure ??= failure;
    return failure;
  }

  async #apply(group: readonly PendingCommit[]): Promise<void> {
    await this.#options.onStep('commit-begun');
    await this.#requireLease();
    const { segments, counts } = await this.#write(group);
    await this.#options.onStep('segments-written');
    await this.#requireLease();
    const accounts = group.map(({ commit }, i) => accountOf(commit, counts[i] as CommitCounts));
    await this.#append({
      kind: 'commit',
      version: this.#state.version + group.length,
      at: this.#options.clock(),
      sources: sourcesOf(
        group.map(({ commit }) => commit),
        accounts,
      ),
      added: segments,
      removed: [],
    });
    for (const { tables } of group) this.#front.note(tables);
    const version = this.#state.version - group.length;
    for (const [i, { resolve }] of group.entries())
      resolve({ version: version + i + 1, account: accounts[i] as Account });
    await this.#options.onStep('entry-added');
    await this.#checkpoint();
  }

  async #write(group: readonly PendingCommit[]): Promise<WriteReply> {
    if (group.every(({ rowCount }) => rowCount === 0))
      return { segments: [], counts: group.map(() => ({ stored: 0, duplicate: 0, superseding: 0 })) };
    const identityBy = group[0]?.commit.identityBy ?? 'content';
    const { searched, present } = findCandidates(
      this.#state,
      group.flatMap(({ tables }) => tables),
      identityBy,
      this.#front,
    );
    return await this.#child.write((attempt) => ({
      type: 'write',
      dir: this.#options.dir,
      name: this.#segmentName(attempt),
      identityBy,
      commits: group.map(({ tables }) => tables),
      searched,
      present,
    }));
  }

  /** Used once: a number of an entry is taken once, and what a writer that failed left under it has its own fencing. */
  #segmentName(attempt: number): string {
    return `${numbered(this.#state.sequence + 1)}-${this.fencing}-${attempt}`;
  }

  async #requireLease(): Promise<void> {
    if (this.#lease.isExpired()) await this.#lease.renew();
    else if (await this.#lease.isLost()) throw lost(this.#options.dir, this.fencing);
  }

  async #append(fields: Omit<NewEntry, 'fencing' | 'holder'>): Promise<void> {
    const { dir, holder } = this.#options;
    const next = await appendEntry(dir, this.#state, { ...fields, fencing: this.fencing, holder });
    if (next === undefined) throw lost(dir, this.fencing);
    this.#state = next;
    this.#entriesSinceCheckpoint++;
  }

  async #checkpoint(): Promise<void> {
    if (this.#entriesSinceCheckpoint < this.#options.checkpointEvery) return;
    await writeCheckpoint(this.#options.dir, this.#state);
    this.#entriesSinceCheckpoint = 0;
    await this.#options.onStep('checkpoint-written');
  }

  /** Starts what is to be done beside the commits, where there is something and nothing runs. */
  #startBackground(): void {
    if (!this.#background.isFree || this.#closing !== undefined || this.#failure !== undefined) return;
    const task = this.#schedule.findNext(this.#state, this.#options.clock(), performance.now());
    if (task !== undefined) this.#background.start(task);
  }

  /** Makes visible what was written beside the commits; false where there is nothing. */
  async #enterFinished(): Promise<boolean> {
    const finished = this.#background.take();
    if (finished === undefined) return false;
    if (finished.kind === 'rollup') await this.#enterRollup(finished);
    else await this.#enterMerge(finished);
    return true;
  }

  async #enterMerge(merged: FinishedMerge): Promise<void> {
    await this.#options.onStep('merge-written');
    // Where a merge between commits has taken some of them in the meantime, what was written is left to be cleaned away.
    if (merged.removed.every(({ path }) => this.#state.segments.has(path))) await this.#replace(merged);
    await this.#options.onStep('merge-entered');
  }

  async #enterRollup(finished: FinishedRollup): Promise<void> {
    const { dir, onStep } = this.#options;
    await onStep('rollup-written');
    const change = findChange(this.#state, finished, this.#schedule.calendar);
    if (change !== undefined) {
      await this.#requireLease();
      await touchSegments(dir, change.removed);
      await this.#appendChange({ kind: 'rollup', added: [], removed: [], rollups: change });
    }
    await onStep('rollup-entered');
  }

  #isMergeOverdue(): boolean {
    return planCompaction(this.#state, this.#options.compactSegmentsMin * overdueFactor).length > 0;
  }

  /** False where there is nothing to merge. */
  async #compact(): Promise<boolean> {
    const { dir, compactSegmentsMin, onStep } = this.#options;
    const segments = planCompaction(this.#state, compactSegmentsMin);
    if (segments.length === 0) return false;
    const reply = await this.#child.compact((attempt) => ({
      type: 'compact',
      dir,
      name: `${this.#segmentName(attempt)}-compact`,
      segments,
    }));
    await onStep('compaction-written');
    await this.#replace({ removed: segments, added: reply.segments });
    await onStep('compaction-entered');
    return true;
  }

  async #replace({ removed, added }: FinishedMerge): Promise<void> {
    const { dir } = this.#options;
    const paths = removed.map(({ path }) => path);
    await this.#requireLease();
    await touchSegments(dir, paths);
    await this.#appendChange({ kind: 'compact', added, removed: paths });
  }

  /** An entry by which no fact changes. */
  async #appendChange(fields: Pick<NewEntry, 'kind' | 'added' | 'removed' | 'rollups'>): Promise<void> {
    const { dir, clock, graceMs } = this.#options;
    await this.#append({ version: this.#state.version, at: clock(), sources: {}, ...fields });
    await this.#checkpoint();
    if (fields.removed.length + (fields.rollups?.removed.length ?? 0) > 0)
      await cleanSegments(dir, this.#state, graceMs);
  }
}
