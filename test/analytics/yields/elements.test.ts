import { describe, expect, test } from 'vitest';
import { createActivity, listYields } from '../../../src/analytics/index.ts';
import { evaluate } from '../../../src/analytics/kpi/evaluate.ts';
import { getKpi, type KpiId } from '../../../src/analytics/kpi/kpis.ts';
import { unitElements } from '../../../src/analytics/kpi/unit-elements.ts';
import { productElements } from '../../../src/analytics/yields/product-elements.ts';
import { compilePlant, type Known } from '../../../src/model/index.ts';
import { jobShopConfig, logTables } from '../../support/job-shop.ts';
import { makePlant, report, tablesOf } from '../made-up-plant.ts';

const shown = (value: number | undefined) => (Number.isNaN(value) ? Number.NaN : expect.closeTo(value as number, 6));
const boundsOf = (known: Known) =>
  known.kind === 'known' ? [shown(known.low), shown(known.value), shown(known.high)] : [NaN, NaN, NaN];

describe('the KPIs of quality', () => {
  test('are the yields and defect rates of each unit and day, bounds and all', () => {
    const log = logTables();
    const plant = compilePlant(
      jobShopConfig({ kpis: { opportunities: [{ perPiece: 3 }, { operation: 'Packing', perPiece: 1 }] } }),
    );
    const activity = createActivity(plant, log.production, log.equipmentState);
    const days = ['2012-02-08', '2012-02-23', '2012-02-29', '2012-03-28'].map((date) => plant.productionDay(date));
    const table = unitElements({ activity, windows: days });
    const ids = { firstPassYield: 'firstPassYield', ppm: 'ppm', dpu: 'dpu', dpmo: 'dpmo' } as const satisfies Record<
      string,
      KpiId
    >;
    let compared = 0;
    for (const [name, id] of Object.entries(ids) as [keyof typeof ids, KpiId][]) {
      const { low, value, high } = evaluate(getKpi(id).formula, table);
      for (const [w, day] of days.entries()) {
        const rows = new Map(listYields(activity, day, ['equipment']).map((row) => [row.key.equipment, row]));
        for (const [u, { equipment }] of activity.units.entries()) {
          const own = rows.get(equipment.id);
          if (own === undefined) continue;
          const row = u * days.length + w;
          expect([low[row], value[row], high[row]]).toEqual(boundsOf(own[name]));
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(100);
  });

  test('count good pieces of the first pass alone: a rework that failed takes nothing off them', () => {
    // 90 of 100 good at once; of 10 made again 4 failed once more.
    const date = '2024-03-13';
    const plant = makePlant();
    const { production, equipmentState } = tablesOf({
      production: [
        report('press', date, 6, 8, { completedCount: 90, holdCount: 10 }),
        report('press', date, 9, 10, { completedCount: 6, scrapCount: 4, isRework: 1 }),
      ],
    });
    const activity = createActivity(plant, production, equipmentState);
    const table = unitElements({ activity, windows: [plant.productionDay(date)] });
    expect([table.columns.GP?.[0], table.columns.IP?.[0], table.columns.DEFECTS?.[0]]).toEqual([90, 100, 14]);
    // The plant file says nothing of opportunities.
    expect(table.columns.OPPORTUNITIES?.[0]).toBeNaN();
    expect(evaluate(getKpi('dpmo').formula, table).value[0]).toBeNaN();
  });
});

describe('the KPIs of products', () => {
  test('are their yields and defect rates over all operations, bounds and all', () => {
    const date = '2024-03-13';
    const plant = makePlant({ kpis: { opportunities: [{ product: 'cup', perPiece: 4 }] } });
    const { production, equipmentState } = tablesOf({
      production: [
        report('press', date, 6, 8, { operation: 'form', completedCount: 90, scrapCount: 6, holdCount: 4 }),
        report('lathe', date, 8, 9, { operation: 'trim', completedCount: 45, scrapCount: 5 }),
        report('lathe', date, 10, 11, { operation: 'trim', completedCount: 3, scrapCount: 1, isRework: 1 }),
        report('lathe', date, 12, 13, { operation: 'trim', product: 'lid', completedCount: 10 }),
        report('press', '2024-03-12', 12, 13, { operation: 'form', product: 'lid', completedCount: 10 }),
      ],
    });
    const activity = createActivity(plant, production, equipmentState);
    const { products, table } = productElements(activity, plant.productionDay(date));
    expect(products).toEqual(['cup', 'lid']);
    const boundsAt = (id: KpiId, row: number) => {
      const { low, value, high } = evaluate(getKpi(id).formula, table);
      return [low[row], value[row], high[row]];
    };
    // 90 of 100, up to 94; 45 of 50, at least 41.
    expect(boundsAt('rolledThroughputYield', 0)).toEqual([0.9 * 0.82, 0.9 * 0.9, 0.94 * 0.9].map(shown));
    expect(boundsAt('firstPassYield', 0)).toEqual([131 / 150, 135 / 150, 139 / 150].map(shown));
    expect(boundsAt('dpu', 0)).toEqual([12 / 150, 16 / 150, 20 / 150].map(shown));
    expect(boundsAt('dpmo', 0)[1]).toBeCloseTo(16e6 / 600, 6);
    // Lids were formed only the day before.
    expect(boundsAt('rolledThroughputYield', 1)).toEqual([NaN, NaN, NaN]);
    expect(boundsAt('firstPassYield', 1)).toEqual([1, 1, 1]);
    expect(boundsAt('dpmo', 1)[1]).toBeNaN();
  });
});
