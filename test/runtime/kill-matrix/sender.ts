/** Publishes numbered readings, writes numbered rows, and keeps the truth: how many there are of each, and their sum. */
import { appendFile } from 'node:fs/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { bareTag, firstAt, lastAt, listTags, logMachine, stepMs, timedTag, unknownTag } from './matrix-plant.ts';

/** The numbers 1 to `count`. */
export interface Truth {
  readonly count: number;
  readonly sum: number;
}

export interface SenderOptions {
  readonly brokerUrl: string;
  readonly logPath: string;
}

/** Messages the broker has not acknowledged. */
const inFlightMax = 200;
const burstEveryMs = 10;
const rowMs = 60_000;

export class Sender implements AsyncDisposable {
  readonly #client: MqttClient;
  readonly #logPath: string;
  readonly #counts = new Map<string, number>();
  readonly #inFlight = new Set<Promise<unknown>>();
  readonly #timer: NodeJS.Timeout;
  #refusedCount: number = 0;
  #bursts: number = 0;
  #isBareHeld: boolean = false;
  #isPaused: boolean = false;
  #progress: PromiseWithResolvers<void> = Promise.withResolvers<void>();

  static async open({ brokerUrl, logPath }: SenderOptions): Promise<Sender> {
    const client = await mqtt.connectAsync(brokerUrl, { reconnectPeriod: 50, clean: false, clientId: 'sender' });
    client.on('error', () => {
      // It connects again by itself.
    });
    return new Sender(client, logPath);
  }

  private constructor(client: MqttClient, logPath: string) {
    this.#client = client;
    this.#logPath = logPath;
    this.#timer = setInterval(() => this.#burst(), burstEveryMs);
  }

  /** By tag, and by machine for the log. */
  get truth(): ReadonlyMap<string, Truth> {
    return new Map([...this.#counts].map(([name, count]) => [name, { count, sum: (count * (count + 1)) / 2 }]));
  }

  /** Readings of a tag that no plant file has. */
  get refusedCount(): number {
    return this.#refusedCount;
  }

  /** Resolves once so many more bursts were published: what a test waits for instead of time. */
  async publishMore(bursts: number): Promise<void> {
    const wanted = this.#bursts + bursts;
    while (this.#bursts < wanted) await this.#progress.promise;
  }

  /**
   * A sender that does not know whether the broker has a message sends it again, as another one; of a bare number nobody
   * can tell. So none is on its way while the broker is away.
   */
  async holdBare(): Promise<void> {
    this.#isBareHeld = true;
    await this.#acknowledged();
  }

  resumeBare(): void {
    this.#isBareHeld = false;
  }

  /** Rows that the next start of the plant finds. */
  async writeRows(count: number): Promise<void> {
    const rows = Array.from({ length: count }, () => {
      const number = this.#next(logMachine);
      const startAt = firstAt + number * rowMs;
      return `${number},Lathe,${timeOf(startAt)},${timeOf(startAt + rowMs)},${number}\n`;
    });
    await appendFile(this.#logPath, rows.join(''));
  }

  /** Publishes nothing more, but a last reading when the broker has all others. */
  async finish(): Promise<void> {
    this.#isPaused = true;
    await this.#acknowledged();
    this.#publishTimed(lastAt);
    await this.#acknowledged();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#client.endAsync(true);
  }

  #burst(): void {
    if (this.#isPaused || this.#inFlight.size >= inFlightMax) return;
    this.#publishList();
    this.#publishTimed();
    if (!this.#isBareHeld) this.#publish(`plant/value/${bareTag}`, String(this.#next(bareTag)));
    if (this.#bursts % 50 === 0) {
      this.#refusedCount++;
      this.#publish('plant/list', JSON.stringify([{ tag: unknownTag, t: firstAt + this.#refusedCount, v: 1 }]));
    }
    this.#bursts++;
    this.#progress.resolve();
    this.#progress = Promise.withResolvers();
  }

  #publishList(): void {
    const readings = listTags.map((tag) => {
      const v = this.#next(tag);
      return { tag, t: firstAt + v * stepMs, v };
    });
    this.#publish('plant/list', JSON.stringify(readings));
  }

  #publishTimed(at?: number): void {
    const v = this.#next(timedTag);
    this.#publish(`plant/value/${timedTag}`, JSON.stringify({ t: at ?? firstAt + v * stepMs, v }));
  }

  #publish(topic: string, payload: string): void {
    const acknowledged = this.#client
      .publishAsync(topic, payload, { qos: 1 })
      .finally(() => this.#inFlight.delete(acknowledged));
    this.#inFlight.add(acknowledged);
  }

  #next(name: string): number {
    const number = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, number);
    return number;
  }

  async #acknowledged(): Promise<void> {
    await Promise.all([...this.#inFlight]);
  }
}

/** As the log writes it; its zone is the plant's, which has one offset in these weeks. */
function timeOf(at: number): string {
  return new Date(at).toISOString().slice(0, 19);
}
