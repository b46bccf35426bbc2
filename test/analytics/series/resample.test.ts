/** Closed forms: ramps, steps and counts whose buckets are known without a computer. */
import {
  asOfOutcomes,
  counterAt,
  createGrid,
  increaseOf,
  joinAsOf,
  joinIntervals,
  knownTime,
  listSeries,
  measureAt,
  resampleCounter,
  resampleMeasure,
  resampleStates,
} from 'gemba/analytics';
import { toTable } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { gapsOf, seriesWith } from './tables.ts';

const minuteMs = 60_000;
const grid = (toAt: number, stepMs: number) => createGrid({ fromAt: 0, toAt }, stepMs);
const unknown = { kind: 'unknown', reason: 'no-facts' };

describe('a grid', () => {
  test('is aligned to UTC, and cut at the ends of its window', () => {
    expect([...createGrid({ fromAt: 1_500, toAt: 3_200 }, 1_000)]).toEqual([1_500, 2_000, 3_000, 3_200]);
    expect([...createGrid({ fromAt: -1_500, toAt: 0 }, 1_000)]).toEqual([-1_500, -1_000, 0]);
    expect([...createGrid({ fromAt: 5, toAt: 5 }, 1_000)]).toEqual([5]);
  });

  test('has a step that makes a sensible number of buckets, and edges that ascend', () => {
    expect(() => grid(1, 0)).toThrow(RangeError);
    expect(() => grid(1e9, 1e-3)).toThrow('Use a longer step.');
    const series = seriesWith([[0, 1]]);
    expect(() => resampleMeasure(series, Float64Array.of(0, 2, 2), 'hold', { untilAt: 9 })).toThrow(
      'Edges ascend, but 2 at place 2 does not come after 2. Sort them, each once.',
    );
    expect(() => resampleStates(series, new Float64Array(0), { untilAt: 9 })).toThrow(RangeError);
    expect(resampleMeasure(series, Float64Array.of(0), 'hold', { untilAt: 9 }).length).toBe(0);
  });
});

describe('a measure', () => {
  // From 0 at second 0 to 60 at second 60, and on to 120.
  const ramp = seriesWith(Array.from({ length: 121 }, (_, second) => [second * 1_000, second] as const));

  test('that rises straight has the middle as its mean, of each bucket', () => {
    const columns = resampleMeasure(ramp, grid(2 * minuteMs, minuteMs), 'linear', { untilAt: 2 * minuteMs });
    expect([...columns.mean]).toEqual([30, 90]);
    expect([...columns.min]).toEqual([0, 60]);
    expect([...columns.max]).toEqual([60, 120]);
    expect([...columns.first]).toEqual([0, 60]);
    expect([...columns.last]).toEqual([60, 120]);
    expect([...columns.knownMs]).toEqual([minuteMs, minuteMs]);
  });

  test('of two readings is a straight line through all the buckets between them', () => {
    const line = seriesWith([
      [0, 10],
      [100, 20],
    ]);
    expect([...resampleMeasure(line, grid(100, 10), 'linear', { untilAt: 100 }).mean]).toEqual(
      Array.from({ length: 10 }, (_, i) => expect.closeTo(10.5 + i, 9)),
    );
  });

  test('that is held weighs each reading by how long it held', () => {
    const steps = seriesWith([
      [0, 10],
      [30, 20],
      [40, 0],
    ]);
    const columns = resampleMeasure(steps, grid(100, 50), 'hold', { untilAt: 100 });
    expect([...columns.mean]).toEqual([(30 * 10 + 10 * 20) / 50, 0]);
    expect([...columns.last]).toEqual([0, 0]);
  });

  test('is not known before its first reading, nor, as a line, after its last', () => {
    const steps = seriesWith([
      [30, 10],
      [60, 20],
    ]);
    const held = resampleMeasure(steps, grid(120, 40), 'hold', { untilAt: 100 });
    expect([...held.knownMs]).toEqual([10, 40, 20]);
    const line = resampleMeasure(steps, grid(120, 40), 'linear', { untilAt: 100 });
    expect([...line.knownMs]).toEqual([10, 20, 0]);
    expect(measureAt(line, 2)).toEqual({
      knownMs: 0,
      mean: unknown,
      min: unknown,
      max: unknown,
      first: unknown,
      last: unknown,
    });
    expect(measureAt(line, 0)).toMatchObject({ knownMs: 10, mean: { kind: 'known' } });
  });

  test('is neither held nor drawn across a gap, a silence or a bad reading', () => {
    const readings = [
      [0, 0],
      [10, 10],
      [20, 20],
      [30, 30],
    ] as const;
    const series = seriesWith(readings);
    const known = (columns: { readonly knownMs: Float64Array }) => [...columns.knownMs];
    const edges = grid(40, 10);
    const gaps = gapsOf([13, 18]);
    expect(known(resampleMeasure(series, edges, 'hold', { untilAt: 40, gaps }))).toEqual([10, 3, 10, 10]);
    expect(known(resampleMeasure(series, edges, 'linear', { untilAt: 40, gaps }))).toEqual([10, 0, 10, 0]);
    const silent = seriesWith([readings[0], readings[1], readings[3]]);
    expect(known(resampleMeasure(silent, edges, 'hold', { untilAt: 40, expectedIntervalMs: 10 }))).toEqual([
      10, 0, 0, 10,
    ]);
    const bad = seriesWith([readings[0], readings[1], [20, 20, { quality: 'bad' }], readings[3]]);
    expect(known(resampleMeasure(bad, edges, 'hold', { untilAt: 40 }))).toEqual([10, 10, 0, 10]);
    expect(known(resampleMeasure(bad, edges, 'linear', { untilAt: 40 }))).toEqual([10, 0, 0, 0]);
    const empty = seriesWith([readings[0], readings[1], [20], readings[3]]);
    expect(known(resampleMeasure(empty, edges, 'hold', { untilAt: 40 }))).toEqual([10, 10, 0, 10]);
    expect(known(resampleMeasure(empty, edges, 'linear', { untilAt: 40 }))).toEqual([10, 0, 0, 0]);
    expect(known(resampleMeasure(seriesWith([[0, 1]]), edges, 'hold', { untilAt: 40, holdMaxMs: 15 }))).toEqual([
      10, 5, 0, 0,
    ]);
  });
});

