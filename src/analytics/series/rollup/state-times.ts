/** Time in each state of a bucket. */

export type StateValue = number | string;

/** Sums of time by state; of a number and a text that read alike, two. */
export class StateTimes {
  readonly #ms: Map<StateValue, number> = new Map();

  get size(): number {
    return this.#ms.size;
  }

  add(state: StateValue, ms: number): void {
    this.#ms.set(state, (this.#ms.get(state) ?? 0) + ms);
  }

  merge(other: StateTimes): void {
    for (const [state, ms] of other.#ms) this.add(state, ms);
  }

  clear(): void {
    if (this.#ms.size > 0) this.#ms.clear();
  }

  /** In the order in which they came. */
  entries(): IterableIterator<[StateValue, number]> {
    return this.#ms.entries();
  }
}

/** Numbers before texts, each ascending; texts by code unit. */
export function compareStates(a: StateValue, b: StateValue): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  if (typeof b === 'number') return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
