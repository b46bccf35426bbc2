/**
 * Brings what lies in the outbox to people. Only the outbox remembers: a pump can be killed at any instruction, and
 * the next one goes on. A kill between the other side's answer and our note delivers again; transports make that
 * harmless (same path, same Message-ID).
 */
import { createHash } from 'node:crypto';
import type { Delivery, DeliveryFile } from '../model/index.ts';
import { type BackOff, backOffMs, defaultBackOff } from './back-off.ts';
import { claimerOf, isClaimerGone } from './claimer.ts';
import type { Outbox, OutboxItem, OutboxSettlement } from './outbox.ts';
import { deadline, guarded, route, type Send, verified } from './stages.ts';
import type { Transport, TransportResult } from './transport.ts';

export interface OutboxPumpOptions {
  readonly outbox: Outbox;
  readonly transports: readonly Transport[];
  /** Bytes of a file of a delivery, from the archive. */
  readonly readFile: (file: DeliveryFile) => Promise<Uint8Array>;
  /** UTC epoch milliseconds. */
  readonly clock: () => number;
  /** Numbers in `[0, 1)`, for the jitter. */
  readonly random: () => number;
  /** Who claims, shown to people; the machine and the process number are added. */
  readonly claimer: string;
  readonly backOff?: Partial<BackOff>;
  /** How long one attempt may take, in milliseconds; default 240,000. The lease is half as long again. */
  readonly attemptMs?: number;
  /** Deliveries under way at once; default 2. */
  readonly concurrency?: number;
}

/** What one drain did with one delivery, and why. */
export interface DeliveryOutcome {
  readonly delivery: Delivery;
  /** 1 for the first attempt that counts. */
  readonly attempt: number;
  /** As noted in the outbox: a `retry` that was one too many is `rejected`. */
  readonly result: TransportResult;
  /** When it is tried again, UTC epoch milliseconds; undefined where it is not. */
  readonly nextAttemptAt: number | undefined;
}

export interface DrainOptions {
  /** Stops: what is under way is given back, nothing more is claimed. */
  readonly signal?: AbortSignal;
  readonly onOutcome?: (outcome: DeliveryOutcome) => void;
}

export interface OutboxPump {
  /** Tries everything that is due now once, and tells what became of each. Disposes nothing. */
  drain(options?: DrainOptions): Promise<readonly DeliveryOutcome[]>;
}

export function createOutboxPump(options: OutboxPumpOptions): OutboxPump {
  const { outbox, transports, readFile, clock, random, attemptMs = 240_000, concurrency = 2 } = options;
  const claimer = claimerOf(options.claimer);
  const backOff = { ...defaultBackOff, ...options.backOff };
  // Read from the inside: the right transport, true bytes, in time, and whatever it throws is an answer.
  const send: Send = guarded(deadline(verified(route(transports), sha256Of), attemptMs));

  const attempt = async (item: OutboxItem, signal: AbortSignal, dueByMs: number): Promise<DeliveryOutcome> => {
    const answer = await send(item.delivery, { signal, served: item.served, readFile });
    // Should the clock step back, what this drain tried is still not due for it again.
    const nowMs = Math.max(clock(), dueByMs);
    const settlement = settle(answer, item, signal.aborted, nowMs);
    await outbox.settle(item.claim, settlement, nowMs);
    return outcomeOf(item, settlement, nowMs);
  };

  /** A retry becomes: given back where we were told to stop, given up after too many, else due after its back-off. */
  const settle = (answer: TransportResult, item: OutboxItem, stopped: boolean, nowMs: number): OutboxSettlement => {
    if (answer.kind !== 'retry') return answer;
    const { reason, served = [] } = answer;
    // A partial success must be remembered, so it is a counted attempt even when stopped.
    if (stopped && served.length === 0) return { kind: 'released', reason };
    if (item.attempt >= backOff.attemptsMax) {
      return { kind: 'rejected', reason: `Given up after ${item.attempt} attempts; the last: ${reason}` };
    }
    const waitMs = Math.max(backOffMs(backOff, item.attempt, random), answer.afterMs ?? 0);
    return { kind: 'retry', reason, nextAttemptAt: nowMs + waitMs, served };
  };

  return {
    drain: async ({ signal = new AbortController().signal, onOutcome } = {}) => {
      const dueByMs = clock();
      const outcomes: DeliveryOutcome[] = [];
      const work = async (): Promise<void> => {
        while (!signal.aborted) {
          // One at a time, so that no lease runs while another delivery is under way.
          const claimed = {
            limit: 1,
            leaseMs: attemptMs * 1.5,
            nowMs: clock(),
            dueByMs,
            claimer,
            isGone: isClaimerGone,
          };
          const [item] = await outbox.claim(claimed);
          if (item === undefined) return;
          const outcome = await attempt(item, signal, dueByMs);
          outcomes.push(outcome);
          onOutcome?.(outcome);
        }
      };
      await Promise.all(Array.from({ length: Math.max(1, concurrency) }, work));
      return outcomes;
    },
  };
}

function outcomeOf(item: OutboxItem, settlement: OutboxSettlement, nowMs: number): DeliveryOutcome {
  const { delivery, attempt } = item;
  switch (settlement.kind) {
    case 'delivered':
    case 'rejected':
      return { delivery, attempt, result: settlement, nextAttemptAt: undefined };
    case 'retry':
      return { delivery, attempt, result: settlement, nextAttemptAt: settlement.nextAttemptAt };
    case 'released':
      return { delivery, attempt, result: { kind: 'retry', reason: settlement.reason }, nextAttemptAt: nowMs };
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
