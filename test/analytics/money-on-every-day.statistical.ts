import { expect, test } from 'vitest';
import { analyseDay } from '../../src/analytics/index.ts';
import { compilePlant } from '../../src/model/index.ts';
import { jobShop, jobShopConfig, logTables } from '../support/job-shop.ts';
import { hourMs } from './made-up-plant.ts';

const machineHour = 65;
const rated = compilePlant(jobShopConfig({ rates: { currency: 'EUR', machineHour } }));
const tables = logTables();
const dates = Array.from({ length: 90 }, (_, i) => jobShop.shiftDay(jobShop.productionDay('2012-01-02'), i));

test('on every day of the log one rate for all says in money what machine time says, and changes nothing else', () => {
  for (const one of dates) {
    const without = analyseDay({ plant: jobShop, ...tables, window: one, day: one });
    const { findings, findingsByTime, ...rest } = analyseDay({ plant: rated, ...tables, window: one, day: one });
    const { findings: bare, findingsByTime: bareByTime, ...bareRest } = without;
    expect(findingsByTime).toEqual(bare);
    expect(bareByTime).toEqual(bare);
    expect(findings.map((found) => ({ ...found, money: undefined }))).toEqual(bare);
    for (const { consequenceMs, money } of findings)
      expect(money?.amount).toBeCloseTo((consequenceMs / hourMs) * machineHour, 1);
    expect(rest).toEqual(bareRest);
  }
});
