/** What can be asked of a plant's history. */
import type { RollupFigure, Series } from '../../analytics/index.ts';
import { GembaError, type Plant } from '../../model/index.ts';
import type { HistorySnapshot } from '../port.ts';
import type { CountKey } from './count-keys.ts';
import { type CountsColumns, type CountsQuery, queryCounts } from './counts.ts';
import { type GapsColumns, type GapsQuery, queryGaps } from './gaps.ts';
import { type IntervalColumns, type IntervalsQuery, queryIntervals } from './intervals.ts';
import { type LatestStatesColumns, type LatestStatesQuery, queryLatestStates } from './latest-states.ts';
import { type QueryContext, type ReadUnitFacts, reportedFacts } from './query-context.ts';
import { queryReadingBatches, queryReadings, type ReadingsQuery } from './readings.ts';
import { querySeries, type SeriesColumns, type SeriesQuery } from './series.ts';
import {
  querySourceCompleteness,
  type SourceCompletenessColumns,
  type SourceCompletenessQuery,
} from './source-completeness.ts';
import { queryStates, type StatesColumns, type StatesQuery } from './states.ts';
import { queryStopReasons, type StopReasonsColumns } from './stop-reasons.ts';
import type { QueryTable } from './table.ts';
import { queryTagCompleteness, type TagCompletenessColumns, type TagCompletenessQuery } from './tag-completeness.ts';
import { queryTagStates, type TagStatesColumns, type TagStatesQuery } from './tag-states.ts';
import {
  type LatestValuesQuery,
  queryLatest,
  queryValuesAt,
  type ValuesAtColumns,
  type ValuesAtQuery,
} from './values-at.ts';
import {
  queryValuesAtFacts,
  queryValuesDuring,
  type ValuesAtFactsColumns,
  type ValuesAtFactsQuery,
  type ValuesDuringColumns,
  type ValuesDuringQuery,
} from './values-of-facts.ts';

/**
 * Questions to one snapshot: all answers are of the same committed state. Tables have their columns as typed arrays; read
 * them as rows by `rowsOf`. Every query takes an `AbortSignal` (`aborted`), and throws `unknown-name` for tags and equipment
 * that the plant lacks, `usage` for a window without length or an answer of too many rows.
 */
export interface Queries {
  readonly snapshot: HistorySnapshot;
  /** Raw readings of tags, by tag; those without readings are not there. All in memory: see `readingBatches`. */
  readings(query: ReadingsQuery): Promise<ReadonlyMap<string, Series>>;
  /** The same in parts that follow each other in time, for windows larger than memory. */
  readingBatches(query: ReadingsQuery): AsyncIterable<ReadonlyMap<string, Series>>;
  /** Figures of tags by hour, day, shift or any step. */
  series<const Figure extends RollupFigure = never, const Quantile extends number = never>(
    query: SeriesQuery<Figure, Quantile>,
  ): Promise<QueryTable<SeriesColumns<Figure, Quantile>>>;
  /** Time of state tags in each state. */
  tagStates(query: TagStatesQuery): Promise<QueryTable<TagStatesColumns>>;
  /** What tags said last at instants, with its age, and whether it held. */
  valuesAt(query: ValuesAtQuery): Promise<QueryTable<ValuesAtColumns>>;
  /** The same as productions or stops begin or end. */
  valuesAtFacts(query: ValuesAtFactsQuery): Promise<QueryTable<ValuesAtFactsColumns>>;
  /** What tags measured during productions or stops. */
  valuesDuring(query: ValuesDuringQuery): Promise<QueryTable<ValuesDuringColumns>>;
  /** What tags said last up to now, with its age, and whether it holds. */
  latest(query?: LatestValuesQuery): Promise<QueryTable<ValuesAtColumns>>;
  /** What work units are in now, since when, and why. */
  latestStates(query?: LatestStatesQuery): Promise<QueryTable<LatestStatesColumns>>;
  /** Productions and equipment states. */
  intervals(query: IntervalsQuery): Promise<QueryTable<IntervalColumns>>;
  /** Run, setup, down, silent and planned time by equipment and part of the window, as in reports. */
  states(query: StatesQuery): Promise<QueryTable<StatesColumns>>;
  /** Down time by reason, as in reports. */
  stopReasons(query: StatesQuery): Promise<QueryTable<StopReasonsColumns>>;
  /** Pieces, reports and stops, grouped by anything the plant and its facts name. */
  counts<const Key extends CountKey = never>(query: CountsQuery<Key>): Promise<QueryTable<CountsColumns<Key>>>;
  /** Gaps of tags and sources. */
  gaps(query: GapsQuery): Promise<QueryTable<GapsColumns>>;
  /** Known share, readings and gaps by tag. */
  tagCompleteness(query: TagCompletenessQuery): Promise<QueryTable<TagCompletenessColumns>>;
  /** Facts accepted, corrected and refused, and gaps, by source. */
  sourceCompleteness(query: SourceCompletenessQuery): Promise<QueryTable<SourceCompletenessColumns>>;
}

export interface CreateQueriesOptions {
  readonly snapshot: HistorySnapshot;
  readonly plant: Plant;
  /** Up to when facts are complete, such as now, UTC epoch ms: of what is later nothing is known. */
  readonly untilAt: number;
  /** Productions and equipment states; default: those reported, without what sensors tell. `OpenPlant.queries` has both. */
  readonly readUnitFacts?: ReadUnitFacts;
}

/**
 * Queries over a snapshot, with the names of a plant.
 *
 * @throws GembaError `usage` where `untilAt` is not a number
 * @example
 * const queries = createQueries({ snapshot: await history.snapshot(), plant, untilAt: Date.now() });
 * console.table([...plainRowsOf(await queries.counts({ window: '2012-02-29', by: 'area' }), plant.zone)]);
 */
export function createQueries({ snapshot, plant, untilAt, readUnitFacts }: CreateQueriesOptions): Queries {
  if (!Number.isFinite(untilAt))
    throw new GembaError('usage', `untilAt is an instant in UTC epoch ms, not ${untilAt}. Give Date.now() for now.`);
  const context: QueryContext = {
    snapshot,
    plant,
    untilAt,
    readUnitFacts: readUnitFacts ?? reportedFacts(snapshot),
  };
  return {
    snapshot,
    readings: (query) => queryReadings(context, query),
    readingBatches: (query) => queryReadingBatches(context, query),
    series: (query) => querySeries(context, query),
    tagStates: (query) => queryTagStates(context, query),
    valuesAt: (query) => queryValuesAt(context, query),
    valuesAtFacts: (query) => queryValuesAtFacts(context, query),
    valuesDuring: (query) => queryValuesDuring(context, query),
    latest: (query = {}) => queryLatest(context, query),
    latestStates: (query = {}) => queryLatestStates(context, query),
    intervals: (query) => queryIntervals(context, query),
    states: (query) => queryStates(context, query),
    stopReasons: (query) => queryStopReasons(context, query),
    counts: (query) => queryCounts(context, query),
    gaps: (query) => queryGaps(context, query),
    tagCompleteness: (query) => queryTagCompleteness(context, query),
    sourceCompleteness: (query) => querySourceCompleteness(context, query),
  };
}
