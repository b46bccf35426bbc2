/** One network connection to the broker, from CONNECT until it is gone. A session may span many. */
import type { Duplex } from 'node:stream';
import type { IClientOptions, IClientSubscribeOptions, IPublishPacket, MqttClient } from 'mqtt';
import { Confirmations } from './confirmations.ts';
import type { ConnectMqtt } from './load-mqtt.ts';
import { PubackQueue } from './puback.ts';
import type { Publication } from './publication.ts';

export interface ConnectionOptions {
  readonly url: string;
  readonly client: IClientOptions;
  /** QoS by filter, `$share/<group>/` included. */
  readonly subscriptions: ReadonlyMap<string, 0 | 1>;
  /** Filters that the session may have from an earlier plant file. */
  readonly obsoleteFilters: readonly string[];
}

/** The broker's answer to a subscription, where it is not the QoS that was asked for. */
export interface DeniedSubscription {
  readonly filter: string;
  /** QoS that was granted instead, or a reason code from 128 on. */
  readonly granted: number;
}

export interface ConnectionHandler {
  /** The broker let us in; messages that it kept come from now on. */
  onConnected(isSessionResumed: boolean): void;
  /** The broker has answered what was subscribed to; from now on it may be published, as long as the connection lasts. */
  onSubscribed(denied: readonly DeniedSubscription[], publisher: Publisher): void;
  /** Whether there is room for a further message; where there is none, `resume` is called as soon as there is. */
  onMessage(packet: IPublishPacket, pubacks: PubackQueue, resume: () => void): boolean;
  /** Where it matters that acknowledgements have reached the broker. Default: nowhere. */
  readonly confirming?: ConfirmationHandler;
}

export interface Publisher {
  /** Publishes on this connection only; where that is gone meanwhile, nothing is. */
  publish(publication: Publication): void;
}

export interface ConfirmationHandler {
  /** Time of the source's receipt clock. */
  now(): number;
  /** Whether it matters now. */
  isWanted(): boolean;
  /** The broker has had the acknowledgements of these packets, received not after `at`. */
  onConfirmed(packetIds: readonly number[], at: number): void;
}

/** Longest wait for the broker to take the last acknowledgements and DISCONNECT, ms. */
const stopMsMax = 2_000;

/** Given to mqtt.js it means: send no PUBACK, and go on with the next packet (docs/decisions/0007). */
const heldBack = new Error('acknowledged once it is on disk');

export class Connection implements Publisher {
  /** Resolves once it is gone, with what ended it; undefined after `stop`, and where nobody said. */
  readonly ended: Promise<unknown>;
  readonly #client: MqttClient;
  readonly #options: ConnectionOptions;
  readonly #handler: ConnectionHandler;
  readonly #pubacks: PubackQueue;
  #error: unknown;
  #isStopping: boolean = false;
  /** Goes on with the next packet, while there is no room for it. */
  #paused: (() => void) | undefined;
  #pings: NodeJS.Timeout | undefined;

  /** @throws what TLS says of a certificate or key it cannot read */
  constructor(connect: ConnectMqtt, options: ConnectionOptions, handler: ConnectionHandler) {
    this.#options = options;
    this.#handler = handler;
    this.#client = connect(options.url, options.client);
    const { confirming } = handler;
    const onSent = confirming && this.#confirm(confirming);
    this.#pubacks = new PubackQueue(this.#client.stream as unknown as Duplex, onSent);
    this.#client.handleMessage = (packet, done) => this.#take(packet, done as (error?: Error) => void);
    this.#client.on('connect', ({ sessionPresent }) => this.#subscribe(sessionPresent));
    // Whatever the error is, a new connection is the way out of it.
    this.#client.on('error', (error) => this.#fail(error));
    this.#client.on('disconnect', ({ reasonCode }) =>
      this.#fail({ code: reasonCode, message: `The broker ended the connection, reason code ${reasonCode}` }),
    );
    this.ended = new Promise((resolve) => {
      this.#client.once('close', () => {
        clearInterval(this.#pings);
        resolve(this.#error);
      });
    });
  }

  publish({ topic, payload, qos, retain }: Publication): void {
    // That the connection is gone is told otherwise.
    this.#client.publish(topic, payload as Buffer, { qos, retain }, () => {});
  }

  /** Takes no more messages, sends what was released before, and leaves; the broker keeps the session. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#resume();
    // A broker that does not answer cannot hold the stop up.
    const timer = setTimeout(() => this.#client.stream.destroy(), stopMsMax);
    this.#client.end(!this.#client.connected);
    await this.ended;
    clearTimeout(timer);
  }

  /** Pings after acknowledgements whose arrival matters; gives what is to be called when some were sent. */
  #confirm({ now, isWanted, onConfirmed }: ConfirmationHandler): (packetIds: readonly number[]) => void {
    const client = this.#client;
    const confirmations = new Confirmations(now, onConfirmed);
    client.on('packetsend', ({ cmd }) => {
      if (cmd === 'pingreq') confirmations.pinged();
    });
    client.on('packetreceive', ({ cmd }) => {
      if (cmd === 'pingresp' && confirmations.answered()) client.sendPing();
    });
    return (packetIds) => {
      if (isWanted() && confirmations.acknowledged(packetIds)) client.sendPing();
    };
  }

  #fail(error: unknown): void {
    this.#error ??= error;
    this.#client.stream.destroy();
  }

  #subscribe(isSessionResumed: boolean): void {
    const { subscriptions, obsoleteFilters } = this.#options;
    this.#handler.onConnected(isSessionResumed);
    // Only afterwards: between the two nothing of a filter that became another may be missed.
    const unsubscribe = (): void => {
      if (isSessionResumed && obsoleteFilters.length > 0) this.#client.unsubscribe([...obsoleteFilters]);
    };
    if (subscriptions.size === 0) {
      unsubscribe();
      return;
    }
    // MQTT 5: retained messages come with a subscription that is new, not at every connecting.
    const wanted = [...subscriptions].map(([filter, qos]) => [filter, { qos, rh: 1 } as IClientSubscribeOptions]);
    this.#client.subscribe(Object.fromEntries(wanted), (_error, _subscriptions, answer) => {
      // Without an answer the connection is gone, which is told otherwise.
      if (answer === undefined) return;
      unsubscribe();
      const denied = [...subscriptions].flatMap(([filter, qos], i) => {
        const granted = Number(answer.granted[i]);
        return granted === qos ? [] : [{ filter, granted }];
      });
      this.#handler.onSubscribed(denied, this);
    });
  }

  #take(packet: IPublishPacket, done: (error?: Error) => void): void {
    const next = (): void => (packet.qos === 1 ? done(heldBack) : done());
    // Not taken and not acknowledged: it comes again at the next start.
    const hasRoom = this.#isStopping || this.#handler.onMessage(packet, this.#pubacks, () => this.#resume());
    if (hasRoom) next();
    else this.#pause(next);
  }

  #resume(): void {
    const next = this.#paused;
    this.#paused = undefined;
    clearInterval(this.#pings);
    next?.();
  }

  /**
   * While nothing is read, answers to pings are not either, and mqtt.js would give a healthy connection up; so pings go
   * out and their answers are not waited for.
   */
  #pause(next: () => void): void {
    this.#paused = next;
    this.#pings = setInterval(
      () => {
        this.#client.sendPing();
        this.#client.reschedulePing(true);
      },
      (this.#client.keepalive * 1_000) / 2,
    );
  }
}
