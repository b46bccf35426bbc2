/** What of rollups can and is to be made yet, where readings and rollups have expired. Pure. */
import type { RollupLevel } from '../../../analytics/index.ts';
import { dayMs, hourMs } from '../../../time/index.ts';
import type { RollupSlot } from '../rollups/slots.ts';
import { expiredTagsBefore } from './expired-tags.ts';
import { type Expiries, noExpiries, oldestReadingExpiry } from './expiries.ts';

/**
 * Whether a slot without an owner is missing: not where its readings are gone, nor where its level is kept no longer. A day or
 * shift is put together from hours; where it begins or ends within one, from the readings of that hour.
 */
export function isMakeable(
  expiries: Expiries,
  level: RollupLevel,
  { fromAt, toAt }: Pick<RollupSlot, 'fromAt' | 'toAt'>,
): boolean {
  if (expiries === noExpiries) return true;
  if (toAt <= (expiries.rollups[level] ?? Number.NEGATIVE_INFINITY)) return false;
  if (level === 'minute' || level === 'hour') return toAt > oldestReadingExpiry(expiries);
  return [fromAt, toAt].every((at) => at % hourMs === 0 || isAllThere(expiries, at));
}

/** Whether the readings of no tag have expired on the day of an instant. */
function isAllThere(expiries: Expiries, at: number): boolean {
  return expiredTagsBefore(expiries, (Math.floor(at / dayMs) + 1) * dayMs).kind === 'none';
}
