/**
 * Acknowledgements that are held back until what they acknowledge is on disk. How mqtt.js is kept from sending them, and
 * what of that rests on its inside: docs/decisions/0007.
 */
import type { Duplex } from 'node:stream';

/** Messages that came over one connection while one batch was gathered. */
export interface HeldPubacks {
  /** Their packets, in the order of receipt. */
  readonly packetIds: number[];
  /** Releases that they wait for: that of their batch, and one for each message whose facts are in a later batch. */
  waitCount: number;
}

/**
 * The acknowledgements of one network connection. They are sent in the order in which the messages came (MQTT 5, 4.6),
 * and on no other connection: there the same packet ids belong to other messages.
 */
export class PubackQueue {
  readonly #stream: Duplex;
  readonly #onSent: ((packetIds: readonly number[]) => void) | undefined;
  #open: HeldPubacks = { packetIds: [], waitCount: 1 };
  #held: HeldPubacks[] = [];

  constructor(stream: Duplex, onSent?: (packetIds: readonly number[]) => void) {
    this.#stream = stream;
    this.#onSent = onSent;
  }

  /** A message came; it belongs to the batch that is being gathered. */
  hold(packetId: number): void {
    this.#open.packetIds.push(packetId);
  }

  /** The message that came last has its facts in a later batch: what is given waits for one release more. */
  defer(): HeldPubacks {
    this.#open.waitCount++;
    return this.#open;
  }

  /** The batch is handed over; what comes from now on belongs to the next. */
  cut(): HeldPubacks {
    const held = this.#open;
    this.#open = { packetIds: [], waitCount: 1 };
    this.#held.push(held);
    return held;
  }

  /** A batch is on disk: sends what may be sent. Where the connection is gone the broker may send the messages again. */
  release(held: HeldPubacks): void {
    held.waitCount--;
    const packetIds: number[] = [];
    while (this.#held[0]?.waitCount === 0) packetIds.push(...(this.#held.shift() as HeldPubacks).packetIds);
    if (packetIds.length === 0 || !this.#stream.writable) return;
    this.#stream.write(toPubacks(packetIds));
    this.#onSent?.(packetIds);
  }
}

/**
 * PUBACK packets, four bytes each: success, without properties; the same in MQTT 3.1.1 and 5 (MQTT 5, 3.4.2.1).
 *
 * @example toPubacks([1]) // 40 02 00 01
 */
export function toPubacks(packetIds: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(packetIds.length * 4);
  packetIds.forEach((packetId, i) => {
    bytes.writeUInt32BE(0x4002_0000 + packetId, i * 4);
  });
  return bytes;
}
