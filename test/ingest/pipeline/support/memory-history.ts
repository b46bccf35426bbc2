/** A history in memory that keeps the contract of a sink: all or nothing, in order, equal facts once. */
import { setImmediate } from 'node:timers/promises';
import type { CommittedState, FactSink } from '../../../../src/ingest/pipeline/ingest.ts';
import type { SourcePosition } from '../../../../src/ingest/source.ts';
import { type Account, type AnyFactTable, addAccounts, emptyAccount, rowAt } from '../../../../src/model/index.ts';
import type { Life } from './life.ts';

export class MemoryHistory {
  readonly facts = new Map<string, { readonly kind: string; readonly row: Readonly<Record<string, unknown>> }>();
  readonly accounts = new Map<string, Account>();
  readonly positions = new Map<string, SourcePosition>();
  readonly commits: { readonly source: string; readonly factCount: number }[] = [];
  readonly #contents = new Map<string, Set<string>>();

  apply({ source, facts, account, position }: Parameters<FactSink['commit']>[0]): Account {
    let stored = 0;
    let duplicate = 0;
    let superseding = 0;
    for (const table of facts)
      for (let i = 0; i < table.length; i++) {
        const identity = `${table.kind} ${hexAt(table.identity, i)}`;
        const content = hexAt(table.content, i);
        const seen = this.#contents.get(identity) ?? new Set();
        const isNew = !seen.has(content);
        if (isNew) this.facts.set(identity, { kind: table.kind, row: rowAt(table as AnyFactTable, i) });
        if (table.kind !== 'refusal') {
          if (isNew) stored++;
          else duplicate++;
          if (isNew && seen.size > 0) superseding++;
        }
        this.#contents.set(identity, seen.add(content));
      }
    const complete = { ...account, stored, duplicate, superseding };
    const { received, refused, filtered, expired, lost } = complete;
    if (received !== stored + duplicate + refused + filtered + expired + lost)
      throw new Error(`The account of ${source} does not add up: ${JSON.stringify(complete)}`);
    this.accounts.set(source, addAccounts(this.accounts.get(source) ?? emptyAccount, complete));
    this.positions.set(source, position);
    this.commits.push({ source, factCount: facts.reduce((sum, { length }) => sum + length, 0) });
    return complete;
  }

  listRows(kind: string): readonly Readonly<Record<string, unknown>>[] {
    return [...this.facts.values()].filter((fact) => fact.kind === kind).map(({ row }) => row);
  }
}

export interface SinkOptions {
  readonly life: Life;
  /** Said before each commit: what it throws fails this one and all later ones. */
  readonly onCommit?: () => void;
  /** Said after a commit was applied: what it throws hides that it was. */
  readonly onCommitted?: () => void;
}

export function openMemorySink(
  history: MemoryHistory,
  { life, onCommit, onCommitted }: SinkOptions,
): { readonly sink: FactSink; readonly committed: CommittedState } {
  let queue: Promise<unknown> = Promise.resolve();
  let failure: { readonly error: unknown } | undefined;
  const committed = {
    accounts: new Map(history.accounts),
    findPosition: (source: string) => history.positions.get(source),
  };
  const sink: FactSink = {
    commit(commit) {
      const done = queue.then(async () => {
        await life.during(setImmediate());
        if (failure !== undefined) throw failure.error;
        try {
          onCommit?.();
          const account = history.apply(commit);
          onCommitted?.();
          await life.during(setImmediate());
          return { account };
        } catch (error) {
          failure = { error };
          throw error;
        }
      });
      queue = done.catch(() => undefined);
      return done;
    },
    async [Symbol.asyncDispose]() {
      await queue;
    },
  };
  return { sink, committed };
}

function hexAt(bytes: Uint8Array, i: number): string {
  return Buffer.from(bytes.subarray(i * 16, i * 16 + 16)).toString('hex');
}
