/** Figures known without a computer, and what a rollup refuses. */
import {
  createFigureFold,
  createGrid,
  createRollupAggregate,
  createRollupFold,
  hasRule,
  mergeRollups,
  plainRule,
  type RollupRule,
  rollupFigures,
  rollupRuleOf,
} from 'gemba/analytics';
import { type EquipmentId, type Tag, type TextColumn, toTable } from 'gemba/model';
import { describe, expect, test } from 'vitest';

const minuteMs = 60_000;
const measure = () => plainRule;
const readingsOf = (values: readonly number[], startAt = 0) =>
  toTable(
    'reading',
    values.map((value, i) => ({ tag: 't', at: startAt + i * 1_000, value, source: 'plc' })),
  );

/**
 * NIST Statistical Reference Datasets, univariate summary statistics, NumAcc2 to NumAcc4: 1,001 numbers, the certified mean the
 * first of them and the certified standard deviation 0.1. What doubles leave of it grows worse with the mean.
 */
const reference = [
  { name: 'NumAcc2', mean: 1.2, low: 1.1, high: 1.3, relativeError: 1e-13 },
  { name: 'NumAcc3', mean: 1_000_000.2, low: 1_000_000.1, high: 1_000_000.3, relativeError: 1e-8 },
  { name: 'NumAcc4', mean: 10_000_000.2, low: 10_000_000.1, high: 10_000_000.3, relativeError: 1e-7 },
];

test.each(reference)('mean and standard deviation of $name are the certified ones', (dataset) => {
  const { mean, low, high, relativeError } = dataset;
  const values = [mean, ...Array.from({ length: 1_000 }, (_, i) => (i % 2 === 0 ? low : high))];
  const aggregate = createRollupAggregate('t', plainRule);
  for (const partLength of [1, 60, 1_001]) {
    const state = aggregate.init();
    for (let from = 0; from < values.length; from += partLength)
      aggregate.add(state, readingsOf(values.slice(from, from + partLength), from * 1_000));
    const { figures } = aggregate.value(state);
    if (figures.mean.kind !== 'known' || figures.standardDeviation.kind !== 'known') throw new Error('It is known.');
    expect(Math.abs(figures.mean.value / mean - 1)).toBeLessThan(1e-14);
    expect(Math.abs(figures.standardDeviation.value / 0.1 - 1)).toBeLessThan(relativeError);
  }
});

describe('a bucket', () => {
  test('without readings has no row, and its value is unknown, but not its counts and times', () => {
    const fold = createRollupFold(createGrid({ fromAt: 0, toAt: 3 * minuteMs }, minuteMs), { ruleOf: measure });
    fold.add(readingsOf([1, 2], 2 * minuteMs));
    const rows = fold.finish();
    expect([...rows.fromAt]).toEqual([2 * minuteMs]);
    const { figures } = createRollupAggregate('t', plainRule).value(createRollupAggregate('t', plainRule).init());
    expect(figures.mean).toEqual({ kind: 'unknown', reason: 'no-facts' });
    expect(figures.readingCount).toMatchObject({ kind: 'known', value: 0 });
  });

  test('knows what a reading before it holds, up to the next or until now', () => {
    const edges = createGrid({ fromAt: minuteMs, toAt: 4 * minuteMs }, minuteMs);
    const fold = createFigureFold({
      tags: ['t', 'silent'],
      edges,
      untilAt: 3.5 * minuteMs,
      ruleOf: measure,
      figures: ['knownMs', 'timeWeightedMean', 'mean'],
    });
    fold.addReadings(readingsOf([10], 0));
    fold.addReadings(readingsOf([40], 2.5 * minuteMs));
    const { figures } = fold.finish();
    expect([...(figures.knownMs ?? [])]).toEqual([minuteMs, minuteMs, minuteMs / 2, 0, 0, 0]);
    expect([...(figures.timeWeightedMean ?? [])].slice(0, 4)).toEqual([10, 25, 40, Number.NaN]);
    expect([...(figures.mean ?? [])].slice(0, 3)).toEqual([Number.NaN, 40, Number.NaN]);
  });

  test('of a counter counts on from a number of the day before, and not from an older one', () => {
    const count = (distanceMs: number) => {
      const fold = createFigureFold({
        tags: ['t'],
        edges: Float64Array.of(distanceMs, distanceMs + 1),
        untilAt: distanceMs + 1,
        ruleOf: () => ({ kind: 'counter', rolloverAt: 1_000 }),
        figures: ['increase', 'rolloverCount', 'resetCount'],
      });
      fold.addReadings(readingsOf([990], 0));
      fold.addReadings(readingsOf([5], distanceMs));
      const { figures } = fold.finish();
      return [figures.increase?.[0], figures.rolloverCount?.[0], figures.resetCount?.[0]];
    };
    expect(count(86_400_000)).toEqual([15, 1, 0]);
    expect(count(86_400_001)).toEqual([0, 0, 0]);
  });
});

