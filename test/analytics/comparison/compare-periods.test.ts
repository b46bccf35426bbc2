import { describe, expect, test } from 'vitest';
import { comparePeriods, type PeriodQuestion } from '../../../src/analytics/comparison/compare-periods.ts';
import { periodTo } from '../../../src/analytics/comparison/periods.ts';
import { computeFigures, createActivity, getKpi } from '../../../src/analytics/index.ts';
import type { PlantConfig } from '../../../src/model/index.ts';
import { addDays, hourMs } from '../../../src/time/index.ts';
import { isOnDemand, jobShop, logTables } from '../../support/job-shop.ts';
import { plainFinished, plainPieces, plainTimes } from '../../support/plain-figures.ts';
import { plainResources } from '../../support/plain-log.ts';
import { makePlant, type Report, report, tablesOf } from '../made-up-plant.ts';

const kpis = [getKpi('completed'), getKpi('availability')];

interface Weeks {
  readonly holidays?: readonly string[];
  readonly change?: Partial<PlantConfig>;
  readonly more?: readonly Report[];
  readonly isAtWork?: (machine: string, date: string) => boolean;
}

/** Both machines run a shift of 12 hours on each day but holidays, and make 100 pieces each. */
function weeks({ holidays = [], change = {}, more = [], isAtWork = () => true }: Weeks = {}) {
  const plant = makePlant({
    calendar: {
      shifts: [{ name: 'day', start: '06:00', end: '18:00' }],
      rotation: { anchor: '2024-01-01', days: [[{ shift: 'day' }]] },
      exceptions: holidays.map((date) => ({ from: date, name: 'Founders’ day', replace: [] })),
    },
    ...change,
  });
  const dates = Array.from({ length: 14 }, (_, i) => addDays('2024-03-04', i)).filter(
    (date) => !holidays.includes(date),
  );
  const reports = dates.flatMap((date) =>
    ['press', 'lathe'].filter((machine) => isAtWork(machine, date)).map((machine) => report(machine, date, 6, 18)),
  );
  const { production, equipmentState } = tablesOf({ production: [...reports, ...more] });
  return createActivity(plant, production, equipmentState);
}

const week = (activity: PeriodQuestion['activity']) => periodTo(activity.plant, 'week', '2024-03-17');

