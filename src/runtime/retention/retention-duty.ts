/** Applies the policy of a plant that runs, whenever it is due and history takes facts. */
import type { HistoryWriter } from '../../history/index.ts';
import { type AppliedRetention, applyRetention, type RetentionTarget } from './apply.ts';
import { nextRetentionAt } from './due.ts';

/** After a failure it is tried again so much later, ms. */
const pauseMs = 900_000;

export interface RetentionEvent {
  readonly kind: 'expired';
  readonly applied: AppliedRetention;
}

export interface RetentionDutyOptions {
  readonly onEvent: (event: RetentionEvent) => void;
  /** Whether the run is being stopped: what is cut short by that goes on the next time, and has not failed. */
  readonly isEnding: () => boolean;
}

/** Collection never waits for it: history removes beside the commits. */
export class RetentionDuty {
  readonly #plant: RetentionTarget;
  readonly #options: RetentionDutyOptions;
  #writer: Pick<HistoryWriter, 'expire'> | undefined;
  #nextAt: number = Number.NEGATIVE_INFINITY;

  constructor(plant: RetentionTarget, options: RetentionDutyOptions) {
    this.#plant = plant;
    this.#options = options;
  }

  /** Whoever writes history now; a later one takes its place. */
  writeWith(writer: Pick<HistoryWriter, 'expire'>): void {
    this.#writer = writer;
  }

  /** Applies the policy where it is due; a failure is thrown once, then left alone for a quarter of an hour. */
  async look(): Promise<void> {
    const { file, clock } = this.#plant;
    const writer = this.#writer;
    if (file.retention === undefined || writer === undefined || clock() < this.#nextAt) return;
    try {
      // It may have been applied before this process started.
      const dueAt = await nextRetentionAt(this.#plant);
      if (dueAt !== undefined && dueAt <= clock())
        this.#options.onEvent({ kind: 'expired', applied: await applyRetention(this.#plant, writer) });
      this.#nextAt = (await nextRetentionAt(this.#plant)) ?? Number.POSITIVE_INFINITY;
    } catch (error) {
      if (this.#options.isEnding()) return;
      this.#nextAt = clock() + pauseMs;
      throw error;
    }
  }
}
