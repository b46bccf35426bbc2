/** Where buckets would need readings that have expired: nothing is answered then, and what can be asked instead is said. */
import { type RollupLevel, rollupLevels } from '../../../analytics/index.ts';
import { GembaError } from '../../../model/index.ts';
import { dayMs, type Interval } from '../../../time/index.ts';
import type { ManifestState } from '../manifest-state.ts';
import { keptFor, listExpiredTime } from '../retention/kept-rollups.ts';
import { coverOf } from '../rollups/cover.ts';
import type { RollupCalendar } from '../rollups/settings.ts';
import type { ResamplePiece } from './rollup-plan.ts';

/** The time that pieces of readings ask for and that has expired, in order. */
export function listExpired(
  state: ManifestState,
  pieces: readonly ResamplePiece[],
  beforeAt: number,
): readonly Interval[] {
  if (beforeAt === Number.NEGATIVE_INFINITY) return [];
  return pieces.flatMap((piece) => (piece.kind === 'reading' ? [...listExpiredTime(state, piece, beforeAt)] : []));
}

export interface ExpiredBuckets {
  readonly state: ManifestState;
  readonly calendar: RollupCalendar | undefined;
  readonly tags: readonly string[];
  readonly beforeAt: number;
  /** What was asked for and cannot be answered. */
  readonly time: Interval;
  readonly hasQuantiles: boolean;
}

const words: Readonly<Record<RollupLevel, string>> = {
  minute: 'minutes',
  hour: 'hours (UTC)',
  day: 'production days',
  shift: 'shifts',
};

export function expiredBuckets({ state, calendar, tags, beforeAt, time, hasQuantiles }: ExpiredBuckets): GembaError {
  const around = { fromAt: time.fromAt - dayMs, toAt: time.toAt + dayMs };
  const kept = keptFor(state, beforeAt);
  const levels = rollupLevels.filter((level) =>
    coverOf(kept, level, around, calendar).some((part) => part.fromAt < time.toAt && part.toAt > time.fromAt),
  );
  const usable = levels.filter((level) => level !== 'minute' || !hasQuantiles);
  const whose = `${tags[0]}${tags.length > 1 ? ` and ${tags.length - 1} others` : ''}`;
  const instead =
    usable.length === 0
      ? 'nothing is rolled up of then'
      : `of then there are only ${usable.map((level) => words[level]).join(', ')}: ask for whole ones, with edges between them, without other figures of what lies within`;
  return new GembaError(
    'history-expired',
    `The readings of ${whose} before ${at(beforeAt)} have expired, and ${at(time.fromAt)} to ${at(time.toAt)} would need them; ${instead}, or ask from a day after ${at(beforeAt)} on.`,
    { details: { tag: tags[0], fromAt: time.fromAt, toAt: time.toAt, beforeAt, levels: usable } },
  );
}

function at(instant: number): string {
  return new Date(instant).toISOString();
}
