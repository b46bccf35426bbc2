import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createActivity } from '../../../src/analytics/index.ts';
import { listDefectRates } from '../../../src/analytics/yields/defect-rates.ts';
import { listYields } from '../../../src/analytics/yields/list-yields.ts';
import { createPassCounts, inspectedOf } from '../../../src/analytics/yields/pass-counts.ts';
import { listRolledYields } from '../../../src/analytics/yields/rolled-yield.ts';
import { firstPassYieldOf } from '../../../src/analytics/yields/yield-figures.ts';
import { jobShop, logTables } from '../../support/job-shop.ts';
import { plainShare } from '../../support/plain-figures.ts';
import { plainRows } from '../../support/plain-log.ts';
import { makePlant, type Report, report, tablesOf } from '../made-up-plant.ts';

const log = logTables();
const activity = createActivity(jobShop, log.production, log.equipmentState);

describe('yields of the production log', () => {
  test.each(['2012-01-24', '2012-02-29', '2012-03-28'])(
    'on %s are those of plain sums over its rows, by product and operation',
    (date) => {
      const day = jobShop.productionDay(date);
      const sums = new Map<string, { good: number; all: number; bad: number }>();
      for (const row of plainRows) {
        if (row.type === 'B') continue;
        const [good, scrap, hold] = [row.completed, row.scrap, row.hold].map((count) =>
          plainShare(count, row, day.fromAt / 60_000, day.toAt / 60_000),
        ) as [number, number, number];
        const key = `${row.product}|${row.operation}`;
        const sum = sums.get(key) ?? { good: 0, all: 0, bad: 0 };
        sum.bad += scrap + hold;
        if (!row.rework) {
          sum.good += good;
          sum.all += good + scrap + hold;
        }
        sums.set(key, sum);
      }
      const rows = listYields(activity, day, ['product', 'operation']);
      expect(rows.filter(({ counts }) => inspectedOf(counts) > 0)).toHaveLength(
        [...sums.values()].filter(({ all }) => all > 0).length,
      );
      for (const { key, firstPassYield, dpu } of rows) {
        const sum = sums.get(`${key.product}|${key.operation}`);
        if (sum === undefined || sum.all === 0) {
          expect(firstPassYield.kind).toBe('unknown');
          continue;
        }
        expect(firstPassYield).toMatchObject({ value: sum.good / sum.all });
        expect(dpu).toMatchObject({ value: sum.bad / sum.all });
      }
    },
  );

  test('are the same without the reports that began after the window', () => {
    const day = jobShop.productionDay('2012-02-22');
    const until = logTables(plainRows.filter(({ start }) => start * 60_000 < day.toAt));
    const before = createActivity(jobShop, until.production, until.equipmentState);
    expect(listYields(before, day, ['product', 'operation'])).toEqual(
      listYields(activity, day, ['product', 'operation']),
    );
    expect(listRolledYields(before, day)).toEqual(listRolledYields(activity, day));
  });

  test('of adjacent windows have counts that add up to those of both', () => {
    const [first, second] = [jobShop.productionDay('2012-02-28'), jobShop.productionDay('2012-02-29')];
    const inspected = (window: { fromAt: number; toAt: number }) =>
      listYields(activity, window, []).reduce((sum, { counts }) => sum + inspectedOf(counts), 0);
    expect(inspected(first) + inspected(second)).toBe(inspected({ fromAt: first.fromAt, toAt: second.toAt }));
  });
});

/** Pieces one by one, as only the plant knows them: fate at the first pass, and whether it was made again. */
const fates = ['good', 'scrap', 'hold-good', 'hold-bad', 'reported-good-made-again', 'scrap-made-again'] as const;
const piece = fc.record({
  fate: fc.constantFrom(...fates),
  defect: fc.constantFrom('dent', 'scratch'),
  isCoded: fc.boolean(),
});
const pieces = fc.array(piece, { minLength: 1, maxLength: 60 });
const plant = makePlant({
  defects: [
    { code: 'dent', name: 'Dent' },
    { code: 'scratch', name: 'Scratch' },
  ],
});
const date = '2024-03-13';
const day = plant.productionDay(date);

