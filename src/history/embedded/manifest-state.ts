/** What the store holds after some entry of the manifest. States are never changed: an entry makes the next one. */
import { type Account, addAccounts, emptyAccount, type FactKind } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { PartitionDay, SegmentRole } from './layout.ts';
import { type GapVersions, gapVersionsAfter, type ReadingVersions, versionsAfter } from './reading-versions.ts';
import type { RollupSegment } from './rollups/rollup-segment.ts';

export interface Segment {
  /** Relative to the store, with `/`. */
  readonly path: string;
  readonly role: SegmentRole;
  readonly kind: FactKind;
  readonly day: PartitionDay;
  readonly rowCount: number;
  readonly byteLength: number;
  readonly sha256: string;
  /** Of readings: 2 where they are stored without identity and content; absent: with them. */
  readonly format?: 2;
  /** Of such readings: whether some instant is no whole millisecond, so that instants are stored as doubles. */
  readonly hasFractions?: true;
  /** First and last place of its rows, where they are few of the day's; absent: any. */
  readonly places?: readonly [first: string, last: string];
  /** First start, last start and last end of its rows; absent where they are undated, and for `superseded`. */
  readonly minStartAt?: number;
  readonly maxStartAt?: number;
  readonly maxEndAt?: number;
  /**
   * Of `superseded` only, and not of readings, whose corrections lie where they lay: what the partition's remaining facts
   * span once it is applied; null where none remain.
   */
  readonly remaining?: Interval | null;
}

/**
 * `commit`: facts came; `lease`: a writer took over; `compact`: the same facts in fewer files; `rollup`: readings were rolled
 * up, or files of rollups merged.
 */
export const entryKinds = ['commit', 'lease', 'compact', 'rollup'] as const;

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
  /** Of `rollup` only. */
  readonly rollups?: { readonly added: readonly RollupSegment[]; readonly removed: readonly string[] };
}

export interface SourceState {
  readonly position: Readonly<Record<string, unknown>>;
  /** In an entry: of that commit. In a state: of all. */
  readonly account: Account;
}

export interface ManifestState {
  readonly sequence: number;
  readonly digest: string;
  readonly version: number;
  readonly committedAt: number | undefined;
  readonly fencing: number;
  readonly sources: ReadonlyMap<string, SourceState>;
  /** In the order they were added. */
  readonly segments: ReadonlyMap<string, Segment>;
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
  segments: new Map(),
  readingVersions: new Map(),
  gapVersions: new Map(),
  rollups: new Map(),
};

export function applyEntry(state: ManifestState, entry: ManifestEntry, digest: string): ManifestState {
  const sources = new Map(state.sources);
  for (const [source, { position, account }] of Object.entries(entry.sources))
    sources.set(source, {
      position,
      account: addAccounts(sources.get(source)?.account ?? emptyAccount, wholeAccount(account)),
    });
  const segments = new Map(state.segments);
  for (const path of entry.removed) segments.delete(path);
  for (const segment of entry.added) segments.set(segment.path, segment);
  const isCommit = entry.kind === 'commit';
  const readingVersions = isCommit
    ? versionsAfter(state.readingVersions, entry.added, entry.version)
    : state.readingVersions;
  return {
    sequence: entry.sequence,
    digest,
    version: entry.version,
    committedAt: isCommit ? entry.at : state.committedAt,
    fencing: entry.fencing,
    sources,
    segments,
    readingVersions,
    gapVersions: isCommit
      ? gapVersionsAfter(state.gapVersions, readingVersions, entry.added, entry.version)
      : state.gapVersions,
    rollups: rollupsAfter(state.rollups, entry.rollups),
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

/** Facts of a kind as read: rows less those that were superseded. */
export function factCount(state: ManifestState, kind: FactKind): number {
  let count = 0;
  for (const segment of state.segments.values())
    if (segment.kind === kind) count += segment.role === 'facts' ? segment.rowCount : -segment.rowCount;
  return count;
}

/** First start and last end of the facts of a kind as read; undefined where none has a time. */
export function extentOf(state: ManifestState, kind: FactKind): Interval | undefined {
  const byDay = new Map<string, Interval>();
  for (const segment of state.segments.values()) {
    if (segment.kind !== kind) continue;
    const known = byDay.get(segment.day);
    if (segment.remaining !== undefined) {
      if (segment.remaining === null) byDay.delete(segment.day);
      else byDay.set(segment.day, segment.remaining);
    } else if (segment.minStartAt !== undefined && segment.maxEndAt !== undefined)
      byDay.set(segment.day, {
        fromAt: Math.min(known?.fromAt ?? segment.minStartAt, segment.minStartAt),
        toAt: Math.max(known?.toAt ?? segment.maxEndAt, segment.maxEndAt),
      });
  }
  if (byDay.size === 0) return undefined;
  let fromAt = Number.POSITIVE_INFINITY;
  let toAt = Number.NEGATIVE_INFINITY;
  for (const extent of byDay.values()) {
    fromAt = Math.min(fromAt, extent.fromAt);
    toAt = Math.max(toAt, extent.toAt);
  }
  return { fromAt, toAt };
}
