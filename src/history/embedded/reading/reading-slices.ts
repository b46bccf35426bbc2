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
/** So many days of one tag are scanned at once: its files follow each other in time. */
const daysOfOneTag = 32;

/** Slices in the order of time; hours without any reading are in none. */
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
    if (countRows(facts, window) <= sortedRowsMax || findReadingOrder(facts, superseded.length, tags) !== undefined) {
      yield slice;
      continue;
    }
    for (let fromAt = window.fromAt; fromAt < window.toAt; ) {
      const toAt = Math.min(window.toAt, (Math.floor(fromAt / hourMs) + 1) * hourMs);
      const part = select(state, { fromAt, toAt }, tags);
      if (part !== undefined) yield part;
      fromAt = toAt;
    }
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
