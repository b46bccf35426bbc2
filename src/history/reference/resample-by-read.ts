/** Readings in buckets, worked out from the readings themselves by the functions of the time axis. */
import {
  listSeries,
  type Resampled,
  type RollupFigure,
  rollupHoldMaxMs,
  type Series,
  seriesOf,
  type TagStates,
} from '../../analytics/index.ts';
import { emptyTable, type FactTable } from '../../model/index.ts';
import type { HistorySnapshot, ResampleQuery, ResampleSources } from '../port.ts';
import { requireResample } from '../resample-limits.ts';
import { type BucketFigures, figuresOf } from './figures-of-series.ts';

/** Buckets of about so long are worked out at once, of about so many tags that a day of each is read so often. */
const portionMs = 7 * rollupHoldMaxMs;
const tagDaysMax = 128;

/**
 * `HistorySnapshot.resample` for a store that keeps no rollups. Quantiles are exact (R-1 of all good numbers of the bucket).
 *
 * @throws `usage` as the port says, and what `read` throws
 * @example resample: (query) => resampleByRead({ read }, query)
 */
export async function resampleByRead(
  snapshot: Pick<HistorySnapshot, 'read'>,
  query: ResampleQuery,
): Promise<Resampled & ResampleSources> {
  requireResample(query);
  const { tags, edges, quantiles = [] } = query;
  const answer = createAnswer(query);
  let reading = 0;
  for (const [from, to] of portionsOf(edges)) {
    const own = edges.subarray(from, to + 1);
    const days = ((edges[to] as number) - (edges[from] as number)) / rollupHoldMaxMs + 1;
    const batchLength = Math.max(1, Math.floor(tagDaysMax / days));
    for (let first = 0; first < tags.length; first += batchLength) {
      const batch = tags.slice(first, first + batchLength);
      const { series, gaps } = await readTags(snapshot, query, batch, own);
      for (const [i, { id, rule }] of batch.entries()) {
        const readings = series.get(id) ?? noSeries(id);
        reading += readings.length;
        const part = figuresOf(readings, own, { rule, untilAt: query.untilAt, gaps, quantiles });
        answer.put(first + i, from, part);
      }
    }
  }
  return { ...answer.build(), rowCounts: { minute: 0, hour: 0, day: 0, shift: 0, reading } };
}

function createAnswer({ tags, edges, figures, quantiles = [], states = false }: ResampleQuery) {
  const bucketCount = edges.length - 1;
  const cells = tags.length * bucketCount;
  const figureColumns = new Map(figures.map((figure) => [figure, new Float64Array(cells)]));
  const quantileColumns = new Map(quantiles.map((p) => [p, new Float64Array(cells)]));
  const statesOfTags = tags.map(() => new Map<number | string, Float64Array>());
  return {
    /** Takes over what was worked out of a tag from a bucket on. */
    put(tag: number, bucket: number, part: BucketFigures): void {
      const at = tag * bucketCount + bucket;
      for (const [figure, values] of figureColumns) values.set(part.figures[figure], at);
      for (const [p, values] of part.quantiles) quantileColumns.get(p)?.set(values, at);
      const own = statesOfTags[tag] as Map<number | string, Float64Array>;
      for (const [state, ms] of part.states) {
        const column = own.get(state) ?? new Float64Array(bucketCount);
        column.set(ms, bucket);
        own.set(state, column);
      }
    },
    build: (): Resampled => ({
      tags: tags.map(({ id }) => id),
      edges,
      bucketCount,
      figures: Object.fromEntries(figureColumns) as Partial<Record<RollupFigure, Float64Array>>,
      quantiles: quantileColumns,
      quantileError: 0,
      states: states ? statesOfTags.map(inOrder) : [],
    }),
  };
}

/** First and last place of the edges of each portion. */
function* portionsOf(edges: Float64Array): Generator<readonly [from: number, to: number]> {
  const end = edges.length - 1;
  for (let from = 0; from < end; ) {
    let to = from + 1;
    while (to < end && (edges[to + 1] as number) - (edges[from] as number) <= portionMs) to++;
    yield [from, to];
    from = to;
  }
}

/** What bears on the buckets: readings that hold into them, and whether one follows the last in time. */
async function readTags(
  snapshot: Pick<HistorySnapshot, 'read'>,
  { untilAt, signal }: ResampleQuery,
  tags: ResampleQuery['tags'],
  edges: Float64Array,
): Promise<{ readonly series: ReadonlyMap<string, Series>; readonly gaps: FactTable<'gap'> }> {
  const intervalMs = Math.max(...tags.map(({ rule }) => rule.expectedIntervalMs ?? 0));
  const fromAt = (edges[0] as number) - rollupHoldMaxMs;
  // The end of a window is not in it, and one that follows just in time is in time.
  const toAt = Math.max(fromAt, Math.min(untilAt, (edges.at(-1) as number) + intervalMs + 1));
  const window = { fromAt, toAt };
  const stop = signal === undefined ? {} : { signal };
  const readings = await snapshot.read({ kind: 'reading', window, places: tags.map(({ id }) => id), ...stop });
  const gaps = await snapshot.read({ kind: 'gap', window, ...stop });
  return { series: listSeries(readings), gaps };
}

function noSeries(tag: string): Series {
  return seriesOf(emptyTable('reading'), tag);
}

/** Numbers before texts, each ascending. */
function inOrder(states: ReadonlyMap<number | string, Float64Array>): TagStates {
  const entries = [...states].sort(([a], [b]) => {
    if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
    return typeof b === 'number' ? 1 : Buffer.compare(Buffer.from(a), Buffer.from(b));
  });
  return { states: entries.map(([state]) => state), ms: entries.map(([, ms]) => ms) };
}
