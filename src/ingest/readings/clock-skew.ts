/**
 * How far a source's clock is from ours. A reading comes after it was taken, by the way's delay or, back-filled, by much
 * more; so the least of receipt minus time in each minute is nearest to the difference of the clocks, but for the
 * quickest delay there is. The estimate is the lower quartile of these minima over the last minutes: one time out of
 * place, or minutes of nothing but back-filled readings, do not move it.
 */
import { minuteMs } from '../../time/index.ts';

const windowMinutes = 10;
/** Fewer minutes than this say nothing. */
const minutesMin = 3;
const changeMsDefault = 1_000;

export interface ClockSkewOptions {
  /** Called when the skew differs from what was last said by at least `changeMs`; 0 counts as said at the start. */
  readonly onChange: (change: { readonly at: number; readonly skewMs: number }) => void;
  /** Default: 1,000 ms. */
  readonly changeMs?: number;
}

interface Minute {
  readonly number: number;
  leastMs: number;
}

export class ClockSkew {
  readonly #onChange: ClockSkewOptions['onChange'];
  readonly #changeMs: number;
  /** Oldest first; the last is being filled. */
  #minutes: Minute[] = [];
  #saidMs: number = 0;
  #skewMs: number = 0;

  constructor({ onChange, changeMs = changeMsDefault }: ClockSkewOptions) {
    this.#onChange = onChange;
    this.#changeMs = changeMs;
  }

  /** The source's clock against ours, ms; above 0 where it is ahead; 0 while nothing is known. */
  get skewMs(): number {
    return this.#skewMs;
  }

  /** @param at newest instant of a message, its own time and not that of its receipt */
  observe(at: number, receivedAt: number): void {
    const number = Math.floor(receivedAt / minuteMs);
    const current = this.#minutes.at(-1);
    if (current?.number === number) {
      current.leastMs = Math.min(current.leastMs, receivedAt - at);
      return;
    }
    if (this.#minutes.length >= minutesMin) this.#estimate(receivedAt);
    this.#minutes.push({ number, leastMs: receivedAt - at });
    // Our own clock may have been set back: what lies ahead of it now is of no use either.
    this.#minutes = this.#minutes.filter((minute) => minute.number <= number && minute.number > number - windowMinutes);
  }

  #estimate(at: number): void {
    const least = this.#minutes.map(({ leastMs }) => leastMs).sort((a, b) => a - b);
    this.#skewMs = 0 - (least[(least.length - 1) >> 2] as number);
    if (Math.abs(this.#skewMs - this.#saidMs) < this.#changeMs) return;
    this.#saidMs = this.#skewMs;
    this.#onChange({ at, skewMs: this.#skewMs });
  }
}
