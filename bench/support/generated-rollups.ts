/** Rows of rollups as years of readings at 1 Hz would leave them, made without the readings: the same each time. */
import { type RollupNumberColumn, type RollupTable, rollupNumberColumns } from '../../src/analytics/index.ts';
import { createQuantileSketch } from '../../src/stats/index.ts';
import { dayMs, type Interval } from '../../src/time/index.ts';
import { mulberry32 } from './random.ts';

const readingMs = 1_000;
const levels = 60;
/** Numbers of a sketch; a row's says as much of its spread as one of all its readings. */
const sketched = 500;

/** In the order of their bytes, as rows are. */
export function rollupTags(tagCount: number): readonly string[] {
  return Array.from({ length: tagCount }, (_, i) => `line-${i % 10}.machine-${i}.temperature`).sort();
}

/** Of every tag a row in each bucket: a measure that wanders about a level of its own, warmer by day and in summer. */
export function generateRollups(
  tags: readonly string[],
  buckets: readonly Interval[],
  { seed, withSketches = false }: { readonly seed: number; readonly withSketches?: boolean },
): RollupTable {
  const length = tags.length * buckets.length;
  const columns = Object.fromEntries(
    rollupNumberColumns.map((name) => [name, new Float64Array(length).fill(Number.NaN)]),
  ) as Record<RollupNumberColumn, Float64Array>;
  const codes = new Uint32Array(length);
  const random = mulberry32(seed);
  const sketch: Uint8Array[] = [];
  let row = 0;
  for (const [t] of tags.entries()) {
    const level = 20 + (t % levels);
    for (const bucket of buckets) {
      codes[row] = t + 1;
      const mean = level + seasonAt(bucket.fromAt) + (random() - 0.5) * 0.4;
      for (const [name, value] of Object.entries(rowOf(bucket, mean, random)))
        columns[name as RollupNumberColumn][row] = value;
      if (withSketches) sketch.push(sketches[t % levels] as Uint8Array);
      row++;
    }
  }
  const constant = (text: string) => ({ dictionary: ['', text], codes: new Uint32Array(length).fill(1) });
  const none = { dictionary: [''], codes: new Uint32Array(0) };
  return {
    ...columns,
    length,
    tag: { dictionary: ['', ...tags], codes },
    heldText: { dictionary: [''], codes: new Uint32Array(length) },
    source: constant('mqtt'),
    kind: constant('measure'),
    ...(withSketches ? { sketch } : {}),
    states: {
      length: 0,
      tag: none,
      fromAt: new Float64Array(0),
      toAt: new Float64Array(0),
      value: new Float64Array(0),
      text: none,
      ms: new Float64Array(0),
    },
  };
}

/** By level; those of a level are alike, as making millions of them would take the time of a bench. */
const sketches: readonly Uint8Array[] = Array.from({ length: levels }, (_, level) => {
  const random = mulberry32(level);
  const sketch = createQuantileSketch();
  for (let i = 0; i < sketched; i++) sketch.add(20 + level + 8 * (random() - 0.5) + (random() - 0.5));
  return sketch.toBytes();
});

function rowOf(
  { fromAt, toAt }: Interval,
  mean: number,
  random: () => number,
): Partial<Record<RollupNumberColumn, number>> {
  const count = (toAt - fromAt) / readingMs;
  const knownMs = toAt - fromAt - readingMs;
  const first = hundredths(mean + random() - 0.5);
  const last = hundredths(mean + random() - 0.5);
  return {
    fromAt,
    toAt,
    readingCount: count,
    badCount: 0,
    firstReadingAt: fromAt,
    lastReadingAt: toAt - readingMs,
    heldValue: last,
    first,
    firstAt: fromAt,
    last,
    lastAt: toAt - readingMs,
    min: hundredths(mean - 1 - random()),
    max: hundredths(mean + 1 + random()),
    mean,
    squares: count * 0.3 * (1 + random()),
    numberCount: count,
    knownMs,
    numberMs: knownMs,
    area: mean * knownMs,
    resetCount: 0,
    rolloverCount: 0,
  };
}

function seasonAt(at: number): number {
  const ofDay = (at % dayMs) / dayMs;
  const ofYear = at / (365.25 * dayMs);
  return 3 * Math.cos(2 * Math.PI * ofDay) + 5 * Math.cos(2 * Math.PI * ofYear);
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
