/** How a disk stands, in words. */
import { type DiskLevel, type DiskStatus, isShort, type StoreDisk } from './disk-status.ts';
import type { DiskForecast } from './forecast.ts';
import type { DailyGrowth } from './growth.ts';

/** What waits because history is read-only, and what room it has. */
export interface WaitingFacts {
  readonly count: number;
  /** How long the buffer still takes what comes, at the pace since the oldest of it; undefined: not known yet. */
  readonly roomMs: number | undefined;
}

/** @example '38.2 GB of 100.0 GB free; grows by about 41 MB a day; full in about 920 days (850 to 1,010)' */
export function diskText({ growth, forecast, others, ...disk }: DiskStatus): string {
  const first = others.length === 0 ? '' : ` of ${disk.holds.join(', ')}`;
  return [
    `${bytesText(disk.freeBytes)} of ${bytesText(disk.totalBytes)} free${first}`,
    growthText(growth),
    forecastText(forecast),
    ...others.map(otherText),
  ]
    .filter((part) => part !== '')
    .join('; ');
}

function otherText({ holds, freeBytes, totalBytes, reserveBytes }: StoreDisk): string {
  const lacks = isShort({ freeBytes, reserveBytes }) ? `, ${bytesText(reserveBytes)} needed` : '';
  return `${bytesText(freeBytes)} of ${bytesText(totalBytes)} free of ${holds.join(', ')}${lacks}`;
}

export function growthText(growth: DailyGrowth): string {
  if (growth.kind === 'unknown') return '';
  if (growth.bytesPerDay < 1) return 'does not grow';
  return `grows by about ${bytesText(growth.bytesPerDay)} a day`;
}

export function forecastText(forecast: DiskForecast): string {
  switch (forecast.kind) {
    case 'unknown':
      return `no forecast yet: ${forecast.dayCount} of 3 whole days`;
    case 'steady':
      return 'not filling up';
    case 'later':
      return `lasts for more than ${forecast.days / 365} years`;
    case 'full':
      return fullText(forecast);
  }
}

function fullText({ aboutDays, earliestDays, latestDays }: Extract<DiskForecast, { kind: 'full' }>): string {
  const from = daysText(earliestDays);
  if (aboutDays === undefined) return `full in ${from} days at the earliest, most likely not at all`;
  const [about, to] = [daysText(aboutDays), latestDays === undefined ? undefined : daysText(latestDays)];
  if (from === about && to === about) return `full in about ${about} ${about === '1' ? 'day' : 'days'}`;
  return `full in about ${about} days (${from} ${to === undefined ? 'or more' : `to ${to}`})`;
}

/** To two digits: more would not be known. */
function daysText(days: number): string {
  const whole = Math.floor(days);
  return (whole < 100 ? whole : Number(whole.toPrecision(2))).toLocaleString('en-US');
}

/** What is to be done, by level; undefined where nothing is. */
export const diskRemedies: Readonly<Record<DiskLevel, string | undefined>> = {
  ample: undefined,
  low: 'make room, keep less (retention), or move the store (gemba history move) within the month',
  urgent: 'make room, keep less (retention), or move the store (gemba history move) this week',
  full: 'make room now: history goes on by itself once there is',
};

/**
 * What is said while history takes nothing.
 *
 * @example 'read-only: 0.3 GB free of 0.5 GB needed; 12,345 readings and facts wait in the buffer, room for about 3 h'
 */
export function readOnlyText(disk: Pick<StoreDisk, 'freeBytes' | 'reserveBytes'>, waiting?: WaitingFacts): string {
  const room = `read-only: ${bytesText(disk.freeBytes)} free of ${bytesText(disk.reserveBytes)} needed`;
  if (waiting === undefined) return room;
  const lasts = waiting.roomMs === undefined ? '' : `, room for about ${durationText(waiting.roomMs)}`;
  return `${room}; ${waiting.count.toLocaleString('en-US')} readings and facts wait in the buffer${lasts}`;
}

export interface BufferFill {
  readonly sizeBytes: number;
  readonly sizeBytesMax: number;
  readonly oldestAt: number | undefined;
}

/** Before so much time has passed a pace says nothing. */
const paceMsMin = 60_000;

/** How long a buffer takes what comes at the pace since its oldest record; undefined where that is not known. */
export function bufferRoomMs(
  { sizeBytes, sizeBytesMax, oldestAt }: BufferFill,
  freeBytes: number,
  nowMs: number,
): number | undefined {
  if (oldestAt === undefined || nowMs - oldestAt < paceMsMin || sizeBytes === 0) return undefined;
  return (Math.max(0, Math.min(sizeBytesMax - sizeBytes, freeBytes)) * (nowMs - oldestAt)) / sizeBytes;
}

function durationText(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 120) return `${Math.floor(minutes)} min`;
  return minutes < 2_880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1_440)} days`;
}

/** To the precision a person wants: 812 kB, 41 MB, 0.5 GB, 1.2 TB. */
export function bytesText(bytes: number): string {
  if (bytes >= 1e12) return `${(bytes / 1e12).toFixed(1)} TB`;
  if (bytes >= 1e8) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(0)} MB`;
  return `${(bytes / 1e3).toFixed(0)} kB`;
}
