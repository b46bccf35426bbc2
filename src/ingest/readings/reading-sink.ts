/** What a decoder of readings writes to: columns being filled, and what was refused. */
import type { Tag } from '../../model/index.ts';
import type { ReadingRefusalCode } from './refusal.ts';

/** A tag as a source's decoder knows it: looked up once, then a number. */
export interface BoundTag {
  readonly tag: Tag;
  /** 0-based, of the tags this source has met; the same for as long as the source is open. */
  readonly index: number;
}

/**
 * Takes readings one by one without an object for each. Instants are UTC epoch ms; a value is in the tag's unit and
 * within its range, `NaN` where the reading has a text or no value; quality `0` good, `1` uncertain, `2` bad.
 */
export interface ReadingSink {
  add(tag: BoundTag, at: number, value: number, text: string, quality: 0 | 1 | 2, sequence: number): void;
  /** A reading, or a message that cannot be parsed: one refused. */
  refuse(refusal: ReadingRefusal): void;
  /** Of the reading that is added next: its local time did not exist or existed twice, and was read as `at`. */
  adjust(adjustment: ReadingAdjustment): void;
}

export interface ReadingAdjustment {
  readonly code: 'local-time-skipped' | 'local-time-repeated';
  readonly field: string;
  readonly received: string;
  /** RFC 3339. */
  readonly takenAs: string;
}

export interface ReadingRefusal {
  readonly code: ReadingRefusalCode;
  /** Path in the payload, such as `values[3].ts`; empty where it is the whole message. */
  readonly field: string;
  readonly received: string;
  readonly expected: string;
  /** The instant it speaks of, where it could be read; else `NaN`. */
  readonly at: number;
}

/** One message: where it came from, its bytes and when. */
export interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** UTC epoch ms; differs between any two messages of a source, and is the same when one is delivered again. */
  readonly receivedAt: number;
  /**
   * The broker had kept it, so `receivedAt` says nothing of when it was sent: without a time of its own it is refused
   * as `missing-time`. Default false.
   */
  readonly isRetained?: boolean;
  /** What its decoder must know besides, to read it again: of Sparkplug, the part of the births it was read by. */
  readonly context?: string | undefined;
}

/** Bytes of one message to readings. Never throws for what is in the message, however it looks. */
export interface ReadingDecoder {
  decode(message: Message, sink: ReadingSink): void;
}
