/** Readings of a long time, file by file: what is scanned at once is in order already, or so little that it is sorted. Pure. */
import { dayMs, hourMs, type Interval } from '../../../time/index.ts';
import { dayName } from '../layout.ts';
import type { ManifestState, Segment } from '../manifest-state.ts';
import { selectSegments } from '../segment-reader.ts';
import { findReadingOrder } from './reading-order.ts';

export interface ReadingSlice {
  readonly window: Interval;
  readonly facts: readonly Segment[];
  readonly superseded: readonly Segment[];
}

/** More rows than these are not sorted at once. */
const sortedRowsMax = 4_000_000;
/** Files of so many rows together are one slice: each costs a few queries. */
const joinedRowsMax = 500_000;
/** So many days of one tag are scanned at once: its files follow each other in time. */
const daysOfOneTag = 32;

/**
 * Slices that follow each other in time, in each of which tags come in turn; hours without any reading are in none.
 */
export function* sliceReadings(
  state: ManifestState,
  interval: Interval,
  tags: readonly string[],
): Generator<ReadingSlice, void, undefined> {
  const stretchMs = tags.length === 1 ? daysOfOneTag * dayMs : dayMs;
  for (const window of listKnownTime(state, interval, stretchMs)) {
    const slice = select(state, window, tags);
    if (slice === undefined) continue;
    const { facts, superseded } = slice;
    const isInOrder = findReadingOrder(facts, superseded.length, tags) !== undefined;
    for (const some of isInOrder ? [facts] : partByTime(facts)) yield* cutLarge({ ...slice, facts: some }, tags);
  }
}

/** Files that follow the ones before in time, so that they are read after these; small ones are taken together. */
function partByTime(facts: readonly Segment[]): readonly (readonly Segment[])[] {
  const parts: { facts: Segment[]; rowCount: number; endAt: number }[] = [];
  for (const segment of facts.toSorted((a, b) => (a.minStartAt ?? 0) - (b.minStartAt ?? 0))) {
    const { minStartAt = Number.NEGATIVE_INFINITY, maxStartAt = Number.POSITIVE_INFINITY, rowCount } = segment;
    const last = parts.at(-1);
    if (last === undefined || (minStartAt > last.endAt && last.rowCount + rowCount > joinedRowsMax))
      parts.push({ facts: [segment], rowCount, endAt: maxStartAt });
    else {
      last.facts.push(segment);
      last.rowCount += rowCount;
      last.endAt = Math.max(last.endAt, maxStartAt);
    }
  }
  return parts.map((part) => part.facts);
}

/** What is not in order and too much to be sorted at once, hour by hour. */
function* cutLarge(slice: ReadingSlice, tags: readonly string[]): Generator<ReadingSlice, void, undefined> {
  const { window, facts, superseded } = slice;
  const isInOrder = findReadingOrder(facts, superseded.length, tags) !== undefined;
  if (isInOrder || countRows(facts, window) <= sortedRowsMax) {
    yield slice;
    return;
  }
  for (let fromAt = window.fromAt; fromAt < window.toAt; ) {
    const toAt = Math.min(window.toAt, (Math.floor(fromAt / hourMs) + 1) * hourMs);
    const touching = facts.filter(
      ({ minStartAt = fromAt, maxStartAt = fromAt }) => minStartAt < toAt && maxStartAt >= fromAt,
    );
    if (touching.length > 0) yield { window: { fromAt, toAt }, facts: touching, superseded };
    fromAt = toAt;
  }
}

/** About how many readings there are in a window, of all tags that files with one of these have. */
export function countReadings(state: ManifestState, window: Interval, tags: readonly string[]): number {
  return countRows(selectSegments(state, 'reading', window, tags).facts, window);
}

function select(state: ManifestState, window: Interval, tags: readonly string[]): ReadingSlice | undefined {
  const { facts, superseded } = selectSegments(state, 'reading', window, tags);
  return facts.length === 0 ? undefined : { window, facts, superseded };
}

/** Rows of files within a window, as if they were spread evenly over their time. */
export function countRows(facts: readonly Segment[], { fromAt, toAt }: Interval): number {
  return facts.reduce((sum, { minStartAt = fromAt, maxStartAt = toAt, rowCount }) => {
    const lengthMs = Math.max(1, maxStartAt - minStartAt);
    return (
      sum + rowCount * Math.min(1, Math.max(0, (Math.min(toAt, maxStartAt) - Math.max(fromAt, minStartAt)) / lengthMs))
    );
  }, 0);
}

/** The time that has readings, by whole hours, cut where stretches end. */
function* listKnownTime(
  { readingVersions }: Pick<ManifestState, 'readingVersions'>,
  { fromAt, toAt }: Interval,
  stretchMs: number,
): Generator<Interval, void, undefined> {
  let from = Number.NaN;
  let to = Number.NaN;
  for (let day = Math.floor(fromAt / dayMs); day * dayMs < toAt; day++) {
    const versions = readingVersions.get(dayName(day));
    if (versions === undefined) continue;
    for (const [hour, version] of versions.entries()) {
      const hourFrom = Math.max(fromAt, day * dayMs + hour * hourMs);
      const hourTo = Math.min(toAt, day * dayMs + (hour + 1) * hourMs);
      if (version === 0 || hourFrom >= hourTo) continue;
      if (hourFrom !== to || hourFrom % stretchMs === 0) {
        if (from < to) yield { fromAt: from, toAt: to };
        from = hourFrom;
      }
      to = hourTo;
    }
  }
  if (from < to) yield { fromAt: from, toAt: to };
}
