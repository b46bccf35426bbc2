/** Facts as they are received, for any number of consumers in this process, none of which holds up ingest or another. */
import type { FreshFacts, FreshItem, FreshSettled } from './fresh-item.ts';
import { type FreshBounds, FreshQueue, type FreshSize } from './fresh-queue.ts';
import { factCountOf, sizeBytesOf } from './fresh-size.ts';

const boundsDefault: FreshBounds = { factsMax: 131_072, bytesMax: 67_108_864 };

export interface FreshSubscribeOptions extends Partial<FreshBounds> {
  /** Aborting it ends the items, without an error. Default: they end when they are left, or with the stream. */
  readonly signal?: AbortSignal;
}

/**
 * What one consumer gets: items in the order in which they were told. It listens from `subscribe` on, until it is
 * disposed or left (`break`), its signal aborts, or the stream ends. Disposing twice is harmless.
 */
export interface FreshSubscription extends AsyncIterable<FreshItem>, AsyncDisposable {}

export interface FreshStream {
  /** Tells all consumers; returns at once and never throws. A batch without facts is told to nobody. */
  publish(item: FreshFacts | FreshSettled): void;
  /**
   * Listens from now on. Each consumer has a queue of its own; one that reads too slowly loses all that waits for it
   * but the newest batch, and is told so by a `skipped` item. What is settled it always learns, merged by source.
   *
   * @param options `factsMax`: facts that may wait for it, default 131,072; `bytesMax`: their bytes, default 64 MiB
   * @example
   * for await (const item of stream.subscribe({ signal })) if (item.kind === 'facts') show(item.facts);
   */
  subscribe(options?: FreshSubscribeOptions): FreshSubscription;
  /** Nothing more comes: consumers read what waits for them, and end. */
  end(): void;
}

/**
 * Makes a stream in memory. Tables are passed on, not copied.
 *
 * @example
 * const stream = createFreshStream();
 * openIngest({ ...options, onFresh: stream.publish });
 */
export function createFreshStream(): FreshStream {
  const subscriptions = new Set<Subscription>();
  let isEnded = false;
  return {
    publish(item) {
      if (subscriptions.size === 0) return;
      if (item.kind === 'settled') {
        for (const subscription of subscriptions) subscription.pushSettled(item);
        return;
      }
      const factCount = factCountOf(item.facts);
      if (factCount === 0) return;
      const size = { factCount, sizeBytes: sizeBytesOf(item.facts) };
      for (const subscription of subscriptions) subscription.pushFacts(item, size);
    },
    subscribe({ signal, ...bounds } = {}) {
      const subscription = new Subscription({ ...boundsDefault, ...bounds }, signal, () => {
        subscriptions.delete(subscription);
      });
      if (isEnded) subscription.end();
      else if (signal?.aborted !== true) subscriptions.add(subscription);
      return subscription;
    },
    end() {
      isEnded = true;
      for (const subscription of subscriptions) subscription.end();
      subscriptions.clear();
    },
  };
}

class Subscription implements FreshSubscription {
  #queue: FreshQueue;
  readonly #bounds: FreshBounds;
  readonly #signal: AbortSignal | undefined;
  readonly #onClosed: () => void;
  #isEnded: boolean = false;
  #isClosed: boolean = false;
  #changed: PromiseWithResolvers<void> | undefined;

  constructor(bounds: FreshBounds, signal: AbortSignal | undefined, onClosed: () => void) {
    this.#bounds = bounds;
    this.#queue = new FreshQueue(bounds);
    this.#signal = signal;
    this.#onClosed = onClosed;
    if (signal?.aborted === true) this.#isClosed = true;
    else signal?.addEventListener('abort', this.#close, { once: true });
  }

  pushFacts(item: FreshFacts, size: FreshSize): void {
    this.#queue.pushFacts(item, size);
    this.#wake();
  }

  pushSettled(item: FreshSettled): void {
    this.#queue.pushSettled(item);
    this.#wake();
  }

  /** What waits is still read. */
  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<FreshItem, void, undefined> {
    try {
      while (!this.#isClosed) {
        const item = this.#queue.take();
        if (item !== undefined) yield item;
        else if (this.#isEnded) return;
        else await this.#change();
      }
    } finally {
      this.#close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close();
  }

  readonly #close = (): void => {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#signal?.removeEventListener('abort', this.#close);
    // Nobody reads what waits.
    this.#queue = new FreshQueue(this.#bounds);
    this.#onClosed();
    this.#wake();
  };

  #change(): Promise<void> {
    this.#changed ??= Promise.withResolvers<void>();
    return this.#changed.promise;
  }

  #wake(): void {
    this.#changed?.resolve();
    this.#changed = undefined;
  }
}
