import { describe, expect, test } from 'vitest';
import { createActivity, listYields } from '../../../src/analytics/index.ts';
import { evaluate } from '../../../src/analytics/kpi/evaluate.ts';
import { getKpi, type KpiId } from '../../../src/analytics/kpi/kpis.ts';
import { unitElements } from '../../../src/analytics/kpi/unit-elements.ts';
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
