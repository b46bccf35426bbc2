/**
 * The entries that a writer adds, each after the one before, and the state after the last of them. Each is added under the
 * lease: a writer that wakes up late finds its next number taken.
 */
import type { FinishedMerge } from './background-work.ts';
import { SegmentCleaner, touchSegments } from './cleaning.ts';
import { numbered } from './layout.ts';
import { type Lease, lost } from './lease.ts';
import { appendEntry, type NewEntry, writeCheckpoint } from './manifest-log.ts';
import type { ManifestState } from './manifest-state.ts';
import type { WriterOptions } from './writer-options.ts';

/** What an entry says by which no fact comes. */
export type ChangeFields = Pick<NewEntry, 'kind' | 'added' | 'removed' | 'rollups' | 'expiries'>;

/** Segments in the place of others. */
export function mergeChange({ removed, added }: FinishedMerge): ChangeFields {
  return { kind: 'compact', added, removed: removed.map(({ path }) => path) };
}

export type EntryOptions = Pick<WriterOptions, 'dir' | 'holder' | 'clock' | 'graceMs' | 'checkpointEvery' | 'onStep'>;

export class Entries {
  readonly #options: EntryOptions;
  readonly #lease: Lease;
  readonly #cleaner: SegmentCleaner;
  #state: ManifestState;
  #sinceCheckpoint: number;

  constructor(options: EntryOptions, lease: Lease, state: ManifestState) {
    this.#options = options;
    this.#lease = lease;
    this.#cleaner = new SegmentCleaner(options.dir, options.graceMs);
    this.#state = state;
    this.#sinceCheckpoint = state.sequence % options.checkpointEvery;
  }

  get state(): ManifestState {
    return this.#state;
  }

  /** Used once: a number of an entry is taken once, and what a writer that failed left under it has its own fencing. */
  nameOf(attempt: number): string {
    return `${numbered(this.#state.sequence + 1)}-${this.#lease.fencing}-${attempt}`;
  }

  async requireLease(): Promise<void> {
    if (this.#lease.isExpired()) await this.#lease.renew();
    else if (await this.#lease.isLost()) throw lost(this.#options.dir, this.#lease.fencing);
  }

  async append(fields: Omit<NewEntry, 'fencing' | 'holder' | 'at'>): Promise<void> {
    const { dir, holder, clock } = this.#options;
    const { fencing } = this.#lease;
    const next = await appendEntry(dir, this.#state, { ...fields, at: clock(), fencing, holder });
    if (next === undefined) throw lost(dir, fencing);
    this.#state = next;
    this.#sinceCheckpoint++;
  }

  async checkpoint(): Promise<void> {
    if (this.#sinceCheckpoint < this.#options.checkpointEvery) return;
    await writeCheckpoint(this.#options.dir, this.#state);
    this.#sinceCheckpoint = 0;
    await this.#options.onStep('checkpoint-written');
  }

  /** An entry by which no fact comes; the files it removes are left for a time to readers of older states. */
  async change(fields: ChangeFields): Promise<void> {
    await this.requireLease();
    await touchSegments(this.#options.dir, [...fields.removed, ...(fields.rollups?.removed ?? [])]);
    await this.append({ version: this.#state.version, sources: {}, ...fields });
    await this.checkpoint();
  }

  /** @param isWriting whether something is written that no entry names yet */
  async clean(isWriting: boolean): Promise<void> {
    await this.#cleaner.clean(this.#state, isWriting);
  }
}
