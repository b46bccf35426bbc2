/** Time in each state, on a grid. */
import { checkEdges } from './grid.ts';
import { Holding, type KnownTimeRule, lastAtOrBefore } from './holding.ts';
import type { Series } from './series.ts';

export interface StateColumns {
  readonly length: number;
  /** Values the series had, texts or numbers, in the order in which they came. */
  readonly states: readonly (string | number)[];
  /** Of each state, by bucket: time in it, ms. */
  readonly ms: readonly Float64Array[];
  /** Time in any of them, by bucket, ms: the rest of a bucket is not known. */
  readonly knownMs: Float64Array;
}

/**
 * How long a tag of few values had each of them, in each bucket: a reading holds until the next, never across a gap.
 *
 * @param edges ascending, UTC epoch ms
 * @throws RangeError where edges do not ascend
 * @example
 * const { states, ms } = resampleStates(series, createGrid(day, 3_600_000), { untilAt });
 * ms[states.indexOf('running')]?.[6] // time it ran in the seventh hour
 */
export function resampleStates(series: Series, edges: Float64Array, rule: KnownTimeRule): StateColumns {
  checkEdges(edges);
  const { at, length } = series;
  const buckets = edges.length - 1;
  const [first, last] = [edges[0] as number, edges[buckets] as number];
  const codeOf = createStateCoder(series, buckets);
  const holding = new Holding(series, rule);
  const knownMs = new Float64Array(buckets);
  let bucket = 0;
  for (let i = Math.max(0, lastAtOrBefore(at, first)); i < length; i++) {
    if ((at[i] as number) >= last) break;
    const end = Math.min(holding.endOf(i), last);
    let from = Math.max(at[i] as number, first);
    if (end <= from) continue;
    const own = codeOf.msOf(i);
    if (own === undefined) continue;
    while ((edges[bucket + 1] as number) <= from) bucket++;
    while (from < end) {
      const to = Math.min(end, edges[bucket + 1] as number);
      own[bucket] = (own[bucket] as number) + to - from;
      knownMs[bucket] = (knownMs[bucket] as number) + to - from;
      from = to;
      if (from < end) bucket++;
    }
  }
  return { length: buckets, states: codeOf.states, ms: codeOf.ms, knownMs };
}

/** Finds the column of a reading's state; texts by their code, numbers by value. */
function createStateCoder({ value, text }: Series, buckets: number) {
  const states: (string | number)[] = [];
  const ms: Float64Array[] = [];
  const byText: Float64Array[] = [];
  const byNumber = new Map<number, Float64Array>();
  // Mostly a value is the one before: it need not be looked up.
  let lastNumber = Number.NaN;
  let lastColumn: Float64Array | undefined;
  const create = (state: string | number): Float64Array => {
    const column = new Float64Array(buckets);
    states.push(state);
    ms.push(column);
    return column;
  };
  return {
    states,
    ms,
    msOf(i: number): Float64Array | undefined {
      const number = value[i] as number;
      if (!Number.isNaN(number)) {
        if (number === lastNumber) return lastColumn;
        let column = byNumber.get(number);
        if (column === undefined) {
          column = create(number);
          byNumber.set(number, column);
        }
        [lastNumber, lastColumn] = [number, column];
        return column;
      }
      const code = text.codes[i] as number;
      if (code === 0) return undefined;
      byText[code] ??= create(text.dictionary[code] as string);
      return byText[code];
    },
  };
}
