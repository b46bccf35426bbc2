/** Readings in buckets, worked out from the readings themselves by the functions of the time axis, one tag at a time. */
import {
  type Resampled,
  type RollupFigure,
  type RollupRule,
  rollupHoldMaxMs,
  type Series,
  seriesOf,
  type TagStates,
} from '../../analytics/index.ts';
import type { FactTable } from '../../model/index.ts';
import type { HistorySnapshot, ResampleQuery, ResampleSources } from '../port.ts';
import { requireResample } from '../resample-limits.ts';
import { type BucketFigures, figuresOf } from './figures-of-series.ts';

/** Buckets of about so long are worked out at once, so that memory holds readings of a few days of one tag. */
const portionMs = 7 * rollupHoldMaxMs;

/**
 * `HistorySnapshot.resample` for a store that keeps no rollups. Quantiles are exact (R-1 of all numbers of the bucket).
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
  const bucketCount = edges.length - 1;
  const cells = tags.length * bucketCount;
  const columns = (): Float64Array => new Float64Array(cells).fill(Number.NaN);
  const figures: Partial<Record<RollupFigure, Float64Array>> = {};
  for (const figure of query.figures) figures[figure] = columns();
  const quantileColumns = new Map(quantiles.map((p) => [p, columns()]));
  const states: TagStates[] = [];
  let reading = 0;
  for (const [t, { id, rule }] of tags.entries()) {
    const statesOfTag = new Map<number | string, Float64Array>();
    for (const [from, to] of portionsOf(edges)) {
      const own = edges.subarray(from, to + 1);
      const { series, gaps } = await readTag(snapshot, query, id, rule, own);
      reading += series.length;
      const part = figuresOf(series, own, { rule, untilAt: query.untilAt, gaps, quantiles });
      const at = t * bucketCount + from;
      for (const figure of query.figures) figures[figure]?.set(part.figures[figure], at);
      for (const [p, values] of part.quantiles) quantileColumns.get(p)?.set(values, at);
      if (query.states === true) addStates(statesOfTag, part, from, bucketCount);
    }
    if (query.states === true) states.push(inOrder(statesOfTag));
  }
  return {
    tags: tags.map(({ id }) => id),
    edges,
    bucketCount,
    figures,
    quantiles: quantileColumns,
    quantileError: 0,
    states,
    rowCounts: { minute: 0, hour: 0, day: 0, shift: 0, reading },
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
async function readTag(
  snapshot: Pick<HistorySnapshot, 'read'>,
  { untilAt, signal }: ResampleQuery,
  id: string,
  { expectedIntervalMs = 0 }: RollupRule,
  edges: Float64Array,
): Promise<{ readonly series: Series; readonly gaps: FactTable<'gap'> }> {
  const fromAt = (edges[0] as number) - rollupHoldMaxMs;
  // The end of a window is not in it, and one that follows just in time is in time.
  const toAt = Math.max(fromAt, Math.min(untilAt, (edges.at(-1) as number) + expectedIntervalMs + 1));
  const window = { fromAt, toAt };
  const stop = signal === undefined ? {} : { signal };
  const readings = await snapshot.read({ kind: 'reading', window, places: [id], ...stop });
  const gaps = await snapshot.read({ kind: 'gap', window, ...stop });
  return { series: seriesOf(readings, id), gaps };
}

function addStates(
  states: Map<number | string, Float64Array>,
  part: BucketFigures,
  from: number,
  bucketCount: number,
): void {
  for (const [state, ms] of part.states) {
    const own = states.get(state) ?? new Float64Array(bucketCount);
    own.set(ms, from);
    states.set(state, own);
  }
}

/** Numbers before texts, each ascending. */
function inOrder(states: ReadonlyMap<number | string, Float64Array>): TagStates {
  const entries = [...states].sort(([a], [b]) => {
    if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
    return typeof b === 'number' ? 1 : Buffer.compare(Buffer.from(a), Buffer.from(b));
  });
  return { states: entries.map(([state]) => state), ms: entries.map(([, ms]) => ms) };
}
