/**
 * Sources through the buffer into history, with nothing lost and nothing counted twice. One ingest runs per plant, in
 * the process that has the lease.
 */
import type { Account } from '../../model/index.ts';
import type { FactBuffer } from '../buffer/fact-buffer.ts';
import type { Source, SourceBatch, SourcePosition } from '../source.ts';

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
}

export interface IngestOptions {
  readonly buffer: FactBuffer;
  readonly sources: readonly Source[];
  /** Called at the start, and again with back-off after it failed or its sink did; meanwhile facts wait in the buffer. */
  openSink(signal: AbortSignal): Promise<{ readonly sink: FactSink; readonly committed: CommittedState }>;
  /** Called before a batch goes to disk: a token stands in a fact only once the map can lead back from it. */
  flushPersons(): Promise<void>;
  readonly clock: () => number;
  readonly random: () => number;
}
