import { analyseDay, reportKpis, type WeekChange } from 'gemba/analytics';
import { describe, expect, it } from 'vitest';
import { jobShop, logTables } from '../support/job-shop.ts';
import { analyse, at, hourMs, makePlant, type Report, report, tablesOf, today } from './made-up-plant.ts';

/** A Wednesday by which thirteen weeks and more were reported. */
const date = '2024-06-12';

/** One report in each of the weeks up to `date`, of so many hours; the last number is the week that ends with it. */
function weeksOf(hours: readonly number[]): Report[] {
  return hours.map((length, i) => {
    const day = new Date(at(date, 0) - (hours.length - 1 - i) * 7 * 24 * hourMs).toISOString().slice(0, 10);
    return report('press', day, 1, 1 + length);
  });
}

const changeOf = (hours: readonly number[], kpi = 'runMs'): WeekChange | undefined =>
  analyse({ production: weeksOf(hours) }, { date }).weekChanges.find((change) => change.kpi === kpi);

describe('a change within the weeks', () => {
  // The first report begins on the last day of its week, so that the first of the given weeks is not a known one.
  const earlier = 9;

  it('is told with the first day of its first week, and the medians before and since', () => {
    const change = changeOf([earlier, 5, 6, 5, 7, 6, 5, 6, 11, 12, 10, 11, 12, 11]);
    expect(change).toEqual({
      kpi: 'runMs',
      // The eighth of thirteen weeks that end with 12 June: five weeks and six days before it.
      from: '2024-05-02',
      before: 6 * hourMs,
      after: 11 * hourMs,
      p: expect.closeTo(2 * Math.exp((-6 * 42 ** 2) / (13 ** 3 + 13 ** 2)), 12),
      weeks: 13,
    });
  });

  it('is told of fewer as of more', () => {
    const change = changeOf([earlier, 11, 12, 10, 11, 12, 11, 5, 6, 5, 7, 6, 5, 6]);
    expect(change).toMatchObject({ before: 11 * hourMs, after: 6 * hourMs });
  });

  it('is not told of one week that was otherwise, at the end or within', () => {
    expect(changeOf([earlier, 5, 6, 5, 7, 6, 5, 6, 5, 6, 5, 7, 6, 20])).toBeUndefined();
    expect(changeOf([earlier, 5, 6, 5, 7, 6, 5, 20, 5, 6, 5, 7, 6, 5])).toBeUndefined();
  });

  it('is not told of weeks that go up and down, or are all the same', () => {
    expect(changeOf([earlier, 5, 11, 6, 12, 5, 10, 6, 11, 5, 12, 6, 11, 5])).toBeUndefined();
    expect(changeOf([earlier, ...Array(13).fill(7)])).toBeUndefined();
  });

  it('is not told of fewer than eleven known weeks', () => {
    expect(changeOf([earlier, 5, 6, 5, 7, 6, 11, 12, 10, 11, 12])).toBeUndefined();
    expect(changeOf([earlier, 5, 6, 5, 7, 6, 11, 12, 10, 11, 12, 11])).toMatchObject({ weeks: 11 });
  });

  it('is in no window that is not a production day', () => {
    const plant = makePlant();
    const production = weeksOf([earlier, 5, 6, 5, 7, 6, 5, 6, 11, 12, 10, 11, 12, 11]);
    const shift = plant.calendar.shifts.findShift(date, 'day');
    if (shift === undefined) throw new Error('no shift');
    expect(analyseDay({ plant, ...tablesOf({ production }), window: shift, shift }).weekChanges).toEqual([]);
  });

  it('is in a day without facts, or with few weeks, not told', () => {
    expect(analyse({}).weekChanges).toEqual([]);
    expect(analyse({ production: [report('press', today, 7, 8)] }).weekChanges).toEqual([]);
  });
});

/** Pettitt's definition by plain loops: the place of the greatest |U|, and its approximate p. */
function plainChange(values: readonly number[]): { index: number; p: number } {
  let [k, index] = [0, 0];
  for (let place = 1; place < values.length; place++) {
    let u = 0;
    for (let i = 0; i < place; i++)
      for (let j = place; j < values.length; j++) u += Math.sign((values[i] as number) - (values[j] as number));
    if (Math.abs(u) > k) [k, index] = [Math.abs(u), place];
  }
  const n = values.length;
  return { index, p: 2 * Math.exp((-6 * k ** 2) / (n ** 3 + n ** 2)) };
}

describe('on the last days of the log', () => {
  const tables = logTables();
  const dates = Array.from({ length: 10 }, (_, i) => new Date(Date.UTC(2012, 2, 22 + i)).toISOString().slice(0, 10));

  it('changes are those that plain loops find, and there are some', () => {
    let told = 0;
    for (const date of dates) {
      const day = jobShop.productionDay(date);
      const { weeks, weekChanges } = analyseDay({ plant: jobShop, ...tables, window: day, day });
      const expected = reportKpis.flatMap(({ id }) => {
        const known = weeks.flatMap(({ from, values }) => {
          const value = values[id];
          return value?.kind === 'known' ? [{ from, value: value.value }] : [];
        });
        const { index, p } = plainChange(known.map(({ value }) => value));
        return known.length >= 11 && p < 0.05 ? [{ kpi: id, from: known[index]?.from, weeks: known.length }] : [];
      });
      expect(weekChanges.map(({ kpi, from, weeks }) => ({ kpi, from, weeks }))).toEqual(expected);
      told += weekChanges.length;
    }
    expect(told).toBeGreaterThan(0);
  });
});