test('of shifts that begin at once each has its own times in states', () => {
  const ruleOf = () => ({ kind: 'state' }) as const;
  const fold = createRollupFold(createGrid({ fromAt: 0, toAt: 2 * minuteMs }, minuteMs), { ruleOf });
  fold.add(readingsOf(Array.from({ length: 120 }, (_, second) => (second < 60 ? 1 : second % 2))));
  const windows = [minuteMs, 2 * minuteMs].map((toAt) => ({ fromAt: 0, toAt }));
  const shifts = mergeRollups(fold.finish(), windows, { ruleOf });
  const msOf = (row: number, toAt: number) => {
    const figures = createFigureFold({
      tags: ['t'],
      edges: Float64Array.of(0, toAt),
      untilAt: toAt,
      ruleOf,
      figures: [],
      states: true,
    });
    const one = (column: Float64Array) => column.subarray(row, row + 1);
    const texts = ({ dictionary, codes }: TextColumn) => ({ dictionary, codes: codes.subarray(row, row + 1) });
    figures.add({
      length: 1,
      tag: texts(shifts.tag),
      fromAt: one(shifts.fromAt),
      toAt: one(shifts.toAt),
      firstReadingAt: one(shifts.firstReadingAt),
      lastReadingAt: one(shifts.lastReadingAt),
      heldValue: one(shifts.heldValue),
      states: shifts.states,
    });
    const [own] = figures.finish().states;
    return own?.states.map((state, i) => [state, own.ms[i]?.[0]]);
  };
  expect(msOf(0, minuteMs)).toEqual([[1, 60_000]]);
  expect(msOf(1, 2 * minuteMs)).toEqual([
    [0, 30_000],
    [1, 90_000],
  ]);
});

describe('a rule', () => {
  test('is what of the tag bears on its rollups', () => {
    const tag: Omit<Tag, 'kind'> = {
      id: 'pieces',
      name: 'Pieces',
      equipment: 'saw' as EquipmentId,
      valueType: 'number',
      unit: '1',
      isDroppable: false,
      sourceNames: [],
    };
    expect(rollupRuleOf({ ...tag, kind: 'counter', rolloverAt: 1_000, expectedIntervalMs: 10_000 })).toEqual({
      kind: 'counter',
      rolloverAt: 1_000,
      expectedIntervalMs: 10_000,
    });
    expect(rollupRuleOf({ ...tag, kind: 'state' })).toEqual({ kind: 'state' });
  });

  test('is told from another by its kind, interval and roll-over', () => {
    const rule: RollupRule = { kind: 'counter', rolloverAt: 1_000 };
    const fold = createRollupFold(Float64Array.of(0, minuteMs), { ruleOf: () => rule });
    fold.add(readingsOf([1]));
    const rows = fold.finish();
    expect(hasRule(rows, 0, rule)).toBe(true);
    for (const other of [
      { ...rule, kind: 'measure' },
      { ...rule, rolloverAt: 999 },
      { kind: 'counter' },
      { ...rule, expectedIntervalMs: 5 },
    ] as const)
      expect(hasRule(rows, 0, other)).toBe(false);
  });
});

describe('a rollup refuses', () => {
  const twoTags = toTable(
    'reading',
    ['a', 'b', 'a'].map((tag, i) => ({ tag, at: i, value: 1 })),
  );

  test('readings whose tags take turns, where rows are made of them', () => {
    const fold = createRollupFold(Float64Array.of(0, minuteMs), { ruleOf: measure });
    expect(() => fold.add(twoTags)).toThrow("those of 'a' go on after another's");
  });

  test('readings that go back in time', () => {
    const fold = createFigureFold({
      tags: ['t'],
      edges: Float64Array.of(0, minuteMs),
      untilAt: minuteMs,
      ruleOf: measure,
      figures: rollupFigures,
    });
    fold.addReadings(readingsOf([1], 5_000));
    expect(() => fold.addReadings(readingsOf([1], 4_000))).toThrow("those of 't' go from 5000 back to 4000");
  });

  test('rows that a window cuts', () => {
    const fold = createRollupFold(Float64Array.of(0, minuteMs), { ruleOf: measure });
    fold.add(readingsOf([1]));
    const rows = fold.finish();
    for (const window of [
      { fromAt: 0, toAt: 30_000 },
      { fromAt: 30_000, toAt: minuteMs },
    ])
      expect(() => mergeRollups(rows, [window], { ruleOf: measure })).toThrow(
        'The row from 0 to 60000 lies across 30000.',
      );
  });

  test('quantiles of rows without sketches', () => {
    const fold = createRollupFold(Float64Array.of(0, minuteMs), { ruleOf: measure });
    fold.add(readingsOf([1]));
    const quantiles = createFigureFold({
      tags: ['t'],
      edges: Float64Array.of(0, minuteMs),
      untilAt: minuteMs,
      ruleOf: measure,
      figures: [],
      quantiles: [0.5],
    });
    expect(() => quantiles.add(fold.finish())).toThrow('take those of hours, days or shifts, or readings');
  });
});
