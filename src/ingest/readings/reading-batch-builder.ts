/** Messages to a batch of facts: readings in columns, what was refused, and the counts that go with them. */
import type { Adjustment, AnyFactTable } from '../../model/index.ts';
import { batchBytesMax, batchRowsMax } from '../batch.ts';
import { recordBytesDefault } from '../config.ts';
import type { Refusal } from '../refusals.ts';
import type { SourceBatch } from '../source.ts';
import type { ClockSkew } from './clock-skew.ts';
import type { ReadingFilter } from './filters/filtered-reading.ts';
import { createTagFilter } from './filters/tag-filter.ts';
import { MessageRefusals, type NumberedRefusal } from './message-refusals.ts';
import { ReadingColumns } from './reading-columns.ts';
import type {
  BoundTag,
  Message,
  ReadingAdjustment,
  ReadingDecoder,
  ReadingRefusal,
  ReadingSink,
} from './reading-sink.ts';

export interface ReadingBatchOptions {
  /** Source id of the plant file. */
  readonly source: string;
  readonly identityKey: Uint8Array;
  /** Bytes kept of a message with a refused reading; of a longer one the beginning. Default: 64 KiB. */
  readonly recordBytesMax?: number;
  /** Told the times of the messages. Default: nobody estimates the skew. */
  readonly skew?: ClockSkew;
  /** Whether tags' filters hold readings back; a replay has none. Default: true. */
  readonly isFiltering?: boolean;
}

const adjustmentsListedMax = 1_000;

/** What of a batch does not depend on how the source is acknowledged. */
export type ReadingBatch = Pick<SourceBatch, 'facts' | 'account' | 'adjustments' | 'adjustmentCount' | 'heard'>;

/**
 * Takes messages until it is full or its source hands the batch over. Every reading of a message is in exactly one of
 * the counts: received = readings added + refused + filtered.
 */
export class ReadingBatchBuilder implements ReadingSink {
  readonly #options: ReadingBatchOptions;
  readonly #columns: ReadingColumns;
  readonly #refusals: MessageRefusals;
  /** By tag index; `undefined` where the tag has none. */
  readonly #filters: Map<number, ReadingFilter | undefined> = new Map();
  #heard: Map<string, { fromAt: number; toAt: number }> = new Map();
  #adjustments: Adjustment[] = [];
  #adjustmentCount: number = 0;
  #refusedCount: number = 0;
  #filteredCount: number = 0;
  #byteLength: number = 0;
  #message: Message | undefined;
  #receivedAt: number = 0;
  #ordinal: number = 0;
  #newestAt: number = Number.NEGATIVE_INFINITY;
  #refused: NumberedRefusal[] = [];

