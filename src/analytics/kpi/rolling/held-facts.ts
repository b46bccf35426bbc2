/** Facts of one kind as they came, by unit: each identity once, as it was last corrected. */
import { type FactTable, type TextColumn, timesOf } from '../../../model/index.ts';
import { FactIndex, wordsOf } from './fact-index.ts';
import { type HeldKind, HeldRows } from './held-rows.ts';
import type { Words } from './words.ts';

/** A fact of a unit came or went that begins at an instant. */
export type NoteChange = (unit: number, startAt: number) => void;

export class HeldFacts<K extends HeldKind> {
  /** By unit. */
  readonly rows: readonly HeldRows<K>[];
  readonly #index = new FactIndex();
  readonly #words: Words;
  readonly #placeOf: ReadonlyMap<string, number>;

  /** @param units their ids; facts of other equipment are known by identity alone */
  constructor(kind: K, units: readonly string[], words: Words) {
    this.rows = units.map(() => new HeldRows(kind, words));
    this.#words = words;
    this.#placeOf = new Map(units.map((id, place) => [id, place]));
  }

  /**
   * @param markAt what goes with a row of the table
   * @returns how many were new or corrected another
   */
  add(table: FactTable<K>, markAt: (row: number) => number, note: NoteChange): number {
    const [identity, content] = [wordsOf(table.identity), wordsOf(table.content)];
    const { startAt } = timesOf(table);
    const texts = table.columns as unknown as Readonly<Record<string, TextColumn>>;
    const equipment = texts['equipment'] as TextColumn;
    const nowhere = this.rows.length;
    const holderOf = Int32Array.from(equipment.dictionary, (id) => this.#placeOf.get(id) ?? nowhere);
    const known = new Map<string, Uint32Array>();
    const codesOf = (column: string): Uint32Array => {
      const codes = known.get(column) ?? this.#words.codes(column, (texts[column] as TextColumn).dictionary);
      known.set(column, codes);
      return codes;
    };
    let count = 0;
    for (let row = 0; row < table.length; row++) {
      const holder = holderOf[equipment.codes[row] as number] as number;
      const arrival = this.#index.add(identity, content, row, holder);
      if (arrival.kind === 'repeated') continue;
      count++;
      if (arrival.kind === 'corrected') {
        const before = this.rows[arrival.holder]?.take(identity, row);
        if (before !== undefined) note(arrival.holder, before);
      }
      if (holder === nowhere) continue;
      (this.rows[holder] as HeldRows<K>).put(table, row, identity, codesOf, markAt(row));
      note(holder, startAt[row] as number);
    }
    return count;
  }

  /** Lets go of what ended before an instant, and of what was known of it. */
  forget(beforeAt: number, note: (unit: number) => void): void {
    let isAny = false;
    for (const [place, rows] of this.rows.entries())
      if (rows.forget(beforeAt)) {
        note(place);
        isAny = true;
      }
    if (isAny) this.#index.keep(this.#identities());
  }

  *#identities(): Generator<Uint32Array> {
    for (const rows of this.rows) yield* rows.identities();
  }
}
