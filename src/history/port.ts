/** The extension point for where facts live. `gemba/testing` has its conformance suite. Nothing above it knows files. */
import type { Resampled, RollupFigure, RollupLevel, RollupRule } from '../analytics/index.ts';
import type { Account, AnyFactTable, FactKind, FactTable } from '../model/index.ts';
import type { Interval } from '../time/index.ts';

export interface FactQuery<K extends FactKind> {
  readonly kind: K;
  /** Facts whose interval touches it, whole (not clipped); without it all, those of no known time too. */
  readonly window?: Interval;
  /**
   * Only facts of these: tags for readings, sources for gaps and refusals, else equipment, by id; `''` is those of none.
   * An empty list has no facts; without one, those of all.
   */
  readonly places?: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * Facts as read: the latest content of each identity, sorted by place, start, end, identity; readings of one instant by
 * their sequence, those without one first. The place is the tag of a reading, the source of a gap or refusal, else the
 * equipment. Identity and content of readings are what `identifyReadings` says of their columns, also where a commit brought
 * others.
 */
export type StoredFacts<K extends FactKind> = FactTable<K> & {
  /** How many different contents were received for each identity; 1 where it was never corrected. */
  readonly versions: Uint32Array;
};

export interface ScanQuery<K extends FactKind> extends FactQuery<K> {
  readonly window: Interval;
  /** Facts of a batch at most, about; default 500,000. */
  readonly rowsMax?: number;
}

/** Readings in buckets of time. */
export interface ResampleQuery {
  /** Each once, in any order, with what bears on its figures; `rollupRuleOf` makes it of a tag. */
  readonly tags: readonly { readonly id: string; readonly rule: RollupRule }[];
  /** Ascending, UTC epoch ms, at least two; bucket i is `[edges[i], edges[i + 1])`. See `createGrid`. */
  readonly edges: Float64Array;
  /** Up to when readings are complete, such as now: nothing is known from then on. */
  readonly untilAt: number;
  readonly figures: readonly RollupFigure[];
  /** Quantiles of good numbers, 0 to 1; default none. */
  readonly quantiles?: readonly number[];
  /** Time in each state; default false. */
  readonly states?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Before which instants facts are kept no longer, UTC epoch ms; where none is named, nothing is removed. A store may keep
 * more, as whole days, but never less.
 */
export interface RetentionCut {
  /** Facts that ended before it go; of refusals those received before it; of readings those of tags in no group. */
  readonly facts: Readonly<Partial<Record<FactKind, number>>>;
  /** Tags whose readings have an instant of their own; undefined: all of theirs are kept. A tag is in one group at most. */
  readonly tagGroups: readonly {
    readonly name: string;
    readonly tags: readonly string[];
    readonly beforeAt: number | undefined;
  }[];
  readonly rollups: Readonly<Partial<Record<RollupLevel, number>>>;
}

/** What of a kind, of a group of tags or of a level a cut removes. */
export interface ExpiringFacts {
  /** A kind; `reading` with the name of a group of tags, or without one; or a level of rollups. */
  readonly what: { readonly kind: FactKind; readonly tagGroup?: string } | { readonly level: RollupLevel };
  readonly beforeAt: number;
  /** From the first to the last of them. */
  readonly extent: Interval;
  /** Where they lie with others in one file: about. */
  readonly rowCount: number;
  readonly byteLength: number;
}

/** What a store takes of a kind, or of a level of rollups, for a day (UTC); `undated` for facts of no known time. */
export interface DaySize {
  readonly what: { readonly kind: FactKind } | { readonly level: RollupLevel };
  readonly day: string;
  readonly rowCount: number;
  readonly byteLength: number;
}

/** How much of an answer came from which level. */
export interface ResampleSources {
  /** Rows read of each level, `reading` being the readings themselves. */
  readonly rowCounts: Readonly<Record<RollupLevel | 'reading', number>>;
}

export interface LatestQuery {
  /** Tags; an empty list has none. Without one all: who ever spoke is then looked for in all of history. */
  readonly tags?: readonly string[];
  /** The last reading at or before it, UTC epoch ms. */
  readonly at: number;
  readonly signal?: AbortSignal;
}

/** One whole committed state: what was committed later is not in it, however long it is held. */
export interface HistorySnapshot {
  /** Number of the last commit in it; 0 where there is none. */
  readonly version: number;
  readonly committedAt: number | undefined;
  read<K extends FactKind>(query: FactQuery<K>): Promise<StoredFacts<K>>;
  /**
   * The same facts in batches whose intervals follow each other, for windows larger than memory: a fact that touches several
   * comes once, in the first. Within a batch in the order of `read`.
   *
   * @example for await (const facts of snapshot.scan({ kind: 'reading', window: year })) …
   */
  scan<K extends FactKind>(query: ScanQuery<K>): AsyncIterable<StoredFacts<K>>;
  /**
   * Readings in buckets of time, from the coarsest level kept that says the same as the readings, else from these. A reading
   * holds until the next of its tag, for a day at most. Figures differ from those of `createRollupFold` over all readings by
   * rounding alone (1e-9 relative), quantiles by at most `quantileError`.
   *
   * Throws `usage` for edges that do not ascend, or more than 20,000,000 tags times buckets; `history-expired` where readings
   * that have expired would be needed: for edges that rollups do not have, or what was held before the first. Rows of rollups
   * that were worked out by another rule count there.
   */
  resample(query: ResampleQuery): Promise<Resampled & ResampleSources>;
  /**
   * The last reading of each tag, whatever its quality, in the order of tags; of several of an instant the one that holds. None
   * of a tag whose readings have all expired.
   */
  findLatest(query: LatestQuery): Promise<StoredFacts<'reading'>>;
  /** What was committed of a source; undefined where nothing was. */
  findPosition(source: string): Readonly<Record<string, unknown>> | undefined;
  /**
   * Facts of a kind that ended before this instant have expired: they are gone, and where they come again they are counted
   * as expired. Of readings it is asked for a tag. Undefined where none has. Rollups may still say what readings said.
   */
  findExpiry(kind: FactKind, place?: string): number | undefined;
  /** What a cut would remove, largest first; worked out without reading any fact. */
  planExpiry(cut: RetentionCut): readonly ExpiringFacts[];
  /** Account by source over all commits. */
  readonly accounts: ReadonlyMap<string, Account>;
  /** First start and last end of the facts of a kind; undefined where there are none. */
  findExtent(kind: FactKind): Interval | undefined;
  /**
   * What a read of this kind and window stands on, worked out without reading any fact. Where two are equal, of this or
   * any later snapshot and in any process, a read gives the same facts. They may differ though it does, as where files
   * were merged; but facts of another kind, and facts that start and end on days (UTC) that the window does not touch,
   * leave it as it is, unless they correct facts of those days. So what was worked out from a read may be kept under it.
   *
   * @example
   * snapshot.fingerprint('reading', yesterday) === keptUnder // then nothing of yesterday has come since
   */
  fingerprint(kind: FactKind, window: Interval): string;
}

export interface Commit {
  readonly source: string;
  /**
   * `content`: an identity is the hash of its content and ordinal, so equal identities lie at the same start; `key`:
   * the source's own key, so that a correction may lie anywhere.
   */
  readonly identityBy: 'content' | 'key';
  readonly facts: readonly AnyFactTable[];
  readonly account: Pick<Account, 'received' | 'refused' | 'filtered' | 'expired' | 'lost'>;
  readonly position: Readonly<Record<string, unknown>>;
}

export interface CommitReceipt {
  readonly version: number;
  /** This commit's account, complete: received = stored + duplicate + refused + filtered + expired + lost. */
  readonly account: Account;
}

/** What is being done beside the commits. */
export interface UpkeepProgress {
  /** So many things were done before it. */
  readonly doneCount: number;
  readonly what: 'merge-readings' | 'merge-rollups' | 'roll-up';
  /** An instant of the first day that it is about, UTC epoch ms. */
  readonly dayAt: number | undefined;
}

export interface HistoryWriter extends AsyncDisposable {
  /** Grows with every lease; a commit with an old one is refused with `lease-lost`. */
  readonly fencing: number;
  /**
   * All of it or nothing; resolves when it is on disk (fsync) and visible to readers. Committing the same facts again
   * stores none of them. Commits are applied in the order of the calls; several may be in flight.
   */
  commit(commit: Commit): Promise<CommitReceipt>;
  /**
   * Removes what a cut keeps no longer, between and beside commits; facts of before it that come later are counted as
   * expired. Whatever kills it leaves each file whole, and asking again goes on. Resolves when all is removed.
   */
  expire(cut: RetentionCut): Promise<readonly ExpiringFacts[]>;
  /**
   * Does now what it would do beside the commits in time, such as merging and rolling up, until nothing is due. Resolves with
   * how many things were done; rejects with what failed, where doing it later is left to the writer as ever.
   */
  catchUp(options?: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: UpkeepProgress) => void;
  }): Promise<number>;
  /**
   * Blanks `raw`, `received` and `header` of refusals, superseded ones too, in which one of these texts stands, and leaves
   * no copy of their bytes. Resolves with how many there were.
   */
  blankRefusals(texts: readonly string[]): Promise<number>;
}

