/** The words of the outbox: what a delivery goes through and what is remembered of it. */
import type { Delivery } from '../model/index.ts';

/**
 * `pending`: never tried, or asked for again. `claimed`: a process is at it until its lease ends. `retrying`: failed,
 * due again at `nextAttemptAt`. `delivered` and `rejected` are ends; a person can ask for a rejected one again.
 */
export const deliveryStatuses = ['pending', 'claimed', 'retrying', 'delivered', 'rejected'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** `released`: given back untried or stopped midway. `abandoned`: the claimer was never heard of again. */
export const attemptOutcomes = ['delivered', 'retry', 'rejected', 'released', 'abandoned'] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

export interface DeliveryAttempt {
  readonly number: number;
  readonly claimer: string;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  /** Undefined while it is under way. */
  readonly outcome: AttemptOutcome | undefined;
  /** Why it did not arrive. */
  readonly reason: string | undefined;
  /** What the other side said, where it arrived. */
  readonly receipt: string | undefined;
}

export interface DeliveryRecord {
  readonly delivery: Delivery;
  readonly status: DeliveryStatus;
  readonly enqueuedAt: number;
  /** When it is due; of meaning while `pending` or `retrying`. */
  readonly nextAttemptAt: number;
  readonly claimer: string | undefined;
  readonly leaseUntil: number | undefined;
  readonly settledAt: number | undefined;
  /** Why it is `retrying` or `rejected`. */
  readonly reason: string | undefined;
  /** What the other side said, once `delivered`. */
  readonly receipt: string | undefined;
  readonly attempts: readonly DeliveryAttempt[];
}

/** A claim names the row and which claim of it this is, so that a process that wakes up late does no harm. */
export interface DeliveryClaim {
  readonly id: string;
  readonly number: number;
}

export interface ClaimedDelivery {
  readonly claim: DeliveryClaim;
  readonly delivery: Delivery;
  /** Attempts that count, this one included: those since the last time a person asked for it again. */
  readonly attempt: number;
  /** Recipients who have it from an earlier attempt and are not to get it again. */
  readonly served: readonly string[];
  readonly leaseUntil: number;
}

/** What became of a claim. */
export type DeliverySettlement =
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

/** `known`: the same delivery is there already. `differs`: its id is there with other content, which was kept. */
export type EnqueueOutcome = 'added' | 'known' | 'differs';
/** `superseded`: the lease had ended and the row moved on; noted as an attempt, without changing what it is now. */
export type SettleOutcome = 'settled' | 'superseded';
export type RetryOutcome = 'due' | 'delivered' | 'claimed' | 'unknown';