type Piece = typeof pieces extends fc.Arbitrary<(infer One)[]> ? One : never;
const isBad = ({ fate }: Piece): boolean => fate !== 'good' && fate !== 'hold-good';

/** What reports say of them: a report a piece, and one more for each that was made again. */
function reported(all: readonly Piece[]) {
  const production = all.flatMap(({ fate, defect, isCoded }): Report[] => {
    const bad = { defect: isCoded ? defect : '' };
    const of = (completedCount: number, scrapCount: number, holdCount: number, rest: Report = {}): Report =>
      report('press', date, 7, 8, { completedCount, scrapCount, holdCount, ...rest });
    switch (fate) {
      case 'good':
        return [of(1, 0, 0)];
      case 'scrap':
        return [of(0, 1, 0, bad)];
      case 'hold-good':
      case 'hold-bad':
        return [of(0, 0, 1, bad)];
      case 'reported-good-made-again':
        return [of(1, 0, 0), of(1, 0, 0, { isRework: 1 })];
      default:
        return [of(0, 1, 0, bad), of(1, 0, 0, { isRework: 1 })];
    }
  });
  const tables = tablesOf({ production });
  return createActivity(plant, tables.production, tables.equipmentState);
}

describe('bounds', () => {
  test('hold the truth of pieces whose codes, releases and reworks reports leave open', () => {
    fc.assert(
      fc.property(pieces, (all) => {
        const told = reported(all);
        const [row] = listYields(told, day, []);
        const good = all.filter((one) => !isBad(one)).length / all.length;
        if (row?.firstPassYield.kind !== 'known' || row.ppm.kind !== 'known') throw new Error('unknown');
        expect(good).toBeGreaterThanOrEqual(row.firstPassYield.low - 1e-12);
        expect(good).toBeLessThanOrEqual(row.firstPassYield.high + 1e-12);
        expect(row.ppm.value).toBeCloseTo(1e6 * (1 - row.firstPassYield.value), 6);
        for (const { id, ppm } of listDefectRates(told, day).byCode) {
          const own = (1e6 * all.filter((one) => isBad(one) && one.defect === id).length) / all.length;
          if (ppm.kind !== 'known') throw new Error('unknown');
          expect(own).toBeGreaterThanOrEqual(ppm.low - 1e-6);
          expect(own).toBeLessThanOrEqual(ppm.high + 1e-6);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('are no wider than what may have been: each is the truth of some pieces that are reported alike', () => {
    const counts = { ...createPassCounts(), completed: 80, scrap: 5, hold: 15, reworkCompleted: 10 };
    // All held pieces good, and none of those made again had been completed; or all bad, and all of them had been.
    expect(firstPassYieldOf(counts)).toMatchObject({ high: (80 + 15) / 100, low: (80 - 10) / 100 });
  });

  test('are none where every piece is told', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('good', 'scrap'), { minLength: 1, maxLength: 40 }), (fatesOf) => {
        const told = reported(fatesOf.map((fate) => ({ fate, defect: 'dent' as const, isCoded: true })));
        for (const { firstPassYield, ppm, dpu } of listYields(told, day, []))
          for (const known of [firstPassYield, ppm, dpu])
            if (known.kind === 'known') expect([known.low, known.high]).toEqual([known.value, known.value]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a rolled yield', () => {
  test('of steps that fail by themselves is near e to the minus defects per unit, as that of rare defects is', () => {
    // Closed form: Π (1 − pᵢ) → exp(−Σ pᵢ) as the pᵢ go to 0; the error is below Σ pᵢ² here.
    const shares = [0.001, 0.002, 0.0015, 0.003];
    const production = shares.map((share, i) =>
      report('press', date, 7 + i, 8 + i, {
        operation: `step ${i}`,
        completedCount: 10_000 - share * 10_000,
        scrapCount: share * 10_000,
      }),
    );
    const tables = tablesOf({ production });
    const [rolled] = listRolledYields(createActivity(plant, tables.production, tables.equipmentState), day);
    const dpu = shares.reduce((sum, share) => sum + share, 0);
    expect(rolled?.rolledThroughputYield).toMatchObject({ value: expect.closeTo(Math.exp(-dpu), 4) });
  });
});
