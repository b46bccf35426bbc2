/**
 * Keeps the quarantine within bounds: beyond so many refused rows each is still counted and kept with its reason, but
 * without its bytes, so that a source that sends nothing but rubbish fills no disk. Such a row cannot be replayed.
 */
import type { AnyFactTable, FactTable } from '../../model/index.ts';
import type { SourceBatch } from '../source.ts';

export const quarantineRowsMaxDefault = 100_000;

export class QuarantineLimit {
  readonly #rowsMax: number;
  #heldCount: number = 0;

  /** @param rowsMax refused rows of a plant that are kept with their bytes */
  constructor(rowsMax: number) {
    this.#rowsMax = rowsMax;
  }

  /** Rows that history holds. */
  noteHeld(count: number): void {
    this.#heldCount += count;
  }

  apply(batch: SourceBatch): SourceBatch {
    if (!batch.facts.some(({ kind }) => kind === 'refusal')) return batch;
    return { ...batch, facts: batch.facts.map((table) => (table.kind === 'refusal' ? this.#limit(table) : table)) };
  }

  #limit(table: FactTable<'refusal'>): AnyFactTable {
    const room = Math.max(0, this.#rowsMax - this.#heldCount);
    this.#heldCount += table.length;
    if (table.length <= room) return table;
    const { raw, header } = table.columns;
    const cut = (codes: Uint32Array): Uint32Array => codes.slice().fill(0, room);
    const columns = {
      ...table.columns,
      raw: { ...raw, codes: cut(raw.codes) },
      header: { ...header, codes: cut(header.codes) },
    };
    return { ...table, columns };
  }
}
