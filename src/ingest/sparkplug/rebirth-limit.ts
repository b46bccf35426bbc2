/** How often a node is asked for a rebirth: at once, then ever more seldom while it does not help. */
export interface RebirthLimitOptions {
  /** Default 10,000. */
  readonly firstMs: number;
  /** Default 300,000. */
  readonly longestMs: number;
}

/**
 * A need is met by a birth. One that comes again within the wait is asked for when the wait is over, so that a node whose
 * births do not help is not asked without end.
 */
export class RebirthLimit {
  readonly #options: RebirthLimitOptions;
  #isNeeded: boolean = false;
  #askedAt: number = Number.NEGATIVE_INFINITY;
  #waitMs: number = 0;

  constructor(options: RebirthLimitOptions) {
    this.#options = options;
  }

  get isNeeded(): boolean {
    return this.#isNeeded;
  }

  /** When to ask next; `Infinity` where nothing is needed. */
  get dueAt(): number {
    return this.#isNeeded ? this.#askedAt + this.#waitMs : Number.POSITIVE_INFINITY;
  }

  need(): void {
    this.#isNeeded = true;
  }

  meet(): void {
    this.#isNeeded = false;
  }

  /** Whether to ask now; it counts as asked. A clock that was set back ends the wait. */
  ask(nowMs: number): boolean {
    const isClockBack = nowMs < this.#askedAt;
    if (!this.#isNeeded || (nowMs < this.dueAt && !isClockBack)) return false;
    const { firstMs, longestMs } = this.#options;
    const isQuiet = nowMs - this.#askedAt > longestMs;
    this.#waitMs = isQuiet ? firstMs : Math.min(longestMs, Math.max(firstMs, this.#waitMs * 2));
    this.#askedAt = nowMs;
    return true;
  }
}
