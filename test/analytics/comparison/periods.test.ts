import { describe, expect, test } from 'vitest';
import { listPeriodsBefore, periodBefore, periodTo } from '../../../src/analytics/comparison/periods.ts';
import { dayMs } from '../../../src/time/index.ts';
import { at, makePlant } from '../made-up-plant.ts';

const plant = makePlant();
const datesOf = ({ days }: ReturnType<typeof periodTo>) => [days[0]?.date, days.at(-1)?.date];

describe('a period', () => {
  test('is the production days up to and with a date: one, seven, or those of its month', () => {
    expect(datesOf(periodTo(plant, 'day', '2024-03-13'))).toEqual(['2024-03-13', '2024-03-13']);
    expect(datesOf(periodTo(plant, 'week', '2024-03-03'))).toEqual(['2024-02-26', '2024-03-03']);
    expect(datesOf(periodTo(plant, 'month', '2024-03-13'))).toEqual(['2024-03-01', '2024-03-13']);
    expect(() => periodTo(plant, 'day', '2024-02-30')).toThrow(expect.objectContaining({ code: 'date-invalid' }));
  });

  test('of whole days has 23 hours of the day on which clocks go forward', () => {
    const berlin = makePlant({ zone: 'Europe/Berlin' });
    const { fromAt, toAt } = periodTo(berlin, 'week', '2024-03-31');
    expect(toAt - fromAt).toBe(7 * dayMs - dayMs / 24);
  });

  test('comes after the same weekday of the week before, the seven days before, or as much of the month before', () => {
    const earlier = (kind: 'day' | 'week' | 'month', date: string) =>
      datesOf(periodBefore(plant, periodTo(plant, kind, date)));
    expect(earlier('day', '2024-03-13')).toEqual(['2024-03-06', '2024-03-06']);
    expect(earlier('week', '2024-03-03')).toEqual(['2024-02-19', '2024-02-25']);
    expect(earlier('month', '2024-03-13')).toEqual(['2024-02-01', '2024-02-13']);
    // A month's last day stands for all of it, however long the one before was.
    expect(earlier('month', '2024-02-29')).toEqual(['2024-01-01', '2024-01-31']);
    expect(earlier('month', '2024-03-31')).toEqual(['2024-02-01', '2024-02-29']);
    expect(earlier('month', '2024-03-30')).toEqual(['2024-02-01', '2024-02-29']);
  });

  test('has those before it back to the first fact', () => {
    const week = periodTo(plant, 'week', '2024-03-31');
    expect(listPeriodsBefore(plant, week, 13, at('2024-03-05', 7)).map(datesOf)).toEqual([
      ['2024-03-18', '2024-03-24'],
      ['2024-03-11', '2024-03-17'],
    ]);
    expect(listPeriodsBefore(plant, week, 1, at('2024-03-05', 7))).toHaveLength(1);
  });
});
