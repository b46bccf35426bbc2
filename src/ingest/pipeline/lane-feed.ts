/**
 * A lane's records in order, from memory where they still are, else from the buffer: what comes fast need not be read
 * back. Only what lies in memory anyway is handed over, within a bound; what came beyond it is read from disk. Records
 * of the droppable lane always come from the buffer, which must know what it may still drop.
 */
import { GembaError } from '../../model/index.ts';
import type { BufferedRecord, BufferLane, FactBuffer } from '../buffer/fact-buffer.ts';

/** Facts held in memory for a lane. */
const heldFactsMax = 131_072;

export class LaneFeed {
  readonly #buffer: FactBuffer;
  readonly #lane: BufferLane;
  readonly #held = new Map<number, BufferedRecord>();
  #heldFacts: number = 0;
  #wanted: number;
  #appendedTo: number;
  #reader: { readonly records: AsyncIterator<BufferedRecord>; readonly abort: AbortController } | undefined;
  #wake: (() => void) | undefined;

  constructor(buffer: FactBuffer, lane: BufferLane) {
    this.#buffer = buffer;
    this.#lane = lane;
    const { oldest, next } = buffer.status().lanes[lane];
    this.#wanted = oldest;
    this.#appendedTo = next - 1;
  }

  /** Whether more is there already, so that `next` need not wait for a source. */
  get hasMore(): boolean {
    return this.#wanted <= this.#appendedTo;
  }

  /** A record that is on disk now. */
  offer(record: BufferedRecord): void {
    const { number } = record.place;
    this.#appendedTo = Math.max(this.#appendedTo, number);
    const facts = factCountOf(record);
    if (this.#lane === 'kept' && (this.#held.size === 0 || this.#heldFacts + facts <= heldFactsMax)) {
      this.#held.set(number, record);
      this.#heldFacts += facts;
    }
    this.#wake?.();
  }

  /** @throws GembaError `aborted` */
  async next(signal: AbortSignal): Promise<BufferedRecord> {
    for (;;) {
      if (signal.aborted) throw stopped(signal);
      const held = this.#held.get(this.#wanted);
      if (held !== undefined) {
        await this.#closeReader();
        return this.#pass(held);
      }
      if (this.hasMore || this.#lane === 'droppable') {
        const read = await this.#readNext(signal);
        if (read.place.number >= this.#wanted) return this.#pass(read);
      } else await this.#offered(signal);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#held.clear();
    await this.#closeReader();
  }

  /** Numbers that were passed over are lost: what was damaged or dropped. */
  #pass(record: BufferedRecord): BufferedRecord {
    this.#wanted = record.place.number + 1;
    for (const [number, held] of this.#held)
      if (number < this.#wanted) {
        this.#held.delete(number);
        this.#heldFacts -= factCountOf(held);
      }
    return record;
  }

  async #readNext(signal: AbortSignal): Promise<BufferedRecord> {
    if (this.#reader === undefined) {
      const abort = new AbortController();
      const records = this.#buffer.read(this.#lane, { signal: AbortSignal.any([signal, abort.signal]) });
      this.#reader = { records: records[Symbol.asyncIterator](), abort };
    }
    const { value, done } = await this.#reader.records.next();
    if (done === true) throw stopped(signal);
    return value;
  }

  async #closeReader(): Promise<void> {
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.abort.abort();
    await reader?.records.return?.();
  }

  #offered(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.#wake = undefined;
        signal.removeEventListener('abort', end);
        resolve();
      };
      this.#wake = end;
      signal.addEventListener('abort', end, { once: true });
    });
  }
}

export function factCountOf({ batch }: Pick<BufferedRecord, 'batch'>): number {
  return batch.facts.reduce((sum, { length }) => sum + length, 0);
}

function stopped(signal: AbortSignal): GembaError {
  return new GembaError('aborted', 'Bringing facts from the buffer into history was stopped.', {
    cause: signal.reason,
  });
}
