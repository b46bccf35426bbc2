/** Figures of one tag's buckets by plain formulas and the functions of the time axis: no rollup is involved. Pure. */
import {
  type KnownTimeRule,
  knownTime,
  type RollupFigure,
  type RollupRule,
  resampleCounter,
  resampleMeasure,
  resampleStates,
  rollupFigures,
  rollupHoldMaxMs,
  type Series,
} from '../../analytics/index.ts';
import { type FactTable, textAt } from '../../model/index.ts';
import type { IntervalSet } from '../../time/index.ts';

export interface SeriesQuestion {
  readonly rule: RollupRule;
  readonly untilAt: number;
  readonly gaps: FactTable<'gap'>;
  readonly quantiles: readonly number[];
}

export interface BucketFigures {
  readonly figures: Readonly<Record<RollupFigure, Float64Array>>;
  readonly quantiles: ReadonlyMap<number, Float64Array>;
  /** States in which there is some time, and how much, ms. */
  readonly states: ReadonlyMap<number | string, Float64Array>;
}

type MutableFigures = Record<RollupFigure, Float64Array>;

/** @param series from a day before the first edge on, up to the expected interval after the last, all before `untilAt` */
export function figuresOf(series: Series, edges: Float64Array, question: SeriesQuestion): BucketFigures {
  const { rule, untilAt, gaps } = question;
  const known: KnownTimeRule = {
    untilAt,
    expectedIntervalMs: rule.expectedIntervalMs,
    holdMaxMs: rollupHoldMaxMs,
    gaps,
  };
  const bucketCount = edges.length - 1;
  const figures = Object.fromEntries(
    rollupFigures.map((figure) => [figure, new Float64Array(bucketCount).fill(Number.NaN)]),
  ) as MutableFigures;
  const quantiles = new Map(question.quantiles.map((p) => [p, new Float64Array(bucketCount).fill(Number.NaN)]));
  const goodNumbers = numbersOf(series);
  describeReadings(series, edges, figures);
  describeNumbers(goodNumbers, edges, figures, rule.kind === 'measure' ? quantiles : new Map());
  figures.knownMs.set(lengthsIn(knownTime(series, known), edges));
  figures.timeWeightedMean.set(resampleMeasure(series, edges, 'hold', known).mean);
  describeCounter(goodNumbers, edges, known, rule, figures);
  return { figures, quantiles, states: statesOf(series, edges, known, rule) };
}

/** The series less what is bad or no number. */
function numbersOf(series: Series): Series {
  const rows = Array.from({ length: series.length }, (_, row) => row).filter(
    (row) => textAt(series.quality, row) !== 'bad' && !Number.isNaN(series.value[row]),
  );
  return part(series, rows);
}

function part(series: Series, rows: readonly number[]): Series {
  const pick = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row] as number);
  const pickText = ({ dictionary, codes }: Series['text']): Series['text'] => ({
    dictionary,
    codes: Uint32Array.from(rows, (row) => codes[row] as number),
  });
  return {
    tag: series.tag,
    length: rows.length,
    at: pick(series.at),
    value: pick(series.value),
    sequence: pick(series.sequence),
    text: pickText(series.text),
    quality: pickText(series.quality),
    source: pickText(series.source),
  };
}

/** Bucket of an instant; -1 where it lies in none. */
function bucketOf(edges: Float64Array, at: number): number {
  let [from, to] = [0, edges.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((edges[middle] as number) <= at) from = middle + 1;
    else to = middle;
  }
  return from === edges.length ? -1 : from - 1;
}

function describeReadings(series: Series, edges: Float64Array, { readingCount, badCount }: MutableFigures): void {
  readingCount.fill(0);
  badCount.fill(0);
  for (let row = 0; row < series.length; row++) {
    const bucket = bucketOf(edges, series.at[row] as number);
    if (bucket < 0) continue;
    const isEmpty = Number.isNaN(series.value[row]) && textAt(series.text, row) === '';
    const column = isEmpty || textAt(series.quality, row) === 'bad' ? badCount : readingCount;
    column[bucket] = (column[bucket] as number) + 1;
  }
}

