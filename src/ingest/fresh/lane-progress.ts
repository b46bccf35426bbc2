/** Up to which number all records of a lane are in history, or were dropped or damaged and counted. */
export class LaneProgress {
  #doneTo: number;
  /** What is missing further on, `[from, to)`, by its start. */
  readonly #missing = new Map<number, number>();

  /** @param oldest number of the first record that may still come */
  constructor(oldest: number) {
    this.#doneTo = oldest - 1;
  }

  /** The highest number of which this can be said; one less than the oldest at first. */
  get doneTo(): number {
    return this.#doneTo;
  }

  /** History has all up to this number that is not missing. */
  noteTaken(number: number): void {
    this.#doneTo = Math.max(this.#doneTo, number);
    this.#passMissing();
  }

  /** Records `[from, to)` never come; said again, it changes nothing. */
  noteMissing(from: number, to: number): void {
    this.#missing.set(from, to);
    this.#passMissing();
  }

  #passMissing(): void {
    for (const [from, to] of [...this.#missing].sort(([a], [b]) => a - b)) {
      if (from > this.#doneTo + 1) return;
      this.#doneTo = Math.max(this.#doneTo, to - 1);
      this.#missing.delete(from);
    }
  }
}