  constructor(options: ReadingBatchOptions) {
    this.#options = options;
    this.#columns = new ReadingColumns(options.source);
    this.#refusals = new MessageRefusals(
      options.identityKey,
      options.source,
      options.recordBytesMax ?? recordBytesDefault,
    );
  }

  /** Readings received since the last batch. */
  get received(): number {
    return this.#columns.length + this.#refusedCount + this.#filteredCount;
  }

  /** Whether it should be handed over: a message more is taken, but makes it longer than a batch should be. */
  get isFull(): boolean {
    return this.received >= batchRowsMax || this.#byteLength >= batchBytesMax;
  }

  /** Facts since the last batch, refusals among them. */
  get length(): number {
    return this.#columns.length + this.#refusals.length;
  }

  /**
   * Adds all readings of a message.
   *
   * @returns how many there were, with those refused and filtered
   */
  addMessage(message: Message, decoder: ReadingDecoder): number {
    this.begin(message);
    decoder.decode(message, this);
    return this.end();
  }

  /** What is added and refused from now on, until `end`, is of this message. */
  begin(message: Message): void {
    this.#message = message;
    this.#receivedAt = message.receivedAt;
    this.#ordinal = 0;
    this.#newestAt = Number.NEGATIVE_INFINITY;
  }

  /**
   * Ends the message that was begun.
   *
   * @param contextOf - what its decoder must know to read it again; asked for only where something of it was refused
   * @returns how many readings there were, with those refused and filtered
   */
  end(contextOf?: () => string | undefined): number {
    const message = this.#message as Message;
    this.#byteLength += message.payload.length;
    if (this.#newestAt > Number.NEGATIVE_INFINITY && message.isRetained !== true)
      this.#options.skew?.observe(this.#newestAt, message.receivedAt);
    if (this.#refused.length > 0) {
      const told = contextOf === undefined ? message : { ...message, context: contextOf() };
      this.#byteLength += this.#refusals.add(told, this.#refused, this.#ordinal);
      this.#refusedCount += this.#refused.length;
      this.#refused = [];
    }
    return this.#ordinal;
  }

  add(tag: BoundTag, at: number, value: number, text: string, quality: 0 | 1 | 2, sequence: number): void {
    this.#ordinal++;
    // A time of receipt says nothing of the source's clock.
    if (at > this.#newestAt && at !== this.#receivedAt) this.#newestAt = at;
    if (tag.tag.filter === undefined || this.#options.isFiltering === false) {
      this.#columns.add(tag, at, value, text, quality, sequence);
      return;
    }
    this.#filter(tag, at, value, text, quality, sequence);
  }

  refuse(refusal: ReadingRefusal): void {
    this.#refused.push({ refusal, ordinal: ++this.#ordinal });
    // A clock far ahead has all its readings refused: it must be known for what it is all the same.
    if (refusal.code === 'time-in-future' && refusal.at > this.#newestAt) this.#newestAt = refusal.at;
  }

  /** Readings that their source itself holds back: they count as received and filtered. */
  holdBack(count: number): void {
    this.#filteredCount += count;
  }

  adjust(adjustment: ReadingAdjustment): void {
    this.#adjustmentCount++;
    if (this.#adjustments.length >= adjustmentsListedMax) return;
    const file = (this.#message as Message).topic;
    this.#adjustments.push({ ...adjustment, source: this.#options.source, file, line: this.#ordinal + 1 });
  }

  /** Adds a refusal that supersedes the one with this identity; it counts as nothing received. */
  supersedeRefusal(identity: Uint8Array, refusal: Refusal): void {
    this.#refusals.supersede(identity, refusal);
  }

  /** The batch so far; the builder is empty afterwards. */
  take(): ReadingBatch {
    const account = { received: this.received, refused: this.#refusedCount, filtered: this.#filteredCount };
    const facts: AnyFactTable[] = [];
    if (this.#columns.length > 0) facts.push(this.#columns.build());
    if (this.#refusals.length > 0) facts.push(this.#refusals.build());
    const taken = {
      facts,
      account: { ...account, expired: 0, lost: 0 },
      adjustments: this.#adjustments,
      adjustmentCount: this.#adjustmentCount,
      heard: [...this.#heard].map(([tag, span]) => ({ tag, ...span })),
    };
    this.#heard = new Map();
    this.#adjustments = [];
    this.#adjustmentCount = 0;
    this.#refusedCount = 0;
    this.#filteredCount = 0;
    this.#byteLength = 0;
    return taken;
  }

  #filter(bound: BoundTag, at: number, value: number, text: string, quality: 0 | 1 | 2, sequence: number): void {
    const { tag, index } = bound;
    if (!this.#filters.has(index)) this.#filters.set(index, createTagFilter(tag));
    const filter = this.#filters.get(index);
    const reading = { at, value, text, quality, sequence };
    const passed = filter === undefined ? reading : filter.pass(reading);
    if (passed !== undefined) {
      this.#columns.add(bound, passed.at, passed.value, passed.text, passed.quality, passed.sequence);
      if (passed.at === at) return;
    } else this.#filteredCount++;
    this.#hear(tag.id, at);
  }

  /** Notes that a tag was heard of at an instant none of its facts has. */
  #hear(tag: string, at: number): void {
    const span = this.#heard.get(tag);
    if (span === undefined) this.#heard.set(tag, { fromAt: at, toAt: at });
    else {
      span.fromAt = Math.min(span.fromAt, at);
      span.toAt = Math.max(span.toAt, at);
    }
  }
}
