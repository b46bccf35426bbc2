/** What a host makes of messages, as the facts of a batch and the events of a source. */
import type { Publication } from '../mqtt/publication.ts';
import type { ReadingBatch, ReadingBatchBuilder } from '../readings/index.ts';
import type { SourceEvent } from '../source.ts';
import { writeBirthExtract } from './birth-extract.ts';
import type { DropReason, HostSink, SparkplugEvent, SparkplugReadingValue, SparkplugRefusalCode } from './host-sink.ts';
import type { MetricEmitter } from './metric-emitter.ts';
import type { ReadContext } from './read-context.ts';
import type { NodeMessage, SparkplugMessage } from './sparkplug-message.ts';
import type { TagScopes } from './tag-scopes.ts';

export interface ReadingOutputOptions {
  readonly builder: ReadingBatchBuilder;
  readonly emitter: MetricEmitter;
  readonly scopes: TagScopes;
  /** Wall clock, UTC epoch ms. */
  readonly clock: () => number;
  readonly onEvent: (event: SourceEvent) => void;
  /** Publishes on the connection there is. */
  readonly publish: (publication: Publication) => void;
  /** A message has come to its end: its facts, where it has any, are in the batch. */
  readonly onSettled: (message: SparkplugMessage) => void;
}

interface BegunMessage {
  readonly node: NodeMessage;
  readonly context: ReadContext;
}

export class ReadingOutput implements HostSink {
  readonly #options: ReadingOutputOptions;
  #begun: BegunMessage | undefined;
  /** Tags that the birth being read has told. */
  #told: string[] = [];

  constructor(options: ReadingOutputOptions) {
    this.#options = options;
  }

  /** Readings since the last batch, refused and held back ones too. */
  get received(): number {
    return this.#options.builder.received;
  }

  take(): ReadingBatch {
    return this.#options.builder.take();
  }

  begin(node: NodeMessage, context: ReadContext): void {
    const { builder, emitter } = this.#options;
    this.#begun = { node, context };
    builder.begin(node.message);
    emitter.begin(node.message, builder);
  }

  addReading(
    tag: string,
    at: number,
    value: SparkplugReadingValue,
    quality: 0 | 1 | 2,
    _isHistorical: boolean,
    parent: string,
    index: number,
  ): void {
    const id = this.#options.emitter.emit(tag, at, value, quality, parent, index);
    if (id !== undefined && this.#begun?.context.isBirth === true) this.#told.push(id);
  }

  addTransient(tag: string): void {
    const { builder, emitter } = this.#options;
    if (emitter.takes(tag)) builder.holdBack(1);
  }

  refuse(code: SparkplugRefusalCode, message: SparkplugMessage, field: string, expected: string): void {
    const { builder, emitter } = this.#options;
    if (field !== '') {
      emitter.refuse(code, field, '', expected, (this.#begun as BegunMessage).node.at);
      return;
    }
    builder.begin(message);
    emitter.begin(message, builder);
    emitter.refuse(code, '', `${message.payload.length} bytes`, expected, Number.NaN);
    builder.end();
    this.#options.onSettled(message);
  }

  end(): void {
    const { builder, onEvent, onSettled } = this.#options;
    const { node, context } = this.#begun as BegunMessage;
    builder.end(() => writeBirthExtract(node, context));
    if (this.#told.length > 0) {
      const at = Number.isNaN(node.at) ? node.message.receivedAt : node.at;
      onEvent({ kind: 'tags-known', at, tags: this.#told });
      this.#told = [];
    }
    onSettled(node.message);
  }

  apply(message: SparkplugMessage): void {
    this.#options.onSettled(message);
  }

  drop(message: SparkplugMessage, _reason: DropReason, readingCount: number): void {
    this.#options.builder.holdBack(readingCount);
    this.#options.onSettled(message);
  }

  publish(publication: Publication): void {
    this.#options.publish(publication);
  }

  noteRebirth(): void {}

  tell(event: SparkplugEvent): void {
    switch (event.kind) {
      case 'node-offline':
        this.#tellUnknown(event.scope, event.at, 'disconnected', event.reason);
        return;
      case 'device-offline':
        this.#tellUnknown(event.scope, event.at, 'disconnected', 'The device died (DDEATH).');
        return;
      case 'sequence-jump': {
        const { fromAt, toAt, missingCount } = event;
        const count = missingCount === undefined ? 'Messages are' : `${missingCount} of its messages are`;
        this.#tellUnknown(event.scope, Number.isNaN(fromAt) ? toAt : fromAt, 'sequence', `${count} missing.`);
        return;
      }
      case 'notice':
        this.#options.onEvent({ kind: 'notice', at: event.at, message: `${event.scope}: ${event.message}` });
        return;
      default:
        // What a birth brings says that its node or device is there.
        return;
    }
  }

  /** What came while there was no connection nobody knows: of no tag that was heard of before it. */
  tellReconnected(at: number): void {
    const tags = this.#options.emitter.listTags();
    const reason = 'What came while there was no connection is not known until the next birth.';
    if (tags.length > 0) this.#options.onEvent({ kind: 'tags-unknown', at, cause: 'disconnected', tags, reason });
  }

  #tellUnknown(scope: string, at: number, cause: 'disconnected' | 'sequence', reason: string): void {
    const tags = this.#options.scopes.listTags(scope);
    if (tags.length === 0) return;
    const { clock, onEvent } = this.#options;
    onEvent({ kind: 'tags-unknown', at: Math.min(at, clock()), cause, tags, reason: `${scope}: ${reason}` });
  }
}
