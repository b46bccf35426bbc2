/** Which stretches of time facts are worked out for, one by one: UTC days, the last one cut where the window ends. */
import { signalLeadInMs } from '../../analytics/index.ts';
import { dayMs, type Interval } from '../../time/index.ts';

export interface DerivedDay {
  /** Names it in the cache: `2012-02-29`, or `2012-02-29-050000.000` where it is cut. */
  readonly name: string;
  /** What its facts are clipped to. */
  readonly part: Interval;
  /** Readings it is worked out from. */
  readonly read: Interval;
}

/**
 * The days of a span, in order; the last is cut where the span ends. Readings are taken from a day before, and from so long
 * after as it takes to say what was so at midnight, but never from after the span.
 *
 * @param lookAheadMs how long after an instant it may be decided what was so then (`signalLookAheadMs`)
 */
export function listDerivedDays(span: Interval, lookAheadMs: number): DerivedDay[] {
  const days: DerivedDay[] = [];
  for (let at = Math.floor(span.fromAt / dayMs) * dayMs; at < span.toAt; at += dayMs) {
    const part = { fromAt: at, toAt: Math.min(at + dayMs, span.toAt) };
    days.push({
      name: nameOf(part),
      part,
      read: { fromAt: at - signalLeadInMs, toAt: Math.min(part.toAt + lookAheadMs, span.toAt) },
    });
  }
  return days;
}

function nameOf({ fromAt, toAt }: Interval): string {
  const date = new Date(fromAt).toISOString().slice(0, -14);
  if (toAt === fromAt + dayMs) return date;
  return `${date}-${new Date(toAt).toISOString().slice(-13, -1).replaceAll(':', '')}`;
}
