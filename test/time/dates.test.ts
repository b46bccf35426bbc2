import fc from 'fast-check';
import { addDays, dateOfEpochDay, daysBetween, epochDayOf, parseLocalDate, weekdayOf } from 'gemba/time';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';

const date = fc
  .integer({ min: 0, max: 3_652_058 })
  .map((days) => Temporal.PlainDate.from('0000-01-01').add({ days }).toString());

describe('a date', () => {
  test('counts days as Temporal does', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -1000, max: 1000 }), (text, days) => {
        const expected = Temporal.PlainDate.from(text).add({ days });
        fc.pre(expected.year >= 0 && expected.year <= 9999);
        expect(addDays(text, days)).toBe(expected.toString());
        expect(daysBetween(text, expected.toString())).toBe(days);
        expect(weekdayOf(text)).toBe(Temporal.PlainDate.from(text).dayOfWeek);
      }),
      { numRuns: 2000 },
    );
  });

  test('comes back from its number of days', () => {
    fc.assert(
      fc.property(date, (text) => {
        expect(dateOfEpochDay(epochDayOf(text))).toBe(text);
      }),
    );
  });

  test('29 February exists in leap years only', () => {
    expect(parseLocalDate('2012-02-29')).toBe('2012-02-29');
    expect(parseLocalDate('2012-02-30')).toBeUndefined();
    expect(parseLocalDate('2100-02-29')).toBeUndefined();
    expect(parseLocalDate('2000-02-29')).toBe('2000-02-29');
  });

  test.each([
    '',
    '2012-2-9',
    '2012-13-01',
    '2012-00-01',
    '2012-01-00',
    '2012-04-31',
    '20120229',
    '2012-02-29T07:00',
    ' 2012-02-29',
  ])('%j is none', (text) => {
    expect(parseLocalDate(text)).toBeUndefined();
    expect(() => weekdayOf(text)).toThrow(`'${text}' is not a date that exists`);
  });

  test('lies within the years 0000 to 9999', () => {
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
    expect(() => addDays('0000-01-01', -1)).toThrow(RangeError);
  });

  test('the examples of the documentation hold', () => {
    expect(addDays('2012-02-28', 2)).toBe('2012-03-01');
    expect(daysBetween('2012-02-28', '2012-03-01')).toBe(2);
    expect(weekdayOf('2012-02-29')).toBe(3);
    expect(epochDayOf('1970-01-02')).toBe(1);
  });
});
