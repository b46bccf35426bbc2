/** Derived facts of days, kept in the columns of the buffer's records (`docs/buffer-format.md`). */
import type { DerivedFacts } from '../../analytics/index.ts';
import { decodeBatch, encodeBatch } from '../../ingest/index.ts';
import { emptyTable, signalSourceId } from '../../model/index.ts';
import type { DerivedStore } from './derived-store.ts';

export class DayCache {
  readonly #store: DerivedStore;
  readonly #onNotice: ((notice: string) => void) | undefined;
  #isPut = false;
  #isTold = false;

  /** @param onNotice told once where a day cannot be kept; it is worked out again the next time */
  constructor(store: DerivedStore, onNotice?: (notice: string) => void) {
    this.#store = store;
    this.#onNotice = onNotice;
  }

  async find(name: string, fingerprint: string): Promise<DerivedFacts | undefined> {
    const entry = await this.#store.find(name);
    if (entry?.fingerprint !== fingerprint) return undefined;
    const { facts } = decodeBatch(entry.payload, signalSourceId, 0);
    return {
      production: facts.find((table) => table.kind === 'production') ?? emptyTable('production'),
      equipmentState: facts.find((table) => table.kind === 'equipmentState') ?? emptyTable('equipmentState'),
    };
  }

  async put(name: string, fingerprint: string, { production, equipmentState }: DerivedFacts): Promise<void> {
    const payload = encodeBatch({
      source: signalSourceId,
      identityBy: 'content',
      facts: [production, equipmentState],
      account: { received: 0, refused: 0, filtered: 0, expired: 0, lost: 0 },
      position: {},
    });
    try {
      await this.#store.put(name, { fingerprint, payload });
      this.#isPut = true;
    } catch (error) {
      if (!this.#isTold)
        this.#onNotice?.(
          `What the sensors say of a day cannot be kept, and is worked out again each time: ${(error as Error).message}. Make the store's folder \`derived\` writable, or make room on its disk.`,
        );
      this.#isTold = true;
    }
  }

  /** Keeps the store within its bounds, where something was put. */
  async trim(): Promise<void> {
    if (this.#isPut) await this.#store.trim();
  }
}
