/** From the columns of the outbox to its records. What stands in them was written by `enqueue` and is trusted. */
import type { Delivery } from '../model/index.ts';
import type { AttemptOutcome, DeliveryAttempt } from './delivery-record.ts';
import type { AttemptTable } from './schema.ts';

export function readDelivery(payload: string): Delivery {
  return JSON.parse(payload) as Delivery;
}

export function readAttempt(row: AttemptTable): DeliveryAttempt {
  return {
    number: row.number,
    claimer: row.claimer,
    startedAt: row.startedAt,
    endedAt: row.endedAt ?? undefined,
    outcome: (row.outcome ?? undefined) as AttemptOutcome | undefined,
    reason: row.outcome === 'delivered' ? undefined : (row.detail ?? undefined),
    receipt: row.outcome === 'delivered' ? (row.detail ?? undefined) : undefined,
  };
}
