/**
 * When messages were received, remembered as long as the broker may send them again: a reading without a time of its own
 * has that of its receipt, and must have the same when its message comes a second time, be it after a kill. So has what
 * was refused of a message.
 */
import { crc32 } from 'node:zlib';

/** Between two messages of one millisecond: exact in a double until the year 2248, and more than history's microsecond. */
const stepMs = 1 / 512;

/** Gives every message an instant of its own, so that two readings without a time are never taken for one. */
export class ReceiptClock {
  readonly #clock: () => number;
  #lastAt: number = Number.NEGATIVE_INFINITY;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** The last instant given; -Infinity where there was none. */
  get lastAt(): number {
    return this.#lastAt;
  }

  /** UTC epoch ms; later than every one before, even where the clock is set back. */
  next(): number {
    this.#lastAt = Math.max(this.#clock(), this.#lastAt + stepMs);
    return this.#lastAt;
  }

  /** What was given out before a restart is not given out again. */
  startAfter(at: number): void {
    this.#lastAt = Math.max(this.#lastAt, at);
  }
}

interface Receipt {
  readonly at: number;
  /** CRC-32 of topic and payload: a packet id alone may have been given to another message since. */
  readonly checksum: number;
}

export interface ReceivedPacket {
  readonly packetId: number;
  readonly topic: string;
  readonly payload: Uint8Array;
  /** The broker has sent it before, and does not know that it arrived. */
  readonly isRepeated: boolean;
}

/** Bytes of a receipt as it is written: instant, checksum, packet id. */
const receiptBytes = 8 + 4 + 2;

/** The receipts of one session. */
export class Receipts {
  readonly #clock: ReceiptClock;
  /**
   * By packet id, of which there are 65,535: that bounds it. The receive maximum does not: brokers of MQTT 3.1.1 know
   * none, and Mosquitto 2.0.11 has more on their way once it has resumed a session.
   */
  readonly #receipts: Map<number, Receipt> = new Map();

  constructor(clock: ReceiptClock) {
    this.#clock = clock;
  }

  get isEmpty(): boolean {
    return this.#receipts.size === 0;
  }

  /** When this message was first received: now, or before where the broker repeats it. */
  receive(packet: ReceivedPacket): number {
    const known = packet.isRepeated ? this.#receipts.get(packet.packetId) : undefined;
    return known !== undefined && known.checksum === checksumOf(packet) ? known.at : this.#clock.next();
  }

  /** It matters when the message was received. */
  remember(packet: ReceivedPacket, at: number): void {
    this.#receipts.set(packet.packetId, { at, checksum: checksumOf(packet) });
  }

  /** The broker has had the acknowledgements of these packets, received not after `at`: it will not repeat them. */
  confirm(packetIds: readonly number[], at: number): void {
    for (const packetId of packetIds) {
      const known = this.#receipts.get(packetId);
      if (known !== undefined && known.at <= at) this.#receipts.delete(packetId);
    }
  }

  /** The broker has forgotten the session, and with it what the packet ids meant. */
  clear(): void {
    this.#receipts.clear();
  }

  /** As text, for the source's position. */
  write(): string {
    const bytes = Buffer.alloc(this.#receipts.size * receiptBytes);
    let offset = 0;
    for (const [packetId, { at, checksum }] of this.#receipts) {
      bytes.writeDoubleLE(at, offset);
      bytes.writeUInt32LE(checksum, offset + 8);
      bytes.writeUInt16LE(packetId, offset + 12);
      offset += receiptBytes;
    }
    return bytes.toString('base64');
  }

  /** Takes over what `write` gave before a restart. */
  read(text: string): void {
    const bytes = Buffer.from(text, 'base64');
    for (let offset = 0; offset + receiptBytes <= bytes.length; offset += receiptBytes) {
      const at = bytes.readDoubleLE(offset);
      this.#receipts.set(bytes.readUInt16LE(offset + 12), { at, checksum: bytes.readUInt32LE(offset + 8) });
      this.#clock.startAfter(at);
    }
  }
}

function checksumOf({ topic, payload }: ReceivedPacket): number {
  return crc32(payload, crc32(topic));
}
