/** The states of all units, and the clocks that run in them: what is left of work, repair, and time to failure. */
import { type StateListener, type UnitModel, unitStates } from './model.ts';

export const starved = 0;
export const running = 1;
export const blocked = 2;
export const down = 3;
export const waitingRepair = 4;
export const setup = 5;
export const waitingOperator = 6;
export const closed = 7;
const stateCount = unitStates.length;

export class UnitClocks {
  readonly #models: readonly UnitModel[];
  readonly #onState: StateListener | undefined;
  /** What the unit would be in if it were open. */
  readonly phase: Uint8Array;
  readonly isOpen: Uint8Array;
  /** What is left of the service or setup that is under way. */
  readonly workLeft: Float64Array;
  readonly repairLeft: Float64Array;
  /** Time to the next failure on the unit's clock. */
  readonly #failureLeft: Float64Array;
  readonly #settledAt: Float64Array;
  readonly #state: Uint8Array;
  readonly #stateSince: Float64Array;
  readonly #stateTime: Float64Array;

  constructor(models: readonly UnitModel[], startAt: number, onState: StateListener | undefined) {
    const count = models.length;
    this.#models = models;
    this.#onState = onState;
    this.phase = new Uint8Array(count);
    this.isOpen = new Uint8Array(count).fill(1);
    this.workLeft = new Float64Array(count);
    this.repairLeft = new Float64Array(count);
    this.#failureLeft = Float64Array.from(
      models,
      ({ failure }) => failure?.timeToFailure() ?? Number.POSITIVE_INFINITY,
    );
    this.#settledAt = new Float64Array(count).fill(startAt);
    this.#state = new Uint8Array(count);
    this.#stateSince = new Float64Array(count).fill(startAt);
    this.#stateTime = new Float64Array(count * stateCount);
  }

  stateOf(unit: number): number {
    return this.#state[unit] as number;
  }

  /** Brings the clocks of a unit up to now; before anything about the unit changes. */
  settle(unit: number, now: number): void {
    const elapsed = now - (this.#settledAt[unit] as number);
    if (elapsed === 0) return;
    this.#settledAt[unit] = now;
    if (this.phase[unit] === down) this.repairLeft[unit] = (this.repairLeft[unit] as number) - elapsed;
    else {
      if (this.#isWorking(unit)) this.workLeft[unit] = (this.workLeft[unit] as number) - elapsed;
      if (this.#wears(unit)) this.#failureLeft[unit] = (this.#failureLeft[unit] as number) - elapsed;
    }
  }

  /** When something happens to the unit by itself, as it now is. */
  nextAt(unit: number, now: number): number {
    if (this.phase[unit] === down) return now + (this.repairLeft[unit] as number);
    const work = this.#isWorking(unit) ? (this.workLeft[unit] as number) : Number.POSITIVE_INFINITY;
    const failure = this.#wears(unit) ? (this.#failureLeft[unit] as number) : Number.POSITIVE_INFINITY;
    return now + Math.max(0, Math.min(work, failure));
  }

  /** Whether what happens next is a failure; work that ends at the same instant ends first. */
  isFailureNext(unit: number): boolean {
    if (!this.#wears(unit)) return false;
    return !this.#isWorking(unit) || (this.#failureLeft[unit] as number) < (this.workLeft[unit] as number);
  }

  renewFailure(unit: number): void {
    this.#failureLeft[unit] = this.#models[unit]?.failure?.timeToFailure() ?? Number.POSITIVE_INFINITY;
  }

  /** Tells of the unit's state where it is another than before. */
  observe(unit: number, now: number): void {
    const state = this.isOpen[unit] === 1 ? (this.phase[unit] as number) : closed;
    if (state === this.#state[unit]) return;
    this.#addStateTime(unit, now);
    this.#state[unit] = state;
    this.#onState?.(unit, state, now);
  }

  /** How long the unit was in a state since the statistics began. */
  stateTimeOf(unit: number, state: number, now: number): number {
    this.#addStateTime(unit, now);
    return this.#stateTime[unit * stateCount + state] as number;
  }

  resetStatistics(now: number): void {
    this.#stateTime.fill(0);
    this.#stateSince.fill(now);
  }

  #addStateTime(unit: number, now: number): void {
    const place = unit * stateCount + (this.#state[unit] as number);
    this.#stateTime[place] = (this.#stateTime[place] as number) + now - (this.#stateSince[unit] as number);
    this.#stateSince[unit] = now;
  }

  #isWorking(unit: number): boolean {
    const phase = this.phase[unit];
    return this.isOpen[unit] === 1 && (phase === running || phase === setup);
  }

  /** Whether the time to failure runs. */
  #wears(unit: number): boolean {
    const failure = this.#models[unit]?.failure;
    if (failure === undefined) return false;
    const phase = this.phase[unit];
    if (failure.clock === 'always') return phase !== down && phase !== waitingRepair;
    return phase === running && this.isOpen[unit] === 1;
  }
}
