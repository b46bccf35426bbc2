/**
 * The stretch of a file that is being read: what is not consumed stays, new bytes come after it. Behind the data lies
 * one line feed as a sentinel, so that scanning need not ask at each byte whether it is the last, and room for values
 * that have to be rewritten (doubled quotes, values of JSON).
 */
import type { FileHandle } from 'node:fs/promises';

/** What `hold` takes; a window is that and two records long. */
const holdBytesMax = 1_048_576;
/** Read at a time: what else waits for this thread, such as commits under way, gets its turn every few milliseconds. */
const readBytesMax = 131_072;

export class ByteWindow {
  /** Data, sentinel, scratch. */
  bytes: Buffer;
  /** Where the next record begins. */
  at: number = 0;
  /** Where the data end; `bytes[limit]` is a line feed. */
  limit: number = 0;
  /** Nothing comes after the data. */
  ended: boolean = false;
  readonly #capacity: number;
  #scratchAt: number;

  /** @param recordBytesMax longest record that must fit */
  constructor(recordBytesMax: number) {
    this.#capacity = holdBytesMax + 2 * recordBytesMax;
    this.bytes = Buffer.allocUnsafeSlow(this.#capacity + 1 + recordBytesMax);
    this.#scratchAt = this.#capacity + 1;
    this.#mark();
  }

  /** Reads on from a file. */
  async fill(file: FileHandle): Promise<void> {
    this.#shift();
    const room = Math.min(readBytesMax, this.#capacity - this.limit);
    const { bytesRead } = await file.read(this.bytes, this.limit, room, null);
    this.limit += bytesRead;
    this.ended = bytesRead === 0;
    this.#mark();
  }

  /** Holds these bytes and a line end instead, and nothing comes after them: at most 1 MiB. */
  hold(bytes: Uint8Array): void {
    this.bytes.set(bytes);
    this.bytes[bytes.length] = 10;
    this.at = 0;
    this.limit = bytes.length + 1;
    this.ended = true;
    this.#mark();
  }

  /** Forgets the rewritten values of the record before. */
  clearScratch(): void {
    this.#scratchAt = this.#capacity + 1;
  }

  /** Room for `length` rewritten bytes; gives where they are to be put. `bytes` may be another buffer afterwards. */
  scratch(length: number): number {
    const at = this.#scratchAt;
    this.#scratchAt += length;
    if (this.#scratchAt > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(this.#scratchAt * 2);
      this.bytes.copy(larger);
      this.bytes = larger;
    }
    return at;
  }

  #shift(): void {
    this.bytes.copyWithin(0, this.at, this.limit);
    this.limit -= this.at;
    this.at = 0;
  }

  #mark(): void {
    this.bytes[this.limit] = 10;
  }
}
