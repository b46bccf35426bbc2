/**
 * The offsets of a zone as a table of spans between its transitions, found through Temporal once per span and kept, so
 * that a conversion is a comparison or two.
 */
import { Temporal } from 'temporal-polyfill';
import { dayMs } from './instants.ts';

/** A span of one offset: `[fromAt, toAt)`. */
export interface OffsetSpan {
  readonly fromAt: number;
  readonly toAt: number;
  readonly offsetMs: number;
  /**
   * Local times in `[safeFrom, safeTo)` exist exactly once, in this span: no transition is within a day of them, and
   * no offset is as long as a day.
   */
  readonly safeFrom: number;
  readonly safeTo: number;
}

export interface OffsetTable {
  readonly zoneId: string;
  /** The span that contains an instant, which must be finite and within the range of `Date`. */
  spanAt(at: number): OffsetSpan;
}

/** @throws RangeError where the zone is unknown */
export function createOffsetTable(id: string): OffsetTable {
  const zoneId = resolveZoneId(id);
  const spans: OffsetSpan[] = [];
  return {
    zoneId,
    spanAt(at) {
      let low = 0;
      let high = spans.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((spans[middle] as OffsetSpan).fromAt <= at) low = middle + 1;
        else high = middle;
      }
      const found = spans[low - 1];
      if (found !== undefined && at < found.toAt) return found;
      const span = findSpan(zoneId, at);
      spans.splice(low, 0, span);
      return span;
    },
  };
}

function findSpan(zoneId: string, at: number): OffsetSpan {
  const whole = Math.floor(at);
  if (!(Math.abs(whole) < 8.64e15))
    throw new RangeError(`${at} is not an instant: epoch milliseconds within ±8.64e15 are.`);
  const here = zonedAt(zoneId, whole);
  // `previous` looks strictly before, and a span begins with its transition: look from 1 ms later.
  const fromAt =
    zonedAt(zoneId, whole + 1).getTimeZoneTransition('previous')?.epochMilliseconds ?? Number.NEGATIVE_INFINITY;
  const toAt = here.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
  return { fromAt, toAt, offsetMs: here.offsetNanoseconds / 1e6, safeFrom: fromAt + dayMs, safeTo: toAt - dayMs };
}

function zonedAt(zoneId: string, at: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zoneId);
}

function resolveZoneId(id: string): string {
  try {
    return zonedAt(id, 0).timeZoneId;
  } catch (cause) {
    throw new RangeError(`'${id}' is not an IANA time zone, such as Europe/Berlin or Asia/Jerusalem.`, { cause });
  }
}
