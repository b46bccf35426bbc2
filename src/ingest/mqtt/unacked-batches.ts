/** Batches that were handed over and are not on disk yet. */
export class UnackedBatches {
  #count: number = 0;
  /** Wakes who waits once there are fewer than this. */
  #below: number = 0;
  #wake: () => void = () => {};

  /** The batch's `ack`: calls `release` the first time, and nothing afterwards. */
  add(release: () => void): () => Promise<void> {
    this.#count++;
    let isAcked = false;
    return () => {
      if (!isAcked) {
        isAcked = true;
        this.#count--;
        release();
        if (this.#count < this.#below) this.#wake();
      }
      return Promise.resolve();
    };
  }

  /** Resolves when fewer than `count` are not acknowledged, or after so many milliseconds. */
  async waitBelow(count: number, msMax: number): Promise<void> {
    if (this.#count < count) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, msMax);
      this.#below = count;
      this.#wake = () => {
        this.#below = 0;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
