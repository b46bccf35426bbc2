/** Commits that wait for a writer, in their order. */
import { GembaError } from '../../model/index.ts';
import type { Commit, CommitReceipt } from '../port.ts';
import { requireAccount } from './commit-accounts.ts';
import type { PackedTable } from './messages.ts';
import { packTable } from './packing.ts';

export interface PendingCommit {
  /** Without its facts: while it waits only the packed tables are held. */
  readonly commit: Omit<Commit, 'facts'>;
  readonly tables: readonly PackedTable[];
  readonly rowCount: number;
  readonly resolve: (receipt: CommitReceipt) => void;
  readonly reject: (error: unknown) => void;
}

/** Commits that wait are applied together up to this many facts and commits, which makes fewer and larger segments. */
const groupRowsMax = 65_536;
const groupCommitsMax = 256;
/** Facts of one commit, which the child holds in memory at once. */
const commitRowsMax = 1_000_000;
/** Facts of commits that wait; more would only fill memory. */
const pendingRowsMax = 4_000_000;

export class PendingCommits {
  #waiting: PendingCommit[] = [];
  #rowCount: number = 0;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /**
   * Resolves once it was applied.
   *
   * @throws GembaError `usage` where it does not add up, or is more than may wait
   */
  add(commit: Commit): Promise<CommitReceipt> {
    const tables = commit.facts.filter(({ length }) => length > 0).map(packTable);
    const rowCount = tables.reduce((sum, { length }) => sum + length, 0);
    requireAccount(commit);
    if (rowCount > commitRowsMax)
      throw new GembaError(
        'usage',
        `A commit of ${commit.source} has ${rowCount} facts; at most ${commitRowsMax} go into one. Commit them in parts.`,
      );
    if (this.#rowCount > 0 && this.#rowCount + rowCount > pendingRowsMax)
      throw new GembaError(
        'usage',
        `${this.#rowCount} facts wait to be committed and ${rowCount} more came; at most ${pendingRowsMax} may. Wait for earlier commits.`,
      );
    const { facts: _, ...rest } = commit;
    const { promise, resolve, reject } = Promise.withResolvers<CommitReceipt>();
    this.#waiting.push({ commit: rest, tables, rowCount, resolve, reject });
    this.#rowCount += rowCount;
    return promise;
  }

  /** The first ones that can be applied together; none where these are not asked for. */
  takeGroup(isAskedFor: (group: readonly PendingCommit[]) => boolean): readonly PendingCommit[] {
    let rowCount = 0;
    let count = 0;
    for (const { commit, rowCount: rows } of this.#waiting) {
      const isLike = commit.identityBy === this.#waiting[0]?.commit.identityBy;
      if (count > 0 && (!isLike || rowCount + rows > groupRowsMax || count >= groupCommitsMax)) break;
      rowCount += rows;
      count++;
    }
    if (!isAskedFor(this.#waiting.slice(0, count))) return [];
    this.#rowCount -= rowCount;
    return this.#waiting.splice(0, count);
  }

  takeAll(): readonly PendingCommit[] {
    this.#rowCount = 0;
    return this.#waiting.splice(0);
  }
}
