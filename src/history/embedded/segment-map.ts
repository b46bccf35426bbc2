/**
 * The segments of a state by kind, month and day. A map is never changed: the next one shares all of it but the ways to the
 * days it touches, and with that whatever was worked out from the rest. So an entry costs what it touches, though there are
 * the segments of years.
 */
import type { FactKind } from '../../model/index.ts';
import type { PartitionDay } from './layout.ts';
import type { Months, Partition, Segment } from './segment.ts';
import type { SegmentFigure } from './segment-figure.ts';

/** What is asked of a state's segments; any `Map` by path is such. */
export interface Segments {
  readonly size: number;
  has(path: string): boolean;
  keys(): Iterable<string>;
  values(): Iterable<Segment>;
}

type Kinds = ReadonlyMap<FactKind, Months>;

const noSegments: Partition = new Map();
const noMonths: Months = new Map();

/** Segments by path; those of a day are in the order they were added. */
export class SegmentMap implements Segments {
  readonly size: number;
  readonly #kinds: Kinds;

  private constructor(kinds: Kinds, size: number) {
    this.#kinds = kinds;
    this.size = size;
  }

  /** The same where they are such a map. */
  static of(segments: Segments): SegmentMap {
    if (segments instanceof SegmentMap) return segments;
    return new SegmentMap(new Map(), 0).with([], [...segments.values()]);
  }

  /** Without some paths, and with more segments. */
  with(removed: readonly string[], added: readonly Segment[]): SegmentMap {
    const changed = new Map<string, Map<string, Segment>>();
    const changedOf = (kind: FactKind, day: PartitionDay): Map<string, Segment> => {
      const key = `${kind}/${day}`;
      const partition = changed.get(key) ?? new Map(this.partition(kind, day));
      changed.set(key, partition);
      return partition;
    };
    for (const path of removed) changedOf(...partitionIn(path)).delete(path);
    for (const segment of added) changedOf(segment.kind, segment.day).set(segment.path, segment);
    let kinds = this.#kinds;
    let { size } = this;
    for (const [key, partition] of changed) {
      const [kind, day] = key.split('/') as [FactKind, PartitionDay];
      size += partition.size - this.partition(kind, day).size;
      kinds = withPartition(kinds, kind, day, partition);
    }
    return new SegmentMap(kinds, size);
  }

  /** The segments of a kind and day; empty where there are none. */
  partition(kind: FactKind, day: PartitionDay): Partition {
    return this.#kinds.get(kind)?.get(monthOf(day))?.get(day) ?? noSegments;
  }

  /** The partitions of a kind, but not those of which the figure is not wanted, alone or with the others of their month. */
  *partitions<T>(kind: FactKind, figure?: SegmentFigure<T>, isWanted?: (value: T) => boolean): Generator<Partition> {
    const isSkipped = (value: () => T): boolean => isWanted !== undefined && !isWanted(value());
    for (const days of (this.#kinds.get(kind) ?? noMonths).values()) {
      if (figure !== undefined && isSkipped(() => figure.ofDays(days))) continue;
      for (const partition of days.values())
        if (figure === undefined || !isSkipped(() => figure.ofPartition(partition))) yield partition;
    }
  }

  /** A figure of all segments, or of those of a kind. */
  figure<T>(figure: SegmentFigure<T>, kind?: FactKind): T {
    if (kind !== undefined) return figure.ofMonths(this.#kinds.get(kind) ?? noMonths);
    return figure.join([...this.#kinds.values()].map((months) => figure.ofMonths(months)));
  }

  has(path: string): boolean {
    return this.partition(...partitionIn(path)).has(path);
  }

  *values(): Generator<Segment> {
    for (const kind of this.#kinds.keys()) for (const partition of this.partitions(kind)) yield* partition.values();
  }

  *keys(): Generator<string> {
    for (const { path } of this.values()) yield path;
  }
}

function withPartition(kinds: Kinds, kind: FactKind, day: PartitionDay, partition: Partition): Kinds {
  const months = kinds.get(kind) ?? noMonths;
  const month = monthOf(day);
  const days = new Map(months.get(month));
  if (partition.size === 0) days.delete(day);
  else days.set(day, partition);
  return new Map(kinds).set(kind, new Map(months).set(month, days));
}

/** `2026-01` of `2026-01-05`. */
function monthOf(day: PartitionDay): string {
  return day.slice(0, -3);
}

/** Kind and day in the path of a segment, as `segmentPath` makes it. */
function partitionIn(path: string): [FactKind, PartitionDay] {
  const [, kind, day] = path.split('/');
  return [kind as FactKind, day ?? ''];
}