describe('a week against the week before', () => {
  test('is no worse for a holiday: sums are per open hour, and the holiday is named', () => {
    const activity = weeks({ holidays: ['2024-03-13'] });
    const { now, before, rows } = comparePeriods({ activity, period: week(activity), kpis });
    expect([now.openMs / hourMs, before.openMs / hourMs]).toEqual([6 * 24, 7 * 24]);
    expect(now.exceptions).toEqual([{ date: '2024-03-13', name: 'Founders’ day' }]);
    expect(before.exceptions).toEqual([]);
    expect(rows[0]).toMatchObject({
      basis: 'perOpenHour',
      now: { value: { value: 1_200 } },
      before: { value: { value: 1_400 } },
      changeRatio: { value: expect.closeTo(0, 12) },
      effects: { openHours: expect.closeTo(-200, 9), rate: expect.closeTo(0, 9) },
      isToldApart: false,
    });
    expect(rows[1]).toMatchObject({ basis: 'asIs', difference: { value: 0 } });
  });

  test('is no worse for a planned stop of one machine', () => {
    const activity = weeks({
      change: {
        plannedStops: [{ equipment: 'lathe', from: '2024-03-12T06:00', to: '2024-03-12T18:00', name: 'Service' }],
      },
      isAtWork: (machine, date) => machine !== 'lathe' || date !== '2024-03-12',
    });
    const { now, rows } = comparePeriods({ activity, period: week(activity), kpis });
    expect(now.openMs / hourMs).toBe(13 * 12);
    expect(rows[0]).toMatchObject({ now: { value: { value: 1_300 } }, changeRatio: { value: expect.closeTo(0, 12) } });
  });

  test('counts what ran on the holiday as open hours of its own', () => {
    const activity = weeks({
      holidays: ['2024-03-13'],
      more: [report('press', '2024-03-13', 8, 12, { completedCount: 100 })],
    });
    const { now, rows } = comparePeriods({ activity, period: week(activity), kpis });
    // 6 shifts of both, and 4 hours: 1,300 pieces in 148 hours, against 1,400 in 168.
    expect(now.openMs / hourMs).toBe(148);
    expect(rows[0]).toMatchObject({ changeRatio: { value: expect.closeTo(1_300 / 148 / (1_400 / 168) - 1, 12) } });
  });

  test('by like days leaves out the holiday and its counterpart, and says so', () => {
    const activity = weeks({ holidays: ['2024-03-13'] });
    const { now, leftOut, rows } = comparePeriods({ activity, period: week(activity), rule: 'likeDays', kpis });
    expect(leftOut).toEqual([
      { date: '2024-03-06', exception: undefined, reason: 'other-open-hours' },
      { date: '2024-03-13', exception: 'Founders’ day', reason: 'other-open-hours' },
    ]);
    expect(now.days).toHaveLength(6);
    expect(rows[0]).toMatchObject({ basis: 'asIs', now: { compared: { value: 1_200 } }, difference: { value: 0 } });
    expect(rows[0]?.usual.kind).toBe('unknown');
  });

  test('by like days keeps the day on which clocks go forward, and leaves out weekdays without a counterpart', () => {
    const plant = makePlant({
      zone: 'Europe/Berlin',
      calendar: {
        shifts: [{ name: 'all', start: '00:00', end: '24:00' }],
        rotation: { anchor: '2024-01-01', days: [[{ shift: 'all' }]] },
      },
    });
    const { production, equipmentState } = tablesOf({ production: [report('press', '2024-02-01', 6, 7)] });
    const activity = createActivity(plant, production, equipmentState);
    const { leftOut } = comparePeriods({
      activity,
      period: periodTo(plant, 'month', '2024-03-31'),
      rule: 'likeDays',
      kpis,
    });
    // March begins on a Friday and has five of Friday, Saturday and Sunday; February five of Thursday.
    expect(leftOut.map(({ date, reason }) => `${date} ${reason}`)).toEqual([
      '2024-02-29 no-counterpart',
      '2024-03-29 no-counterpart',
      '2024-03-30 no-counterpart',
      '2024-03-31 no-counterpart',
    ]);
  });

  test('of some equipment looks at its open hours alone, and knows no finished pieces', () => {
    const activity = weeks();
    const { now, rows } = comparePeriods({
      activity,
      period: week(activity),
      equipment: ['press'],
      kpis: [getKpi('completed'), getKpi('finished')],
    });
    expect(now.openMs / hourMs).toBe(7 * 12);
    expect(rows[0]?.now.value).toMatchObject({ value: 700 });
    expect(rows[1]?.now.value.kind).toBe('unknown');
    expect(() => comparePeriods({ activity, period: week(activity), equipment: ['none'] })).toThrow(
      expect.objectContaining({ code: 'unknown-name' }),
    );
  });

  test('is unknown where the facts begin within the week before', () => {
    const activity = weeks();
    const period = periodTo(activity.plant, 'week', '2024-03-16');
    const [completed] = comparePeriods({ activity, period, kpis }).rows;
    expect(completed?.before.value).toEqual({ kind: 'unknown', reason: 'too-little-history' });
    expect(completed?.changeRatio.kind).toBe('unknown');
    expect(completed?.now.value).toMatchObject({ value: 1_400 });
  });
});

describe('a week of the production log', () => {
  const log = logTables();
  const activity = createActivity(jobShop, log.production, log.equipmentState);
  const period = periodTo(jobShop, 'week', '2012-03-17');

  test('has pieces per open hour as plain loops over the minutes of its rows count them', () => {
    const { now, before, rows } = comparePeriods({
      activity,
      period,
      kpis: [getKpi('completed'), getKpi('finished')],
    });
    for (const [side, figure] of [
      [now, rows[0]?.now],
      [before, rows[0]?.before],
    ] as const) {
      const [from, to] = [side.period.fromAt / 60_000, side.period.toAt / 60_000];
      const openMinutes = plainResources.reduce((sum, resource) => {
        const { planned, extra } = plainTimes(resource, from, to, !isOnDemand(resource));
        return sum + planned + extra;
      }, 0);
      const completed = plainResources.reduce((sum, resource) => sum + plainPieces(resource, from, to).completed, 0);
      expect(side.openMs).toBe(openMinutes * 60_000);
      expect(figure?.compared).toMatchObject({ value: expect.closeTo(completed / (openMinutes / 60), 9) });
    }
    const finished = plainFinished(period.fromAt / 60_000, period.toAt / 60_000);
    expect(rows[1]?.now.value).toMatchObject({ value: finished.low, ...finished });
  });

  test('has the ratios of its report, and stands beside those of the weeks before', () => {
    const { rows } = comparePeriods({ activity, period, kpis: [getKpi('availability'), getKpi('completed')] });
    const [figures] = computeFigures(activity, [period]);
    const availability = figures?.plant.ratios.availability;
    if (availability?.kind !== 'known') throw new Error('availability is unknown');
    expect(rows[0]?.now.compared).toMatchObject({ value: expect.closeTo(availability.value, 12) });
    expect(rows[1]?.usual).toMatchObject({ kind: 'known', count: 10 });
    expect(['below', 'within', 'above']).toContain(rows[1]?.standing);
  });
});
