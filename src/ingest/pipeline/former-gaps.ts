/** What an ingest says of gaps from before its run: of those that last, and of the time in which nothing ran. */
import { type GapRecord, isOpen } from '../gaps/gap-record.ts';
import type { GapTracker } from '../gaps/gap-tracker.ts';
import type { IngestOptions } from './ingest.ts';

/** From the last sign of life until now each stream was stopped that ran then. */
export function noteStopped(
  tracker: GapTracker,
  {
    sources,
    lastAliveAt,
    lastSources,
    clock,
  }: Pick<IngestOptions, 'sources' | 'lastAliveAt' | 'lastSources' | 'clock'>,
): void {
  if (lastAliveAt === undefined) return;
  for (const { id, extent } of sources)
    if (extent === 'stream' && (lastSources?.has(id) ?? true)) tracker.noteStopped(id, lastAliveAt, clock());
}

/** A gap as history or the buffer has it. One that lasts of what the plant has no more ends, as nothing else would end it. */
export function restoreGap(
  tracker: GapTracker,
  gap: GapRecord,
  { plantSources, tags, lastAliveAt, clock }: Pick<IngestOptions, 'plantSources' | 'tags' | 'lastAliveAt' | 'clock'>,
): void {
  tracker.restore(gap);
  if (plantSources === undefined || !isOpen(gap)) return;
  const isOfPlant = plantSources.has(gap.source) && (gap.tag === '' || tags.some(({ id }) => id === gap.tag));
  if (!isOfPlant) tracker.book.close(gap.source, gap.tag, lastAliveAt ?? clock());
}
