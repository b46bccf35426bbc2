/** Messages gathered while the pump is busy: they become one batch, and are acknowledged together. */
import type { HeldPubacks, PubackQueue } from './puback.ts';

/** A batch is full from here on; it may exceed it by its last message, which is never split. */
export interface InboxLimits {
  readonly readingsMax: number;
  readonly bytesMax: number;
}

/** 65,536 readings, 16 MiB of payload. */
export const inboxLimits: InboxLimits = { readingsMax: 65_536, bytesMax: 16_777_216 };

export interface InboxMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** 0 for QoS 0, which is not acknowledged. */
  readonly packetId: number;
  readonly pubacks: PubackQueue;
  /** Turns it into readings; gives how many it brought, refused ones too. */
  decode(): number;
  /** Called once there is room again, where `offer` said that there is none. */
  resume(): void;
}

/** What of one batch is acknowledged on which connection. */
export interface HeldBatch {
  readonly pubacks: PubackQueue;
  readonly held: HeldPubacks;
}

export class Inbox {
  readonly #limits: InboxLimits;
  /** Of messages of earlier batches whose facts are in this one. */
  #deferred: HeldBatch[] = [];
  #messageCount: number = 0;
  #readingCount: number = 0;
  #byteLength: number = 0;
  #connections: Set<PubackQueue> = new Set();
  #waiting: InboxMessage[] = [];
  #isClosed: boolean = false;
  #wake: () => void = () => {};

  constructor(limits: InboxLimits) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#messageCount === 0;
  }

  get isFull(): boolean {
    return this.#readingCount >= this.#limits.readingsMax || this.#byteLength >= this.#limits.bytesMax;
  }

  /**
   * Takes a message. Where the batch is full it waits for the next one, and so does its connection: nothing more is
   * read from that socket, and the broker's side of it fills up.
   *
   * @returns whether there is room for a further one
   */
  offer(message: InboxMessage): boolean {
    // Not taken, so never acknowledged.
    if (this.#isClosed) return true;
    if (this.isFull) {
      this.#waiting.push(message);
      return false;
    }
    this.#add(message);
    this.#wake();
    return true;
  }

  /** Facts that no message brings now, such as those of messages that waited for another. There may be none. */
  add(decode: () => number): void {
    if (this.#isClosed) return;
    const readingCount = decode();
    this.#readingCount += readingCount;
    if (readingCount === 0 && this.#deferred.length === 0) return;
    this.#messageCount++;
    this.#wake();
  }

  /** A message of an earlier batch has its facts in this one: it is acknowledged with it. */
  settle(held: HeldBatch): void {
    this.#deferred.push(held);
  }

  /** Resolves when there is something to take, or the inbox is closed. */
  async wait(): Promise<void> {
    if (!this.isEmpty || this.#isClosed) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Ends the batch: `build` makes it of what was decoded, then messages that waited begin the next one. */
  take<T>(build: (held: readonly HeldBatch[]) => T): T {
    const held = [...this.#connections].map((pubacks) => ({ pubacks, held: pubacks.cut() }));
    const batch = build([...held, ...this.#deferred]);
    this.#connections = new Set();
    this.#deferred = [];
    this.#messageCount = 0;
    this.#readingCount = 0;
    this.#byteLength = 0;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) if (this.offer(message)) message.resume();
    return batch;
  }

  /** Takes no more messages; those that wait were not taken, and the broker keeps them. */
  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
    this.#wake();
  }

  #add(message: InboxMessage): void {
    this.#messageCount++;
    this.#readingCount += message.decode();
    this.#byteLength += message.payload.length + message.topic.length;
    if (message.packetId === 0) return;
    message.pubacks.hold(message.packetId);
    this.#connections.add(message.pubacks);
  }
}
