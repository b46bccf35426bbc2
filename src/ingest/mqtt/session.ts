/** Keeps one session going: connects, and connects again for ever, until it is stopped. */
import { type IngestBackOff, retryWaitMs } from '../pipeline/back-off.ts';
import type { Timers } from '../pipeline/timers.ts';
import { Connection, type ConnectionHandler, type ConnectionOptions } from './connection.ts';
import { describeFailure } from './failure.ts';
import type { ConnectMqtt } from './load-mqtt.ts';

export interface SessionOptions {
  readonly connect: ConnectMqtt;
  readonly broker: string;
  readonly backOff: IngestBackOff;
  readonly random: () => number;
  readonly timers: Timers;
  /** Monotonic, ms. */
  readonly now: () => number;
  readonly handler: ConnectionHandler;
  /** Called for each connection, so that what was renewed in the meantime is taken. */
  createOptions(): Promise<ConnectionOptions>;
  onDisconnected(reason: string): void;
}

/** A connection that lived so long was sound, and the waits begin anew with the shortest, ms. */
const soundMs = 10_000;

export class Session {
  readonly #options: SessionOptions;
  readonly #stop: AbortController = new AbortController();
  readonly #done: Promise<void>;
  #connection: Connection | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#done = this.#run();
  }

  /** Stays for as long as the connection lasts, and makes no other. */
  stopReconnecting(): void {
    this.#stop.abort();
  }

  /** Leaves the broker, which keeps the session; acknowledgements that were released before go out first. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#connection?.stop();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { backOff, random, timers, now, onDisconnected } = this.#options;
    const { signal } = this.#stop;
    for (let failures = 1; !signal.aborted; failures++) {
      const fromMs = now();
      const reason = await this.#connectOnce();
      if (signal.aborted) return;
      onDisconnected(reason);
      if (now() - fromMs >= soundMs) failures = 1;
      await timers.wait(retryWaitMs(backOff, failures, random), signal);
    }
  }

  /** Gives the reason why the connection is gone, or was not made. */
  async #connectOnce(): Promise<string> {
    const { connect, broker, handler } = this.#options;
    try {
      const options = await this.#options.createOptions();
      if (this.#stop.signal.aborted) return 'stopped';
      this.#connection = new Connection(connect, options, handler);
      const error = await this.#connection.ended;
      return error === undefined ? `${broker}: the connection was closed.` : describeFailure(error, broker);
    } catch (error) {
      return describeFailure(error, broker);
    } finally {
      this.#connection = undefined;
    }
  }
}
