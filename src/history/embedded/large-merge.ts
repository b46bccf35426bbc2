/**
 * Which segments of readings are merged beside the commits, in a process of its own: what came within an hour or so into one
 * file, and a day that is over into files of a few tags each, so that a tag's day lies in one place. Pure.
 */
import { dayMs } from '../../time/index.ts';
import { compactRowsMax } from './compaction.ts';
import type { ManifestState, Segment } from './manifest-state.ts';
import type { Partition } from './segment.ts';
import { createSegmentFigure } from './segment-figure.ts';
import { SegmentMap } from './segment-map.ts';

export interface LargeMergeLimits {
  /** Segments with fewer rows are left to the merges between commits. */
  readonly rowsMin: number;
  /** Rows of a merged segment, about. */
  readonly rowsMax: number;
  /** So many segments of a day that are not yet large are merged. */
  readonly segmentsMin: number;
  /** A day is over so long after its end: what comes later still is merged in when it is enough. */
  readonly closedAfterMs: number;
}

export const largeMergeLimits: LargeMergeLimits = {
  rowsMin: compactRowsMax,
  rowsMax: 4_000_000,
  segmentsMin: 8,
  closedAfterMs: 2 * 3_600_000,
};

export interface LargeMerge {
  readonly segments: readonly Segment[];
  /** Whether the result is cut by tags. */
  readonly isByTag: boolean;
}

/** The next one, of the oldest day first; undefined where there is none. */
export function planLargeMerge(
  state: ManifestState,
  nowMs: number,
  limits: LargeMergeLimits = largeMergeLimits,
): LargeMerge | undefined {
  const days = [...SegmentMap.of(state.segments).partitions('reading', isUnmerged, Boolean)].map(listMergeable);
  const dayOf = ([first]: readonly Segment[]): string => first?.day ?? '';
  for (const segments of days.sort((a, b) => (dayOf(a) < dayOf(b) ? -1 : 1))) {
    const merge = ofClosedDay(segments, nowMs, limits) ?? ofHour(segments, limits);
    if (merge !== undefined) return merge;
  }
  return undefined;
}

/** Whether there are days of which something is not yet in a file of few tags: all others are over and done with. */
const isUnmerged = createSegmentFigure(
  (partition) => listMergeable(partition).some(({ places }) => places === undefined),
  (parts) => parts.includes(true),
);

function listMergeable(partition: Partition): Segment[] {
  return [...partition.values()].filter(
    ({ role, format, minStartAt }) => role === 'facts' && format === 2 && minStartAt !== undefined,
  );
}

/**
 * Whatever is in no file of few tags goes there once it is a tenth of the day: each time all of the day is written anew.
 * How many files the rest lies in is bounded by the merges between commits.
 */
function ofClosedDay(segments: readonly Segment[], nowMs: number, limits: LargeMergeLimits): LargeMerge | undefined {
  const { rowsMin, closedAfterMs } = limits;
  const [first] = segments;
  if (first?.minStartAt === undefined || segments.length < 2) return undefined;
  const endAt = (Math.floor(first.minStartAt / dayMs) + 1) * dayMs;
  if (nowMs < endAt + closedAfterMs) return undefined;
  const rows = rowsOf(segments);
  const loose = segments.filter(({ places }) => places === undefined);
  const isEnough = rowsOf(loose) * 10 >= rows;
  // A day of few readings is one segment or a few anyway.
  return rows >= rowsMin && loose.length > 0 && isEnough ? { segments, isByTag: true } : undefined;
}

function ofHour(segments: readonly Segment[], limits: LargeMergeLimits): LargeMerge | undefined {
  const { rowsMin, rowsMax, segmentsMin } = limits;
  const some: Segment[] = [];
  let rows = 0;
  const candidates = segments.filter(
    ({ rowCount, places }) => places === undefined && rowCount >= rowsMin && rowCount < rowsMax / 2,
  );
  if (candidates.length < segmentsMin) return undefined;
  for (const segment of candidates.sort((a, b) => (a.minStartAt as number) - (b.minStartAt as number))) {
    if (some.length >= 2 && rows + segment.rowCount > rowsMax) break;
    some.push(segment);
    rows += segment.rowCount;
  }
  return { segments: some, isByTag: false };
}

function rowsOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { rowCount }) => sum + rowCount, 0);
}
