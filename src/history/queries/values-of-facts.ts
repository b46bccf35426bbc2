/** What tags said as facts began and ended, and what they measured meanwhile. */
import {
  type MeasureForm,
  type MeasureState,
  measureAggregate,
  measureOver,
  rollupHoldMaxMs,
} from '../../analytics/index.ts';
import type { Tag } from '../../model/index.ts';
import { type AsOfColumns, type AsOfOptions, joinInstants, type TagColumns } from './as-of-rows.ts';
import { clustersOf } from './clusters.ts';
import { type FactTagRows, type FactTagsQuery, pairFactsWithTags } from './fact-tags.ts';
import type { IntervalColumns } from './intervals.ts';
import type { QueryContext } from './query-context.ts';
import { type NumberAnswer, numbers, type QueryTable } from './table.ts';
import { visitReadings } from './visit-readings.ts';

export interface ValuesAtFactsQuery extends FactTagsQuery, AsOfOptions {
  /** Whether as a fact begins or as it ends. */
  readonly at: 'start' | 'end';
}

export type ValuesAtFactsColumns = IntervalColumns & TagColumns & AsOfColumns;

/** A row for each fact and tag, by fact. */
export async function queryValuesAtFacts(
  context: QueryContext,
  query: ValuesAtFactsQuery,
): Promise<QueryTable<ValuesAtFactsColumns>> {
  const pairs = await pairFactsWithTags(context, query);
  const instants = query.at === 'start' ? pairs.startAt : pairs.endAt;
  const asked = pairs.tags.map((tag, place) => {
    const row = (pairs.rowsOf[place] as Uint32Array).toSorted(
      (a, b) => (instants[a] as number) - (instants[b] as number),
    );
    return { tag, at: Float64Array.from(row, (one) => instants[one] as number), row };
  });
  return {
    length: pairs.length,
    columns: { ...pairs.columns, ...(await joinInstants(context, asked, pairs.length, query)) },
  };
}

export interface ValuesDuringQuery extends FactTagsQuery {
  /** Between readings: default `hold`, until the next; `linear`, straight from one to the next. */
  readonly form?: MeasureForm;
}

export type MeasuredColumns = {
  /** Time of the fact in which the value is known, ms, and its share of the fact. */
  readonly knownMs: NumberAnswer;
  readonly knownRatio: NumberAnswer;
  /** Weighted by time, over known time. */
  readonly mean: NumberAnswer;
  readonly min: NumberAnswer;
  readonly max: NumberAnswer;
  readonly first: NumberAnswer;
  readonly last: NumberAnswer;
};
export type ValuesDuringColumns = IntervalColumns & TagColumns & MeasuredColumns;

/** A row for each fact and tag, by fact; over the whole fact, also where it reaches out of the window. */
export async function queryValuesDuring(
  context: QueryContext,
  query: ValuesDuringQuery,
): Promise<QueryTable<ValuesDuringColumns>> {
  const pairs = await pairFactsWithTags(context, query);
  const states = Array.from({ length: pairs.length }, () => measureAggregate.init());
  if (pairs.length > 0) await measure(context, query, pairs, states);
  const column = (read: (state: MeasureState) => number): NumberAnswer => numbers(Float64Array.from(states, read));
  const ratio = (state: MeasureState, row: number): number => {
    const lengthMs = (pairs.endAt[row] as number) - (pairs.startAt[row] as number);
    return lengthMs > 0 ? state.knownMs / lengthMs : 0;
  };
  return {
    length: pairs.length,
    columns: {
      ...pairs.columns,
      knownMs: column(({ knownMs }) => knownMs),
      knownRatio: numbers(Float64Array.from(states, ratio)),
      mean: column(({ knownMs, area }) => (knownMs > 0 ? area / knownMs : Number.NaN)),
      min: column(({ min }) => min),
      max: column(({ max }) => max),
      first: column(({ first }) => first),
      last: column(({ last }) => last),
    },
  };
}

async function measure(
  { snapshot, untilAt }: QueryContext,
  { form = 'hold', signal }: ValuesDuringQuery,
  { tags, startAt, endAt, rowsOf }: FactTagRows,
  states: readonly MeasureState[],
): Promise<void> {
  /** By tag: rows that have begun and not ended, and how many have begun. */
  const open = tags.map(() => ({ rows: [] as number[], begun: 0 }));
  // A line goes on to the next reading, which may come so much later.
  const ahead = form === 'linear' ? { aheadMs: rollupHoldMaxMs } : {};
  for (const window of clustersOf(startAt, endAt)) {
    const places = Uint32Array.from(tags.keys()).filter((place) => {
      const next = rowsOf[place]?.[open[place]?.begun ?? 0];
      return next !== undefined && (startAt[next] as number) < window.toAt;
    });
    const asked = Array.from(places, (place) => tags[place] as Tag);
    await visitReadings({ snapshot, tags: asked, window, untilAt, signal, ...ahead }, (i, series, part, rule) => {
      const place = places[i] as number;
      const own = open[place] as (typeof open)[number];
      const rows = rowsOf[place] as Uint32Array;
      while (own.begun < rows.length && (startAt[rows[own.begun] as number] as number) < part.toAt)
        own.rows.push(rows[own.begun++] as number);
      const over = measureOver(series, form, rule);
      for (const row of own.rows) {
        const fromAt = Math.max(startAt[row] as number, part.fromAt);
        const toAt = Math.min(endAt[row] as number, part.toAt);
        if (toAt > fromAt) measureAggregate.merge(states[row] as MeasureState, over({ fromAt, toAt }));
      }
      own.rows = own.rows.filter((row) => (endAt[row] as number) > part.toAt);
    });
  }
}
