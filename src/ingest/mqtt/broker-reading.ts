/** What a broker sends, from its connections to the batches of one start of the source. */
import type { SourceContext } from '../context.ts';
import { systemTimers } from '../pipeline/timers.ts';
import type { SourceBatch, SourceEvent, SourcePosition } from '../source.ts';
import { clientIdOf, createClientOptions } from './client-options.ts';
import type { MqttSourceConfig } from './config.ts';
import type { ConnectionHandler } from './connection.ts';
import { ConnectionEvents } from './connection-events.ts';
import { Inbox, type InboxLimits } from './inbox.ts';
import type { ConnectMqtt } from './load-mqtt.ts';
import type { MessageBatch } from './message-batch.ts';
import { parsePosition, toPosition } from './position.ts';
import { ReceiptClock, Receipts, type ReceivedPacket } from './receipts.ts';
import { Session } from './session.ts';
import { listFilters, listSlots, type Slot } from './subscriptions.ts';
import { UnackedBatches } from './unacked-batches.ts';

/** Waits before connecting again, but for the longest, which the plant file says. */
const backOffBaseMs = 1_000;

export interface BrokerReadingOptions {
  readonly limits: InboxLimits;
  readonly position: SourcePosition | undefined;
  readonly onEvent: (event: SourceEvent) => void;
}

/** One start of the source: its connections, and the batch they fill together. */
export class BrokerReading {
  readonly inbox: Inbox;
  readonly unacked: UnackedBatches = new UnackedBatches();
  readonly #connect: ConnectMqtt;
  readonly #config: MqttSourceConfig;
  readonly #context: SourceContext;
  readonly #slots: readonly Slot[];
  readonly #messages: MessageBatch;
  readonly #receiptClock: ReceiptClock;
  readonly #receipts: readonly Receipts[];
  readonly #earlierFilters: readonly string[];
  readonly #events: ConnectionEvents;
  #sessions: readonly Session[] = [];

  constructor(
    connect: ConnectMqtt,
    messages: MessageBatch,
    config: MqttSourceConfig,
    context: SourceContext,
    { limits, position, onEvent }: BrokerReadingOptions,
  ) {
    const earlier = parsePosition(position);
    this.#connect = connect;
    this.#config = config;
    this.#context = context;
    this.#earlierFilters = earlier.filters;
    this.#slots = listSlots(config, clientIdOf(config, context), earlier.receipts.length);
    this.#messages = messages;
    this.inbox = new Inbox(limits);
    this.#receiptClock = new ReceiptClock(context.clock);
    if (earlier.lastReceivedAt !== undefined) this.#receiptClock.startAfter(earlier.lastReceivedAt);
    this.#receipts = this.#slots.map(() => new Receipts(this.#receiptClock));
    for (const [i, text] of earlier.receipts.entries()) this.#receipts[i]?.read(text);
    this.#events = new ConnectionEvents({ clock: context.clock, onEvent, broker: config.url });
  }

  open(): void {
    this.#sessions = this.#slots.map((slot, i) => this.#openSession(slot, i));
  }

  take(): SourceBatch {
    return this.inbox.take((held) => {
      const ack = this.unacked.add(() => {
        for (const { pubacks, held: batch } of held) pubacks.release(batch);
      });
      const position = toPosition({
        filters: listFilters(this.#slots),
        receipts: this.#receipts.slice(0, this.#config.connections).map((receipts) => receipts.write()),
        lastReceivedAt: this.#receiptClock.lastAt,
      });
      return {
        source: this.#config.id,
        // A reading's identity is its tag, instant and sequence: another value of it is a correction.
        identityBy: 'key',
        ...this.#messages.take(),
        position,
        // The broker sends again what was not acknowledged; with the receipts of it, it is known again by its time.
        positionInPart: position,
        ack,
      };
    });
  }

  /** What was taken may still be acknowledged, on the connections there are. */
  stopTaking(): void {
    this.inbox.close();
    for (const session of this.#sessions) session.stopReconnecting();
  }

  async close(): Promise<void> {
    this.stopTaking();
    await Promise.all(this.#sessions.map((session) => session.stop()));
  }

  #openSession(slot: Slot, index: number): Session {
    const { url, reconnectMsMax } = this.#config;
    const identity = { clientId: slot.clientId, isKept: true };
    return new Session({
      connect: this.#connect,
      broker: url,
      backOff: { baseMs: backOffBaseMs, capMs: reconnectMsMax },
      random: this.#context.random,
      timers: systemTimers,
      now: () => performance.now(),
      createOptions: async () => ({
        url,
        client: await createClientOptions(this.#config, this.#context, identity),
        subscriptions: slot.subscriptions,
        obsoleteFilters: this.#earlierFilters.filter((filter) => !slot.subscriptions.has(filter)),
      }),
      handler: this.#handlerOf(index),
      onDisconnected: (reason) => this.#events.disconnected(index, reason),
    });
  }

  #handlerOf(index: number): ConnectionHandler {
    const receipts = this.#receipts[index] as Receipts;
    return {
      onConnected: (isSessionResumed) => {
        // A session that was lost took the meaning of its packet ids with it.
        if (!isSessionResumed) receipts.clear();
        this.#events.connected(index, isSessionResumed);
      },
      onSubscribed: (denied) => this.#events.denied(denied),
      onMessage: ({ topic, payload, qos, messageId = 0, dup, retain }, pubacks, resume) => {
        const packet = { packetId: messageId, topic, payload: payload as Buffer, isRepeated: dup };
        const decode = (): number => this.#decode(packet, retain, qos === 1 ? receipts : undefined);
        return this.inbox.offer({ ...packet, packetId: qos === 1 ? messageId : 0, pubacks, decode, resume });
      },
      confirming: {
        now: () => this.#receiptClock.lastAt,
        isWanted: () => !receipts.isEmpty,
        onConfirmed: (packetIds, at) => receipts.confirm(packetIds, at),
      },
    };
  }

  /** @param receipts undefined where the message is not acknowledged, so that it never comes again */
  #decode(packet: ReceivedPacket, isRetained: boolean, receipts: Receipts | undefined): number {
    const { topic, payload } = packet;
    const receivedAt = receipts === undefined ? this.#receiptClock.next() : receipts.receive(packet);
    const { readingCount, dependsOnReceipt } = this.#messages.add({ topic, payload, receivedAt, isRetained });
    if (dependsOnReceipt) receipts?.remember(packet, receivedAt);
    return readingCount;
  }
}
