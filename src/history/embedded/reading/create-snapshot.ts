/** One committed state of the embedded store, as it is asked. */
import type { DuckDBInstance } from '@duckdb/node-api';
import { type Account, emptyTable, type FactKind, GembaError } from '../../../model/index.ts';
import type { Interval } from '../../../time/index.ts';
import type { FactQuery, HistorySnapshot, StoredFacts } from '../../port.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { extentOf, type ManifestState } from '../manifest-state.ts';
import { expiryOf } from '../retention/expiries.ts';
import { listExpiring } from '../retention/list-expiring.ts';
import type { RollupCalendar } from '../rollups/settings.ts';
import { readFacts, selectSegments } from '../segment-reader.ts';
import { findMissing, type NamedFile, type SegmentVerifier } from '../verification.ts';
import type { FileStatistics } from './file-statistics.ts';
import { findLatestStored } from './find-latest.ts';
import type { ReadContext } from './read-context.ts';
import type { ReadTurns } from './read-turns.ts';
import { resampleStored } from './resample-stored.ts';
import { scanStored } from './scan-stored.ts';

/** The store that a snapshot is of. */
export interface SnapshotStore {
  readonly dir: string;
  readonly calendar: RollupCalendar | undefined;
  readonly verifier: SegmentVerifier;
  readonly statistics: FileStatistics;
  readonly turns: ReadTurns;
  /** The newest state. Throws `usage` where the store is closed. */
  refresh(): Promise<ManifestState>;
  /** Throws `usage` where the store is closed. */
  requireOpen(): void;
  openDuckDB(): Promise<DuckDBInstance>;
}

export function createSnapshot(store: SnapshotStore, state: ManifestState): HistorySnapshot {
  const { turns } = store;
  const readNow = <K extends FactKind>(query: FactQuery<K>): Promise<StoredFacts<K>> => readState(store, state, query);
  const read = <K extends FactKind>(query: FactQuery<K>): Promise<StoredFacts<K>> =>
    turns.take(() => readNow(query), query.signal);
  const answerInTurn = <T>(signal: AbortSignal | undefined, work: (context: ReadContext) => Promise<T>): Promise<T> =>
    turns.take(() => answer(store, state, readNow, work), signal);
  const findExtent = (kind: FactKind): Interval | undefined => extentOf(state, kind);
  return {
    version: state.version,
    committedAt: state.committedAt,
    accounts: accountsOf(state),
    findPosition: (source) => state.sources.get(source)?.position,
    findExtent,
    findExpiry: (kind, place) => expiryOf(state.expiries, kind, place),
    planExpiry: (cut) => listExpiring(state, cut),
    fingerprint: (kind, window) => {
      requireWindow(window);
      return fingerprintOf(state, kind, window);
    },
    read,
    scan: (query) => scanStored(state, { read, findExtent }, query),
    resample: (query) => answerInTurn(query.signal, (context) => resampleStored(context, query)),
    findLatest: (query) => answerInTurn(query.signal, (context) => findLatestStored(context, query)),
  };
}

export function accountsOf(state: ManifestState): ReadonlyMap<string, Account> {
  return new Map([...state.sources].map(([source, { account }]) => [source, account]));
}

async function readState<K extends FactKind>(
  store: SnapshotStore,
  state: ManifestState,
  query: FactQuery<K>,
): Promise<StoredFacts<K>> {
  store.requireOpen();
  requireWindow(query.window);
  if (query.signal?.aborted === true)
    throw new GembaError('aborted', `Reading ${query.kind} facts was stopped.`, { cause: query.signal.reason });
  const selection = selectSegments(state, query.kind, query.window, query.places);
  if (selection.facts.length === 0 || query.places?.length === 0)
    return { ...emptyTable(query.kind), versions: new Uint32Array(0) };
  const files = [...selection.facts, ...selection.superseded];
  try {
    await store.verifier.verify(files);
    const { dir, statistics } = store;
    return await readFacts(await store.openDuckDB(), dir, selection, query, { statistics });
  } catch (error) {
    throw await explain(store, state, files, error);
  }
}

/** Answers from a state, and says of a failure whether a file that was to be read is gone. */
async function answer<T>(
  store: SnapshotStore,
  state: ManifestState,
  read: ReadContext['read'],
  work: (context: ReadContext) => Promise<T>,
): Promise<T> {
  const opened: NamedFile[] = [];
  const { dir, calendar, statistics } = store;
  const open = async (files: readonly NamedFile[]): Promise<DuckDBInstance> => {
    opened.push(...files);
    await store.verifier.verify(files);
    return await store.openDuckDB();
  };
  store.requireOpen();
  try {
    return await work({ dir, state, calendar, statistics, open, read });
  } catch (error) {
    throw await explain(store, state, opened, error);
  }
}

/** A file may be gone because it was merged into another and the snapshot was held longer than such files are kept. */
async function explain(
  store: SnapshotStore,
  { version }: ManifestState,
  files: readonly NamedFile[],
  error: unknown,
): Promise<unknown> {
  if (error instanceof GembaError && (error.code === 'usage' || error.code === 'aborted')) return error;
  const missing = await findMissing(store.dir, files);
  if (missing === undefined) return error;
  const { segments, rollups } = await store.refresh();
  if (segments.has(missing.path) || rollups.has(missing.path)) return error;
  return new GembaError(
    'usage',
    `The snapshot of version ${version} was held so long that its files were merged, or have expired, and were removed. Take a new one with history.snapshot().`,
    { cause: error, details: { path: missing.path, version } },
  );
}

function requireWindow(window: Interval | undefined): void {
  if (window === undefined) return;
  const { fromAt, toAt } = window;
  if (Number.isFinite(fromAt) && Number.isFinite(toAt) && fromAt <= toAt) return;
  throw new GembaError('usage', `A window needs two finite instants in order, got ${fromAt} to ${toAt} (UTC ms).`);
}
