/** What the buffer dropped and what it cannot read, in one shape. */
import type { BufferDamage, BufferLoss, FactBuffer } from '../buffer/fact-buffer.ts';
import type { GapRecord } from '../gaps/gap-record.ts';
import type { BatchAccount } from './commit-group.ts';
import { type MissingRange, toMissingKey } from './missing-key.ts';

export interface Missing extends MissingRange {
  /** The same over restarts. */
  readonly key: string;
  readonly accounts: ReadonlyMap<string, BatchAccount>;
  readonly gaps: readonly GapRecord[];
  readonly origin:
    | { readonly kind: 'loss'; readonly loss: BufferLoss }
    | { readonly kind: 'damage'; readonly damage: BufferDamage };
}

/** @param nowMs the time of a damage of which no record around tells one */
export function listMissing(buffer: FactBuffer, nowMs: number): readonly Missing[] {
  const { damages } = buffer.status();
  return [...buffer.listLosses().map(ofLoss), ...damages.map((damage) => ofDamage(damage, nowMs))];
}

function ofLoss(loss: BufferLoss): Missing {
  const { fromNumber, toNumber, tags, accounts } = loss;
  const records = toMissingKey({ lane: 'droppable', fromNumber, toNumber });
  const gaps = tags.map(({ source, tag, count, fromAt, toAt }) => ({
    source,
    tag,
    cause: 'buffer-full' as const,
    startAt: fromAt,
    // Half-open: the last reading that was dropped lies within.
    endAt: toAt + 1,
    status: 'closed' as const,
    lostCount: count,
    records,
  }));
  return { lane: 'droppable', key: records, fromNumber, toNumber, accounts, gaps, origin: { kind: 'loss', loss } };
}

function ofDamage(damage: BufferDamage, nowMs: number): Missing {
  const { lane, fromNumber, toNumber, lost, fromAt, toAt } = damage;
  const records = toMissingKey({ lane, fromNumber, toNumber });
  const endAt = toAt ?? nowMs;
  const gaps = [...lost].map(([source, count]) => ({
    source,
    tag: '',
    cause: 'buffer-damaged' as const,
    startAt: Math.min(fromAt ?? endAt, endAt),
    endAt,
    status: 'closed' as const,
    lostCount: count,
    records,
  }));
  const accountOf = (count: number): BatchAccount => ({
    received: count,
    refused: 0,
    filtered: 0,
    expired: 0,
    lost: count,
  });
  const accounts = new Map([...lost].map(([source, count]) => [source, accountOf(count)]));
  return { lane, key: records, fromNumber, toNumber, accounts, gaps, origin: { kind: 'damage', damage } };
}
