/** Batches that were handed over and are not on disk yet. */
export class UnackedBatches {
  #count: number = 0;
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
        if (this.#count === 0) this.#wake();
      }
      return Promise.resolve();
    };
  }

  /** Resolves when all are acknowledged, or after so many milliseconds. */
  async wait(msMax: number): Promise<void> {
    if (this.#count === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, msMax);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
