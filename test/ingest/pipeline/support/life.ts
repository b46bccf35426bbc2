/** The life of a process, in a test that kills it: afterwards nothing it waits for ever comes. */

export class Life {
  #isOver = false;

  get isOver(): boolean {
    return this.#isOver;
  }

  end(): void {
    this.#isOver = true;
  }

  /** What was waited for; never, where the process ended meanwhile. */
  async during<T>(work: Promise<T>): Promise<T> {
    const result = await work;
    if (this.#isOver) await new Promise<never>(() => undefined);
    return result;
  }
}
