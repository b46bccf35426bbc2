/** Refused readings as facts: one each, with the message they came in. */

import type { FactTable } from '../../model/index.ts';
import { TableBuilder } from '../column-builders.ts';
import { Identities } from '../identities.ts';
import { toRawText } from '../raw-text.ts';
import { type Refusal, Refusals } from '../refusals.ts';
import { writeMessageHeader } from './message-header.ts';
import type { Message, ReadingRefusal } from './reading-sink.ts';

/** A refused reading and which one of its message it is, from 1 on. */
export interface NumberedRefusal {
  readonly refusal: ReadingRefusal;
  readonly ordinal: number;
}

export class MessageRefusals {
  readonly refusal: TableBuilder<'refusal'> = new TableBuilder('refusal');
  readonly #identities: Identities;
  readonly #refusals: Refusals;
  readonly #prefix: Buffer;
  readonly #recordBytesMax: number;

  constructor(identityKey: Uint8Array, source: string, recordBytesMax: number) {
    this.#identities = new Identities(identityKey, source);
    this.#refusals = new Refusals(this, this.#identities, source);
    this.#prefix = this.#identities.prefixOf('reading refusal');
    this.#recordBytesMax = recordBytesMax;
  }

  /**
   * Adds the refused readings of a message. Delivered again it gives the same facts: their identity is the message and
   * the reading's number in it.
   *
   * @returns bytes that were kept of the message
   */
  add(message: Message, refused: readonly NumberedRefusal[], readings: number): number {
    const isCut = message.payload.length > this.#recordBytesMax;
    const kept = isCut ? message.payload.subarray(0, this.#recordBytesMax) : message.payload;
    const raw = toRawText(kept);
    const header = writeMessageHeader(message, readings, isCut);
    for (const { refusal, ordinal } of refused) {
      const { code, field, received, expected, at } = refusal;
      this.#refusals.supersede(this.#identityOf(message, kept, ordinal), {
        startAt: at,
        endAt: at,
        code,
        field,
        received,
        expected,
        raw,
        header,
        status: 'open',
        file: message.topic.toWellFormed(),
        line: ordinal,
      });
    }
    return kept.length;
  }

  /** Adds a refusal that supersedes the one with this identity. */
  supersede(identity: Uint8Array, refusal: Refusal): void {
    this.#refusals.supersede(identity, refusal);
  }

  build(): FactTable<'refusal'> {
    return this.refusal.build();
  }

  #identityOf(message: Message, kept: Uint8Array, ordinal: number): Uint8Array {
    const identity = new Uint8Array(16);
    const { hash } = this.#identities;
    this.#identities.begin(this.#prefix);
    hash.addText(message.topic);
    hash.addNumber(message.receivedAt);
    hash.addNumber(ordinal);
    hash.addBytes(kept, 0, kept.length);
    this.#identities.writeKey(identity, 0);
    return identity;
  }
}
