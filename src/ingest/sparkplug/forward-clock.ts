/** A wall clock for measuring waits: where it is set back, it goes on from where it was. */
export class ForwardClock {
  readonly #clock: () => number;
  #wallAt: number = Number.NEGATIVE_INFINITY;
  #setBackMs: number = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** UTC epoch ms, ahead of the wall clock by as much as that was set back. */
  now(): number {
    const wallAt = this.#clock();
    if (wallAt < this.#wallAt) this.#setBackMs += this.#wallAt - wallAt;
    this.#wallAt = wallAt;
    return wallAt + this.#setBackMs;
  }
}
