/** Publishes readings as an edge node of Sparkplug B over MQTT. */
import type { MqttClient } from 'mqtt';
import type { Publication } from '../../ingest/index.ts';
import { GembaError, type Tag } from '../../model/index.ts';
import type { SentReading } from '../sent-reading.ts';
import type { EdgeReading } from '../sparkplug/edge-metrics.ts';
import { SparkplugEdgeNode } from '../sparkplug/edge-node.ts';
import { connectPublisher } from './connect.ts';
import { InFlight } from './in-flight.ts';
import type { PublisherOptions, PublisherStatus, ReadingPublisher } from './publisher.ts';
import { devicesOf, type SparkplugPlace, sparkplugPlaceOf } from './sparkplug-tags.ts';

export interface SparkplugPublisherOptions extends PublisherOptions {
  readonly group: string;
  readonly node: string;
  /** What can be published: a device for each piece of equipment. Readings name these tags by their ids. */
  readonly tags: readonly Tag[];
  /** Values before the first are published, for the births. Default: none, and births say null. */
  readonly current?: readonly SentReading[];
  /** UTC epoch ms, for births and messages. Default: `Date.now`. */
  readonly clock?: () => number;
}

/** Of one message at most. */
const readingsPerMessage = 1_000;

/**
 * Connects as an edge node: births first, then data at QoS 0, as Sparkplug demands; answers hosts that ask for a rebirth.
 * When the connection breaks, the broker publishes the node's death; the node connects again as a new session, and what
 * was on its way is sent once more, marked historical. What the network had taken and the broker had not may be lost:
 * nobody can know at QoS 0.
 *
 * @throws GembaError `broker-unreachable` where the first connection fails
 * @example await using publisher = await openSparkplugPublisher({ url, group: 'Plant1', node: 'EdgeA', tags: plant.tags })
 */
export async function openSparkplugPublisher(options: SparkplugPublisherOptions): Promise<ReadingPublisher> {
  const publisher = new SparkplugPublisher(options);
  await publisher.connect();
  return publisher;
}

class SparkplugPublisher implements ReadingPublisher {
  readonly #options: SparkplugPublisherOptions;
  readonly #node: SparkplugEdgeNode;
  readonly #places: ReadonlyMap<string, SparkplugPlace>;
  readonly #inFlight: InFlight;
  readonly #clock: () => number;
  /** Readings of messages that the network had not taken when the connection broke. */
  #unsent: EdgeReading[] = [];
  #client: MqttClient | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isDisposed: boolean = false;
  #connectCount: number = 0;
  #publishedMessages: number = 0;
  #publishedReadings: number = 0;
  #acknowledgedReadings: number = 0;

  constructor(options: SparkplugPublisherOptions) {
    const { group, node, tags, current = [], inFlightMax = 1_000, signal, clock = Date.now } = options;
    this.#options = options;
    this.#node = new SparkplugEdgeNode({ group, node, devices: devicesOf(tags) });
    this.#places = new Map(tags.map((tag) => [tag.id, sparkplugPlaceOf(tag)]));
    this.#inFlight = new InFlight(inFlightMax, signal);
    this.#clock = clock;
    this.#node.remember(current.map((reading) => this.#edgeReading(reading)));
  }

