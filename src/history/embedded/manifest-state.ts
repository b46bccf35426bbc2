/** What the store holds after some entry of the manifest. States are never changed: an entry makes the next one. */
import { type Account, addAccounts, emptyAccount, type FactKind } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import { type GapVersions, gapVersionsAfter, type ReadingVersions, versionsAfter } from './reading-versions.ts';
import { type ExpiredTime, expiredTimeAfter } from './retention/expired-versions.ts';
import { expiriesAfter, noExpiries, oldestReadingExpiry, type SaidExpiries } from './retention/expiries.ts';
import type { RollupSegment } from './rollups/rollup-segment.ts';
import type { Partition, Segment } from './segment.ts';
import { createSegmentFigure } from './segment-figure.ts';
import { SegmentMap, type Segments } from './segment-map.ts';

export type { Segment } from './segment.ts';

/**
 * `commit`: facts came; `lease`: a writer took over; `compact`: the same facts in fewer files; `rollup`: readings were rolled
 * up, or files of rollups merged; `expire`: facts and rollups went; `blank`: texts of refusals went.
 */
export const entryKinds = ['commit', 'lease', 'compact', 'rollup', 'expire', 'blank'] as const;

export interface ManifestEntry {
  readonly format: number;
  /** Number of the entry, and of its file; 1 is the first. */
  readonly sequence: number;
  /** Checksum of the entry before; empty for the first. */
  readonly previous: string;
  readonly kind: (typeof entryKinds)[number];
  /** Number of commits so far. */
  readonly version: number;
  readonly at: number;
  readonly fencing: number;
  readonly holder: string;
  readonly sources: Readonly<Record<string, SourceState>>;
  readonly added: readonly Segment[];
  readonly removed: readonly string[];
  /** Of `rollup` and `expire` only. */
  readonly rollups?: { readonly added: readonly RollupSegment[]; readonly removed: readonly string[] };
  /** Of `expire` only: what is gone since, beside what was before. */
  readonly expiries?: SaidExpiries;
}

export interface SourceState {
  readonly position: Readonly<Record<string, unknown>>;
  /** In an entry: of that commit. In a state: of all. */
  readonly account: Account;
}

export interface ManifestState extends ExpiredTime {
  readonly sequence: number;
  readonly digest: string;
  readonly version: number;
  readonly committedAt: number | undefined;
  readonly fencing: number;
  readonly sources: ReadonlyMap<string, SourceState>;
  /** Those of a kind and day in the order they were added. */
  readonly segments: Segments;
  readonly readingVersions: ReadingVersions;
  readonly gapVersions: GapVersions;
  /** In the order they were added. */
  readonly rollups: ReadonlyMap<string, RollupSegment>;
}

export const emptyState: ManifestState = {
  sequence: 0,
  digest: '',
  version: 0,
  committedAt: undefined,
  fencing: 0,
  sources: new Map(),
  segments: SegmentMap.of(new Map()),
  readingVersions: new Map(),
  gapVersions: new Map(),
  rollups: new Map(),
  expiries: noExpiries,
  expiredVersions: new Map(),
  forgotten: undefined,
};

export function applyEntry(state: ManifestState, entry: ManifestEntry, digest: string): ManifestState {
  const sources = new Map(state.sources);
  for (const [source, { position, account }] of Object.entries(entry.sources))
    sources.set(source, {
      position,
      account: addAccounts(sources.get(source)?.account ?? emptyAccount, wholeAccount(account)),
    });
  const isCommit = entry.kind === 'commit';
  const readingVersions = isCommit
    ? versionsAfter(state.readingVersions, entry.added, entry.version)
    : state.readingVersions;
  const gapVersions = isCommit
    ? gapVersionsAfter(
        state.gapVersions,
        readingVersions,
        entry.added,
        entry.version,
        oldestReadingExpiry(state.expiries),
      )
    : state.gapVersions;
  const time: ExpiredTime = { ...state, readingVersions, gapVersions };
  const { expiries, expiredVersions, forgotten, ...versions } =
    entry.expiries === undefined ? time : expiredTimeAfter(time, expiriesAfter(state.expiries, entry.expiries));
  return {
    sequence: entry.sequence,
    digest,
    version: entry.version,
    committedAt: isCommit ? entry.at : state.committedAt,
    fencing: entry.fencing,
    sources,
    segments: SegmentMap.of(state.segments).with(entry.removed, entry.added),
    readingVersions: versions.readingVersions,
    gapVersions: versions.gapVersions,
    rollups: rollupsAfter(state.rollups, entry.rollups),
    expiries,
    expiredVersions,
    forgotten,
  };
}

/** The same map where nothing changes, which is so in every commit. */
function rollupsAfter(before: ManifestState['rollups'], change: ManifestEntry['rollups']): ManifestState['rollups'] {
  if (change === undefined) return before;
  const rollups = new Map(before);
  for (const path of change.removed) rollups.delete(path);
  for (const segment of change.added) rollups.set(segment.path, segment);
  return rollups;
}

/** An account as it was written; before there were readings none was filtered, and accounts did not say so. */
export function wholeAccount(account: Omit<Account, 'filtered'> & Partial<Account>): Account {
  return { ...emptyAccount, ...account };
}

const factCounts = createSegmentFigure(
  (partition) => {
    let count = 0;
    for (const { role, rowCount } of partition.values()) count += role === 'facts' ? rowCount : -rowCount;
    return count;
  },
  (counts) => counts.reduce((sum, count) => sum + count, 0),
);

/** Facts of a kind as read: rows less those that were superseded. */
export function factCount(state: ManifestState, kind: FactKind): number {
  return SegmentMap.of(state.segments).figure(factCounts, kind);
}

const extents = createSegmentFigure(extentOfDay, joinExtents);

/** First start and last end of the facts of a kind as read; undefined where none has a time. */
export function extentOf(state: ManifestState, kind: FactKind): Interval | undefined {
  return SegmentMap.of(state.segments).figure(extents, kind);
}

/** What was said last of what remains of the day's facts holds for what was there before. */
function extentOfDay(partition: Partition): Interval | undefined {
  let known: Interval | undefined;
  for (const { remaining, minStartAt, maxEndAt } of partition.values())
    if (remaining !== undefined) known = remaining ?? undefined;
    else if (minStartAt !== undefined && maxEndAt !== undefined)
      known = joinExtents([known, { fromAt: minStartAt, toAt: maxEndAt }]);
  return known;
}

function joinExtents(extents: readonly (Interval | undefined)[]): Interval | undefined {
  const some = extents.filter((extent) => extent !== undefined);
  if (some.length === 0) return undefined;
  return {
    fromAt: Math.min(...some.map(({ fromAt }) => fromAt)),
    toAt: Math.max(...some.map(({ toAt }) => toAt)),
  };
}
