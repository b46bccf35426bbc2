/** Which files go by a cut, and which are written anew without what goes. Pure; worked out of the manifest alone. */
import type { FactKind } from '../../../model/index.ts';
import { factKinds } from '../../../model/index.ts';
import { dayMs } from '../../../time/index.ts';
import type { RetentionCut } from '../../port.ts';
import { type PartitionDay, undated } from '../layout.ts';
import type { ManifestState } from '../manifest-state.ts';
import { dayStart } from '../reading-versions.ts';
import type { Partition, Segment } from '../segment.ts';
import { SegmentMap } from '../segment-map.ts';
import { agesOf, joinAges } from './ages.ts';
import { type ExpiredTags, expiredTagsOf, keyOfExpired } from './expired-tags.ts';
import { type Expiries, expiriesAfter, oldestReadingExpiry, type SaidExpiries } from './expiries.ts';
import { floorCut } from './floor-cut.ts';

/** Files of readings of a day that have some of tags whose readings go. */
export interface ReadingTrim {
  readonly day: PartitionDay;
  readonly segments: readonly Segment[];
  readonly expired: ExpiredTags;
}

/** A partition in which some facts go and others may stay. */
export interface FactTrim {
  readonly kind: FactKind;
  readonly day: PartitionDay;
  readonly segments: readonly Segment[];
  readonly beforeAt: number;
}

export interface Removal {
  readonly said: SaidExpiries;
  readonly expiries: Expiries;
  /** Segments that go whole. */
  readonly whole: readonly Segment[];
  readonly readingTrims: readonly ReadingTrim[];
  readonly factTrims: readonly FactTrim[];
  /** Paths of files of rollups. */
  readonly rollups: readonly string[];
}

/** What a cut says of this state. Gaps stay as long as readings or rollups that they bear on: without them these say more. */
export function cutOf(state: ManifestState, cut: RetentionCut): SaidExpiries {
  const said = floorCut(cut);
  const { gap } = said.facts;
  if (gap === undefined) return said;
  const { expiries, rollups } = planRemoval(state, said);
  const going = new Set(rollups);
  let keptFrom = oldestReadingExpiry(expiries);
  for (const { path, fromAt } of state.rollups.values()) if (!going.has(path)) keptFrom = Math.min(keptFrom, fromAt);
  const { gap: _, ...facts } = said.facts;
  const at = Math.min(gap, Math.floor(keptFrom / dayMs) * dayMs);
  return { ...said, facts: at === Number.NEGATIVE_INFINITY ? facts : { ...facts, gap: at } };
}

export function planRemoval(state: ManifestState, said: SaidExpiries): Removal {
  const expiries = expiriesAfter(state.expiries, said);
  const whole: Segment[] = [];
  const readingTrims: ReadingTrim[] = [];
  const factTrims: FactTrim[] = [];
  const segments = SegmentMap.of(state.segments);
  for (const partition of segments.partitions('reading')) {
    const trim = trimReadings(partition, expiries);
    if (trim === undefined) continue;
    if (trim.expired.kind === 'all') whole.push(...trim.segments);
    else if (trim.segments.length > 0) readingTrims.push(trim);
  }
  for (const kind of factKinds) {
    const beforeAt = expiries.facts[kind];
    if (kind === 'reading' || beforeAt === undefined) continue;
    for (const partition of segments.partitions(kind)) {
      const trim = trimFacts(partition, kind, beforeAt);
      if (trim === undefined) continue;
      if (joinAges(factsOf(trim.segments).map(agesOf)).last < beforeAt) whole.push(...trim.segments);
      else factTrims.push(trim);
    }
  }
  const rollups = [...state.rollups.values()].filter(
    ({ level, toAt }) => toAt <= (expiries.rollups[level] ?? Number.NEGATIVE_INFINITY),
  );
  return { said, expiries, whole, readingTrims, factTrims, rollups: rollups.map(({ path }) => path) };
}

function factsOf(segments: readonly Segment[]): readonly Segment[] {
  return segments.filter(({ role }) => role === 'facts');
}

function trimReadings(partition: Partition, expiries: Expiries): ReadingTrim | undefined {
  const segments = [...partition.values()];
  const [first] = segments;
  if (first === undefined) return undefined;
  const expired = expiredTagsOf(expiries, first.day);
  if (expired.kind === 'none') return undefined;
  if (expired.kind === 'all') return { day: first.day, segments, expired };
  const key = keyOfExpired(expired);
  const touched = segments.filter((segment) => segment.without !== key && mayHoldExpired(segment, expired));
  return { day: first.day, segments: touched, expired };
}

/** A file of few tags, sorted by their bytes, of which it says the first and the last. */
function mayHoldExpired({ places }: Segment, expired: ExpiredTags): boolean {
  if (places === undefined || expired.kind !== 'some') return true;
  const [first, last] = places.map((place) => Buffer.from(place)) as [Buffer, Buffer];
  return expired.tags.some((tag) => {
    const bytes = Buffer.from(tag);
    return bytes.compare(first) >= 0 && bytes.compare(last) <= 0;
  });
}

/** Undefined where nothing goes. */
function trimFacts(partition: Partition, kind: FactKind, beforeAt: number): FactTrim | undefined {
  const segments = [...partition.values()];
  const [first] = segments;
  if (first === undefined) return undefined;
  // What starts later ends later; of refusals it is the receipt that counts.
  if (kind !== 'refusal' && first.day !== undated && dayStart(first.day) >= beforeAt) return undefined;
  const isTouched = factsOf(segments).some((segment) => agesOf(segment).first < beforeAt);
  return isTouched ? { kind, day: first.day, segments, beforeAt } : undefined;
}

/** The same cut, of readings but not later than an instant, and of nothing else. */
export function readingsUpTo({ facts, tagGroups }: SaidExpiries, at: number): SaidExpiries {
  const { reading } = facts;
  return {
    facts: reading === undefined ? {} : { reading: Math.min(reading, at) },
    tagGroups: tagGroups.map(({ tags, beforeAt }) => ({
      tags,
      beforeAt: beforeAt === null ? null : Math.min(beforeAt, at),
    })),
    rollups: {},
  };
}

/** Rows of so many are written anew at once, about: what is done then is entered, and need not be done again. */
const rowsPerStepDefault = 8_000_000;

/** How far readings go at a time, in order, so that a cut of years is applied bit by bit; the last is without end. */
export function listReadingSteps(
  state: ManifestState,
  said: SaidExpiries,
  rowsPerStep: number = rowsPerStepDefault,
): readonly number[] {
  const { readingTrims, whole } = planRemoval(state, said);
  const ends: number[] = [];
  // What goes whole needs no room, and makes some.
  if (readingTrims.length > 0)
    for (const { kind, day } of whole)
      if (kind === 'reading') ends[0] = Math.max(ends[0] ?? Number.NEGATIVE_INFINITY, dayStart(day) + dayMs);
  let rows = 0;
  for (const { day, segments } of readingTrims.toSorted((a, b) => (a.day < b.day ? -1 : 1))) {
    rows += segments.reduce((sum, { rowCount }) => sum + rowCount, 0);
    if (rows < rowsPerStep) continue;
    ends.push(dayStart(day) + dayMs);
    rows = 0;
  }
  return [...ends.sort((a, b) => a - b), Number.POSITIVE_INFINITY];
}
