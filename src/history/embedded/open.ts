/** The embedded store: Parquet segments by kind and day, and an append-only manifest beside them. */
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import { type FactKind, factKinds, GembaError } from '../../model/index.ts';
import type { History, HistorySnapshot, HistoryStatus, HistoryWriter, OpenWriterOptions } from '../port.ts';
import { createWriterChild } from './child-process.ts';
import { cleanSegments } from './cleaning.ts';
import { type EmbeddedHistoryConfig, embeddedHistorySchema } from './config.ts';
import { asFull, DiskRoom, type DiskSpace } from './disk-room.ts';
import { type OpenDuckDB, openDuckDB } from './duckdb.ts';
import { type LargeMergeLimits, largeMergeLimits } from './large-merge.ts';
import { formatVersion } from './layout.ts';
import { findLeaseHolder, type Lease, lost, takeLease } from './lease.ts';
import { appendEntry, cleanManifest, readManifest } from './manifest-log.ts';
import { emptyState, factCount, type ManifestState } from './manifest-state.ts';
import { accountsOf, createSnapshot } from './reading/create-snapshot.ts';
import { createFileStatistics, type FileStatistics } from './reading/file-statistics.ts';
import { ReadTurns } from './reading/read-turns.ts';
import { listSizes } from './retention/day-sizes.ts';
import { createCachedCalendar } from './rollups/cached-calendar.ts';
import { type RollupLimits, rollupLimits } from './rollups/limits.ts';
import { describeRollups } from './rollups/rollup-status.ts';
import type { RollupCalendar, RollupSettings } from './rollups/settings.ts';
import type { WriterStep } from './steps.ts';
import { createSegmentVerifier, type SegmentVerifier } from './verification.ts';
import { EmbeddedWriter } from './writer.ts';

export interface EmbeddedHistoryOptions extends Partial<Omit<EmbeddedHistoryConfig, 'kind'>> {
  /** Folder of the store; made by the first writer. */
  readonly dir: string;
  /** UTC epoch ms; default `Date.now`. */
  readonly clock?: () => number;
  /** A checkpoint of the manifest is written after this many entries; default 128. */
  readonly checkpointEvery?: number;
  /** Segments of a kind, day and like size are merged once there are this many; default 8. */
  readonly compactSegmentsMin?: number;
  /** How long merged files are kept for readers of an older state, ms; default 15 min. */
  readonly graceMs?: number;
  /** When segments of readings are merged beside the commits; default `largeMergeLimits`. */
  readonly largeMerge?: Partial<LargeMergeLimits>;
  /** What readings are rolled up by; default: they are not rolled up, and what was is read. */
  readonly rollups?: RollupSettings;
  /** When they are rolled up; default `rollupLimits`. */
  readonly rollupLimits?: Partial<RollupLimits>;
  /** A large merge or a rollup failed, as on a full disk: nothing is lost, it is tried again. Default: nobody is told. */
  readonly onMergeFailed?: (error: unknown) => void;
  /** How much room the disk of a folder has; default `readDiskSpace`. */
  readonly readSpace?: (dir: string) => Promise<DiskSpace>;
  /** Called at each step of a writer, for tests that end the process there; what it throws fails the commit. */
  readonly onStep?: (step: WriterStep) => void | Promise<void>;
}

const checkpointEveryDefault = 128;
const compactSegmentsMinDefault = 8;
export const graceMsDefault: number = 15 * 60_000;
/** How often the entry of a new lease is tried while the one before still commits. */
const leaseEntryAttemptsMax = 16;

/**
 * Opens the store in a folder; one that does not exist yet is empty. Reading needs no lease and waits for no writer.
 *
 * Throws `usage` for options out of range; `history-damaged` and `history-newer`, naming the file, where the store
 * cannot be trusted or is of a newer format.
 *
 * @example
 * await using history = await openEmbeddedHistory({ dir: '.gemba/history' });
 * const facts = await (await history.snapshot()).read({ kind: 'production', window });
 */
