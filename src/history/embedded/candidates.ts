/**
 * Which segments are looked through for the identities of facts that came. Where an identity includes the start, equal
 * ones lie at the same instant, so a segment can hold one only if a fact that came starts within its span: facts that come
 * in the order of time, as a live stream of readings does, are mostly held against no segment at all.
 */
import { type FactKind, factAxes } from '../../model/index.ts';
import type { Commit } from '../port.ts';
import { dayName, dayNumber, isExtentKept, type PartitionDay } from './layout.ts';
import type { ManifestState, Segment } from './manifest-state.ts';
import type { PackedTable, SegmentName } from './messages.ts';
import { numbersOf } from './packed-columns.ts';
import { ReadingFront } from './reading-front.ts';
import type { Partition } from './segment.ts';
import { SegmentMap } from './segment-map.ts';

/**
 * Kinds that share their identities. A keyed report may be corrected from a production into a breakdown; where the
 * identity is the hash of the content, equal identities are of one kind.
 */
export const identityScopes: Readonly<Record<Commit['identityBy'], readonly (readonly FactKind[])[]>> = {
  key: [['production', 'equipmentState'], ['refusal'], ['reading'], ['gap']],
  content: [['production'], ['equipmentState'], ['refusal'], ['reading'], ['gap']],
};

/** Whether facts of equal identity always start at the same instant: a reading and a gap do by their kind. */
function isStartFixed(kind: FactKind, identityBy: Commit['identityBy']): boolean {
  return identityBy === 'content' || kind === 'reading' || kind === 'gap';
}

export interface Candidates {
  /** Segments of facts in which an identity may have been received before. */
  readonly searched: readonly SegmentName[];
  /**
   * Every segment of the partitions that may change, of both roles: what remains of them is computed over all. Of readings
   * none, whose corrections lie where they lay.
   */
  readonly present: readonly SegmentName[];
}

/** Starts of the facts of a kind and day that came, in order; those of `undated` are not looked at. */
interface DayStarts {
  readonly kind: FactKind;
  readonly day: PartitionDay;
  readonly startAt: Float64Array;
}

/** @param front default: that of the state, as of a writer that was just opened */
export function findCandidates(
  state: ManifestState,
  tables: readonly PackedTable[],
  identityBy: Commit['identityBy'],
  front: ReadingFront = new ReadingFront(state),
): Candidates {
  const anywhere = new Set<FactKind>();
  const starts: DayStarts[] = [];
  for (const [kind, ofKind] of Map.groupBy(tables, (table) => table.kind)) {
    if (isStartFixed(kind, identityBy)) starts.push(...startsOf(kind, ofKind, front));
    else
      for (const shared of identityScopes[identityBy].find((scope) => scope.includes(kind)) ?? []) anywhere.add(shared);
  }
  const searched: SegmentName[] = [];
  const present: SegmentName[] = [];
  const add = (partition: Partition, startAt?: Float64Array): void => {
    for (const segment of partition.values()) {
      const name = nameOf(segment);
      if (!isExtentKept(segment.kind)) present.push(name);
      if (segment.role === 'facts' && (startAt === undefined || mayHold(segment, startAt))) searched.push(name);
    }
  };
  const segments = SegmentMap.of(state.segments);
  for (const kind of anywhere) for (const partition of segments.partitions(kind)) add(partition);
  for (const { kind, day, startAt } of starts) if (!anywhere.has(kind)) add(segments.partition(kind, day), startAt);
  return { searched, present };
}

/**
 * Whether facts are readings that are newer than all there is of their tags, so that nothing that is written before them
 * decides what becomes of them.
 */
export function areNew(tables: readonly PackedTable[], front: ReadingFront): boolean {
  return tables.every((table) => table.kind === 'reading' && front.listKnownInstants(table).length === 0);
}

function nameOf({ path, role, kind, day, format, hasFractions }: Segment): SegmentName {
  return {
    path,
    role,
    kind,
    day,
    ...(format === undefined ? {} : { format }),
    ...(hasFractions === undefined ? {} : { hasFractions }),
  };
}

function mayHold({ kind, minStartAt, maxStartAt }: Segment, received: Float64Array): boolean {
  // A refusal is known by its bytes. Its start is what a mapping reads of them, and a corrected one may read another.
  if (kind === 'refusal' || minStartAt === undefined || maxStartAt === undefined) return true;
  const first = received[lowerBound(received, minStartAt)];
  return first !== undefined && first <= maxStartAt;
}

/** Index of the first value at or above `least`; the length where there is none. */
function lowerBound(values: Float64Array, least: number): number {
  let from = 0;
  let to = values.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((values[middle] as number) < least) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Starts of what came, but of readings those that no segment can hold. */
function startsOf(kind: FactKind, tables: readonly PackedTable[], front: ReadingFront): DayStarts[] {
  const { start, end } = factAxes[kind];
  const byDay = new Map<number, number[]>();
  for (const table of tables) {
    const startAt = kind === 'reading' ? front.listKnownInstants(table) : numbersOf(table, start);
    const endAt = kind === 'reading' ? startAt : numbersOf(table, end);
    let day = Number.NaN;
    let ofDay: number[] | undefined;
    for (let i = 0; i < startAt.length; i++) {
      const at = startAt[i] as number;
      const next = dayNumber(at, endAt[i] as number);
      if (ofDay === undefined || !Object.is(next, day)) {
        day = next;
        ofDay = byDay.get(day) ?? [];
        byDay.set(day, ofDay);
      }
      // Facts that follow on each other at one instant, as readings of many tags do, are one start.
      if (ofDay.at(-1) !== at) ofDay.push(at);
    }
  }
  return [...byDay].map(([day, values]) => ({
    kind,
    day: dayName(day),
    startAt: Float64Array.from(values).sort(),
  }));
}
