/** A Host Application over one connection of which the broker keeps nothing, as Sparkplug demands. */
import type { SourceContext } from '../context.ts';
import type { BrokerMessage, BrokerProtocol, BrokerSlot } from '../mqtt/broker-reading.ts';
import { clientIdOf, createClientOptions } from '../mqtt/client-options.ts';
import type { ConnectionOptions, Publisher } from '../mqtt/connection.ts';
import type { HeldBatch, Inbox } from '../mqtt/inbox.ts';
import { ReceiptClock } from '../mqtt/receipts.ts';
import { ClockSkew, type ReadingBatch, ReadingBatchBuilder } from '../readings/index.ts';
import type { SourceBatch, SourceEvent, SourceStart } from '../source.ts';
import { listScopes, type SparkplugSourceConfig } from './config.ts';
import { ForwardClock } from './forward-clock.ts';
import { type HostConnection, planHostConnection, planHostDeath } from './host-state.ts';
import { MetricEmitter } from './metric-emitter.ts';
import { ReadingOutput } from './reading-output.ts';
import { hostDefaults, SparkplugHost } from './sparkplug-host.ts';
import type { SparkplugMessage } from './sparkplug-message.ts';
import { TagScopes } from './tag-scopes.ts';

/** How often it is looked whether something has waited long enough, ms. */
const tickMs = 200;

/** One start of the source. */
export class SparkplugProtocol implements BrokerProtocol {
  readonly slots: readonly BrokerSlot[];
  readonly #config: SparkplugSourceConfig;
  readonly #context: SourceContext;
  readonly #host: SparkplugHost;
  readonly #output: ReadingOutput;
  readonly #scopes: TagScopes;
  readonly #receiptClock: ReceiptClock;
  /** By which the host measures its waits. */
  readonly #waitClock: ForwardClock;
  /** Of the connection there is, or was last. */
  #plan: HostConnection;
  #publisher: Publisher | undefined;
  #hasConnected: boolean = false;
  #inbox: Inbox | undefined;
  #ticking: NodeJS.Timeout | undefined;
  /** Messages that wait for others, with their acknowledgements. */
  readonly #waiting: Map<SparkplugMessage, HeldBatch> = new Map();
  /** The message being received; undefined once it has come to its end. */
  #current: SparkplugMessage | undefined;

  static async create(
    config: SparkplugSourceConfig,
    context: SourceContext,
    { position, onEvent = () => {} }: Pick<SourceStart, 'position' | 'onEvent'>,
  ): Promise<SparkplugProtocol> {
    const skew = new ClockSkew({ onChange: (change) => onEvent({ kind: 'skew', ...change }) });
    const emitter = await MetricEmitter.create(config, context, () => skew.skewMs);
    const builder = new ReadingBatchBuilder({ source: config.id, identityKey: context.identityKey, skew });
    const protocol = new SparkplugProtocol(config, context, emitter, builder, onEvent);
    const lastReceivedAt = position?.['lastReceivedAt'];
    if (typeof lastReceivedAt === 'number') protocol.#receiptClock.startAfter(lastReceivedAt);
    return protocol;
  }

  private constructor(
    config: SparkplugSourceConfig,
    context: SourceContext,
    emitter: MetricEmitter,
    builder: ReadingBatchBuilder,
    onEvent: (event: SourceEvent) => void,
  ) {
    const { hostId, asksForRebirths, reorderTimeoutMs } = config;
    this.#config = config;
    this.#context = context;
    this.#receiptClock = new ReceiptClock(context.clock);
    this.#waitClock = new ForwardClock(context.clock);
    this.#host = new SparkplugHost({ ...hostDefaults, hostId, asksForRebirths, reorderTimeoutMs });
    this.#scopes = new TagScopes(context.tags, config.aliases);
    this.#plan = this.#planConnection();
    this.#output = new ReadingOutput({
      builder,
      emitter,
      scopes: this.#scopes,
      clock: context.clock,
      onEvent,
      publish: (publication) => this.#publisher?.publish(publication),
      onSettled: (message) => this.#onSettled(message),
    });
    this.slots = [
      {
        createOptions: () => this.#createOptions(),
        onSubscribed: (publisher) => this.#onSubscribed(publisher),
        onDisconnected: () => {
          this.#publisher = undefined;
        },
        read: (message) => this.#read(message),
      },
    ];
  }

  open(inbox: Inbox): void {
    this.#inbox = inbox;
    this.#ticking = setInterval(() => this.#tick(inbox), tickMs);
  }

  /** Says that the host is gone, so that nodes begin to keep what they measure, and reads what waits. */
  finish(): void {
    clearInterval(this.#ticking);
    this.#publisher?.publish(planHostDeath(this.#config.hostId, this.#context.clock()));
    this.#publisher = undefined;
    this.#inbox?.add(() => this.#count(() => this.#host.flush(this.#waitClock.now(), this.#output)));
  }

  take(): ReadingBatch & Pick<SourceBatch, 'position' | 'positionInPart'> {
    // Nothing comes again: only the instants of receipt go on from where they were.
    const position = { lastReceivedAt: this.#receiptClock.lastAt };
    return { ...this.#output.take(), position, positionInPart: position };
  }

  #planConnection(): HostConnection {
    return planHostConnection(this.#config.hostId, Math.floor(this.#context.clock()), listScopes(this.#config));
  }

  async #createOptions(): Promise<ConnectionOptions> {
    const plan = this.#planConnection();
    this.#plan = plan;
    const session = { clientId: clientIdOf(this.#config, this.#context), expiryMs: 0, will: plan.will };
    return {
      url: this.#config.url,
      client: await createClientOptions(this.#config, this.#context, session),
      subscriptions: new Map(plan.subscriptions.map(({ topic, qos }) => [topic, qos])),
      obsoleteFilters: [],
    };
  }

  #onSubscribed(publisher: Publisher): void {
    publisher.publish(this.#plan.birth);
    this.#publisher = publisher;
    if (this.#hasConnected) this.#output.tellReconnected(this.#context.clock());
    this.#hasConnected = true;
    this.#host.connect(this.#waitClock.now(), this.#scopes.listNodes(listScopes(this.#config)));
  }

  #tick(inbox: Inbox): void {
    if (!inbox.isFull) inbox.add(() => this.#count(() => this.#host.tick(this.#waitClock.now(), this.#output)));
  }

  #read({ topic, payload, isRetained, defer }: BrokerMessage): number {
    const receivedAt = this.#receiptClock.next();
    const message: SparkplugMessage = { topic, payload, receivedAt, isRetained };
    this.#current = message;
    const readingCount = this.#count(() =>
      this.#host.receive(message, this.#plan, this.#waitClock.now(), this.#output),
    );
    if (this.#current !== undefined) {
      const held = defer();
      if (held !== undefined) this.#waiting.set(message, held);
      this.#current = undefined;
    }
    return readingCount;
  }

  #onSettled(message: SparkplugMessage): void {
    if (message === this.#current) this.#current = undefined;
    const held = this.#waiting.get(message);
    if (held === undefined) return;
    this.#waiting.delete(message);
    this.#inbox?.settle(held);
  }

  /** Readings that come of it. */
  #count(work: () => void): number {
    const before = this.#output.received;
    work();
    return this.#output.received - before;
  }
}
