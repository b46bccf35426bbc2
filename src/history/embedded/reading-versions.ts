/**
 * Which commit last brought a reading of an hour, or a gap that bears on its readings. Merging files changes nothing of it, so
 * what was worked out from an hour's readings holds until there are others, however often their files are rewritten. Pure.
 */

import type { FactKind } from '../../model/index.ts';
import { dayMs, hourMs, type Interval } from '../../time/index.ts';
import type { PartitionDay, SegmentRole } from './layout.ts';

/** By UTC day: for each of its 24 hours the number of a commit; 0 where there is none. */
export type HourVersions = ReadonlyMap<PartitionDay, readonly number[]>;

/** The last commit with a reading of the hour. */
export type ReadingVersions = HourVersions;

/** The last commit with a gap, or what was not known of one before, in an hour that had readings. */
export type GapVersions = HourVersions;

/** What is asked of a segment that a commit has added. */
interface AddedSegment {
  readonly kind: FactKind;
  readonly role: SegmentRole;
  readonly day: PartitionDay;
  readonly minStartAt?: number;
  readonly maxStartAt?: number;
  readonly maxEndAt?: number;
  readonly hours?: number;
  readonly touched?: Interval;
}

export const hoursPerDay: number = dayMs / hourMs;

/** What holds after a commit of this number has added these segments. */
export function versionsAfter(
  before: ReadingVersions,
  added: Iterable<AddedSegment>,
  version: number,
): ReadingVersions {
  let versions: Map<PartitionDay, readonly number[]> | undefined;
  for (const { kind, role, day, minStartAt, maxStartAt, hours: withReadings = -1 } of added) {
    if (kind !== 'reading' || role !== 'facts' || minStartAt === undefined || maxStartAt === undefined) continue;
    versions ??= new Map(before);
    const hours = [...(versions.get(day) ?? new Array<number>(hoursPerDay).fill(0))];
    for (let hour = hourOf(minStartAt); hour <= hourOf(maxStartAt); hour++)
      if ((withReadings & (1 << hour)) !== 0) hours[hour] = version;
    versions.set(day, hours);
  }
  return versions ?? before;
}

/**
 * The hours of a day in which readings lie, as their segment says them: late ones come with those of now, and have nothing to
 * do with the hours between.
 *
 * @param at instants of one day, of which those of the rows from `from` up to `to` are looked at
 */
export function hoursWithReadings(
  at: Float64Array,
  from: number,
  to: number,
  { minStartAt = Number.NaN, maxStartAt = Number.NaN }: Pick<AddedSegment, 'minStartAt' | 'maxStartAt'>,
): { readonly hours?: number } {
  const [first, last] = [hourOf(minStartAt), hourOf(maxStartAt)];
  if (!(last - first >= 2)) return {};
  let hours = 0;
  for (let i = from; i < to; i++) hours |= 1 << hourOf(at[i] as number);
  const all = (1 << (last + 1)) - (1 << first);
  return hours === all ? {} : { hours };
}

/**
 * What holds of gaps after a commit of this number has added these segments; `readings` is what then holds of readings. An
 * hour without readings needs no number: those that come give it one. Nor does one whose readings are gone.
 *
 * @param goneBefore before then the readings of every tag have expired
 */
export function gapVersionsAfter(
  before: GapVersions,
  readings: ReadingVersions,
  added: Iterable<AddedSegment>,
  version: number,
  goneBefore: number = Number.NEGATIVE_INFINITY,
): GapVersions {
  const segments = [...added].filter(({ kind }) => kind === 'gap');
  if (segments.length === 0) return before;
  // Commits of before format 3 did not say it. What supersedes a gap starts with it, and may end it earlier.
  const corrected = new Set(segments.filter(({ role }) => role === 'superseded').map(({ day }) => day));
  const versions = new Map(before);
  for (const { role, day: gapDay, minStartAt, maxEndAt, touched } of segments) {
    if (role !== 'facts' || minStartAt === undefined || maxEndAt === undefined) continue;
    const toAt = corrected.has(gapDay) ? Number.POSITIVE_INFINITY : maxEndAt;
    const { fromAt: startAt, toAt: endAt } = touched ?? { fromAt: minStartAt, toAt };
    if (startAt >= endAt) continue;
    for (const [day, hasReadings] of readings) {
      const dayAt = dayStart(day);
      if (dayAt >= endAt || dayAt + dayMs <= startAt || dayAt + dayMs <= goneBefore) continue;
      const hours = [...(versions.get(day) ?? new Array<number>(hoursPerDay).fill(0))];
      for (let hour = 0; hour < hoursPerDay; hour++) {
        const at = dayAt + hour * hourMs;
        if ((hasReadings[hour] as number) > 0 && at < endAt && at + hourMs > startAt) hours[hour] = version;
      }
      versions.set(day, hours);
    }
  }
  return versions;
}

/** Begin of a day, UTC epoch ms. */
export function dayStart(day: PartitionDay): number {
  return Date.parse(`${day}T00:00Z`);
}

function hourOf(at: number): number {
  return Math.floor(at / hourMs) - Math.floor(at / dayMs) * hoursPerDay;
}

/** The hours that a window touches and that have readings, one line each; the window's end is none of them. */
export function listVersions(versions: ReadingVersions, { fromAt, toAt }: Interval): string[] {
  const lines: string[] = [];
  for (const [day, hours] of versions) {
    const dayAt = dayStart(day);
    for (const [hour, version] of hours.entries()) {
      const at = dayAt + hour * hourMs;
      if (version > 0 && at < toAt && at + hourMs > fromAt) lines.push(`${day} ${hour} ${version}`);
    }
  }
  return lines.sort();
}
