/** Publishes readings as JSON over MQTT. */
import type { MqttClient } from 'mqtt';
import type { ReadingMapping } from '../../ingest/index.ts';
import { createJsonEncoder, type JsonEncoder, type JsonEncoderOptions } from '../json/json-encoder.ts';
import type { SentReading } from '../sent-reading.ts';
import { connectPublisher } from './connect.ts';
import { InFlight } from './in-flight.ts';
import type { PublisherOptions, PublisherStatus, ReadingPublisher } from './publisher.ts';

export interface JsonPublisherOptions extends PublisherOptions, JsonEncoderOptions {
  /** That of the subscription which will read it. */
  readonly mapping: ReadingMapping;
  /** 1: a message that was not acknowledged is sent again after a disconnect, so it may arrive twice. Default: 1. */
  readonly qos?: 0 | 1;
}

/**
 * Connects, and publishes readings as a mapping reads them. While the broker is away it connects again, keeps what was not
 * acknowledged and sends it again; `publish` then waits.
 *
 * @throws GembaError `broker-unreachable` where the first connection fails
 * @example
 * await using publisher = await openJsonPublisher({ url, mapping: { form: 'value', value: 'v', time: 't' } });
 * await publisher.publish([{ tag: 'press/temperature', at: Date.now(), value: 21.5 }]);
 * await publisher.flush();
 */
export async function openJsonPublisher(options: JsonPublisherOptions): Promise<ReadingPublisher> {
  const encode = createJsonEncoder(options.mapping, options);
  const client = await connectPublisher(options, {
    reconnectPeriod: options.reconnectMs ?? 500,
    queueQoSZero: false,
  });
  return new JsonPublisher(client, encode, options);
}

class JsonPublisher implements ReadingPublisher {
  readonly #client: MqttClient;
  readonly #encode: JsonEncoder;
  readonly #qos: 0 | 1;
  readonly #inFlight: InFlight;
  #connectCount: number = 1;
  #publishedMessages: number = 0;
  #publishedReadings: number = 0;
  #acknowledgedReadings: number = 0;

  constructor(client: MqttClient, encode: JsonEncoder, options: JsonPublisherOptions) {
    const { qos = 1, inFlightMax = 1_000, signal, onEvent = () => undefined } = options;
    this.#client = client;
    this.#encode = encode;
    this.#qos = qos;
    this.#inFlight = new InFlight(inFlightMax, signal);
    onEvent({ kind: 'connected' });
    let isUp = true;
    client.on('connect', () => {
      this.#connectCount++;
      isUp = true;
      onEvent({ kind: 'connected' });
      this.#inFlight.wake();
    });
    client.on('close', () => {
      if (isUp && !client.disconnecting) onEvent({ kind: 'disconnected', reason: 'the connection closed' });
      isUp = false;
      // What was to be acknowledged is kept by the client and sent again.
      if (this.#qos === 0) this.#inFlight.failAll();
    });
  }

  async publish(readings: readonly SentReading[]): Promise<void> {
    for (const { topic, payload, readingCount } of this.#encode(readings)) {
      await this.#inFlight.hasRoom();
      if (this.#qos === 0) await this.#inFlight.until(() => this.#client.connected);
      this.#publishedMessages++;
      this.#publishedReadings += readingCount;
      const settle = this.#inFlight.begin((isTaken) => {
        if (isTaken) this.#acknowledgedReadings += readingCount;
      });
      // An error means that the client was ended.
      this.#client.publish(topic, payload as Buffer, { qos: this.#qos }, (error) => settle(error == null));
    }
    await this.#inFlight.hasRoom();
  }

  flush(): Promise<void> {
    return this.#inFlight.isEmpty();
  }

  status(): PublisherStatus {
    return {
      isConnected: this.#client.connected,
      connectCount: this.#connectCount,
      publishedMessages: this.#publishedMessages,
      publishedReadings: this.#publishedReadings,
      acknowledgedReadings: this.#acknowledgedReadings,
      inFlightMessages: this.#inFlight.count,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // With messages on their way an orderly end would wait for a broker that may never come back.
    await this.#client.endAsync(this.#inFlight.count > 0);
  }
}
