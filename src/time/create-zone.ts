/** A zone on Temporal's zone data, with its offsets cached. */
import { dayMs, minuteMs } from './instants.ts';
import { createOffsetTable, type OffsetSpan } from './transitions.ts';
import type { LocalResolution, Zone } from './zone.ts';

/**
 * A zone by its IANA identifier.
 *
 * Instants and local times are finite and within the range of `Date`; of `NaN` every conversion is `NaN`.
 *
 * @throws RangeError where the zone is unknown
 * @example createZone('Asia/Jerusalem').format(1330491600000) // '2012-02-29T07:00:00+02:00'
 */
export function createZone(id: string): Zone {
  const table = createOffsetTable(id);
  // Facts come in order of time, mostly: the last span answers nearly every call.
  let span: OffsetSpan = table.spanAt(0);

  function offsetMsAt(at: number): number {
    if (at >= span.fromAt && at < span.toAt) return span.offsetMs;
    if (Number.isNaN(at)) return Number.NaN;
    span = table.spanAt(at);
    return span.offsetMs;
  }

  /** A local time with a transition nearby: the offsets of the day before and after are the candidates. */
  function instantNearTransition(localMs: number): number {
    const before = offsetMsAt(localMs - dayMs);
    const after = offsetMsAt(localMs + dayMs);
    if (before === after || offsetMsAt(localMs - before) === before) return localMs - before;
    // In a gap, the offset before the transition gives the later time, as `compatible` wants it.
    return offsetMsAt(localMs - after) === after ? localMs - after : localMs - before;
  }

  return {
    id: table.zoneId,
    offsetMsAt,
    instantOf(localMs) {
      if (localMs >= span.safeFrom && localMs < span.safeTo) return localMs - span.offsetMs;
      return instantNearTransition(localMs);
    },
    resolutionOf(localMs): LocalResolution {
      const before = offsetMsAt(localMs - dayMs);
      const after = offsetMsAt(localMs + dayMs);
      if (before === after) return 'exact';
      const existsBefore = offsetMsAt(localMs - before) === before;
      const existsAfter = offsetMsAt(localMs - after) === after;
      if (existsBefore && existsAfter) return 'repeated';
      return existsBefore || existsAfter ? 'exact' : 'skipped';
    },
    localMsAt: (at) => at + offsetMsAt(at),
    format(at) {
      const ms = Math.floor(at);
      // RFC 3339 offsets are whole minutes; those of the 19th century are not, and the instant must stay the same.
      const offsetMinutes = Math.round(offsetMsAt(ms) / minuteMs);
      const local = new Date(ms + offsetMinutes * minuteMs).toISOString();
      return `${ms % 1000 === 0 ? local.slice(0, -5) : local.slice(0, -1)}${formatOffset(offsetMinutes)}`;
    },
  };
}

function formatOffset(offsetMinutes: number): string {
  const size = Math.abs(offsetMinutes);
  const hours = String(Math.floor(size / 60)).padStart(2, '0');
  return `${offsetMinutes < 0 ? '-' : '+'}${hours}:${String(size % 60).padStart(2, '0')}`;
}
