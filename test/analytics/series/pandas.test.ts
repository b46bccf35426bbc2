/** The time axis against pandas; `test/fixtures/series/README.md` says where its results come from. */
import { readFileSync } from 'node:fs';
import {
  asOfOutcomes,
  createGrid,
  joinAsOf,
  type MeasureColumns,
  resampleCounter,
  resampleMeasure,
  resampleStates,
} from 'gemba/analytics';
import { describe, expect, test } from 'vitest';
import { seriesWith } from './tables.ts';

type Numbers = readonly (number | null)[];
interface Fixture {
  readonly bucketMs: number;
  readonly at: readonly number[];
  readonly value: readonly number[];
  readonly state: readonly string[];
  readonly counter: readonly number[];
  readonly instants: readonly number[];
  readonly asOfPlace: Numbers;
  readonly asOfWithin2s: Numbers;
  readonly holdMean: Numbers;
  readonly holdMin: Numbers;
  readonly holdMax: Numbers;
  readonly linearMean: Numbers;
  readonly linearMin: Numbers;
  readonly linearMax: Numbers;
  readonly inState: Readonly<Record<string, readonly number[]>>;
  readonly increase: Numbers;
}

const fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/series/pandas.json', import.meta.url), 'utf8'),
) as Fixture;
const endAt = fixture.at.at(-1) as number;
const edges = createGrid(
  { fromAt: 0, toAt: Math.ceil((endAt + 1) / fixture.bucketMs) * fixture.bucketMs },
  fixture.bucketMs,
);
const values = seriesWith(fixture.at.map((at, i) => [at, fixture.value[i]]));

const nulls = (column: ArrayLike<number>, count: number): Numbers =>
  Array.from({ length: count }, (_, i) => (Number.isNaN(column[i]) ? null : (column[i] as number)));

function expectClose(actual: Numbers, expected: Numbers): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => {
    const wanted = expected[i] as number | null;
    if (value === null || wanted === null) expect(value).toBe(wanted);
    else expect(value).toBeCloseTo(wanted, 9);
  });
}

test('instants are joined with the last reading before as by merge_asof', () => {
  const instants = Float64Array.from(fixture.instants);
  const joined = joinAsOf(values, instants, { untilAt: endAt + 1 });
  expect([...joined.place]).toEqual(fixture.asOfPlace.map((place) => place ?? -1));
  const within = joinAsOf(values, instants, { untilAt: endAt + 1, toleranceMs: 2_000 });
  expect(nulls(within.value, instants.length)).toEqual(fixture.asOfWithin2s);
  const outcomes = new Set([...within.outcome].map((code) => asOfOutcomes[code]));
  expect(outcomes).toEqual(new Set(['known', 'no-reading', 'too-old']));
});

describe('by the minute', () => {
  const check = (columns: MeasureColumns, mean: Numbers, min: Numbers, max: Numbers): void => {
    expectClose(nulls(columns.mean, mean.length), mean);
    expectClose(nulls(columns.min, min.length), min);
    expectClose(nulls(columns.max, max.length), max);
  };

  test('means and extremes of held values are those of the series filled up', () => {
    const columns = resampleMeasure(values, edges, 'hold', { untilAt: endAt });
    check(columns, fixture.holdMean, fixture.holdMin, fixture.holdMax);
  });

  test('means and extremes of straight lines are those of the series interpolated', () => {
    const columns = resampleMeasure(values, edges, 'linear', { untilAt: endAt });
    check(columns, fixture.linearMean, fixture.linearMin, fixture.linearMax);
  });

  test('times in states are those of the series filled up', () => {
    const states = seriesWith(fixture.at.map((at, i) => [at, fixture.state[i]]));
    const columns = resampleStates(states, edges, { untilAt: endAt });
    for (const [name, ms] of Object.entries(fixture.inState))
      expect([...(columns.ms[columns.states.indexOf(name)] ?? [])].slice(0, ms.length)).toEqual(ms);
  });

  test('counts are the sums of differences, and a reset counts what is shown', () => {
    const counter = seriesWith(fixture.at.map((at, i) => [at, fixture.counter[i]]));
    const columns = resampleCounter(counter, edges, { untilAt: endAt + 1 });
    expect([...columns.increase]).toEqual(fixture.increase);
    expect(columns.resetCount.reduce((sum, count) => sum + count)).toBe(1);
  });
});
