/** What publishes readings to a broker, and how it stands. */
import type { SentReading } from '../sent-reading.ts';

export interface PublisherOptions {
  /** Broker: `mqtt://host:1883`, `mqtts://host:8883`, `ws://…`, `wss://…`. */
  readonly url: string;
  /** Default: none. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Default: one that no other client has. */
  readonly clientId?: string | undefined;
  /** Messages on their way at once at most. Default: 1,000. */
  readonly inFlightMax?: number;
  /** Longest wait for the broker's answer, ms. Default: 10,000. */
  readonly connectTimeoutMs?: number;
  /** Wait before connecting again, ms. Default: 500. */
  readonly reconnectMs?: number;
  /** Aborting it ends what waits, with the error `aborted`. Default: never. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: PublisherEvent) => void;
}

export type PublisherEvent =
  | { readonly kind: 'connected' }
  | { readonly kind: 'disconnected'; readonly reason: string };

export interface PublisherStatus {
  readonly isConnected: boolean;
  /** Connections made, the first one too. */
  readonly connectCount: number;
  readonly publishedMessages: number;
  readonly publishedReadings: number;
  /** Readings of messages that the broker has acknowledged (QoS 1), or that the network has taken (QoS 0). */
  readonly acknowledgedReadings: number;
  readonly inFlightMessages: number;
}

export interface ReadingPublisher extends AsyncDisposable {
  /**
   * Publishes readings in their order. Resolves as soon as there is room for more, so that whoever calls it is never
   * further ahead of the broker than `inFlightMax` messages.
   *
   * @throws GembaError `aborted` where the signal aborts; `usage` for readings that its messages cannot hold
   */
  publish(readings: readonly SentReading[]): Promise<void>;
  /**
   * Resolves once everything published was acknowledged.
   *
   * @throws GembaError `aborted`
   */
  flush(): Promise<void>;
  status(): PublisherStatus;
}
