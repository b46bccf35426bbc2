import { computeFigures, createActivity, type UnitFigures } from 'gemba/analytics';
import { describe, expect, it } from 'vitest';
import { idOf, jobShop, jobShopOnShifts, logTables } from '../support/job-shop.ts';

const tables = logTables();
const activity = createActivity(jobShop, tables.production, tables.equipmentState);

// Worked by hand-written plain loops before this library existed: minutes, pieces, availability to four places.
const worked = `
2012-02-29 | Machine 8 - Turning & Milling | 1440 | 346 | 374 | 0 | 720 | 1440 | 0 | 720 | 29 | 0 | 0 | 0.2403 | 0.4806
2012-02-29 | Quality Check 1 | 1440 | 660 | 0 | 0 | 780 | 1440 | 0 | 780 | 823 | 28 | 1 | 0.4583 | 1
2012-02-21 | Machine 9 - Turning & Milling | 1440 | 182 | 520 | 523 | 215 | 1440 | 0 | 215 | 5 | 0 | 0 | 0.1264 | 0.1486
2012-03-29 | Machine 3 - Round Grinding | 1380 | 887 | 136 | 0 | 357 | 1380 | 0 | 357 | 108 | 0 | 0 | 0.6428 | 0.8671
2012-02-17 | Machine 4 - Turning & Milling | 1440 | 261 | 0 | 0 | 1179 | 360 | 0 | 99 | 13 | 0 | 0 | 0.7250 | 1
2012-03-30 | Machine 4 - Turning & Milling | 1440 | 687 | 0 | 0 | 753 | 360 | 362 | 35 | 69 | 0 | 0 | 0.9515 | 1
2012-02-25 | Machine 4 - Turning & Milling | 1440 | 1260 | 0 | 0 | 180 | 540 | 720 | 0 | 66 | 0 | 0 | 1 | 1
2012-01-17 | Packing | 1440 | 60 | 0 | 0 | 1380 | 1440 | 0 | 1380 | 53 | 0 | 0 | 0.0417 | 1`
  .trim()
  .split('\n')
  .map((row) => row.split(' | '));

describe('a worked machine-day', () => {
  it.each(worked)('%s %s has the stated minutes, pieces and availability', (date, resource, ...stated) => {
    const [result] = computeFigures(activity, [jobShop.productionDay(date as string)]);
    const unit = result?.units.find(({ equipment }) => equipment === idOf(resource as string)) as UnitFigures;
    const { times, pieces, ratios } = unit;
    const minutes = [
      times.windowMs,
      times.runMs,
      times.setupMs,
      times.downMs,
      times.silentMs,
      times.plannedMs,
      times.extraMs,
      times.silentPlannedMs,
    ].map((ms) => ms / 60_000);
    expect([...minutes, pieces.completed, pieces.scrap, pieces.hold]).toEqual(stated.slice(0, 11).map(Number));
    const { availability } = ratios;
    if (availability.kind === 'unknown') throw new Error('availability is unknown');
    expect(availability.low).toBeCloseTo(Number(stated[11]), 4);
    expect(availability.high).toBeCloseTo(Number(stated[12]), 4);
    expect(availability.value).toBe(availability.low);
  });
});

describe('the whole log', () => {
  const onShifts = createActivity(jobShopOnShifts, tables.production, tables.equipmentState);
  const whole = {
    fromAt: jobShop.productionDay('2012-01-01').fromAt,
    toAt: jobShop.productionDay('2012-03-31').fromAt,
  };

  it('has the stated totals over all 27 units and 90 production days', () => {
    const plant = computeFigures(onShifts, [whole])[0]?.plant;
    const minutes = (ms = 0): number => ms / 60_000;
    expect({
      window: minutes(plant?.times.windowMs),
      run: minutes(plant?.times.runMs),
      setup: minutes(plant?.times.setupMs),
      down: minutes(plant?.times.downMs),
      silent: minutes(plant?.times.silentMs),
      extra: minutes(plant?.times.extraMs),
    }).toEqual({ window: 3_497_580, run: 545_577, setup: 130_141, down: 10_150, silent: 2_811_712, extra: 23_992 });
    expect(plant?.pieces).toMatchObject({ completed: 91_507, scrap: 591, hold: 105 });
    expect(plant?.finished).toEqual({ value: 11_964, low: 11_964, high: 11_964 });
  });

  it('adds up day by day, and 20 single days have a high of finished above the low', () => {
    const days = Array.from({ length: 90 }, (_, i) => jobShop.shiftDay(jobShop.productionDay('2012-01-01'), i));
    const results = computeFigures(onShifts, days);
    const sum = (read: (plant: (typeof results)[number]['plant']) => number): number =>
      results.reduce((total, { plant }) => total + read(plant), 0);
    expect(sum(({ times }) => times.runMs)).toBe(545_577 * 60_000);
    expect(sum(({ times }) => times.silentMs)).toBe(2_811_712 * 60_000);
    expect(sum(({ pieces }) => pieces.completed)).toBe(91_507);
    expect(sum(({ finished }) => finished.low)).toBe(11_964);
    expect(results.filter(({ plant }) => plant.finished.high > plant.finished.low)).toHaveLength(20);
  });
});
