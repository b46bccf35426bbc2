/**
 * From a source to disk: each batch into its lanes, then the acknowledgement, in order. A position is on disk only when
 * everything before it is: while batches are under way in one lane, those that follow in the same lane keep their order
 * by themselves; one that goes to another lane waits until they are there.
 */
import { GembaError } from '../../model/index.ts';
import type { BufferedRecord, BufferLane, FactBuffer } from '../buffer/fact-buffer.ts';
import type { Source, SourceBatch, SourceEvent } from '../source.ts';
import { type LanePart, splitByLane } from './lane-split.ts';
import { addsUp } from './ledger.ts';
import { type BufferedPosition, toBufferedPosition } from './position.ts';
import type { QuarantineLimit } from './quarantine-limit.ts';

export interface SourcePumpOptions {
  readonly source: Source;
  readonly buffer: FactBuffer;
  readonly droppableTags: ReadonlySet<string>;
  /** Default: refused rows keep their bytes, however many. */
  readonly quarantine?: QuarantineLimit;
  /** The order of a record, higher than any before it of this source. */
  readonly nextOrder: () => number;
  readonly flushPersons: () => Promise<void>;
  /** Before a batch is taken: resolves once there is room for it. */
  readonly awaitRoom: (signal: AbortSignal) => Promise<void>;
  readonly onEvent: (event: SourceEvent) => void;
  /** As it goes to disk, with the order of its last record. */
  readonly onReceived: (facts: SourceBatch['facts'], order: number) => void;
  /** On disk, not yet acknowledged. */
  readonly onDurable: (record: BufferedRecord) => void;
  readonly onAcknowledged: (batch: Omit<SourceBatch, 'facts'>) => void;
}

const batchesInFlightMax = 64;
const factsInFlightMax = 131_072;

export class SourcePump {
  readonly #options: SourcePumpOptions;
  readonly #inFlight = new Set<Promise<void>>();
  #factsInFlight: number = 0;
  #laneInFlight: BufferLane | undefined;
  #position: BufferedPosition;
  /** The newest position of which everything before is on disk: where the source starts again after a failure. */
  #durable: BufferedPosition;
  #acknowledged: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
  #failed: AbortController = new AbortController();
  #acknowledgedCount: number = 0;

  /** @param position the newest that is on disk, in the buffer or in history */
  constructor(options: SourcePumpOptions, position: BufferedPosition) {
    this.#options = options;
    this.#position = position;
    this.#durable = position;
  }

  /** Batches acknowledged since it was made. */
  get acknowledgedCount(): number {
    return this.#acknowledgedCount;
  }

  /**
   * Runs to the end of the source's batches, all of them acknowledged. Throws what the source or the buffer threw.
   *
   * @param isFollowed whether it is run again later, to look for more
   */
  async run(signal: AbortSignal, isFollowed: boolean = false): Promise<void> {
    const { source, awaitRoom, onEvent } = this.#options;
    this.#failure = undefined;
    this.#failed = new AbortController();
    this.#position = { ...this.#position, source: this.#durable.source };
    const stop = AbortSignal.any([signal, this.#failed.signal]);
    try {
      const { source: position } = this.#position;
      for await (const batch of source.batches({ position, signal: stop, onEvent, isFollowed })) {
        await this.#take(batch, stop);
        await awaitRoom(stop);
        if (this.#failure !== undefined) break;
      }
    } finally {
      await this.#settled();
    }
    if (this.#failure !== undefined) throw (this.#failure as { readonly error: unknown }).error;
  }

  async #take(batch: SourceBatch, signal: AbortSignal): Promise<void> {
    const { source, droppableTags, flushPersons, onReceived, nextOrder, quarantine } = this.#options;
    requireBatch(batch, source.id);
    const limited = quarantine?.apply(batch) ?? batch;
    const parts = splitByLane(limited, droppableTags);
    const [last, former] = [parts.at(-1) as LanePart, parts.length > 1 ? parts[0] : undefined];
    const [formerOrder, order] = former === undefined ? [0, nextOrder()] : [nextOrder(), nextOrder()];
    onReceived(limited.facts, order);
    await flushPersons();
    if (this.#laneInFlight !== undefined && (former !== undefined || this.#laneInFlight !== last.lane))
      await this.#settled();
    // Behind a batch that is not on disk nothing goes there, or its position would pass over it.
    if (this.#failure !== undefined) return;
    if (former !== undefined) {
      this.#position = { source: batch.positionInPart ?? this.#position.source, order: formerOrder };
      await this.#append(former, this.#position, signal);
      if (batch.positionInPart !== undefined) this.#durable = this.#position;
    }
    this.#position = { source: batch.position, order };
    const { facts: _, ...told } = batch;
    this.#track(last, this.#append(last, this.#position, signal), told, this.#position);
    while (this.#factsInFlight >= factsInFlightMax || this.#inFlight.size >= batchesInFlightMax)
      await Promise.race(this.#inFlight);
  }

  #track(
    { lane, batch: { account } }: LanePart,
    appended: Promise<void>,
    batch: Omit<SourceBatch, 'facts'>,
    position: BufferedPosition,
  ): void {
    const { received } = account;
    this.#laneInFlight = lane;
    this.#factsInFlight += received;
    const done = Promise.all([appended, this.#acknowledged])
      .then(async () => {
        // What came before could not be acknowledged: the source starts again from there.
        if (this.#failure !== undefined) return;
        this.#durable = position;
        await batch.ack();
        this.#acknowledgedCount++;
        this.#options.onAcknowledged(batch);
      })
      .catch((error: unknown) => {
        this.#failure ??= { error };
        this.#failed.abort(error);
      })
      .finally(() => {
        this.#factsInFlight -= received;
        this.#inFlight.delete(done);
        if (this.#inFlight.size === 0) this.#laneInFlight = undefined;
      });
    this.#acknowledged = done;
    this.#inFlight.add(done);
  }

  async #append({ lane, batch }: LanePart, position: BufferedPosition, signal: AbortSignal): Promise<void> {
    const { buffer, onDurable } = this.#options;
    const buffered = { ...batch, position: toBufferedPosition(position) };
    const place = await buffer.append(buffered, lane, { signal });
    onDurable({ place, batch: buffered });
  }

  async #settled(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
  }
}

/** A batch that does not add up would be refused by history for ever, and everything behind it held up. */
function requireBatch({ source, facts, account }: SourceBatch, id: string): void {
  if (source !== id)
    throw new GembaError('usage', `The source ${id} gave a batch of '${source}'. A source gives its own id.`);
  const factCount = facts.reduce((sum, { kind, length }) => sum + (kind === 'refusal' ? 0 : length), 0);
  if (addsUp(account, factCount)) return;
  const { received, refused, filtered, expired, lost } = account;
  throw new GembaError(
    'usage',
    `A batch of the source ${source} does not add up: received ${received}, but ${factCount} facts + ${refused} refused + ${filtered} filtered + ${expired} expired + ${lost} lost.`,
    { details: { source, account, factCount } },
  );
}
