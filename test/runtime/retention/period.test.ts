import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutAt, daysOf, isAsLong, type Period, parsePeriod } from '../../../src/runtime/retention/period.ts';

const dayMs = 86_400_000;
const cutOn = (text: string, at: string): string | undefined => {
  const cut = cutAt(parsePeriod(text), Date.parse(at));
  return cut === undefined ? undefined : new Date(cut).toISOString();
};
const period: fc.Arbitrary<Exclude<Period, { kind: 'forever' }>> = fc.oneof(
  fc.record({ kind: fc.constant('days' as const), count: fc.integer({ min: 1, max: 4_000 }) }),
  fc.record({ kind: fc.constant('months' as const), count: fc.integer({ min: 1, max: 9_999 * 12 }) }),
);
const instant = fc.date({ min: new Date('1990-01-01'), max: new Date('2190-01-01'), noInvalidDate: true });

test.each([
  ['1 day', '2026-11-22T13:30:00Z', '2026-11-21T00:00:00.000Z'],
  ['2 weeks', '2026-03-01T00:00:00Z', '2026-02-15T00:00:00.000Z'],
  ['13 months', '2026-11-22T23:59:59Z', '2025-10-22T00:00:00.000Z'],
  ['1 month', '2026-03-31T08:00:00Z', '2026-02-28T00:00:00.000Z'],
  ['1 month', '2024-03-31T08:00:00Z', '2024-02-29T00:00:00.000Z'],
  ['1 month', '2026-01-31T08:00:00Z', '2025-12-31T00:00:00.000Z'],
  ['1 year', '2024-02-29T12:00:00Z', '2023-02-28T00:00:00.000Z'],
  ['7 years', '2026-11-22T00:00:00Z', '2019-11-22T00:00:00.000Z'],
  ['2000 years', '2026-11-22T00:00:00Z', '0026-11-22T00:00:00.000Z'],
])('what is kept for %s at %s reaches back to %s', (text, at, cut) => {
  expect(cutOn(text, at)).toBe(cut);
});

test('what is kept for ever, or has no period, has no cut', () => {
  expect(cutAt(parsePeriod('forever'), 0)).toBeUndefined();
  expect(cutAt(parsePeriod(undefined), 0)).toBeUndefined();
});

test.each(['13 moons', 'months', '0 days', '-1 days', '1.5 years', '13  months', '13months', 'Forever', ''])(
  "'%s' is no period",
  (text) => {
    expect(() => parsePeriod(text)).toThrow(RangeError);
  },
);

test('a cut is the begin of a UTC day, and no later than now less the period by the calendar of JavaScript', () => {
  fc.assert(
    fc.property(period, instant, (kept, now) => {
      const cut = cutAt(kept, now.getTime()) as number;
      expect(Math.abs(cut % dayMs)).toBe(0);
      const began = new Date(now);
      if (kept.kind === 'days') began.setUTCDate(began.getUTCDate() - kept.count);
      if (kept.kind === 'months') {
        // The first of the month exists in every month; then as many days on as it had, but within the month.
        const day = began.getUTCDate();
        began.setUTCDate(1);
        began.setUTCMonth(began.getUTCMonth() - kept.count);
        const month = began.getUTCMonth();
        began.setUTCDate(day);
        if (began.getUTCMonth() !== month) began.setUTCDate(0);
      }
      expect(cut).toBeLessThanOrEqual(began.getTime());
      expect(began.getTime() - cut).toBeLessThan(dayMs);
    }),
  );
});

test('a cut never goes back as time goes on, and a longer period never cuts more', () => {
  fc.assert(
    fc.property(period, period, instant, fc.integer({ min: 0, max: 400 * dayMs }), (kept, other, now, laterMs) => {
      const at = now.getTime();
      expect(cutAt(kept, at + laterMs) as number).toBeGreaterThanOrEqual(cutAt(kept, at) as number);
      const isOverTheTurnOfACentury = kept.count > 600 || other.count > 600;
      if (isAsLong(kept, other) && !isOverTheTurnOfACentury)
        expect(cutAt(kept, at) as number).toBeLessThanOrEqual(cutAt(other, at) as number);
    }),
  );
});

test('months have as few and as many days as the calendar gives them', () => {
  expect(daysOf(parsePeriod('1 month'))).toEqual({ min: 28, max: 31 });
  expect(daysOf(parsePeriod('2 months'))).toEqual({ min: 59, max: 62 });
  expect(daysOf(parsePeriod('1 year'))).toEqual({ min: 365, max: 366 });
  expect(daysOf(parsePeriod('4 years'))).toEqual({ min: 1461, max: 1461 });
  expect(isAsLong(parsePeriod('1 year'), parsePeriod('365 days'))).toBe(true);
  expect(isAsLong(parsePeriod('365 days'), parsePeriod('1 year'))).toBe(false);
  expect(isAsLong(parsePeriod('forever'), parsePeriod('9999 years'))).toBe(true);
  expect(isAsLong(parsePeriod('9999 years'), parsePeriod('forever'))).toBe(false);
});