  /** A session of its own: its number is in the will, which only a new connection can have. */
  async connect(): Promise<void> {
    const { will, subscriptions } = this.#node.openSession(this.#clock());
    const client = await connectPublisher(this.#options, {
      clean: true,
      reconnectPeriod: 0,
      queueQoSZero: false,
      will: { topic: will.topic, payload: will.payload as Buffer, qos: will.qos, retain: will.retain },
    });
    client.on('message', (topic, payload) => {
      for (const answer of this.#node.receive(topic, payload, this.#clock())) this.#send(client, answer, []);
    });
    await this.#subscribe(client, subscriptions);
    this.#connectCount++;
    for (const birth of this.#node.births(this.#clock())) this.#send(client, birth, []);
    this.#client = client;
    this.#options.onEvent?.({ kind: 'connected' });
    const kept = this.#unsent.map((reading) => ({ ...reading, isHistorical: true }));
    this.#unsent = [];
    this.#sendData(client, kept);
    this.#inFlight.wake();
  }

  async publish(readings: readonly SentReading[]): Promise<void> {
    const own = readings.map((reading) => this.#edgeReading(reading));
    await this.#inFlight.until(() => this.#client !== undefined);
    await this.#inFlight.hasRoom();
    this.#publishedReadings += own.length;
    // It may have closed meanwhile: then they are kept for the next births.
    if (this.#client === undefined) this.#unsent.push(...own);
    else this.#sendData(this.#client, own);
    await this.#inFlight.hasRoom();
  }

  flush(): Promise<void> {
    return this.#inFlight.until(() => this.#inFlight.count === 0 && this.#unsent.length === 0);
  }

  status(): PublisherStatus {
    return {
      isConnected: this.#client !== undefined,
      connectCount: this.#connectCount,
      publishedMessages: this.#publishedMessages,
      publishedReadings: this.#publishedReadings,
      acknowledgedReadings: this.#acknowledgedReadings,
      inFlightMessages: this.#inFlight.count,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    clearTimeout(this.#retry);
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    // An end in order: a broker publishes no will for it, so the node says it itself.
    const death = this.#node.death(this.#clock());
    if (client.connected && this.#options.signal?.aborted !== true)
      await client.publishAsync(death.topic, death.payload as Buffer, { qos: death.qos });
    else if (client.connected) client.publish(death.topic, death.payload as Buffer, { qos: 0 });
    await client.endAsync();
  }

  async #subscribe(client: MqttClient, subscriptions: readonly string[]): Promise<void> {
    try {
      await client.subscribeAsync([...subscriptions], { qos: 1 });
      if (!client.connected) throw new Error('the connection closed');
    } catch (error) {
      await client.endAsync(true);
      throw error;
    }
    client.once('close', () => this.#onClose(client));
  }

  #sendData(client: MqttClient, readings: readonly EdgeReading[]): void {
    for (const device of Map.groupBy(readings, (reading) => reading.device).values())
      for (let from = 0; from < device.length; from += readingsPerMessage) {
        const part = device.slice(from, from + readingsPerMessage);
        const [message] = this.#node.data(part, this.#clock()) as [Publication];
        this.#send(client, message, part);
      }
  }

  #send(client: MqttClient, { topic, payload, qos, retain }: Publication, readings: readonly EdgeReading[]): void {
    this.#publishedMessages++;
    const settle = this.#inFlight.begin((isTaken) => {
      if (isTaken) this.#acknowledgedReadings += readings.length;
      else this.#unsent.push(...readings);
    });
    client.publish(topic, payload as Buffer, { qos, retain }, (error) => settle(error == null));
  }

  #onClose(client: MqttClient): void {
    if (this.#client === client) this.#client = undefined;
    client.end(true);
    this.#inFlight.failAll();
    if (this.#isDisposed) return;
    this.#options.onEvent?.({ kind: 'disconnected', reason: 'the connection closed' });
    this.#retryLater();
  }

  #retryLater(): void {
    this.#retry = setTimeout(() => {
      if (this.#isDisposed || this.#options.signal?.aborted === true) return;
      this.connect().catch((error: unknown) => {
        this.#options.onEvent?.({ kind: 'disconnected', reason: (error as Error).message });
        if (!this.#isDisposed) this.#retryLater();
      });
    }, this.#options.reconnectMs ?? 500);
  }

  #edgeReading({ tag, at, value, quality }: SentReading): EdgeReading {
    const place = this.#places.get(tag);
    if (place === undefined)
      throw new GembaError('usage', `${tag} is no tag of this edge node. Name it in \`tags\`.`, { details: { tag } });
    return {
      device: place.device,
      metric: place.metric,
      at,
      value,
      ...(quality === undefined ? {} : { quality }),
    };
  }
}
