/** The hours of a window in the plant's local time. */
import { hourMs, type Interval, minuteMs, type Zone } from '../../time/index.ts';

export interface LocalHour extends Interval {
  /** Local wall time of its start, `HH:MM`. */
  readonly localTime: string;
}

/** A window of more hours is not told hour by hour. */
export const hoursMax = 49;

/**
 * The window cut at every full hour of local time, counted from the minute at which the window begins: a day that
 * begins at 06:30 has hours from half past to half past. A day has 23 or 25 over a change of clocks. Empty for a window
 * of more than 49 hours.
 */
export function listLocalHours(zone: Zone, { fromAt, toAt }: Interval): LocalHour[] {
  if (toAt - fromAt > hoursMax * hourMs) return [];
  const phase = mod(zone.localMsAt(fromAt), hourMs);
  const hours: LocalHour[] = [];
  for (let at = fromAt; at < toAt; ) {
    const next = at + hourMs - mod(zone.localMsAt(at) - phase, hourMs);
    const end = Math.min(next, toAt);
    hours.push({ fromAt: at, toAt: end, localTime: wallTime(zone.localMsAt(at)) });
    at = end;
  }
  return hours;
}

function wallTime(localMs: number): string {
  const minutes = Math.floor(mod(localMs, 24 * hourMs) / minuteMs);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
