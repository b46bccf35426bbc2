/**
 * What is known of hours whose readings are gone. How things stood when they went is what their rollups are held against: late
 * readings of other tags, and gaps, make nothing anew of what is gone. Pure.
 */
import { dayMs, type Interval } from '../../../time/index.ts';
import type { PartitionDay } from '../layout.ts';
import { dayStart, type HourVersions, hoursPerDay } from '../reading-versions.ts';
import { expiredTagsOf, keyOfExpired } from './expired-tags.ts';
import { type Expiries, forgottenBefore } from './expiries.ts';

/** What of a state expiry changes besides its files. */
export interface ExpiredTime {
  readonly expiries: Expiries;
  readonly readingVersions: HourVersions;
  readonly gapVersions: HourVersions;
  /** Of days of which the readings of some tag are gone: by hour, the last commit that bore on them before. */
  readonly expiredVersions: HourVersions;
  /** From the first to the last day with readings of which nothing is left, neither readings nor rollups. */
  readonly forgotten: Interval | undefined;
}

/** What holds once these expiries do. */
export function expiredTimeAfter(before: ExpiredTime, expiries: Expiries): ExpiredTime {
  if (expiries === before.expiries) return before;
  const expiredVersions = new Map(before.expiredVersions);
  for (const [day, readings] of before.readingVersions) {
    const key = keyOfExpired(expiredTagsOf(expiries, day));
    if (key === '' || key === keyOfExpired(expiredTagsOf(before.expiries, day))) continue;
    const gaps = before.gapVersions.get(day);
    expiredVersions.set(
      day,
      Array.from({ length: hoursPerDay }, (_, i) => Math.max(readings[i] ?? 0, gaps?.[i] ?? 0)),
    );
  }
  const endAt = forgottenBefore(expiries);
  const gone = [...before.readingVersions.keys()].map(dayStart).filter((at) => at + dayMs <= endAt);
  const isKept = ([day]: readonly [PartitionDay, unknown]): boolean => dayStart(day) + dayMs > endAt;
  const kept = (versions: HourVersions): HourVersions =>
    gone.length === 0 ? versions : new Map([...versions].filter(isKept));
  return {
    expiries,
    readingVersions: kept(before.readingVersions),
    gapVersions: kept(before.gapVersions),
    expiredVersions: kept(expiredVersions),
    forgotten: hullOf(before.forgotten, gone),
  };
}

function hullOf(before: Interval | undefined, days: readonly number[]): Interval | undefined {
  if (days.length === 0) return before;
  const [first, last] = [Math.min(...days), Math.max(...days) + dayMs];
  if (before === undefined) return { fromAt: first, toAt: last };
  return { fromAt: Math.min(before.fromAt, first), toAt: Math.max(before.toAt, last) };
}
