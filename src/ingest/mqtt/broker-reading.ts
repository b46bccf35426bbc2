/**
 * What every source over MQTT shares: its connections, and the batch they fill together. What the messages mean is the
 * protocol's, such as JSON by mappings or Sparkplug.
 */
import type { SourceContext } from '../context.ts';
import { systemTimers } from '../pipeline/timers.ts';
import type { ReadingBatch } from '../readings/index.ts';
import type { SourceBatch, SourceEvent } from '../source.ts';
import type { BrokerConfig } from './broker-config.ts';
import type { ConfirmationHandler, ConnectionHandler, ConnectionOptions, Publisher } from './connection.ts';
import { ConnectionEvents } from './connection-events.ts';
import { type HeldBatch, Inbox, type InboxLimits } from './inbox.ts';
import type { ConnectMqtt } from './load-mqtt.ts';
import type { ReceivedPacket } from './receipts.ts';
import { Session } from './session.ts';
import { UnackedBatches } from './unacked-batches.ts';

/** Waits before connecting again, but for the longest, which the plant file says. */
const backOffBaseMs = 1_000;

/** A message as its protocol gets it. */
export interface BrokerMessage extends ReceivedPacket {
  readonly isRetained: boolean;
  readonly qos: 0 | 1 | 2;
  /**
   * Says that what it brings comes in a later batch: until what is given is settled there, it is not acknowledged, and
   * nothing that came after it on its connection is either. Undefined for QoS 0, which is never acknowledged.
   */
  defer(): HeldBatch | undefined;
}

/** One of a source's connections, over all the network connections that it spans. */
export interface BrokerSlot {
  /** Called for each connecting. */
  createOptions(): Promise<ConnectionOptions>;
  onConnected?(isSessionResumed: boolean): void;
  onSubscribed?(publisher: Publisher): void;
  onDisconnected?(): void;
  /** Reads a message into the batch; gives how many readings it brought, refused ones too. */
  read(message: BrokerMessage): number;
  /** Where it matters that acknowledgements have reached the broker. Default: nowhere. */
  readonly confirming?: ConfirmationHandler;
}

/** What a protocol makes of a broker's messages, for one start of a source. */
export interface BrokerProtocol {
  /** Its connections. */
  readonly slots: readonly BrokerSlot[];
  /** The batch so far; it is empty afterwards. */
  take(): ReadingBatch & Pick<SourceBatch, 'position' | 'positionInPart'>;
  /** The connections are about to be opened; facts that no message brings go into the inbox. */
  open?(inbox: Inbox): void;
  /** No more is taken from now on: what was held back goes into the inbox. */
  finish?(): void;
}

export interface BrokerReadingOptions {
  readonly connect: ConnectMqtt;
  readonly config: BrokerConfig;
  readonly context: SourceContext;
  readonly limits: InboxLimits;
  readonly onEvent: (event: SourceEvent) => void;
}

/** One start of a source. */
export class BrokerReading {
  readonly inbox: Inbox;
  readonly unacked: UnackedBatches = new UnackedBatches();
  readonly #options: BrokerReadingOptions;
  readonly #protocol: BrokerProtocol;
  readonly #events: ConnectionEvents;
  #sessions: readonly Session[] = [];
  #isTaking: boolean = true;

  constructor(protocol: BrokerProtocol, options: BrokerReadingOptions) {
    this.#options = options;
    this.#protocol = protocol;
    this.inbox = new Inbox(options.limits);
    const { context, onEvent, config } = options;
    this.#events = new ConnectionEvents({ clock: context.clock, onEvent, broker: config.url });
  }

  open(): void {
    if (!this.#isTaking) return;
    this.#protocol.open?.(this.inbox);
    this.#sessions = this.#protocol.slots.map((slot, i) => this.#openSession(slot, i));
  }

  take(): SourceBatch {
    return this.inbox.take((held) => {
      const ack = this.unacked.add(() => {
        for (const { pubacks, held: messages } of held) pubacks.release(messages);
      });
      // A reading's identity is its tag, instant and sequence: another value of it is a correction.
      return { source: this.#options.config.id, identityBy: 'key', ...this.#protocol.take(), ack };
    });
  }

  /** What was taken may still be acknowledged, on the connections there are. */
  stopTaking(): void {
    if (this.#isTaking) this.#protocol.finish?.();
    this.#isTaking = false;
    this.inbox.close();
    for (const session of this.#sessions) session.stopReconnecting();
  }

  async close(): Promise<void> {
    this.stopTaking();
    await Promise.all(this.#sessions.map((session) => session.stop()));
  }

  #openSession(slot: BrokerSlot, index: number): Session {
    const { connect, config, context } = this.#options;
    return new Session({
      connect,
      broker: config.url,
      backOff: { baseMs: backOffBaseMs, capMs: config.reconnectMsMax },
      random: context.random,
      timers: systemTimers,
      now: () => performance.now(),
      createOptions: () => slot.createOptions(),
      handler: this.#handlerOf(slot, index),
      onDisconnected: (reason) => {
        slot.onDisconnected?.();
        this.#events.disconnected(index, reason);
      },
    });
  }

  #handlerOf(slot: BrokerSlot, index: number): ConnectionHandler {
    return {
      onConnected: (isSessionResumed) => {
        slot.onConnected?.(isSessionResumed);
        this.#events.connected(index, isSessionResumed);
      },
      onSubscribed: (denied, publisher) => {
        this.#events.denied(denied);
        slot.onSubscribed?.(publisher);
      },
      onMessage: ({ topic, payload, qos, messageId = 0, dup, retain }, pubacks, resume) => {
        const message: BrokerMessage = {
          packetId: messageId,
          topic,
          payload: payload as Buffer,
          isRepeated: dup,
          isRetained: retain,
          qos,
          defer: () => (qos === 1 ? { pubacks, held: pubacks.defer() } : undefined),
        };
        const packetId = qos === 1 ? messageId : 0;
        const decode = (): number => slot.read(message);
        return this.inbox.offer({ topic, payload: message.payload, packetId, pubacks, decode, resume });
      },
      ...(slot.confirming === undefined ? {} : { confirming: slot.confirming }),
    };
  }
}
