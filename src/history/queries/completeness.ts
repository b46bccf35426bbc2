/** How far the data of a window can be trusted, by tag and by source. */
import { rollupRuleOf } from '../../analytics/index.ts';
import { signalSourceId, textAt } from '../../model/index.ts';
import { type Interval, type IntervalSet, totalMs, union } from '../../time/index.ts';
import type { TagColumns } from './as-of-rows.ts';
import { tagColumns } from './as-of-rows.ts';
import { chooseTags, type TagChoice } from './names.ts';
import type { QueryContext } from './query-context.ts';
import { isFirstSeen, sliceUnitFacts } from './slices.ts';
import { type NumberAnswer, numbers, type QueryTable } from './table.ts';
import { type ColumnsOf, createTableBuilder } from './table-builder.ts';
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
      gapMs: column(({ id }) => within(gaps.get(id), window, untilAt)),
    },
  };
}

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
} as const;
export type SourceCompletenessColumns = ColumnsOf<typeof spec>;

interface SourceCounts {
  accepted: number;
  corrected: number;
  adjusted: number;
  refused: number;
}

/**
 * A row for each source that said anything, or was silent: distinct productions and equipment states that touch the window
 * (`acceptedCount`), how many of them were corrected or read otherwise than written, refused rows that were not replayed, and
 * gaps of the source as a whole. Facts that were worked out from readings were never received, so they are not counted.
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
        if (source === signalSourceId || !isFirstSeen(slice, columns.startAt[row] as number)) continue;
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
  const builder = createTableBuilder(spec);
  for (const [source, { accepted, corrected, adjusted, refused }] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    builder.add({
      source,
      acceptedCount: accepted,
      correctedCount: corrected,
      adjustedCount: adjusted,
      refusedCount: refused,
      gapCount: gaps.get(source)?.count ?? 0,
      gapMs: within(gaps.get(source), window, untilAt),
    });
  return builder.build();
}

interface GapsOfOne {
  count: number;
  readonly from: number[];
  readonly to: number[];
}

/** Gaps that were not recovered, by what they are sorted by; `''` and undefined leave one out. */
async function gapsBy(
  { snapshot }: QueryContext,
  window: Interval,
  signal: AbortSignal | undefined,
  keyOf: (source: string, tag: string) => string | undefined,
): Promise<ReadonlyMap<string, GapsOfOne>> {
  const found = new Map<string, GapsOfOne>();
  for await (const { columns, length } of snapshot.scan({ kind: 'gap', window, ...(signal && { signal }) }))
    for (let row = 0; row < length; row++) {
      if (textAt(columns.status, row) === 'recovered') continue;
      const key = keyOf(textAt(columns.source, row), textAt(columns.tag, row)) ?? '';
      if (key === '') continue;
      const own = found.get(key) ?? { count: 0, from: [], to: [] };
      own.count++;
      own.from.push(Math.max(columns.startAt[row] as number, window.fromAt));
      own.to.push(Math.min(columns.endAt[row] as number, window.toAt));
      found.set(key, own);
    }
  return found;
}

function within(gaps: GapsOfOne | undefined, window: Interval, untilAt: number): number {
  if (gaps === undefined) return 0;
  const set: IntervalSet = union(
    gaps.from,
    gaps.to.map((at) => Math.min(at, untilAt, window.toAt)),
  );
  return totalMs(set);
}
