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
  /** A birth may come by itself until then. */
  #notBefore: number = Number.NEGATIVE_INFINITY;
  #deferredAt: number = Number.NEGATIVE_INFINITY;

  constructor(options: RebirthLimitOptions) {
    this.#options = options;
  }

  get isNeeded(): boolean {
    return this.#isNeeded;
  }

  /** When to ask next; `Infinity` where nothing is needed. */
  get dueAt(): number {
    return this.#isNeeded ? Math.max(this.#askedAt + this.#waitMs, this.#notBefore) : Number.POSITIVE_INFINITY;
  }

  need(): void {
    this.#isNeeded = true;
  }

  /** Nothing is asked for so long, in which a birth may come by itself. */
  defer(nowMs: number, waitMs: number): void {
    this.#deferredAt = nowMs;
    this.#notBefore = nowMs + waitMs;
  }

  meet(): void {
    this.#isNeeded = false;
    this.#notBefore = Number.NEGATIVE_INFINITY;
  }

  /** Whether to ask now; it counts as asked. A clock that was set back ends the wait. */
  ask(nowMs: number): boolean {
    const isClockBack = nowMs < Math.max(this.#askedAt, this.#deferredAt);
    if (!this.#isNeeded || (nowMs < this.dueAt && !isClockBack)) return false;
    const { firstMs, longestMs } = this.#options;
    const isQuiet = nowMs - this.#askedAt > longestMs;
    this.#waitMs = isQuiet ? firstMs : Math.min(longestMs, Math.max(firstMs, this.#waitMs * 2));
    this.#askedAt = nowMs;
    return true;
  }
}
