/** Messages by the mappings of their subscriptions, over connections whose sessions the broker keeps. */
import type { SourceContext } from '../context.ts';
import type { ReadingBatch } from '../readings/index.ts';
import type { SourceBatch, SourcePosition } from '../source.ts';
import type { BrokerMessage, BrokerProtocol, BrokerSlot } from './broker-reading.ts';
import { clientIdOf, createClientOptions } from './client-options.ts';
import type { MqttSourceConfig } from './config.ts';
import type { MessageBatch } from './message-batch.ts';
import { type MqttPosition, parsePosition, toPosition } from './position.ts';
import { ReceiptClock, Receipts } from './receipts.ts';
import { listFilters, listSlots, type Slot } from './subscriptions.ts';

export class MqttProtocol implements BrokerProtocol {
  readonly slots: readonly BrokerSlot[];
  readonly #config: MqttSourceConfig;
  readonly #context: SourceContext;
  readonly #messages: MessageBatch;
  readonly #receiptClock: ReceiptClock;
  readonly #receipts: readonly Receipts[];
  readonly #filters: readonly string[];

  /** @param position what history has committed for the source */
  constructor(
    config: MqttSourceConfig,
    context: SourceContext,
    messages: MessageBatch,
    position: SourcePosition | undefined,
  ) {
    const earlier = parsePosition(position);
    this.#config = config;
    this.#context = context;
    this.#messages = messages;
    this.#receiptClock = new ReceiptClock(context.clock);
    if (earlier.lastReceivedAt !== undefined) this.#receiptClock.startAfter(earlier.lastReceivedAt);
    const slots = listSlots(config, clientIdOf(config, context), earlier.receipts.length);
    this.#filters = listFilters(slots);
    this.#receipts = slots.map(() => new Receipts(this.#receiptClock));
    for (const [i, text] of earlier.receipts.entries()) this.#receipts[i]?.read(text);
    this.slots = slots.map((slot, i) => this.#slotOf(slot, this.#receipts[i] as Receipts, earlier));
  }

  take(): ReadingBatch & Pick<SourceBatch, 'position' | 'positionInPart'> {
    const position = toPosition({
      filters: this.#filters,
      receipts: this.#receipts.slice(0, this.#config.connections).map((receipts) => receipts.write()),
      lastReceivedAt: this.#receiptClock.lastAt,
    });
    // The broker sends again what was not acknowledged; with the receipts of it, it is known again by its time.
    return { ...this.#messages.take(), position, positionInPart: position };
  }

  #slotOf({ clientId, subscriptions }: Slot, receipts: Receipts, { filters }: MqttPosition): BrokerSlot {
    const session = { clientId, expiryMs: this.#config.sessionExpiryMs };
    return {
      createOptions: async () => ({
        url: this.#config.url,
        client: await createClientOptions(this.#config, this.#context, session),
        subscriptions,
        obsoleteFilters: filters.filter((filter) => !subscriptions.has(filter)),
      }),
      onConnected: (isSessionResumed) => {
        // A session that was lost took the meaning of its packet ids with it.
        if (!isSessionResumed) receipts.clear();
      },
      read: (message) => this.#read(message, message.qos === 1 ? receipts : undefined),
      confirming: {
        now: () => this.#receiptClock.lastAt,
        isWanted: () => !receipts.isEmpty,
        onConfirmed: (packetIds, at) => receipts.confirm(packetIds, at),
      },
    };
  }

  /** @param receipts undefined where the message is not acknowledged, so that it never comes again */
  #read(message: BrokerMessage, receipts: Receipts | undefined): number {
    const { topic, payload, isRetained } = message;
    const receivedAt = receipts === undefined ? this.#receiptClock.next() : receipts.receive(message);
    const { readingCount, dependsOnReceipt } = this.#messages.add({ topic, payload, receivedAt, isRetained });
    if (dependsOnReceipt) receipts?.remember(message, receivedAt);
    return readingCount;
  }
}