function describeNumbers(
  { at, value, length }: Series,
  edges: Float64Array,
  figures: MutableFigures,
  quantiles: ReadonlyMap<number, Float64Array>,
): void {
  const places = Array.from({ length }, (_, row) => row);
  const byBucket = Map.groupBy(places, (row) => bucketOf(edges, at[row] as number));
  for (const [bucket, rows] of byBucket) {
    if (bucket < 0) continue;
    const values = rows.map((row) => value[row] as number);
    const count = values.length;
    const mean = values.reduce((sum, one) => sum + one / count, 0);
    const squares = values.reduce((sum, one) => sum + (one - mean) ** 2, 0);
    const sorted = values.toSorted((a, b) => a - b);
    figures.mean[bucket] = mean;
    if (count > 1) figures.standardDeviation[bucket] = Math.sqrt(squares / (count - 1));
    figures.min[bucket] = sorted[0] as number;
    figures.max[bucket] = sorted[count - 1] as number;
    figures.first[bucket] = values[0] as number;
    figures.last[bucket] = values[count - 1] as number;
    for (const [p, column] of quantiles) column[bucket] = sorted[Math.max(1, Math.ceil(p * count)) - 1] as number;
  }
}

/** Between good numbers more than a day apart nothing is counted, so what lies before them bears on no window. */
function describeCounter(
  numbers: Series,
  edges: Float64Array,
  known: KnownTimeRule,
  { kind, rolloverAt }: RollupRule,
  { increase, resetCount, rolloverCount }: MutableFigures,
): void {
  resetCount.fill(0);
  rolloverCount.fill(0);
  if (kind !== 'counter') return;
  for (const rows of runsWithin(numbers.at, rollupHoldMaxMs)) {
    const counted = resampleCounter(part(numbers, rows), edges, known, rolloverAt);
    for (let bucket = 0; bucket < counted.length; bucket++) {
      // A bucket in which the counter said nothing has no increase, not one of 0.
      if ((counted.readingCount[bucket] as number) === 0) continue;
      const before = increase[bucket] as number;
      increase[bucket] = (Number.isNaN(before) ? 0 : before) + (counted.increase[bucket] as number);
      resetCount[bucket] = (resetCount[bucket] as number) + (counted.resetCount[bucket] as number);
      rolloverCount[bucket] = (rolloverCount[bucket] as number) + (counted.rolloverCount[bucket] as number);
    }
  }
}

function runsWithin(at: Float64Array, distanceMax: number): number[][] {
  const runs: number[][] = [];
  for (let row = 0; row < at.length; row++) {
    const run = runs.at(-1);
    if (run === undefined || (at[row] as number) - (at[row - 1] as number) > distanceMax) runs.push([row]);
    else run.push(row);
  }
  return runs;
}

function lengthsIn(set: IntervalSet, edges: Float64Array): Float64Array {
  const lengths = new Float64Array(edges.length - 1);
  let at = 0;
  for (let bucket = 0; bucket < lengths.length; bucket++) {
    const [from, to] = [edges[bucket] as number, edges[bucket + 1] as number];
    while (at < set.length && (set[at + 1] as number) <= from) at += 2;
    let sum = 0;
    for (let i = at; i < set.length && (set[i] as number) < to; i += 2)
      sum += Math.min(to, set[i + 1] as number) - Math.max(from, set[i] as number);
    lengths[bucket] = sum;
  }
  return lengths;
}

/** Texts, and numbers where the tag is a state. */
function statesOf(
  series: Series,
  edges: Float64Array,
  known: KnownTimeRule,
  { kind }: RollupRule,
): ReadonlyMap<number | string, Float64Array> {
  const { states, ms } = resampleStates(series, edges, known);
  const own = states.map((state, i) => [state, ms[i] as Float64Array] as const);
  return new Map(
    own.filter(([state, of]) => (kind === 'state' || typeof state === 'string') && of.some((time) => time > 0)),
  );
}