export async function openEmbeddedHistory(options: EmbeddedHistoryOptions): Promise<History> {
  const history = new EmbeddedHistory(options);
  await history.snapshot();
  return history;
}

class EmbeddedHistory implements History {
  readonly kind = 'embedded';
  readonly #dir: string;
  readonly #clock: () => number;
  readonly #options: EmbeddedHistoryOptions;
  readonly #config: EmbeddedHistoryConfig;
  readonly #verifier: SegmentVerifier;
  readonly #statistics: FileStatistics;
  readonly #turns = new ReadTurns();
  readonly #calendar: RollupCalendar | undefined;
  readonly #writers = new Set<EmbeddedWriter>();
  readonly #room: DiskRoom;
  #state: ManifestState = emptyState;
  #duckdb: Promise<OpenDuckDB> | undefined;
  #closed = false;

  constructor(options: EmbeddedHistoryOptions) {
    this.#dir = resolve(options.dir);
    this.#clock = options.clock ?? Date.now;
    this.#options = options;
    this.#config = configOf(options);
    this.#verifier = createSegmentVerifier(this.#dir);
    this.#statistics = createFileStatistics();
    const { reserveBytes, readSpace } = options;
    this.#room = new DiskRoom({ dir: this.#dir, reserveBytes, readSpace });
    const calendar = options.rollups?.calendar;
    this.#calendar = calendar === undefined ? undefined : createCachedCalendar(calendar);
  }

  async snapshot(): Promise<HistorySnapshot> {
    const state = await this.#refresh();
    return createSnapshot(
      {
        dir: this.#dir,
        calendar: this.#calendar,
        verifier: this.#verifier,
        statistics: this.#statistics,
        turns: this.#turns,
        refresh: () => this.#refresh(),
        requireOpen: () => this.#requireOpen(),
        openDuckDB: () => this.#openDuckDB(),
      },
      state,
    );
  }

