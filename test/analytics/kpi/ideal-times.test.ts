/** Ideal times of a press and a lathe: set by part, operation and machine, else learned. Minutes by hand. */
import { createActivity, evaluate, getKpi, sumRows, unitElements } from 'gemba/analytics';
import type { PlantConfig } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { makePlant, type Report, report, tablesOf, today, wednesdays } from '../made-up-plant.ts';

const minuteMs = 60_000;
type IdealTimes = NonNullable<PlantConfig['equipment'][number]['idealTimes']>;

function minutesOf(production: readonly Report[], press: IdealTimes, lathe: IdealTimes = []) {
  const plant = makePlant({
    equipment: [
      { id: 'press', name: 'Press', level: 'workUnit', idealTimes: press },
      { id: 'lathe', name: 'Lathe', level: 'workUnit', idealTimes: lathe },
    ],
  });
  const tables = tablesOf({ production });
  const table = unitElements({
    activity: createActivity(plant, tables.production, tables.equipmentState),
    windows: [plant.productionDay(today)],
  });
  const of = (element: 'PRPQ' | 'ESTIMATED' | 'RAPT', unit = 0) =>
    (table.columns[element]?.[unit] as number) / minuteMs;
  return {
    table,
    ideal: (unit = 0) => of('PRPQ', unit),
    estimated: (unit = 0) => of('ESTIMATED', unit),
    rated: () => of('RAPT'),
  };
}

/** 100 pieces in an hour. */
const made = (rest: Report = {}, equipment = 'press') => report(equipment, today, 8, 9, rest);
/** Reports of earlier weeks: one of 100 pieces in so many hours on each of the Wednesdays before. */
const demonstrated = (hours: readonly number[], rest: Report = {}, equipment = 'press') =>
  wednesdays(hours.length).map((date, i) => report(equipment, date, 6, 6 + (hours[i] as number), rest));

describe('an ideal time that is set', () => {
  const all = { secondsPerPiece: 60 };
  const ofCup = { product: 'cup', secondsPerPiece: 48 };
  const ofForm = { operation: 'form', secondsPerPiece: 42 };
  const ofBoth = { product: 'cup', operation: 'form', secondsPerPiece: 36 };

  test.each([
    ['of the machine', [all], 100],
    ['of the part, before that of the machine', [all, ofCup], 80],
    ['of the operation, before that of the part', [all, ofCup, ofForm], 70],
    ['of the part at the operation, before all', [all, ofCup, ofForm, ofBoth], 60],
  ] as const)('%s', (_, idealTimes, minutes) => {
    expect(minutesOf([made()], idealTimes).ideal()).toBe(minutes);
  });

  test('of one machine is not that of another', () => {
    const { table, ideal } = minutesOf([made(), made({}, 'lathe')], [ofBoth], [all]);
    expect([ideal(0), ideal(1)]).toEqual([60, 100]);
    // Together: Σ ideal time over Σ run.
    const both = sumRows(table, Int32Array.of(0, 0), 1);
    expect(evaluate(getKpi('effectiveness').formula, both).value[0]).toBeCloseTo(160 / 120, 12);
  });

  test('is never estimated, whatever was demonstrated', () => {
    const { ideal, estimated } = minutesOf([...demonstrated([1, 1, 1, 1, 1]), made()], [ofBoth]);
    expect([ideal(), estimated()]).toEqual([60, 0]);
  });
});

describe('an ideal time that is learned', () => {
  test('is the best demonstrated of the part at the operation, by at least 5 reports, and marked as an estimate', () => {
    const four = minutesOf([...demonstrated([2, 2, 1, 2]), made()], []);
    expect(four.ideal()).toBeNaN();
    const five = minutesOf([...demonstrated([2, 2, 1, 2, 2]), made()], []);
    // A fifth of the pieces was made in 0.6 minutes, so a tenth was.
    expect([five.ideal(), five.estimated()]).toEqual([60, 60]);
    expect(evaluate(getKpi('estimatedRatio').formula, five.table).value[0]).toBe(1);
  });

  test('is that of the operation over all parts where the part has too few reports', () => {
    const { ideal, estimated } = minutesOf([...demonstrated([1, 1, 1, 1, 1], { product: 'lid' }), made()], []);
    expect([ideal(), estimated()]).toEqual([60, 60]);
    expect(minutesOf([...demonstrated([1, 1, 1, 1, 1], { operation: 'trim' }), made()], []).ideal()).toBeNaN();
  });

  test('is of all machines together: a slow one is measured by the best that was demonstrated', () => {
    const fast = demonstrated([1, 1, 1, 1, 1], {}, 'lathe');
    expect(minutesOf([...fast, report('press', today, 8, 10)], []).ideal()).toBe(60);
  });
});

describe('a mix of parts', () => {
  test('counts each piece by its own ideal time, and says how much of that is estimated', () => {
    // 100 cups of 36 s, set; 100 lids that were best made in 2 hours: 60 and 120 minutes.
    const lids = { product: 'lid' };
    const { ideal, estimated, rated } = minutesOf(
      [...demonstrated([2, 2, 2, 2, 2], lids), made(), report('press', today, 10, 13, lids)],
      [{ product: 'cup', secondsPerPiece: 36 }],
    );
    expect([ideal(), estimated(), rated()]).toEqual([180, 120, 240]);
  });

  test('leaves out of effectiveness the running time of parts without one', () => {
    const { ideal, rated } = minutesOf(
      [made(), report('press', today, 10, 13, { product: 'lid' })],
      [{ product: 'cup', secondsPerPiece: 36 }],
    );
    expect([ideal(), rated()]).toEqual([60, 60]);
  });
});
