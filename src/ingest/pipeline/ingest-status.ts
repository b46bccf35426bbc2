/** How an ingest stands, put together from what its parts know. */
import type { FactBuffer } from '../buffer/fact-buffer.ts';
import type { GapTracker } from '../gaps/gap-tracker.ts';
import type { Source } from '../source.ts';
import type { IngestStatus } from './ingest.ts';
import type { Ledger } from './ledger.ts';
import type { SourceStatus, SourceWatch } from './source-watch.ts';

export interface IngestParts {
  readonly sources: readonly Source[];
  readonly watches: ReadonlyMap<string, SourceWatch>;
  readonly ledger: Ledger;
  readonly tracker: GapTracker;
  readonly buffer: FactBuffer;
  readonly history: IngestStatus['history'];
}

/** Of the sources that run, and of all that history or the buffer know. */
export function toIngestStatus({ sources, watches, ledger, tracker, buffer, history }: IngestParts): IngestStatus {
  const openGaps = tracker.book.listOpen();
  const kinds = new Map(sources.map(({ id, kind }) => [id, kind]));
  const ids = new Set([...kinds.keys(), ...ledger.listSources()]);
  const statusOf = (id: string): SourceStatus => {
    const watch = watches.get(id);
    return {
      id,
      kind: kinds.get(id),
      state: watch?.state ?? 'ended',
      failure: watch?.failure,
      connection: watch?.connection ?? { kind: 'unknown' },
      notice: watch?.notice,
      skewMs: watch?.skewMs,
      ...ledger.of(id),
      lastReadingAt: tracker.findLastReadingAt(id),
      lastReceivedAt: watch?.lastReceivedAt,
      committedPerSecond: watch?.committedPerSecond ?? 0,
      openGapCount: openGaps.filter(({ source }) => source === id).length,
    };
  };
  return { sources: [...ids].map(statusOf), buffer: buffer.status(), history, openGaps };
}
