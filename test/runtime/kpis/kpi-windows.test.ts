/** The windows that a span is cut into. */
import { describe, expect, test } from 'vitest';
import { listKpiWindows, resolveWindow } from '../../../src/runtime/index.ts';
import { hourMs } from '../../../src/time/index.ts';
import { jobShop } from '../../support/job-shop.ts';

const span = (from: string, to: string) => resolveWindow(jobShop, { from, to }, 0);
const lengthMs = (windows: readonly { fromAt: number; toAt: number }[]): number =>
  windows.reduce((sum, { fromAt, toAt }) => sum + toAt - fromAt, 0);

describe('days, weeks and hours', () => {
  test('cover the window without gap or overlap, and are cut at its ends', () => {
    const asked = span('2012-02-28T12:30', '2012-03-06T03:15');
    for (const by of ['day', 'week'] as const) {
      const windows = listKpiWindows(jobShop, asked, by);
      expect(windows[0]?.fromAt).toBe(asked.window.fromAt);
      expect(windows.at(-1)?.toAt).toBe(asked.window.toAt);
      expect(lengthMs(windows)).toBe(asked.window.toAt - asked.window.fromAt);
      for (const [i, { toAt }] of windows.slice(0, -1).entries()) expect(windows[i + 1]?.fromAt).toBe(toAt);
    }
  });

  test('are named by date, and by the week of ISO 8601, whose year is that of its Thursday', () => {
    const days = listKpiWindows(jobShop, span('2012-02-28', '2012-03-02'), 'day');
    expect(days.map(({ name }) => name)).toEqual(['2012-02-28', '2012-02-29', '2012-03-01']);
    // 1 January 2012 was a Sunday: it ends week 52 of 2011 (ISO 8601; week 1 has the first Thursday).
    const weeks = listKpiWindows(jobShop, span('2011-12-30', '2012-01-10'), 'week');
    expect(weeks.map(({ name }) => name)).toEqual(['2011-W52', '2012-W01', '2012-W02']);
    expect(listKpiWindows(jobShop, span('2020-12-31', '2021-01-02'), 'week').map(({ name }) => name)).toEqual([
      '2020-W53',
    ]);
  });

  test('of a day with a change of clocks are 23 hours', () => {
    const hours = listKpiWindows(jobShop, resolveWindow(jobShop, { day: '2012-03-29' }, 0), 'hour');
    expect(hours).toHaveLength(23);
    expect(lengthMs(hours)).toBe(23 * hourMs);
  });

  test('of more than 49 hours are refused by the hour', () => {
    expect(() => listKpiWindows(jobShop, span('2012-02-01', '2012-03-01'), 'hour')).toThrow('more than 49 hours');
  });
});

test('shifts are those that are worked, by date and name; time outside them is in none', () => {
  const friday = listKpiWindows(jobShop, resolveWindow(jobShop, { day: '2012-02-17' }, 0), 'shift');
  expect(friday.map(({ name }) => name)).toEqual(['2012-02-17/friday']);
  expect(lengthMs(friday)).toBe(6 * hourMs);
});
