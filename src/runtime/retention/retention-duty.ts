/** Applies the policy of a plant that runs, whenever it is due and history takes facts. */
import type { HistoryWriter } from '../../history/index.ts';
import { type AppliedRetention, applyRetention, type RetentionTarget } from './apply.ts';
import { isRetentionDue } from './due.ts';

/** After a failure it is tried again so much later, ms. */
const pauseMs = 900_000;

export interface RetentionEvent {
  readonly kind: 'expired';
  readonly applied: AppliedRetention;
}

/** Collection never waits for it: history removes beside the commits. */
export class RetentionDuty {
  readonly #plant: RetentionTarget;
  readonly #onEvent: (event: RetentionEvent) => void;
  #writer: Pick<HistoryWriter, 'expire'> | undefined;
  #pausedUntil: number = Number.NEGATIVE_INFINITY;

  constructor(plant: RetentionTarget, onEvent: (event: RetentionEvent) => void) {
    this.#plant = plant;
    this.#onEvent = onEvent;
  }

  /** Whoever writes history now; a later one takes its place. */
  writeWith(writer: Pick<HistoryWriter, 'expire'>): void {
    this.#writer = writer;
  }

  /** Applies the policy where it is due; a failure is thrown once, then left alone for a quarter of an hour. */
  async look(): Promise<void> {
    const writer = this.#writer;
    if (writer === undefined || this.#plant.clock() < this.#pausedUntil || !(await isRetentionDue(this.#plant))) return;
    try {
      this.#onEvent({ kind: 'expired', applied: await applyRetention(this.#plant, writer) });
    } catch (error) {
      this.#pausedUntil = this.#plant.clock() + pauseMs;
      throw error;
    }
  }
}
