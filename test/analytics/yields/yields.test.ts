import { describe, expect, test } from 'vitest';
import { createActivity } from '../../../src/analytics/index.ts';
import { listDefectRates } from '../../../src/analytics/yields/defect-rates.ts';
import { listYields } from '../../../src/analytics/yields/list-yields.ts';
import { listRolledYields } from '../../../src/analytics/yields/rolled-yield.ts';
import type { Known, PlantConfig } from '../../../src/model/index.ts';
import { makePlant, type Report, report, tablesOf } from '../made-up-plant.ts';

const date = '2024-03-13';

function facts(production: readonly Report[], change: Partial<PlantConfig> = {}) {
  const plant = makePlant(change);
  const tables = tablesOf({ production });
  return {
    activity: createActivity(plant, tables.production, tables.equipmentState),
    day: plant.productionDay(date),
  };
}

/** Pieces of an operation, good, scrapped and held, in an hour of the day. */
function made(hour: number, operation: string, good: number, scrap = 0, hold = 0, rest: Report = {}): Report {
  return report('press', date, hour, hour + 1, {
    operation,
    completedCount: good,
    scrapCount: scrap,
    holdCount: hold,
    ...rest,
  });
}

function bounds(known: Known | undefined): readonly number[] {
  return known?.kind === 'known' ? [known.low, known.value, known.high] : [];
}

describe('first-pass yield', () => {
  // "First Time Yield and Rolled Throughput Yield", isssp.org: 100 go in, 10 are scrapped and 5 reworked: (100 − 15) / 100.
  test('counts neither what was scrapped nor what had to be held for rework', () => {
    const { activity, day } = facts([made(6, 'form', 85, 10, 5), made(8, 'form', 5, 0, 0, { isRework: 1 })]);
    const [row] = listYields(activity, day, ['operation']);
    expect(row?.firstPassYield).toMatchObject({ value: 0.85 });
    // Held pieces may be found good; that they were made again says no more than that.
    expect(bounds(row?.firstPassYield)).toEqual([0.8, 0.85, 0.9]);
  });

  test('is lower by up to the pieces made again, where they had been reported as completed', () => {
    const { activity, day } = facts([made(6, 'form', 90, 10), made(8, 'form', 4, 1, 0, { isRework: 1 })]);
    const [row] = listYields(activity, day, ['operation']);
    expect(bounds(row?.firstPassYield)).toEqual([0.85, 0.9, 0.9]);
    expect(row?.firstPassYield95?.low).toBeLessThan(0.9);
  });

  test('of several operations is the ratio of sums, not the mean of ratios', () => {
    const { activity, day } = facts([made(6, 'form', 10, 10), made(7, 'pack', 980)]);
    expect(listYields(activity, day, [])).toMatchObject([{ firstPassYield: { value: 0.99 } }]);
  });

  test('is unknown where pieces were only made again', () => {
    const { activity, day } = facts([made(6, 'form', 5, 1, 0, { isRework: 1 })]);
    const [row] = listYields(activity, day, ['product']);
    expect(row?.firstPassYield).toEqual({ kind: 'unknown', reason: 'no-pieces' });
    expect(row?.dpu).toEqual({ kind: 'unknown', reason: 'no-pieces' });
    expect(row?.firstPassYield95).toBeUndefined();
  });
});

