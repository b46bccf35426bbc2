/** How much of a window lies before what is kept. */
import type { FactKind } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { HistorySnapshot } from '../port.ts';

/** Time of the window of which facts of one of the kinds have expired, ms: what is counted there is too little. */
export function expiredMs(
  snapshot: Pick<HistorySnapshot, 'findExpiry'>,
  { fromAt, toAt }: Interval,
  kinds: readonly FactKind[],
  place?: string,
): number {
  const expiries = kinds.map((kind) => snapshot.findExpiry(kind, place) ?? Number.NEGATIVE_INFINITY);
  return Math.max(0, Math.min(toAt, Math.max(...expiries)) - fromAt);
}
