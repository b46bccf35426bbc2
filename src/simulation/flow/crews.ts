import { Ring } from './ring.ts';

/** What a unit needs a crew for. */
export const forRepair = 0;
export const forSetup = 1;

/**
 * Crews of people: each member does one thing at a time; who finds none waits, first come, first served. A job is a unit
 * with its purpose; one without a crew needs nobody.
 */
export class Crews {
  readonly #free: Int32Array;
  /** Jobs as `unit * 2 + purpose`. */
  readonly #waiting: readonly Ring[];

  constructor(sizes: readonly number[]) {
    this.#free = Int32Array.from(sizes);
    this.#waiting = sizes.map(() => new Ring());
  }

  /** Takes a member; false where none is free, and the job then waits. */
  take(crew: number | undefined, unit: number, purpose: number): boolean {
    if (crew === undefined) return true;
    const free = this.#free[crew] as number;
    if (free > 0) this.#free[crew] = free - 1;
    else this.#waiting[crew]?.push(unit * 2 + purpose);
    return free > 0;
  }

  /** Gives a member back, who goes to the job that has waited longest: told to `start`. */
  giveBack(crew: number | undefined, start: (unit: number, purpose: number) => void): void {
    if (crew === undefined) return;
    const job = this.#waiting[crew]?.shift() ?? -1;
    if (job < 0) this.#free[crew] = (this.#free[crew] as number) + 1;
    else start(job >> 1, job % 2);
  }

  /** A job that no longer waits. */
  withdraw(crew: number | undefined, unit: number, purpose: number): void {
    if (crew !== undefined) this.#waiting[crew]?.remove(unit * 2 + purpose);
  }
}
