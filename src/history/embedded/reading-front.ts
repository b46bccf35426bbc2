/**
 * The newest instant of each tag that a writer has stored. Readings of a stream come in the order of time tag by tag, but not
 * from one tag to another: what is newer than all there is of its own tag needs to be looked for nowhere.
 */
import type { ManifestState } from './manifest-state.ts';
import type { PackedTable } from './messages.ts';
import { findText, numbersOf } from './packed-columns.ts';

/** Tags held at most; of all others only the newest instant. */
const tagsMax = 1_000_000;

export class ReadingFront {
  /** No reading of a tag that is not among these is newer. */
  #startAt: number;
  readonly #newest: Map<string, number> = new Map();

  constructor(state: ManifestState) {
    let newest = Number.NEGATIVE_INFINITY;
    for (const { kind, maxStartAt } of state.segments.values())
      if (kind === 'reading' && maxStartAt !== undefined) newest = Math.max(newest, maxStartAt);
    this.#startAt = newest;
  }

  /** Instants, in the order of the table, at which history may have the same reading already. */
  listKnownInstants(table: PackedTable): Float64Array {
    const at = numbersOf(table, 'at');
    const tag = findText(table, 'tag');
    const newest = this.#newestByCode(tag?.dictionary ?? ['']);
    const out = new Float64Array(table.length);
    let length = 0;
    for (let i = 0; i < table.length; i++) {
      const instant = at[i] as number;
      if (!(instant > (newest[tag?.codes[i] ?? 0] as number))) out[length++] = instant;
    }
    return out.subarray(0, length);
  }

  /** The readings of these tables are stored now. */
  note(tables: readonly PackedTable[]): void {
    for (const table of tables) {
      if (table.kind !== 'reading') continue;
      const at = numbersOf(table, 'at');
      const tag = findText(table, 'tag');
      const dictionary = tag?.dictionary ?? [''];
      const newest = this.#newestByCode(dictionary);
      for (let i = 0; i < table.length; i++) {
        const code = tag?.codes[i] ?? 0;
        if ((at[i] as number) > (newest[code] as number)) newest[code] = at[i] as number;
      }
      for (const [code, name] of dictionary.entries())
        if (this.#newest.has(name) || this.#newest.size < tagsMax) this.#newest.set(name, newest[code] as number);
        else this.#startAt = Math.max(this.#startAt, newest[code] as number);
    }
  }

  #newestByCode(dictionary: readonly string[]): Float64Array {
    return Float64Array.from(dictionary, (name) => this.#newest.get(name) ?? this.#startAt);
  }
}