export interface LeaseHolder {
  readonly holder: string;
  readonly fencing: number;
  readonly expiresAt: number;
}

/** How far the readings of a store are rolled up at one level. */
export interface RollupStatus {
  readonly level: RollupLevel;
  /** From the first to the last time that its rows answer; undefined where there is none. */
  readonly extent: Interval | undefined;
  /** Hours of UTC (of `minute` and `hour`), production days or shifts with readings: answered by its rows, … */
  readonly currentCount: number;
  /** … whose readings or gaps have changed since, so that they are made anew, … */
  readonly staleCount: number;
  /** … and not rolled up yet; days and shifts of another calendar are among them. */
  readonly missingCount: number;
  readonly fileCount: number;
  /** Rows of tags and buckets, those of stale ones too. */
  readonly rowCount: number;
  readonly byteLength: number;
}

export interface HistoryStatus {
  readonly kind: string;
  readonly location: string;
  readonly formatVersion: number;
  readonly version: number;
  readonly committedAt: number | undefined;
  readonly segmentCount: number;
  readonly factCounts: Readonly<Record<FactKind, number>>;
  readonly byteLength: number;
  readonly accounts: ReadonlyMap<string, Account>;
  /** By level, from the finest on; none for a store that keeps none. Worked out when called: over years it takes a while. */
  listRollups(): readonly RollupStatus[];
  /** Worked out when called. */
  listSizes(): readonly DaySize[];
  readonly lease: LeaseHolder | undefined;
}

export interface OpenWriterOptions {
  readonly holder: string;
  /**
   * Whether it is opened to commit: throws `history-full` where a commit would, and takes no lease. Default: it is opened
   * all the same, as to make room by `expire`.
   */
  readonly forCommits?: boolean;
}

export interface History extends AsyncDisposable {
  readonly kind: string;
  /** The last committed state. Any number of processes may read while one writes. */
  snapshot(): Promise<HistorySnapshot>;
  /** Takes the lease; throws `lease-held`, naming the holder, where another has it. */
  openWriter(options: OpenWriterOptions): Promise<HistoryWriter>;
  status(): Promise<HistoryStatus>;
}