describe('known time', () => {
  test('is that in which a reading holds, texts too', () => {
    const series = seriesWith([
      [0, 'run'],
      [10, 'run', { quality: 'uncertain' }],
      [20, 'run', { quality: 'bad' }],
      [30, 'idle'],
      [40],
      [50, 1],
    ]);
    expect([...knownTime(series, { untilAt: 100, gaps: gapsOf([35, 36]) })]).toEqual([0, 20, 30, 35, 50, 100]);
    expect([...knownTime(seriesWith([]), { untilAt: 100 })]).toEqual([]);
  });
});

describe('states', () => {
  test('have the time from each reading to the next, in the bucket in which it lies', () => {
    const series = seriesWith([
      [0, 'run'],
      [25, 'idle'],
      [30, 'run'],
      [45, 'setup'],
    ]);
    const { states, ms, knownMs } = resampleStates(series, grid(60, 20), { untilAt: 50 });
    expect(states).toEqual(['run', 'idle', 'setup']);
    expect(ms.map((column) => [...column])).toEqual([
      [20, 15, 5],
      [0, 5, 0],
      [0, 0, 5],
    ]);
    expect([...knownMs]).toEqual([20, 20, 10]);
  });

  test('may be numbers; those before the grid hold into it', () => {
    const series = seriesWith([
      [0, 1],
      [50, 0],
    ]);
    const { states, ms } = resampleStates(series, Float64Array.of(20, 40, 60), { untilAt: 60 });
    expect(states).toEqual([1, 0]);
    expect(ms.map((column) => [...column])).toEqual([
      [20, 10],
      [0, 10],
    ]);
  });
});

describe('a counter', () => {
  test('grows by its differences, over a roll-over too; a fall that is too far is a reset', () => {
    expect(increaseOf(65_530, 4, 65_536)).toBe(10);
    expect(increaseOf(900, 4, 65_536)).toBe(4);
    expect(increaseOf(10, 10, 65_536)).toBe(0);
    expect(increaseOf(900, 4)).toBe(4);
    // A count beyond its own roll-over cannot have rolled over.
    expect(increaseOf(70_000, 4, 65_536)).toBe(4);
  });

  test('counts in the bucket of the later reading, and over a gap at its end', () => {
    const series = seriesWith([
      [0, 90],
      [15, 97],
      [25, 4],
      [45, 1],
      [55, undefined],
      [56, 3, { quality: 'bad' }],
      [65, 6],
    ]);
    const columns = resampleCounter(series, grid(80, 10), { untilAt: 80, expectedIntervalMs: 12 }, 100);
    expect([...columns.increase]).toEqual([0, 7, 7, 0, 1, 0, 5, 0]);
    expect([...columns.rolloverCount]).toEqual([0, 0, 1, 0, 0, 0, 0, 0]);
    expect([...columns.resetCount]).toEqual([0, 0, 0, 0, 1, 0, 0, 0]);
    expect(counterAt(columns, 3).increase).toEqual(unknown);
    expect(counterAt(columns, 4)).toMatchObject({ increase: { value: 1 }, resetCount: 1 });
  });

  test('begins with the reading before the grid, where there is one', () => {
    const series = seriesWith([
      [0, 5],
      [5, 7, { quality: 'bad' }],
      [15, 9],
    ]);
    const count = (fromAt: number) => [
      ...resampleCounter(series, Float64Array.of(fromAt, 20), { untilAt: 20 }).increase,
    ];
    expect(count(10)).toEqual([4]);
    expect(count(-10)).toEqual([4]);
    expect(count(16)).toEqual([0]);
  });

  test('counts every reading of the instant at which the grid begins', () => {
    const series = seriesWith([
      [0, 1],
      [10, 3, { sequence: 1 }],
      [10, 6, { sequence: 2 }],
      [15, 7],
    ]);
    const columns = resampleCounter(series, Float64Array.of(10, 20), { untilAt: 20 });
    expect([...columns.increase]).toEqual([6]);
    expect([...columns.readingCount]).toEqual([3]);
  });
});

