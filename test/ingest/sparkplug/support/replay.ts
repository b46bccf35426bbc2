/** A Sparkplug source without a network. Fake timers must be installed for `setInterval`. */
import type { Duplex } from 'node:stream';
import { type FactTable, rowAt } from 'gemba/model';
import { vi } from 'vitest';
import type { SourceContext } from '../../../../src/ingest/context.ts';
import { Inbox, type InboxLimits, inboxLimits } from '../../../../src/ingest/mqtt/inbox.ts';
import { PubackQueue } from '../../../../src/ingest/mqtt/puback.ts';
import type { SourceEvent } from '../../../../src/ingest/source.ts';
import { SparkplugProtocol } from '../../../../src/ingest/sparkplug/sparkplug-protocol.ts';
import { type Sent, startMs } from './host.ts';
import { sparkplugConfig, sparkplugContext } from './source.ts';

/** Of every replay: moves only when it is told to, and with each message. */
export const clock: { nowMs: number } = { nowMs: startMs };

export const say = (tag: unknown, at: unknown, value: unknown): string => `${tag} ${at} ${value}`;

interface ReplayOptions {
  readonly context?: SourceContext;
  readonly limits?: InboxLimits;
  /** Of the source's config. */
  readonly [field: string]: unknown;
}

/** A start of the source without a network: what it is given, gives back, publishes and acknowledges. */
export class Replay {
  readonly rows: string[] = [];
  readonly account = { received: 0, refused: 0, filtered: 0 };
  readonly published: string[] = [];
  readonly acknowledged: number[] = [];
  readonly events: SourceEvent[] = [];
  readonly #inbox: Inbox;
  readonly #pubacks = new PubackQueue(
    { writable: true, write: (bytes: Buffer) => this.#note(bytes) } as unknown as Duplex,
    undefined,
  );
  #protocol: SparkplugProtocol | undefined;
  #packetId = 0;

  static async open({ context = sparkplugContext(), limits = inboxLimits, ...config }: ReplayOptions): Promise<Replay> {
    const replay = new Replay(limits);
    const onEvent = (event: SourceEvent) => void replay.events.push(event);
    const timed = { ...context, clock: () => clock.nowMs };
    const read = sparkplugConfig({ url: 'mqtt://broker', ...config });
    replay.#protocol = await SparkplugProtocol.create(read, timed, { position: undefined, onEvent });
    replay.#protocol.open(replay.#inbox);
    replay.connect();
    return replay;
  }

  private constructor(limits: InboxLimits) {
    this.#inbox = new Inbox(limits);
  }

  /** The subscriptions are made, on a first connection or another one. */
  connect(): void {
    this.#slot.onSubscribed?.({ publish: ({ topic }) => this.published.push(topic) });
  }

  get #slot() {
    return (this.#protocol as SparkplugProtocol).slots[0] as SparkplugProtocol['slots'][0];
  }

  receive({ topic, payload }: Sent): void {
    clock.nowMs++;
    const packetId = ++this.#packetId;
    const pubacks = this.#pubacks;
    const defer = () => ({ pubacks, held: pubacks.defer() });
    const message = { topic, payload, packetId, isRepeated: false, isRetained: false, qos: 1, defer } as const;
    this.#inbox.offer({ ...message, pubacks, decode: () => this.#slot.read(message), resume: () => {} });
  }

  /** The batch so far is put on disk and acknowledged. */
  settle(): void {
    if (this.#inbox.isEmpty) return;
    this.#inbox.take((held) => {
      const { facts, account } = (this.#protocol as SparkplugProtocol).take();
      for (const table of facts) if (table.kind === 'reading') this.rows.push(...rowsOf(table));
      for (const part of ['received', 'refused', 'filtered'] as const) this.account[part] += account[part];
      for (const { held: messages } of held) this.#pubacks.release(messages);
    });
  }

  wait(ms: number): void {
    clock.nowMs += ms;
    vi.advanceTimersByTime(ms);
    this.settle();
  }

  finish(): void {
    (this.#protocol as SparkplugProtocol).finish();
    this.settle();
  }

  get rebirthCount(): number {
    return this.published.filter((topic) => topic.includes('/NCMD/')).length;
  }

  #note(bytes: Buffer): boolean {
    for (let i = 0; i < bytes.length; i += 4) this.acknowledged.push(bytes.readUInt16BE(i + 2));
    return true;
  }
}

function rowsOf(table: FactTable<'reading'>): readonly string[] {
  return Array.from({ length: table.length }, (_, i) => {
    const { tag, at, value, text, quality } = rowAt(table, i);
    return say(tag, at, quality === 'bad' ? null : (text ?? value));
  });
}
