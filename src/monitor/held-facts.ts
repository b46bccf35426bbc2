/** Reported facts of one unit that touch the windows, by identity. */
import { type FactRow, type FactTable, rowAt, toTable } from '../model/index.ts';
import { type Interval, touches } from '../time/index.ts';

export type ReportedKind = 'production' | 'equipmentState';

/** One reported fact, as told or as stored. Who reported it is left out: nothing live speaks of persons. */
export interface ReportedFact<K extends ReportedKind = ReportedKind> extends Interval {
  readonly kind: K;
  /** With its kind: two facts of one identity are one fact. */
  readonly identity: string;
  readonly content: string;
  /** The identity's 16 bytes. */
  readonly key: Uint8Array;
  readonly row: FactRow<K>;
}

export function reportedFactAt<K extends ReportedKind>(table: FactTable<K>, i: number): ReportedFact<K> {
  const { operators: _, ...row } = rowAt<ReportedKind>(table, i);
  return {
    kind: table.kind,
    fromAt: Number(row.startAt),
    toAt: Number(row.endAt),
    identity: `${table.kind} ${keyAt(table.identity, i)}`,
    content: keyAt(table.content, i),
    key: table.identity.slice(i * keyBytes, (i + 1) * keyBytes),
    row: row as FactRow<K>,
  };
}

const keyBytes = 16;

/** Its 16 bytes as text. */
function keyAt(bytes: Uint8Array, i: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + i * keyBytes, keyBytes).toString('latin1');
}

interface Held<K extends ReportedKind> {
  readonly fact: ReportedFact<K>;
  /** Contents seen of this identity: one that was seen before is a duplicate. */
  readonly contents: ReadonlySet<string>;
}

/** What a told fact did: `corrected` where it took the place of another content, of which history has the last word. */
export type Applied =
  | { readonly kind: 'added' | 'repeated' | 'outside' }
  | { readonly kind: 'corrected'; readonly before: Interval };

export class HeldFacts<K extends ReportedKind> {
  readonly #kind: K;
  #held = new Map<string, Held<K>>();

  constructor(kind: K) {
    this.#kind = kind;
  }

  /** Those that are held. */
  identities(): Iterable<string> {
    return this.#held.keys();
  }

  /** Takes the place of all that is held. */
  reset(facts: readonly ReportedFact<K>[]): void {
    this.#held = new Map(facts.map((fact) => [fact.identity, { fact, contents: new Set([fact.content]) }]));
  }

  apply(fact: ReportedFact<K>, hull: Interval): Applied {
    const held = this.#held.get(fact.identity);
    if (held?.contents.has(fact.content) === true) return { kind: 'repeated' };
    if (held === undefined && !touches(fact, hull)) return { kind: 'outside' };
    const contents = new Set([...(held?.contents ?? []), fact.content]);
    // A fact that a correction moved out of the windows is held too: its older content may be told once more.
    this.#held.set(fact.identity, { fact, contents });
    return held === undefined ? { kind: 'added' } : { kind: 'corrected', before: held.fact };
  }

  /** @param derived facts from elsewhere, to be counted with those held */
  table(derived?: FactTable<K>): FactTable<K> {
    if (derived !== undefined && this.#held.size === 0) return derived;
    const rows = Array.from(this.#held.values(), ({ fact }) => fact.row);
    for (let i = 0; derived !== undefined && i < derived.length; i++) rows.push(rowAt(derived, i));
    return toTable(this.#kind, rows);
  }
}
