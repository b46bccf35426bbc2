/**
 * Which commit last brought a reading of an hour. Merging readings changes nothing of it, so what was worked out from an
 * hour's readings holds until there are others, however often their files are rewritten. Pure.
 */

import type { FactKind } from '../../model/index.ts';
import { dayMs, hourMs, type Interval } from '../../time/index.ts';
import type { PartitionDay, SegmentRole } from './layout.ts';

/** By UTC day: for each of its 24 hours the number of the last commit with a reading of it; 0 where there is none. */
export type ReadingVersions = ReadonlyMap<PartitionDay, readonly number[]>;

/** What is asked of a segment that a commit has added. */
interface AddedSegment {
  readonly kind: FactKind;
  readonly role: SegmentRole;
  readonly day: PartitionDay;
  readonly minStartAt?: number;
  readonly maxStartAt?: number;
}

const hoursPerDay = dayMs / hourMs;

/** What holds after a commit of this number has added these segments. */
export function versionsAfter(
  before: ReadingVersions,
  added: Iterable<AddedSegment>,
  version: number,
): ReadingVersions {
  let versions: Map<PartitionDay, readonly number[]> | undefined;
  for (const { kind, role, day, minStartAt, maxStartAt } of added) {
    if (kind !== 'reading' || role !== 'facts' || minStartAt === undefined || maxStartAt === undefined) continue;
    versions ??= new Map(before);
    const hours = [...(versions.get(day) ?? new Array<number>(hoursPerDay).fill(0))];
    for (let hour = hourOf(minStartAt); hour <= hourOf(maxStartAt); hour++) hours[hour] = version;
    versions.set(day, hours);
  }
  return versions ?? before;
}

function hourOf(at: number): number {
  return Math.floor(at / hourMs) - Math.floor(at / dayMs) * hoursPerDay;
}

/** The hours that a window touches and that have readings, one line each; the window's end is none of them. */
export function listVersions(versions: ReadingVersions, { fromAt, toAt }: Interval): string[] {
  const lines: string[] = [];
  for (const [day, hours] of versions) {
    const dayAt = Date.parse(`${day}T00:00Z`);
    for (const [hour, version] of hours.entries()) {
      const at = dayAt + hour * hourMs;
      if (version > 0 && at < toAt && at + hourMs > fromAt) lines.push(`${day} ${hour} ${version}`);
    }
  }
  return lines.sort();
}
