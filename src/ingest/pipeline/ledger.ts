/**
 * The account of each source at this moment: what history has committed, and what waits in the buffer. Received so far
 * is both together with what was lost and not yet counted, whatever is under way. It does not ask the buffer what it
 * holds, which it learns a little later.
 */
import { type Account, addAccounts, emptyAccount } from '../../model/index.ts';
import type { BufferLane, FactBuffer } from '../buffer/fact-buffer.ts';
import type { BatchAccount } from './commit-group.ts';
import type { Missing } from './missing.ts';

export interface SourceLedger {
  /** In history. */
  readonly committed: Account;
  /** Received, readings and facts, that is on disk in the buffer and not yet in history. */
  readonly waitingCount: number;
  /** Received, dropped or damaged in the buffer, and not yet in the committed account. */
  readonly uncountedCount: number;
}

export class Ledger {
  readonly #committed = new Map<string, Account>();
  readonly #waiting: Map<string, number>;
  /** By lane and source: the number of the last record that was taken out of what waits. */
  readonly #taken: Readonly<Record<BufferLane, Map<string, number>>> = { kept: new Map(), droppable: new Map() };
  readonly #missing: Set<string>;
  #uncounted: readonly ReadonlyMap<string, BatchAccount>[];

  /** @param missing what the buffer had lost when it was opened: nothing of it is in what waits */
  constructor(buffer: FactBuffer, missing: readonly Missing[]) {
    this.#waiting = new Map(buffer.status().pending);
    this.#missing = new Set(missing.map(({ key }) => key));
    this.#uncounted = missing.map(({ accounts }) => accounts);
  }

  /** What history says when it is opened; nothing is under way then. */
  restart(accounts: ReadonlyMap<string, Account>): void {
    this.#committed.clear();
    for (const [source, account] of accounts) this.#committed.set(source, account);
  }

  /** A batch is on disk. */
  noteDurable(source: string, received: number): void {
    this.#waiting.set(source, this.waitingOf(source) + received);
  }

  noteCommitted(source: string, account: Account): void {
    this.#committed.set(source, addAccounts(this.committedOf(source), account));
  }

  /** Records of a source up to this number are in history. Told again, as after history was opened anew, it changes nothing. */
  noteTaken(source: string, lane: BufferLane, number: number, received: number): void {
    const taken = this.#taken[lane];
    if (number <= (taken.get(source) ?? -1)) return;
    taken.set(source, number);
    this.#waiting.set(source, this.waitingOf(source) - received);
  }

  /** The buffer dropped, or could not read, what waited. */
  noteMissing({ key, accounts }: Missing): void {
    if (this.#missing.has(key)) return;
    this.#missing.add(key);
    for (const [source, { received }] of accounts) this.#waiting.set(source, this.waitingOf(source) - received);
  }

  knowsMissing(key: string): boolean {
    return this.#missing.has(key);
  }

  setUncounted(uncounted: readonly ReadonlyMap<string, BatchAccount>[]): void {
    this.#uncounted = uncounted;
  }

  committedOf(source: string): Account {
    return this.#committed.get(source) ?? emptyAccount;
  }

  waitingOf(source: string): number {
    return this.#waiting.get(source) ?? 0;
  }

  listSources(): readonly string[] {
    return [...new Set([...this.#committed.keys(), ...this.#waiting.keys()])].sort();
  }

  of(source: string): SourceLedger {
    return {
      committed: this.committedOf(source),
      waitingCount: this.waitingOf(source),
      uncountedCount: this.#uncounted.reduce((sum, accounts) => sum + (accounts.get(source)?.received ?? 0), 0),
    };
  }
}

/** @returns whether it holds: received = facts + refused + filtered + expired + lost */
export function addsUp(account: BatchAccount, factCount: number): boolean {
  const { received, refused, filtered, expired, lost } = account;
  return received === factCount + refused + filtered + expired + lost;
}
