/** How far the readings of a window can be trusted, by tag. */
import { rollupRuleOf } from '../../analytics/index.ts';
import type { TagColumns } from './as-of-rows.ts';
import { tagColumns } from './as-of-rows.ts';
import { expiredMs } from './expired-time.ts';
import { coveredMs, gapsBy } from './gaps-by.ts';
import { chooseTags, type TagChoice } from './names.ts';
import type { QueryContext } from './query-context.ts';
import { type NumberAnswer, numbers, type QueryTable } from './table.ts';
import { before, intervalOf, type QueryWindow } from './window.ts';

export interface TagCompletenessQuery extends TagChoice {
  readonly window: QueryWindow;
  readonly signal?: AbortSignal;
}

export type TagCompletenessColumns = TagColumns & {
  /** Of the window, up to `untilAt`. */
  readonly windowMs: NumberAnswer;
  readonly knownMs: NumberAnswer;
  readonly knownRatio: NumberAnswer;
  /** Good readings, and others. */
  readonly readingCount: NumberAnswer;
  readonly badCount: NumberAnswer;
  /** How many there are at least when all is well; unknown of a tag without an expected interval. */
  readonly expectedCount: NumberAnswer;
  /** Gaps of the tag itself that touch the window, and the time they cover in it; those recovered are none. */
  readonly gapCount: NumberAnswer;
  readonly gapMs: NumberAnswer;
  /** Time of the window whose readings have expired: its figures are those of rollups, and 0 where these have gone too. */
  readonly expiredMs: NumberAnswer;
};

/** A row for each tag. */
export async function queryTagCompleteness(
  context: QueryContext,
  query: TagCompletenessQuery,
): Promise<QueryTable<TagCompletenessColumns>> {
  const { snapshot, plant, untilAt } = context;
  const tags = chooseTags(plant, query);
  const window = intervalOf(plant, query.window);
  const stop = query.signal === undefined ? {} : { signal: query.signal };
  const found =
    tags.length === 0
      ? undefined
      : await snapshot.resample({
          tags: tags.map((tag) => ({ id: tag.id, rule: rollupRuleOf(tag) })),
          edges: Float64Array.of(window.fromAt, window.toAt),
          untilAt,
          figures: ['knownMs', 'readingCount', 'badCount'],
          ...stop,
        });
  const known = before(window, untilAt);
  const windowMs = known === undefined ? 0 : known.toAt - known.fromAt;
  const gaps = await gapsBy(context, window, query.signal, (_, tag) => tag);
  const column = (read: (tag: (typeof tags)[number], i: number) => number): NumberAnswer =>
    numbers(Float64Array.from(tags, read));
  const knownMs = found?.figures.knownMs ?? new Float64Array(0);
  return {
    length: tags.length,
    columns: {
      ...tagColumns(tags, (row) => row, tags.length),
      windowMs: column(() => windowMs),
      knownMs: numbers(knownMs),
      knownRatio: column((_, i) => (windowMs > 0 ? (knownMs[i] as number) / windowMs : Number.NaN)),
      readingCount: numbers(found?.figures.readingCount ?? new Float64Array(0)),
      badCount: numbers(found?.figures.badCount ?? new Float64Array(0)),
      expectedCount: {
        ...column(({ expectedIntervalMs }) => Math.floor(windowMs / (expectedIntervalMs ?? Number.NaN))),
        absent: 'not-in-the-data',
      },
      gapCount: column(({ id }) => gaps.get(id)?.count ?? 0),
      gapMs: column(({ id }) => coveredMs(gaps.get(id), window, untilAt)),
      expiredMs: column(({ id }) => (known === undefined ? 0 : expiredMs(snapshot, known, ['reading'], id))),
    },
  };
}