describe('a join as of instants', () => {
  const series = seriesWith([
    [10, 1],
    [20, 2],
    [20, 3, { sequence: 1 }],
    [30, 4, { quality: 'bad' }],
    [40, 5],
  ]);
  const outcomesAt = (instants: readonly number[], rule: object) => {
    const { outcome, value, ageMs, length } = joinAsOf(series, Float64Array.from(instants), { untilAt: 100, ...rule });
    return Array.from({ length }, (_, i) => [asOfOutcomes[outcome[i] as number], value[i], ageMs[i]]);
  };

  test('takes the last reading at or before, with its age, or says why there is none', () => {
    expect(outcomesAt([9, 10, 20, 29, 30, 45, 70], { toleranceMs: 20 })).toEqual([
      ['no-reading', Number.NaN, Number.NaN],
      ['known', 1, 0],
      ['known', 3, 0],
      ['known', 3, 9],
      ['bad', Number.NaN, 0],
      ['known', 5, 5],
      ['too-old', Number.NaN, 30],
    ]);
  });

  test('is not made over a gap, nor over time after which the next reading came too late', () => {
    const gaps = gapsOf([12, 14]);
    expect(outcomesAt([11, 12, 15, 20], { gaps }).map(([outcome]) => outcome)).toEqual([
      'known',
      'silent',
      'silent',
      'known',
    ]);
    expect(outcomesAt([15, 45, 99], { expectedIntervalMs: 10 }).map(([outcome]) => outcome)).toEqual([
      'known',
      'silent',
      'silent',
    ]);
  });

  test('needs instants in order', () => {
    expect(() => outcomesAt([20, 10], {})).toThrow('Instants ascend, but 10 at place 1 comes before 20. Sort them.');
  });
});

describe('a join with reports and stops', () => {
  const series = seriesWith([
    [0, 0],
    [100, 100],
    [200, 0],
  ]);

  test('has mean, extremes and known share of each interval, overlapping and in any order', () => {
    const facts = toTable('production', [
      { equipment: 'm', startAt: 150, endAt: 250 },
      { equipment: 'm', startAt: 50, endAt: 150 },
      { equipment: 'm', startAt: 0, endAt: 100 },
      { equipment: 'm', startAt: 60, endAt: 60 },
      { equipment: 'm', endAt: 60 },
    ]);
    const columns = joinIntervals(series, facts, 'linear', { untilAt: 300 });
    expect([...columns.mean]).toEqual([25, 75, 50, Number.NaN, Number.NaN]);
    expect([...columns.min]).toEqual([0, 50, 0, Number.NaN, Number.NaN]);
    expect([...columns.max]).toEqual([50, 100, 100, Number.NaN, Number.NaN]);
    expect([...columns.knownRatio]).toEqual([0.5, 1, 1, 0, 0]);
    expect(measureAt(columns, 3).mean).toEqual(unknown);
  });

  test('says nothing of an interval within a gap', () => {
    const stops = toTable('equipmentState', [{ equipment: 'm', startAt: 120, endAt: 180, state: 'down' }]);
    const columns = joinIntervals(series, stops, 'hold', { untilAt: 300, gaps: gapsOf([110, 190]) });
    expect(columns.knownRatio[0]).toBe(0);
    expect(measureAt(columns, 0).mean).toEqual(unknown);
  });
});

describe('a series', () => {
  const rows = [
    { tag: 'b', at: 5, value: 1 },
    { tag: 'a', at: 9, value: 2, sequence: 2 },
    { tag: 'a', at: 9, value: 3 },
    { tag: 'b', at: 2, value: 4 },
    { tag: 'a', at: 9, value: 5, sequence: 1 },
    { tag: 'a', at: 1, value: 6 },
  ];

  test('is sorted by instant, then sequence, without one first, whatever the order of the rows', () => {
    const series = listSeries(toTable('reading', rows));
    expect([...series.keys()].sort()).toEqual(['a', 'b']);
    expect([...(series.get('a')?.value ?? [])]).toEqual([6, 3, 5, 2]);
    expect([...(series.get('b')?.at ?? [])]).toEqual([2, 5]);
  });

  test('that lies in order is a view of the table, not a copy', () => {
    const table = toTable(
      'reading',
      [...rows].sort((x, y) =>
        x.tag < y.tag ? -1 : x.tag > y.tag ? 1 : x.at - y.at || (x.sequence ?? -1) - (y.sequence ?? -1),
      ),
    );
    for (const { at } of listSeries(table).values()) expect(at.buffer).toBe(table.columns.at.buffer);
  });
});
