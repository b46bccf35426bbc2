/** Batches that were handed over and are not on disk yet. */
export class UnackedBatches {
  #count: number = 0;
  /** Who waits, to be woken once there are fewer than `below`. */
  #waiting: { readonly below: number; readonly wake: () => void } | undefined;

  /** The batch's `ack`: calls `release` the first time, and nothing afterwards. */
  add(release: () => void): () => Promise<void> {
    this.#count++;
    let isAcked = false;
    return () => {
      if (!isAcked) {
        isAcked = true;
        this.#count--;
        release();
        if (this.#waiting !== undefined && this.#count < this.#waiting.below) this.#waiting.wake();
      }
      return Promise.resolve();
    };
  }

  /** Resolves when fewer than `count` are not acknowledged, or after so many milliseconds. */
  async waitBelow(count: number, msMax: number): Promise<void> {
    if (this.#count < count) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, msMax);
      const wake = (): void => {
        this.#waiting = undefined;
        clearTimeout(timer);
        resolve();
      };
      this.#waiting = { below: count, wake };
    });
  }
}
