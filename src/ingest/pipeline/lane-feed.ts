/** A lane's records in order, and whether more are there already. */
import { GembaError } from '../../model/index.ts';
import type { BufferedRecord, BufferLane, FactBuffer } from '../buffer/fact-buffer.ts';

export class LaneFeed {
  readonly #records: AsyncIterator<BufferedRecord>;
  #wanted: number;
  #appendedTo: number;

  constructor(buffer: FactBuffer, lane: BufferLane, signal: AbortSignal) {
    const { oldest, next } = buffer.status().lanes[lane];
    this.#wanted = oldest;
    this.#appendedTo = next - 1;
    this.#records = buffer.read(lane, { signal })[Symbol.asyncIterator]();
  }

  /** Whether more is there already, so that `next` need not wait for a source. */
  get hasMore(): boolean {
    return this.#wanted <= this.#appendedTo;
  }

  /** A record with this number is on disk now. */
  noteAppended(number: number): void {
    this.#appendedTo = Math.max(this.#appendedTo, number);
  }

  /**
   * The next record, and whether numbers before it are missing: dropped, or damaged.
   *
   * @throws GembaError `aborted` once the signal has aborted
   */
  async next(): Promise<{ readonly record: BufferedRecord; readonly isBehindHole: boolean }> {
    const { value: record, done } = await this.#records.next();
    if (done === true) throw new GembaError('aborted', 'Bringing facts from the buffer into history was stopped.');
    const isBehindHole = record.place.number > this.#wanted;
    this.#wanted = record.place.number + 1;
    return { record, isBehindHole };
  }

  async close(): Promise<void> {
    await this.#records.return?.();
  }
}

export function factCountOf({ batch }: Pick<BufferedRecord, 'batch'>): number {
  return batch.facts.reduce((sum, { length }) => sum + length, 0);
}
