/** What the checks of `historyConformance` are made of: a store to open, facts by number, and what is read back. */
import assert from 'node:assert/strict';
import type { Commit, CommitReceipt, FactQuery, History, HistorySnapshot } from '../history/index.ts';
import {
  type Account,
  type AnyFactTable,
  createFactTableBuilder,
  type FactKind,
  type FactRow,
  factKinds,
  GembaError,
  rowAt,
} from '../model/index.ts';
import { dayMs, type Interval } from '../time/index.ts';

/** A store that is empty at first, and what opens it. */
export interface HistoryStore extends AsyncDisposable {
  /** Opens the store once more, as another process would; the suite disposes what it opens. */
  open(options: { readonly clock: () => number }): Promise<History>;
  /** For how long a lease holds that is not renewed. */
  readonly leaseMs: number;
  /**
   * Waits until a store has done beside its commits what it does with readings, such as rolling them up by `checkedTags` and
   * by days that begin at midnight (UTC); a writer is open. Default: there is nothing to wait for.
   */
  settle?(history: History): Promise<void>;
}

export type CreateHistoryStore = () => Promise<HistoryStore>;

export interface HistoryCheck {
  readonly name: string;
  check(createStore: CreateHistoryStore): Promise<void>;
}

/** A fact with what identifies it; the same number gives the same 16 bytes. */
export type Fact = {
  [K in FactKind]: {
    readonly kind: K;
    readonly identity: number;
    /** Default: that of the identity, as where an identity is the hash of the content. */
    readonly content?: number;
    readonly row: FactRow<K>;
  };
}[FactKind];

export const day1: number = Date.UTC(2012, 1, 29);
export const holder = 'conformance';

export function bytesOf(number: number): Uint8Array {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(0, Math.imul(number + 1, 0x9e3779b1) >>> 0);
  new DataView(bytes.buffer).setUint32(12, number);
  return bytes;
}

export function numberOf(identity: Uint8Array, i: number): number {
  return new DataView(identity.buffer, identity.byteOffset + i * 16, 16).getUint32(12);
}

export function tablesOf(facts: readonly Fact[]): AnyFactTable[] {
  return factKinds.flatMap((kind): AnyFactTable[] => {
    const builder = createFactTableBuilder(kind);
    for (const fact of facts)
      if (fact.kind === kind)
        builder.add(fact.row as FactRow<typeof kind>, bytesOf(fact.identity), bytesOf(fact.content ?? fact.identity));
    return builder.length === 0 ? [] : [builder.build() as AnyFactTable];
  });
}

export function commitOf(facts: readonly Fact[], rest: Partial<Commit> = {}): Commit {
  const received = facts.filter(({ kind }) => kind !== 'refusal').length;
  return {
    source: 'mes',
    identityBy: 'content',
    facts: tablesOf(facts),
    account: { received, refused: 0, filtered: 0, expired: 0, lost: 0 },
    position: {},
    ...rest,
  };
}

export function produced(identity: number, startAt: number, endAt: number, rest: FactRow<'production'> = {}): Fact {
  const row = { equipment: 'm1', startAt, endAt, state: 'running', completedCount: identity, source: 'mes', ...rest };
  return { kind: 'production', identity, row };
}

export async function commitAll(history: History, ...commits: readonly Commit[]): Promise<CommitReceipt[]> {
  await using writer = await history.openWriter({ holder });
  return await Promise.all(commits.map((commit) => writer.commit(commit)));
}

/** Facts of a kind as objects, with their identity's number and versions. */
export async function listFacts<K extends FactKind>(
  snapshot: HistorySnapshot,
  kind: K,
  window?: Interval,
  rest: Partial<FactQuery<K>> = {},
): Promise<object[]> {
  const facts = await snapshot.read({ kind, ...(window === undefined ? {} : { window }), ...rest });
  for (const hashes of [facts.identity, facts.content])
    assert.equal(hashes.length, facts.length * 16, 'a fact has 16 bytes of identity and of content');
  return Array.from({ length: facts.length }, (_, i) => ({
    identity: numberOf(facts.identity, i),
    content: numberOf(facts.content, i),
    versions: facts.versions[i],
    ...rowAt(facts, i),
  }));
}

export async function identitiesIn<K extends FactKind>(
  history: History,
  kind: K,
  window?: Interval,
  rest: Partial<FactQuery<K>> = {},
): Promise<number[]> {
  const facts = await listFacts(await history.snapshot(), kind, window, rest);
  return facts.map((fact) => (fact as { identity: number }).identity);
}

export function requireSum(account: Account): void {
  const { received, stored, duplicate, refused, filtered, expired, lost } = account;
  assert.equal(received, stored + duplicate + refused + filtered + expired + lost, 'received = stored + duplicate + …');
}

export async function rejectsWith(promise: Promise<unknown>, code: string, text = ''): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof GembaError, `expected a GembaError, got ${error}`);
    assert.equal(error.code, code);
    assert.ok(error.message.includes(text), `"${error.message}" does not name ${text}`);
    return true;
  });
}

/** Runs a check on a store with one history open and a clock that stands still unless moved. */
export function check(
  name: string,
  run: (history: History, context: { store: HistoryStore; clock: { at: number } }) => Promise<void>,
): HistoryCheck {
  return {
    name,
    async check(createStore) {
      await using store = await createStore();
      const clock = { at: day1 + 30 * dayMs };
      await using history = await store.open({ clock: () => clock.at });
      await run(history, { store, clock });
    },
  };
}
