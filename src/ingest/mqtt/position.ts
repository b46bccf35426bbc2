/** The source's position: what of the session must be known after a restart. The messages themselves the broker keeps. */
import type { SourcePosition } from '../source.ts';

export interface MqttPosition {
  /** Filters the session was last subscribed to. */
  readonly filters: readonly string[];
  /** Receipts of each connection's session (`Receipts.write`). */
  readonly receipts: readonly string[];
  /** The last instant given to a message, UTC epoch ms: whatever the clock says after a restart, none is given twice. */
  readonly lastReceivedAt?: number | undefined;
}

export function toPosition({ filters, receipts, lastReceivedAt }: MqttPosition): SourcePosition {
  return { filters, receipts, ...(lastReceivedAt === undefined ? {} : { lastReceivedAt }) };
}

/** What is not understood, be it of another kind of source that had the same id, is as good as nothing. */
export function parsePosition(position: SourcePosition | undefined): MqttPosition {
  const lastReceivedAt = position?.['lastReceivedAt'];
  return {
    filters: listTexts(position?.['filters']),
    receipts: listTexts(position?.['receipts']),
    ...(typeof lastReceivedAt === 'number' ? { lastReceivedAt } : {}),
  };
}

function listTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}
