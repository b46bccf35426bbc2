/** Facts as they are received, before they are on disk and long before they are in history: for the live side. */
import type { AnyFactTable } from '../../model/index.ts';

/**
 * A batch that was received and validated; on its way to disk. Refused rows and gaps are among the facts. Orders of a
 * source grow with each batch, and with the clock over restarts too. What did not come to disk, and what a source sends again after a
 * restart, is told again with a higher order: a repetition has the identity and content of what it repeats.
 */
export interface FreshFacts {
  readonly kind: 'facts';
  readonly source: string;
  readonly order: number;
  /** Shared with whoever else listens, and with ingest: not to be changed. */
  readonly facts: readonly AnyFactTable[];
}

/**
 * All that was told of the source in this run, up to this order, is in history, or was dropped by a full buffer and stands there as a
 * gap: a snapshot taken from now on has it.
 */
export interface FreshSettled {
  readonly kind: 'settled';
  readonly source: string;
  readonly order: number;
}

/** This consumer was too slow: facts were left out in front of what follows. */
export interface FreshSkipped {
  readonly kind: 'skipped';
  readonly factCount: number;
  /** By source: the highest order left out. Once it is settled, history has what was left out of this source. */
  readonly orders: ReadonlyMap<string, number>;
}

export type FreshItem = FreshFacts | FreshSettled | FreshSkipped;
