/**
 * Sources through the buffer into history, with nothing lost and nothing counted twice. One ingest runs per plant, in
 * the process that has the lease.
 */
import type { Account, Adjustment, ErrorCode, Tag } from '../../model/index.ts';
import type { BufferDamage, BufferLoss, BufferStatus, FactBuffer } from '../buffer/fact-buffer.ts';
import type { FreshFacts, FreshSettled } from '../fresh/fresh-item.ts';
import type { GapRecord } from '../gaps/gap-record.ts';
import type { Source, SourceBatch, SourceEvent, SourcePosition } from '../source.ts';
import type { IngestBackOff } from './back-off.ts';
import type { SourceStatus } from './source-watch.ts';
import type { Timers } from './timers.ts';

/** Where facts go when they are on disk: history's writer, seen from here. */
export interface FactSink extends AsyncDisposable {
  /** All of it or nothing, in the order of the calls; several may be in flight. */
  commit(
    commit: Pick<SourceBatch, 'source' | 'identityBy' | 'facts' | 'account' | 'position'>,
  ): Promise<{ readonly account: Account }>;
}

/** What was committed before: the accounts and positions of the sources. */
export interface CommittedState {
  findPosition(source: string): SourcePosition | undefined;
  readonly accounts: ReadonlyMap<string, Account>;
  /** Gaps that last; default none. */
  readonly openGaps?: readonly GapRecord[];
  /** Refused rows it holds; default 0. */
  readonly refusalCount?: number;
}

/** Moments of a fact's way, in order; for tests that end the process there. */
export const ingestSteps = ['received', 'acknowledged', 'buffer-trimmed'] as const;
export type IngestStep = (typeof ingestSteps)[number];

export interface IngestOptions {
  readonly buffer: FactBuffer;
  readonly sources: readonly Source[];
  /** Called at the start, and again with back-off after it failed or its sink did; meanwhile facts wait in the buffer. */
  openSink(signal: AbortSignal): Promise<{ readonly sink: FactSink; readonly committed: CommittedState }>;
  /** Called before a batch goes to disk: a token stands in a fact only once the map can lead back from it. */
  flushPersons(): Promise<void>;
  readonly clock: () => number;
  readonly random: () => number;
  /** Tags of the plant: which may be dropped, and how long each may be silent. */
  readonly tags: readonly Tag[];
  /** Default: the system's. */
  readonly timers?: Timers;
  /**
   * Whether history or a source that fails is tried again. Without it the first failure ends the ingest, as loading
   * files once wants it. Default true.
   */
  readonly isRetrying?: boolean;
  /**
   * Whether finite sources are looked at again, each `followMs` after its batches have ended, until the signal aborts.
   * Default false: they end.
   */
  readonly isFollowing?: boolean;
  /** Default: 1 s, growing to 60 s. */
  readonly backOff?: IngestBackOff;
  /** How long small records are gathered into one commit, ms; default 1,000. */
  readonly gatherMs?: number;
  /** How often silence and losses are looked for, ms; default 1,000. */
  readonly tickMs?: number;
  /**
   * How long a stopped ingest goes on bringing the buffer into history, ms; default 10,000. What is left waits. A function
   * is asked when it is stopped.
   */
  readonly drainMs?: number | (() => number);
  /** Refused rows of the plant that are kept with their bytes; default 100,000. */
  readonly quarantineRowsMax?: number;
  /** Last sign of life of the ingest before this one, UTC epoch ms; default: there was none. */
  readonly lastAliveAt?: number | undefined;
  /** Sources that one had; default: those it has now. One that is new was not stopped. */
  readonly lastSources?: ReadonlySet<string> | undefined;
  /**
   * Ids of all sources of the plant, not of this ingest alone: a gap that lasts of another source, or of a tag that is not
   * in `tags`, ends with the last sign of life, because nothing would end it any more. Default: none ends so.
   */
  readonly plantSources?: ReadonlySet<string>;
  readonly onEvent?: (event: IngestEvent) => void;
  /**
   * Told of each batch as it is received, and when history has it; should return at once. What had waited in the buffer
   * since before this run is told as it goes on into history. What it throws is an event, and hurts nothing else.
   */
  readonly onFresh?: (item: FreshFacts | FreshSettled) => void;
  /** What it throws ends the source or the commit, as a failure there would. */
  readonly onStep?: (step: IngestStep) => void;
}

export type IngestEvent =
  | { readonly kind: 'source'; readonly source: string; readonly event: SourceEvent }
  | { readonly kind: 'source-ended'; readonly source: string }
  | { readonly kind: 'source-failed'; readonly source: string; readonly error: unknown; readonly retryMs: number }
  | {
      readonly kind: 'acknowledged';
      readonly source: string;
      readonly adjustments: readonly Adjustment[];
      readonly adjustmentCount: number;
    }
  | { readonly kind: 'committed'; readonly source: string; readonly account: Account }
  | { readonly kind: 'history-open' }
  /** Facts wait in the buffer. */
  | { readonly kind: 'history-away'; readonly error: unknown; readonly retryMs: number }
  /** Closing it failed; what was committed is. */
  | { readonly kind: 'history-unclosed'; readonly error: unknown }
  /** `onFresh` threw; said once, and again when it had worked meanwhile. */
  | { readonly kind: 'fresh-failed'; readonly error: unknown }
  | { readonly kind: 'buffer-loss'; readonly loss: BufferLoss }
  | { readonly kind: 'buffer-damage'; readonly damage: BufferDamage };

export interface IngestStatus {
  readonly sources: readonly SourceStatus[];
  readonly buffer: BufferStatus;
  readonly history:
    | { readonly kind: 'open'; readonly sinceAt: number }
    | {
        readonly kind: 'away';
        readonly sinceAt: number;
        readonly reason: string;
        /** Of the error, where it has one of gemba's. */
        readonly code?: ErrorCode;
      };
  readonly openGaps: readonly GapRecord[];
}

export interface Ingest {
  /**
   * Runs until all sources have ended (those that are followed never do), or the signal aborts: then the sources stop, what is under way goes to disk, and
   * what waits goes on into history for a bounded time. The buffer is not disposed.
   *
   * @throws GembaError `lease-held`, `lease-lost` where another process writes; `buffer-failed`; with `isRetrying: false`
   * what a source or history threw
   */
  run(signal: AbortSignal): Promise<void>;
  status(): IngestStatus;
}
