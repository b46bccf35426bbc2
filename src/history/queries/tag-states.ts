/** Time of tags in each of their states. */
import { rollupRuleOf } from '../../analytics/index.ts';
import { GembaError, type Tag } from '../../model/index.ts';
import { type BucketColumns, bucketColumns, listBuckets, type QueryStep } from './buckets.ts';
import { checkRowCount } from './limits.ts';
import { chooseTags, type TagChoice } from './names.ts';
import type { QueryContext } from './query-context.ts';
import { layersOf } from './series.ts';
import { type NumberAnswer, numbers, type QueryTable, type TextAnswer, textsOf } from './table.ts';
import { intervalOf, type QueryWindow } from './window.ts';

export interface TagStatesQuery extends TagChoice {
  readonly window: QueryWindow;
  /** Default: the window as one. */
  readonly step?: QueryStep;
  readonly signal?: AbortSignal;
}

export type TagStatesColumns = { readonly tag: TextAnswer } & BucketColumns & {
    /** A number or text the tag said. */
    readonly state: TextAnswer;
    readonly ms: NumberAnswer;
    /** Share of the time in which any state is known. */
    readonly timeRatio: NumberAnswer;
  };

function hasStates({ kind, valueType }: Tag): boolean {
  return kind === 'state' || valueType === 'text';
}

interface StateRow {
  readonly tag: number;
  readonly bucket: number;
  readonly state: string;
  readonly ms: number;
}

/** A row for each tag, part of the window and state with time in it; without names of tags, of all state tags. */
export async function queryTagStates(
  { snapshot, plant, untilAt }: QueryContext,
  query: TagStatesQuery,
): Promise<QueryTable<TagStatesColumns>> {
  const chosen = chooseTags(plant, query);
  const tags = query.tags === undefined ? chosen.filter(hasStates) : chosen;
  const other = tags.find((tag) => !hasStates(tag));
  if (other !== undefined)
    throw new GembaError(
      'usage',
      `'${other.id}' is a ${other.kind}, and time in states is of tags of kind 'state' or of texts. Ask for its series.`,
    );
  const buckets = listBuckets(plant, intervalOf(plant, query.window), query.step);
  const rows: StateRow[] = [];
  for (const { edges, bucketOf } of tags.length === 0 ? [] : layersOf(buckets)) {
    const found = await snapshot.resample({
      tags: tags.map((tag) => ({ id: tag.id, rule: rollupRuleOf(tag) })),
      edges,
      untilAt,
      figures: [],
      states: true,
      ...(query.signal && { signal: query.signal }),
    });
    found.states.forEach(({ states, ms }, tag) => {
      states.forEach((state, i) => {
        (ms[i] as Float64Array).forEach((one, place) => {
          const bucket = bucketOf[place];
          if (bucket !== undefined && one > 0) rows.push({ tag, bucket, state: String(state), ms: one });
        });
      });
      checkRowCount(rows.length);
    });
  }
  const known = new Map<string, number>();
  const keyOf = ({ tag, bucket }: StateRow): string => `${tag} ${bucket}`;
  for (const row of rows) known.set(keyOf(row), (known.get(keyOf(row)) ?? 0) + row.ms);
  rows.sort((a, b) => a.tag - b.tag || a.bucket - b.bucket || b.ms - a.ms || (a.state < b.state ? -1 : 1));
  const asked = rows.map(({ bucket }) => buckets[bucket] as (typeof buckets)[number]);
  return {
    length: rows.length,
    columns: {
      tag: textsOf(rows.map(({ tag }) => tags[tag]?.id ?? '')),
      ...bucketColumns(asked, query.step, 1),
      state: textsOf(rows.map(({ state }) => state)),
      ms: numbers(Float64Array.from(rows, ({ ms }) => ms)),
      timeRatio: numbers(Float64Array.from(rows, (row) => row.ms / (known.get(keyOf(row)) as number))),
    },
  };
}
