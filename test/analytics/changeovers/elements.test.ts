import { describe, expect, test } from 'vitest';
import { changeoverElements } from '../../../src/analytics/changeovers/changeover-elements.ts';
import { analyseChangeovers, createActivity, getKpi } from '../../../src/analytics/index.ts';
import { evaluate } from '../../../src/analytics/kpi/evaluate.ts';
import { jobShop, logTables } from '../../support/job-shop.ts';

describe('changeover time as a KPI', () => {
  test('is the mean of the changeovers of the window, with their bounds, and unknown without one', () => {
    const log = logTables();
    const activity = createActivity(jobShop, log.production, log.equipmentState);
    const windows = [jobShop.productionDay('2012-02-28'), jobShop.productionDay('2012-02-29')];
    const { value, low, high } = evaluate(getKpi('changeoverTime').formula, changeoverElements(activity, windows));
    let known = 0;
    for (const [w, window] of windows.entries()) {
      const { changeovers } = analyseChangeovers(activity, window);
      for (const [u, { equipment }] of activity.units.entries()) {
        const own = changeovers.filter((one) => one.equipment === equipment.id);
        const row = u * windows.length + w;
        if (own.length === 0) {
          expect(value[row]).toBeNaN();
          continue;
        }
        known++;
        const mean = (end: 'value' | 'low' | 'high') =>
          own.reduce((sum, { takenMs }) => sum + takenMs[end], 0) / own.length;
        expect([low[row], value[row], high[row]]).toEqual([mean('low'), mean('value'), mean('high')]);
      }
    }
    expect(known).toBeGreaterThan(10);
  });
});
