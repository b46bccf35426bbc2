/** A history in memory, as far as live figures read it: the latest content of each identity, in order of first receipt. */
import {
  type FactQuery,
  type HistorySnapshot,
  latestByRead,
  resampleByRead,
  type StoredFacts,
  scanByRead,
} from 'gemba/history';
import {
  type AnyFactTable,
  createFactTableBuilder,
  type FactKind,
  type FactRow,
  type FactTable,
  factAxes,
  rowAt,
  timesOf,
} from 'gemba/model';
import { type Interval, touches } from 'gemba/time';

interface Stored {
  readonly kind: FactKind;
  readonly row: FactRow;
  readonly identity: Uint8Array;
  readonly content: Uint8Array;
  readonly contents: ReadonlySet<string>;
}

export class MemoryHistory {
  #facts: ReadonlyMap<string, Stored> = new Map();
  #version = 0;
  /** So many of the next snapshots fail. */
  failures = 0;
  snapshots = 0;

  commit(tables: readonly AnyFactTable[]): void {
    const facts = new Map(this.#facts);
    for (const table of tables)
      for (let i = 0; i < table.length; i++) {
        const identity = table.identity.slice(i * 16, i * 16 + 16);
        const content = table.content.slice(i * 16, i * 16 + 16);
        const key = `${table.kind} ${Buffer.from(identity).toString('hex')}`;
        const contents = facts.get(key)?.contents ?? new Set();
        const said = Buffer.from(content).toString('hex');
        if (contents.has(said)) continue;
        const row = rowAt(table as FactTable, i);
        facts.set(key, { kind: table.kind, row, identity, content, contents: new Set([...contents, said]) });
      }
    this.#facts = facts;
    this.#version++;
  }

  /** Another with the same facts. */
  copy(): MemoryHistory {
    const copy = new MemoryHistory();
    copy.#facts = this.#facts;
    return copy;
  }

  async snapshot(): Promise<HistorySnapshot> {
    this.snapshots++;
    await Promise.resolve();
    if (this.failures > 0) {
      this.failures--;
      throw new Error('The disk is away.');
    }
    const facts = this.#facts;
    const version = this.#version;
    const plain: Pick<HistorySnapshot, 'read' | 'findExtent'> = {
      findExtent: (kind) => extentOf(readFrom(facts, { kind })),
      read: async (query) => readFrom(facts, query),
    };
    return {
      version,
      committedAt: undefined,
      accounts: new Map(),
      findPosition: () => undefined,
      // It keeps everything for as long as it lives.
      findExpiry: () => undefined,
      planExpiry: () => [],
      fingerprint: (kind, window) => {
        const { identity, content } = readFrom(facts, { kind, window });
        return Buffer.concat([identity, content]).toString('base64');
      },
      ...plain,
      scan: (query) => scanByRead(plain, query),
      resample: (query) => resampleByRead(plain, query),
      findLatest: (query) => latestByRead(plain, query),
    };
  }

  read<K extends FactKind>(query: FactQuery<K>): StoredFacts<K> {
    return readFrom(this.#facts, query);
  }
}

function readFrom<K extends FactKind>(
  facts: ReadonlyMap<string, Stored>,
  { kind, window, places }: FactQuery<K>,
): StoredFacts<K> {
  const { place, start, end } = factAxes[kind];
  const builder = createFactTableBuilder(kind);
  const versions: number[] = [];
  for (const { kind: own, row, identity, content, contents } of facts.values()) {
    const columns = row as Readonly<Record<string, string | number>>;
    const interval = { fromAt: Number(columns[start]), toAt: Number(columns[end]) };
    if (own !== kind || (window !== undefined && !touches(interval, window))) continue;
    if (places !== undefined && !places.includes(String(columns[place] ?? ''))) continue;
    builder.add(row as FactRow<K>, identity, content);
    versions.push(contents.size);
  }
  return { ...builder.build(), versions: Uint32Array.from(versions) };
}

function extentOf(table: FactTable): Interval | undefined {
  const { startAt, endAt } = timesOf(table);
  return table.length === 0 ? undefined : { fromAt: Math.min(...startAt), toAt: Math.max(...endAt) };
}
