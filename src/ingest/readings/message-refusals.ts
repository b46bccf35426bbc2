/** Refused readings as facts: one each, with the message they came in. */
import type { FactTable } from '../../model/index.ts';
import { TableBuilder } from '../column-builders.ts';
import { Identities } from '../identities.ts';
import { toRawText } from '../raw-text.ts';
import type { Refusal } from '../refusals.ts';
import { writeMessageHeader } from './message-header.ts';
import type { Message, ReadingRefusal } from './reading-sink.ts';

/** A refused reading and which one of its message it is, from 1 on. */
export interface NumberedRefusal {
  readonly refusal: ReadingRefusal;
  readonly ordinal: number;
}

export class MessageRefusals {
  readonly #table: TableBuilder<'refusal'> = new TableBuilder('refusal');
  readonly #identities: Identities;
  readonly #source: string;
  readonly #identityPrefix: Buffer;
  readonly #contentPrefix: Buffer;
  readonly #messagePrefix: Buffer;
  readonly #recordBytesMax: number;
  /** A message may have thousands of refused readings: its bytes are hashed once. */
  #hashedRaw: string = '';
  #hashedHeader: string = '';
  readonly #messageHash: Uint8Array = new Uint8Array(16);

  constructor(identityKey: Uint8Array, source: string, recordBytesMax: number) {
    this.#identities = new Identities(identityKey, source);
    this.#source = source;
    this.#identityPrefix = this.#identities.prefixOf('reading refusal');
    this.#contentPrefix = this.#identities.prefixOf('reading refusal content');
    this.#messagePrefix = this.#identities.prefixOf('refused message');
    this.#recordBytesMax = recordBytesMax;
  }

  get length(): number {
    return this.#table.length;
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
    const file = message.topic.toWellFormed();
    const identity = new Uint8Array(16);
    for (const { refusal, ordinal } of refused) {
      const { code, field, received, expected, at } = refusal;
      this.#writeIdentity(identity, header, raw, ordinal);
      const what = { code, field, received, expected, raw, header, status: 'open', file, line: ordinal } as const;
      this.supersede(identity, { startAt: at, endAt: at, ...what, receivedAt: message.receivedAt });
    }
    return kept.length;
  }

  /** Adds a refusal that supersedes the one with this identity. */
  supersede(identity: Uint8Array, refusal: Refusal): void {
    const table = this.#table;
    table.reserve();
    const at = table.length;
    table.identity.set(identity, at * 16);
    this.#hashMessage(refusal.header, refusal.raw);
    this.#identities.begin(this.#contentPrefix);
    const { hash } = this.#identities;
    hash.addBytes(this.#messageHash, 0, 16);
    for (const name of ['code', 'field', 'received', 'expected', 'status'] as const) {
      hash.addText(refusal[name]);
      table.setText(name, refusal[name]);
    }
    this.#identities.writeContent(table.content, at);
    for (const name of ['raw', 'header', 'file'] as const) table.setText(name, refusal[name]);
    table.setText('source', this.#source);
    for (const name of ['startAt', 'endAt', 'line', 'receivedAt'] as const)
      table.number(name).values[at] = refusal[name];
    table.length = at + 1;
  }

  build(): FactTable<'refusal'> {
    return this.#table.build();
  }

  #writeIdentity(identity: Uint8Array, header: string, raw: string, ordinal: number): void {
    this.#hashMessage(header, raw);
    this.#identities.begin(this.#identityPrefix);
    this.#identities.hash.addBytes(this.#messageHash, 0, 16);
    this.#identities.hash.addNumber(ordinal);
    this.#identities.writeKey(identity, 0);
  }

  #hashMessage(header: string, raw: string): void {
    if (header === this.#hashedHeader && raw === this.#hashedRaw) return;
    this.#identities.begin(this.#messagePrefix);
    this.#identities.hash.addText(header);
    this.#identities.hash.addText(raw);
    this.#identities.writeKey(this.#messageHash, 0);
    this.#hashedHeader = header;
    this.#hashedRaw = raw;
  }
}
