/** What the pump needs of an outbox; `state.deliveries` is one. */
import type { Delivery } from '../model/index.ts';

/** Names the row and which claim of it this is, so that a process that wakes up late does no harm. */
export interface OutboxClaim {
  readonly id: string;
  readonly number: number;
}

export interface OutboxItem {
  readonly claim: OutboxClaim;
  readonly delivery: Delivery;
  /** 1 for the first attempt that counts. */
  readonly attempt: number;
  /** Recipients who have it already. */
  readonly served: readonly string[];
}

export type OutboxSettlement =
  | { readonly kind: 'delivered'; readonly receipt: string }
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly nextAttemptAt: number;
      readonly served?: readonly string[];
    }
  | { readonly kind: 'rejected'; readonly reason: string }
  /** Given back at once, without counting as an attempt. */
  | { readonly kind: 'released'; readonly reason: string };

export interface Outbox {
  /** Claims rows due by `dueByMs`, and those whose claimer let its lease end; no row is claimed twice at a time. */
  claim(options: {
    readonly limit: number;
    readonly leaseMs: number;
    readonly nowMs: number;
    readonly dueByMs: number;
    readonly claimer: string;
    /** Whether a claimer is known to be gone, so that its rows need not wait for their lease. */
    readonly isGone: (claimer: string) => boolean;
  }): Promise<readonly OutboxItem[]>;
  settle(claim: OutboxClaim, settlement: OutboxSettlement, nowMs: number): Promise<unknown>;
}
