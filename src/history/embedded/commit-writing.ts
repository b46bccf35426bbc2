/**
 * Has the child write the facts of commits. Those of later commits may be begun while earlier ones are still written, where
 * nothing of the earlier ones decides what becomes of them; their entries are added in their order all the same.
 */
import { areNew, findCandidates } from './candidates.ts';
import type { WriterChild } from './child-process.ts';
import { numbered } from './layout.ts';
import type { ManifestState } from './manifest-state.ts';
import type { WriteReply, WriteRequest } from './messages.ts';
import type { PendingCommit } from './pending-commits.ts';
import { ReadingFront } from './reading-front.ts';
import { admit } from './retention/refuse-expired.ts';

export interface CommitWritingOptions {
  readonly dir: string;
  readonly fencing: number;
  readonly child: WriterChild;
  /** Awaited before the child is asked. */
  readonly onBegun: () => Promise<void>;
}

/** Commits that the child is asked to write. */
export interface Writing {
  readonly group: readonly PendingCommit[];
  readonly written: Promise<WriteReply>;
  /** By commit: how many of its facts had expired, and are not written. */
  readonly expiredCounts: readonly number[];
}

export class CommitWriting {
  readonly #options: CommitWritingOptions;
  readonly #front: ReadingFront;
  /** The greatest number in a name so far. */
  #number: number = 0;

  constructor(options: CommitWritingOptions, state: ManifestState) {
    this.#options = options;
    this.#front = new ReadingFront(state);
  }

  /** Whether these may be begun before the entry of others is added. */
  isAheadAllowed(group: readonly PendingCommit[]): boolean {
    return areNew(
      group.flatMap(({ tables }) => tables),
      this.#front,
    );
  }

  /** @param state with all that was begun before, unless `isAheadAllowed` */
  begin(state: ManifestState, commits: readonly PendingCommit[]): Writing {
    const { group, expiredCounts } = admit(state.expiries, commits);
    const written = this.#write(this.#requestOf(state, group), group.length);
    // Where it fails is found out when its turn comes.
    written.catch(() => undefined);
    // Noted before they are stored: where they are not, no later one is either.
    for (const { tables } of group) this.#front.note(tables);
    return { group, written, expiredCounts };
  }

  async #write(requestOf: ((attempt: number) => WriteRequest) | undefined, commitCount: number): Promise<WriteReply> {
    await this.#options.onBegun();
    if (requestOf !== undefined) return await this.#options.child.write(requestOf);
    return { segments: [], counts: Array.from({ length: commitCount }, () => noFacts) };
  }

  /** Undefined where there is nothing to write. */
  #requestOf(state: ManifestState, group: readonly PendingCommit[]): ((attempt: number) => WriteRequest) | undefined {
    if (group.every(({ rowCount }) => rowCount === 0)) return undefined;
    const identityBy = group[0]?.commit.identityBy ?? 'content';
    const { searched, present } = findCandidates(
      state,
      group.flatMap(({ tables }) => tables),
      identityBy,
      this.#front,
    );
    const { dir, fencing } = this.#options;
    this.#number = Math.max(this.#number, state.sequence) + 1;
    const number = numbered(this.#number);
    return (attempt) => ({
      type: 'write',
      dir,
      name: `${number}-${fencing}-${attempt}`,
      identityBy,
      commits: group.map(({ tables }) => tables),
      searched,
      present,
    });
  }
}

const noFacts = { stored: 0, duplicate: 0, superseding: 0 };
