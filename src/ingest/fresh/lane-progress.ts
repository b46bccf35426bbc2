/** Up to which number all records of a lane are in history, or were dropped or damaged and counted. */
export class LaneProgress {
  readonly #findOldest: () => number;
  #doneTo: number;
  /** What is missing further on, `[from, to)`, by its start. */
  readonly #missing = new Map<number, number>();

  /** @param findOldest number of the oldest record that the buffer holds; the next one's where it holds none */
  constructor(findOldest: () => number) {
    this.#findOldest = findOldest;
    this.#doneTo = findOldest() - 1;
  }

  /** The highest number of which this can be said; one less than the oldest at first. */
  get doneTo(): number {
    return this.#doneTo;
  }

  /** History has all up to this number that is not missing, and the buffer let go of it. */
  noteTaken(number: number): void {
    this.#doneTo = Math.max(this.#doneTo, number);
    this.#passMissing();
  }

  /** Records `[from, to)` never come; said again, it changes nothing. Told in order, as far as they were dropped. */
  noteMissing(from: number, to: number): void {
    this.#missing.set(from, to);
    this.#passMissing();
  }

  /** What was missing before a restart is told no more; where the buffer holds nothing older, nothing older comes. */
  #passMissing(): void {
    if (this.#missing.size === 0) return;
    const oldest = this.#findOldest();
    for (const [from, to] of [...this.#missing].sort(([a], [b]) => a - b)) {
      if (from > this.#doneTo + 1 && to > oldest) return;
      this.#doneTo = Math.max(this.#doneTo, to - 1);
      this.#missing.delete(from);
    }
  }
}
