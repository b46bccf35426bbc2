/** Figures of tags as a file, worked out some tags at a time. */
import type { RollupFigure } from '../analytics/index.ts';
import {
  chooseTags,
  type ExportedFile,
  type ExportOptions,
  exportTables,
  figuresOfKind,
  type Queries,
  type QueryTable,
  type SeriesQuery,
} from '../history/index.ts';
import { GembaError, type Plant } from '../model/index.ts';

/** Rows of an answer, about. */
const rowsMax = 500_000;

/**
 * Writes figures of tags in buckets of time to a file, by tag, then time. Memory is bounded by one tag's buckets, or half a
 * million rows.
 *
 * @throws GembaError `usage` where no tag is chosen; `unknown-name`, `output-unwritable`, `aborted`
 */
export function exportFigures(
  { plant, queries }: { readonly plant: Plant; readonly queries: Pick<Queries, 'series'> },
  query: SeriesQuery,
  options: ExportOptions,
): Promise<ExportedFile> {
  const tags = chooseTags(plant, query);
  if (tags.length === 0)
    throw new GembaError('usage', 'There are no tags to export figures of. Name tags, or equipment that has some.');
  const figures: readonly RollupFigure[] = query.figures ?? [
    ...new Set(tags.flatMap(({ kind }) => figuresOfKind[kind])),
  ];
  const answer = (from: number, to: number): Promise<QueryTable<unknown>> => {
    const { equipment: _, ...rest } = query;
    return queries.series({ ...rest, figures, tags: tags.slice(from, to).map(({ id }) => id) });
  };
  const answers = async function* (): AsyncGenerator<QueryTable<unknown>> {
    const first = await answer(0, 1);
    yield first;
    const tagCount = Math.max(1, Math.floor(rowsMax / Math.max(1, first.length)));
    for (let from = 1; from < tags.length; from += tagCount) yield await answer(from, from + tagCount);
  };
  return exportTables({ ...options, tables: answers() });
}
