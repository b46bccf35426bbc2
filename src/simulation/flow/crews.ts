import { Ring } from './ring.ts';

/** Crews of people: each member does one thing at a time; who finds none waits, first come, first served. */
export class Crews {
  readonly #free: Int32Array;
  readonly #waiting: readonly Ring[];

  constructor(sizes: readonly number[]) {
    this.#free = Int32Array.from(sizes);
    this.#waiting = sizes.map(() => new Ring());
  }

  /** Takes a member; false where none is free, and the job then waits. */
  take(crew: number, job: number): boolean {
    const free = this.#free[crew] as number;
    if (free > 0) this.#free[crew] = free - 1;
    else this.#waiting[crew]?.push(job);
    return free > 0;
  }

  /** Gives a member back; the job that it goes to at once, or −1. */
  giveBack(crew: number): number {
    const next = this.#waiting[crew]?.shift() ?? -1;
    if (next < 0) this.#free[crew] = (this.#free[crew] as number) + 1;
    return next;
  }

  /** A job that no longer waits. */
  withdraw(crew: number, job: number): void {
    this.#waiting[crew]?.remove(job);
  }
}