describe('defects', () => {
  test('per unit count a piece that failed at rework again twice; defective pieces per million count it once', () => {
    const { activity, day } = facts([made(6, 'form', 90, 10), made(8, 'form', 8, 2, 0, { isRework: 1 })]);
    const [row] = listYields(activity, day, []);
    expect(row?.ppm).toMatchObject({ value: 100_000, low: 100_000, high: 200_000 });
    expect(row?.dpu).toMatchObject({ value: 0.12, low: 0.12, high: 0.22 });
  });

  // Wayne State University, IE 6610, lecture 2, rounded to 1,670 and 17,040 there.
  test.each([
    [44, 350, 75, 0.1257, 1676],
    [30, 55, 32, 0.5454, 17_045],
  ])('%i in %i units of %i opportunities: DPU %f, DPMO %f', (defects, units, perPiece, dpu, dpmo) => {
    const { activity, day } = facts([made(6, 'form', units - defects, defects)], {
      kpis: { opportunities: [{ operation: 'form', perPiece }] },
    });
    const [row] = listYields(activity, day, []);
    expect(row?.dpu).toMatchObject({ value: expect.closeTo(dpu, 3) });
    expect(row?.dpmo).toMatchObject({ value: expect.closeTo(dpmo, 0) });
  });

  test('per million opportunities are over the opportunities of each product and operation, and unknown where one has none', () => {
    const production = [made(6, 'form', 95, 5), made(7, 'pack', 99, 1)];
    const kpis = { opportunities: [{ operation: 'form', perPiece: 10 }] };
    const one = facts(production, { kpis });
    expect(listYields(one.activity, one.day, [])[0]?.dpmo).toEqual({ kind: 'unknown', reason: 'not-in-the-data' });
    expect(listYields(one.activity, one.day, ['operation'])[0]?.dpmo).toMatchObject({ value: 5_000 });
    const both = facts(production, {
      kpis: { opportunities: [...kpis.opportunities, { operation: 'pack', perPiece: 2 }] },
    });
    expect(listYields(both.activity, both.day, [])[0]?.dpmo).toMatchObject({ value: 6e6 / 1200 });
  });

  const defects = [
    {
      code: 'surface',
      name: 'Surface',
      children: [
        { code: 'scratch', name: 'Scratch' },
        { code: 'dent', name: 'Dent' },
      ],
    },
    { code: 'size', name: 'Size' },
  ];

  test('by code count what is below it; pieces without a code may be of any, those of a general code of what is below', () => {
    const { activity, day } = facts(
      [
        made(6, 'form', 90, 2, 1, { defect: 'scratch' }),
        made(7, 'form', 90, 3, 0, { defect: 'surface' }),
        made(8, 'form', 90, 4, 0, { defect: 'size' }),
        made(9, 'form', 115, 5),
      ],
      { defects },
    );
    const { byCode, byCategory, uncodedPieces } = listDefectRates(activity, day);
    expect(uncodedPieces).toBe(5);
    // 400 inspected: 2,500 per million a piece.
    expect(byCode.map(({ id, pieces, ppm }) => [id, pieces, bounds(ppm)])).toEqual([
      ['surface', 6, [12_500, 15_000, 27_500]],
      ['size', 4, [10_000, 10_000, 22_500]],
      ['scratch', 3, [5_000, 7_500, 27_500]],
    ]);
    expect(byCategory.map(({ id, pieces }) => [id, pieces])).toEqual([
      ['Surface', 6],
      ['Size', 4],
    ]);
  });

  test('of a code that the tree lacks are of no category, and may be of any', () => {
    const { activity, day } = facts(
      [made(6, 'form', 98, 2, 0, { defect: 'size' }), made(7, 'form', 97, 3, 0, { defect: 'rust' })],
      { defects },
    );
    const { byCode, byCategory } = listDefectRates(activity, day);
    expect(byCode[0]).toMatchObject({ id: 'rust', name: 'rust', category: '', pieces: 3 });
    expect(byCategory.map(({ id, ppm }) => [id, bounds(ppm)])).toEqual([['Size', [10_000, 10_000, 25_000]]]);
  });

  test('can be asked of one product, operation, order or unit', () => {
    const { activity, day } = facts([
      made(6, 'form', 98, 2, 0, { defect: 'dent' }),
      made(7, 'pack', 99, 1, 0, { defect: 'dent' }),
    ]);
    expect(listDefectRates(activity, day, { operation: 'pack' }).byCode).toMatchObject([
      { pieces: 1, ppm: { value: 10_000 } },
    ]);
    expect(listDefectRates(activity, day, { equipment: 'lathe' })).toMatchObject({ byCode: [], uncodedPieces: 0 });
  });
});

describe('rolled throughput yield', () => {
  // Minitab, "What are throughput yield (YTP) and rolled throughput yield (YRT)?": 1,000 labels, 950 printed, 800 laminated, 700 cut.
  const labels = [made(6, 'print', 950, 50), made(7, 'laminate', 800, 150), made(8, 'cut', 700, 100)];

  test('is the product of the first-pass yields of the operations', () => {
    const { activity, day } = facts(labels);
    const [rolled] = listRolledYields(activity, day);
    expect(rolled?.steps.map(({ firstPassYield }) => bounds(firstPassYield)[1])).toEqual([0.95, 800 / 950, 0.875]);
    expect(rolled?.rolledThroughputYield).toMatchObject({ value: expect.closeTo(0.7, 12) });
    // Three steps alike would have the cube root of it each.
    expect(rolled?.normalizedYield).toMatchObject({ value: expect.closeTo(Math.cbrt(0.7), 12) });
    expect(rolled?.route).toBe('reported');
  });

  test('is unknown where an operation of the product made nothing, and at most the product of the others', () => {
    const yesterday = '2024-03-12';
    const earlier = report('press', yesterday, 6, 7, { operation: 'inspect', completedCount: 10 });
    const { activity, day } = facts([...labels, earlier]);
    const [rolled] = listRolledYields(activity, day);
    expect(rolled?.rolledThroughputYield).toEqual({ kind: 'unknown', reason: 'no-pieces' });
    expect(rolled?.normalizedYield.kind).toBe('unknown');
    expect(rolled?.atMost).toBeCloseTo(0.7, 12);
    expect(rolled?.steps[0]).toMatchObject({ operations: ['inspect'], firstPassYield: { kind: 'unknown' } });
  });

  test('does not learn operations from reports after the window', () => {
    const later = report('press', '2024-03-14', 6, 7, { operation: 'inspect', completedCount: 10 });
    const { activity, day } = facts([...labels, later]);
    expect(listRolledYields(activity, day)[0]?.rolledThroughputYield.kind).toBe('known');
  });

  test('goes by the route of the plant file, in which operations that stand for each other are one step', () => {
    const { activity, day } = facts([...labels, made(9, 'print 2', 900, 100)], {
      kpis: { routes: [{ product: 'cup', steps: [['print', 'print 2'], 'cut'] }] },
    });
    const [rolled] = listRolledYields(activity, day);
    expect(rolled?.route).toBe('set');
    expect(rolled?.steps.map(({ counts }) => counts.completed)).toEqual([1_850, 700]);
    expect(rolled?.rolledThroughputYield).toMatchObject({ value: expect.closeTo((1_850 / 2_000) * 0.875, 12) });
  });

  test('has the bounds that held pieces of each operation leave', () => {
    const { activity, day } = facts([made(6, 'print', 90, 0, 10), made(7, 'cut', 80, 20)]);
    expect(bounds(listRolledYields(activity, day)[0]?.rolledThroughputYield)).toEqual([
      expect.closeTo(0.72, 12),
      expect.closeTo(0.72, 12),
      0.8,
    ]);
  });
});
