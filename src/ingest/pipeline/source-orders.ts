/**
 * Orders of a source's batches: by the clock, so that they grow over restarts too, should neither buffer nor history tell
 * where they stood.
 */
export class SourceOrders {
  readonly #clock: () => number;
  readonly #findNewest: (source: string) => number;
  readonly #last = new Map<string, number>();

  /** @param findNewest the highest order of a source that buffer or history know; 0 where they know none */
  constructor(clock: () => number, findNewest: (source: string) => number) {
    this.#clock = clock;
    this.#findNewest = findNewest;
  }

  /** Higher than any before it of this source. */
  next(source: string): number {
    const last = this.#last.get(source) ?? this.#findNewest(source);
    const next = Math.max(last + 1, this.#clock());
    this.#last.set(source, next);
    return next;
  }
}
