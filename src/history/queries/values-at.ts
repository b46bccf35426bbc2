/** What tags said last, at instants or now. */
import { GembaError } from '../../model/index.ts';
import { type AsOfColumns, type AsOfOptions, joinInstants, type TagColumns, tagColumns } from './as-of-rows.ts';
import { checkRowCount } from './limits.ts';
import { chooseTags, type TagChoice } from './names.ts';
import type { QueryContext } from './query-context.ts';
import { instants, type NumberAnswer, type QueryTable } from './table.ts';

export interface ValuesAtQuery extends TagChoice, AsOfOptions {
  /** UTC epoch ms, in any order. */
  readonly at: number | readonly number[] | Float64Array;
}

export interface LatestValuesQuery extends TagChoice, AsOfOptions {
  /** UTC epoch ms; default: up to when facts are complete. */
  readonly at?: number;
}

export type ValuesAtColumns = { readonly at: NumberAnswer } & TagColumns & AsOfColumns;

/** A row for each instant and tag, by instant. */
export async function queryValuesAt(context: QueryContext, query: ValuesAtQuery): Promise<QueryTable<ValuesAtColumns>> {
  const at = typeof query.at === 'number' ? Float64Array.of(query.at) : Float64Array.from(query.at).sort();
  if (!at.every(Number.isFinite))
    throw new GembaError('usage', 'Instants are UTC epoch ms, but one of those asked for is not a number.');
  const tags = chooseTags(context.plant, query);
  const length = tags.length * at.length;
  checkRowCount(length);
  const asked = tags.map((tag, place) => ({ tag, at, row: Uint32Array.from(at, (_, i) => i * tags.length + place) }));
  const joined = await joinInstants(context, asked, length, query);
  return {
    length,
    columns: {
      at: instants(Float64Array.from({ length }, (_, row) => at[Math.floor(row / tags.length)] as number)),
      ...tagColumns(tags, (row) => row % tags.length, length),
      ...joined,
    },
  };
}

/** A row for each tag. */
export function queryLatest(context: QueryContext, query: LatestValuesQuery): Promise<QueryTable<ValuesAtColumns>> {
  return queryValuesAt(context, { ...query, at: query.at ?? context.untilAt });
}
