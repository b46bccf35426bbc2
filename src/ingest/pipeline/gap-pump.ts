/** Gaps that were found go the way of all facts: through the buffer into history, as a source of their own. */
import type { AnyFactTable } from '../../model/index.ts';
import type { BufferedRecord, FactBuffer } from '../buffer/fact-buffer.ts';
import type { GapBook } from '../gaps/gap-book.ts';
import { gapSourceId, toGapTable } from '../gaps/gap-record.ts';
import { noBatchAccount } from './commit-group.ts';
import { toBufferedPosition } from './position.ts';

export interface GapPumpOptions {
  readonly buffer: FactBuffer;
  readonly book: GapBook;
  /** Higher than any before it. */
  readonly nextOrder: () => number;
  readonly onReceived: (facts: readonly AnyFactTable[], order: number) => void;
  readonly onDurable: (record: BufferedRecord) => void;
}

export class GapPump {
  readonly #options: GapPumpOptions;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: GapPumpOptions) {
    this.#options = options;
  }

  /**
   * Writes what changed since the last time; one writing at a time, so that while the buffer is full changes of one gap
   * become one.
   *
   * @throws GembaError `aborted`, `buffer-failed`
   */
  write(signal: AbortSignal): Promise<void> {
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write(signal));
    return this.#writing;
  }

  async #write(signal: AbortSignal): Promise<void> {
    const { buffer, book, nextOrder, onReceived, onDurable } = this.#options;
    const gaps = book.takeChanges();
    if (gaps.length === 0) return;
    const order = nextOrder();
    const batch = {
      source: gapSourceId,
      identityBy: 'key' as const,
      facts: [toGapTable(gaps)],
      account: { ...noBatchAccount, received: gaps.length },
      position: toBufferedPosition({ source: undefined, order }),
    };
    onReceived(batch.facts, order);
    try {
      const place = await buffer.append(batch, 'kept', { signal });
      onDurable({ place, batch });
    } catch (error) {
      book.giveBack(gaps);
      throw error;
    }
  }
}