  async #refresh(): Promise<ManifestState> {
    this.#requireOpen();
    const state = await readManifest(this.#dir, this.#state);
    if (state.sequence > this.#state.sequence) this.#state = state;
    return state;
  }

  async #openDuckDB(): Promise<DuckDBInstance> {
    this.#requireOpen();
    this.#duckdb ??= openDuckDB({
      memoryLimitMb: this.#config.readMemoryLimitMb,
      threads: this.#config.readThreads,
      spillFolder: join(tmpdir(), `gemba-read-${process.pid}`),
      keepOrder: true,
    });
    return (await this.#duckdb).instance;
  }

  #requireOpen(): void {
    if (this.#closed) throw new GembaError('usage', `The history in ${this.#dir} is closed; open it again.`);
  }

  async openWriter(options: OpenWriterOptions): Promise<HistoryWriter> {
    if (options.forCommits === true) await this.#room.require();
    try {
      return await this.#takeWriter(options.holder);
    } catch (error) {
      throw asFull(error, this.#dir);
    }
  }

  async #takeWriter(holder: string): Promise<HistoryWriter> {
    const before = await this.#refresh();
    const lease = await takeLease({
      dir: this.#dir,
      holder,
      leaseMs: this.#config.leaseMs,
      clock: this.#clock,
      fencingSeen: before.fencing,
    });
    try {
      return await this.#openWriter(lease, holder);
    } catch (error) {
      // Else this process would keep itself out when it tries again, as where the disk is full. What failed first says more.
      await lease.release().catch(() => undefined);
      throw error;
    }
  }

  async #openWriter(lease: Lease, holder: string): Promise<HistoryWriter> {
    const { leaseMs, memoryLimitMb, mergeMemoryLimitMb, threads } = this.#config;
    const onStep = this.#options.onStep ?? (() => undefined);
    const graceMs = this.#options.graceMs ?? graceMsDefault;
    await onStep('lease-taken');
    const state = await this.#enterLease(lease, holder);
    await onStep('lease-entered');
    await cleanSegments(this.#dir, state, graceMs);
    const spillFolder = join(this.#dir, `spill-${lease.fencing}`);
    const child = createWriterChild({ memoryLimitMb, threads, spillFolder, keepOrder: false });
    const writer = new EmbeddedWriter(
      {
        dir: this.#dir,
        room: this.#room,
        holder,
        clock: this.#clock,
        leaseMs,
        graceMs,
        checkpointEvery: this.#options.checkpointEvery ?? checkpointEveryDefault,
        compactSegmentsMin: this.#options.compactSegmentsMin ?? compactSegmentsMinDefault,
        onStep,
        largeMerge: { ...largeMergeLimits, ...this.#options.largeMerge },
        rollups: this.#options.rollups,
        rollupLimits: { ...rollupLimits, ...this.#options.rollupLimits },
        createBackgroundChild: (kind) =>
          createWriterChild(
            {
              memoryLimitMb: mergeMemoryLimitMb,
              threads,
              spillFolder: `${spillFolder}-merge`,
              // Readings are folded in their order, and files without what expired stay sorted.
              keepOrder: kind !== 'merge',
            },
            { isBackground: true },
          ),
        onMergeFailed: this.#options.onMergeFailed ?? (() => undefined),
      },
      lease,
      child,
      state,
      () => this.#writers.delete(writer),
    );
    this.#writers.add(writer);
    return writer;
  }

  /** Takes the next number of the manifest, so that whoever held the lease before cannot. */
  async #enterLease(lease: Lease, holder: string): Promise<ManifestState> {
    for (let attempt = 1; attempt <= leaseEntryAttemptsMax; attempt++) {
      const state = await this.#refresh();
      if (state.fencing > lease.fencing || (await lease.isLost())) throw lost(this.#dir, lease.fencing);
      await cleanManifest(this.#dir, state);
      const entered = await appendEntry(this.#dir, state, {
        kind: 'lease',
        version: state.version,
        at: this.#clock(),
        fencing: lease.fencing,
        holder,
        sources: {},
        added: [],
        removed: [],
      });
      if (entered !== undefined) return entered;
    }
    throw new GembaError('lease-lost', `Others kept writing to the history in ${this.#dir}; ${holder} gave up.`);
  }

  async status(): Promise<HistoryStatus> {
    const state = await this.#refresh();
    let byteLength = 0;
    for (const { byteLength: bytes } of [...state.segments.values(), ...state.rollups.values()]) byteLength += bytes;
    const counts = factKinds.map((kind) => [kind, factCount(state, kind)] as const);
    return {
      kind: this.kind,
      location: this.#dir,
      formatVersion,
      version: state.version,
      committedAt: state.committedAt,
      segmentCount: state.segments.size,
      factCounts: Object.fromEntries(counts) as Record<FactKind, number>,
      byteLength,
      accounts: accountsOf(state),
      listRollups: () => describeRollups(state, this.#calendar),
      listSizes: () => listSizes(state),
      lease: await findLeaseHolder(this.#dir, this.#clock()),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const writer of [...this.#writers]) await writer[Symbol.asyncDispose]();
    if (this.#duckdb === undefined) return;
    const { instance } = await this.#duckdb;
    instance.closeSync();
  }
}

function configOf(options: EmbeddedHistoryOptions): EmbeddedHistoryConfig {
  const { memoryLimitMb, mergeMemoryLimitMb, readMemoryLimitMb, threads, readThreads, leaseMs, reserveBytes } = options;
  const given = Object.entries({
    memoryLimitMb,
    mergeMemoryLimitMb,
    readMemoryLimitMb,
    threads,
    readThreads,
    leaseMs,
    reserveBytes,
  });
  const parsed = embeddedHistorySchema.safeParse({
    kind: 'embedded',
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
  });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new GembaError('usage', `Options of the embedded history are wrong: ${problems.join('; ')}.`, {
    cause: parsed.error,
  });
}
