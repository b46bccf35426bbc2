/** How far the facts of a window can be trusted, by source. */
import { signalSourceId, textAt } from '../../model/index.ts';
import { expiredMs } from './expired-time.ts';
import { coveredMs, gapsBy } from './gaps-by.ts';
import type { QueryContext } from './query-context.ts';
import { isFirstSeen, sliceUnitFacts } from './slices.ts';
import type { QueryTable } from './table.ts';
import { type ColumnsOf, createTableBuilder } from './table-builder.ts';
import { intervalOf, type QueryWindow } from './window.ts';

export interface SourceCompletenessQuery {
  readonly window: QueryWindow;
  readonly signal?: AbortSignal;
}

const spec = {
  source: ['text', 'not-in-the-data'],
  acceptedCount: ['number', 'no-facts'],
  correctedCount: ['number', 'no-facts'],
  adjustedCount: ['number', 'no-facts'],
  refusedCount: ['number', 'no-facts'],
  gapCount: ['number', 'no-facts'],
  gapMs: ['number', 'no-facts'],
  expiredMs: ['number', 'no-facts'],
} as const;
export type SourceCompletenessColumns = ColumnsOf<typeof spec>;

/** What a row counts. */
const countedKinds = ['production', 'equipmentState', 'gap', 'refusal'] as const;

interface SourceCounts {
  accepted: number;
  corrected: number;
  adjusted: number;
  refused: number;
}

/**
 * A row for each source that said anything, or was silent: distinct productions and equipment states that touch the window
 * (`acceptedCount`), how many of them were corrected or read otherwise than written, refused rows that were not replayed, and
 * gaps of the source as a whole. `expiredMs`: time of the window of which some of these have expired, so that counts are too
 * low; every source that ever said anything has a row then. Facts that were worked out from readings were never received, so they are not counted.
 */
export async function querySourceCompleteness(
  context: QueryContext,
  { window: asked, signal }: SourceCompletenessQuery,
): Promise<QueryTable<SourceCompletenessColumns>> {
  const { snapshot, plant, untilAt } = context;
  const window = intervalOf(plant, asked);
  const counts = new Map<string, SourceCounts>();
  const of = (source: string): SourceCounts => {
    const known = counts.get(source) ?? { accepted: 0, corrected: 0, adjusted: 0, refused: 0 };
    counts.set(source, known);
    return known;
  };
  for await (const slice of sliceUnitFacts(context, { window, signal }))
    for (const { columns, length, versions } of [slice.production, slice.equipmentState])
      for (let row = 0; row < length; row++) {
        const source = textAt(columns.source, row);
        if (
          source === signalSourceId ||
          !isFirstSeen(slice, columns.startAt[row] as number, columns.endAt[row] as number)
        )
          continue;
        const own = of(source);
        own.accepted++;
        if ((versions?.[row] ?? 1) > 1) own.corrected++;
        if (textAt(columns.adjustment, row) !== '') own.adjusted++;
      }
  for await (const { columns, length } of snapshot.scan({ kind: 'refusal', window, ...(signal && { signal }) }))
    for (let row = 0; row < length; row++)
      if (textAt(columns.status, row) !== 'replayed') of(textAt(columns.source, row)).refused++;
  const gaps = await gapsBy(context, window, signal, (source, tag) => (tag === '' ? source : undefined));
  for (const source of gaps.keys()) of(source);
  const expired = expiredMs(snapshot, window, countedKinds);
  // What they said may all be gone.
  if (expired > 0) for (const source of snapshot.accounts.keys()) of(source);
  const builder = createTableBuilder(spec);
  for (const [source, { accepted, corrected, adjusted, refused }] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    builder.add({
      source,
      acceptedCount: accepted,
      correctedCount: corrected,
      adjustedCount: adjusted,
      refusedCount: refused,
      gapCount: gaps.get(source)?.count ?? 0,
      gapMs: coveredMs(gaps.get(source), window, untilAt),
      expiredMs: expired,
    });
  return builder.build();
}
