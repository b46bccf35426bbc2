/**
 * How far back a report reads. Reports are looked at again for some days after they were sent: what expires meanwhile must
 * not change them, so they read no further back than what is still kept on the last of these days.
 */
import { dayMs, type Interval } from '../../time/index.ts';
import type { PlantFile } from '../plant-file/schema.ts';
import { cutAt, daysOf, isAsLong, type Period, parsePeriod } from './period.ts';
import { type TaggedFile, tagsOfGroups, tagsOfSignals } from './tags-kept.ts';

/** A report that is sent that much later than its window ended is as good. */
const latenessDays = 2;
/** The window itself, the day that a cut is floored to, and the day of readings before what is read off them. */
const ownDays = 3;
/** Reports compare a day with those of 13 weeks before. */
const comparedDays = 93;

/** What of a plant file it takes. */
export type ReachFile = TaggedFile & Pick<PlantFile, 'revisions'>;

/** So long anything that reports are made of is kept at least, days: else they could not be looked at again. */
export function keptDaysMin({ revisions }: Pick<PlantFile, 'revisions'>): number {
  return revisions.lookBackDays + latenessDays + ownDays;
}

/** So long it is kept that reports compare with as many weeks as they would, days. */
export function keptDaysForComparison(file: Pick<PlantFile, 'revisions'>): number {
  return keptDaysMin(file) + comparedDays;
}

/** How long readings are kept of which reports are made: the shortest of those. Undefined where no unit has signals. */
export function keptForSignals({ equipment, tags, retention }: TaggedFile): Period | undefined {
  const wanted = tagsOfSignals(equipment);
  if (wanted.size === 0) return undefined;
  const groups = tagsOfGroups({ equipment, tags, retention });
  const grouped = new Set(groups.flat());
  const periods = [
    ...(retention?.tagGroups ?? [])
      .filter((_, i) => groups[i]?.some((id) => wanted.has(id)))
      .map(({ readings }) => readings),
    ...([...wanted].some((id) => !grouped.has(id)) ? [retention?.readings] : []),
  ].map(parsePeriod);
  return periods.reduce((shortest, period) => (isAsLong(period, shortest) ? shortest : period));
}

/** From when on a report reads; undefined: from the first there is. */
export interface ReportReach {
  readonly eventsFromAt: number | undefined;
  readonly readingsFromAt: number | undefined;
}

export function reportReach(file: ReachFile, window: Interval): ReportReach {
  const lastLookAt = window.toAt + (file.revisions.lookBackDays + latenessDays) * dayMs;
  const signals = keptForSignals(file);
  const readingsCut = signals && cutAt(signals, lastLookAt);
  return {
    eventsFromAt: cutAt(parsePeriod(file.retention?.events), lastLookAt),
    // A day is worked out with the readings of the day before it.
    readingsFromAt: readingsCut === undefined ? undefined : readingsCut + dayMs,
  };
}

/** What a plant's people should know of a policy that is right, in sentences. */
export function listRetentionNotes(file: ReachFile): readonly string[] {
  const days = keptDaysForComparison(file);
  const isShort = (period: Period | undefined): boolean => period !== undefined && daysOf(period).min < days;
  const short = [
    ...(isShort(parsePeriod(file.retention?.events)) ? ['Events'] : []),
    ...(isShort(keptForSignals(file)) ? ['Readings that tell what units did'] : []),
  ];
  return short.map(
    (what) =>
      `${what} are kept for less than ${days} days: reports will compare a day with fewer than 13 weeks before it.`,
  );
}
