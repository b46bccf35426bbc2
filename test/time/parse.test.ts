import fc from 'fast-check';
import { parseInstant, parseLocalDateTime, parseWallTime } from 'gemba/time';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';

const two = (n: number) => String(n).padStart(2, '0');
const fraction = fc.stringMatching(/^\.\d{1,3}$/);
/** Date and time fields in and a little out of their ranges, so that half of the texts do not exist. */
const fields = fc.record({
  year: fc.integer({ min: 0, max: 9999 }),
  month: fc.integer({ min: 0, max: 13 }),
  day: fc.integer({ min: 0, max: 32 }),
  hour: fc.integer({ min: 0, max: 25 }),
  minute: fc.integer({ min: 0, max: 61 }),
  // Temporal reads a leap second as 59; gemba refuses it, so it stays out of the comparison.
  second: fc.constantFrom('', ':00', ':07', ':59', ':61', ':7'),
});
const localText = fc
  .tuple(fields, fc.constantFrom('T', ' ', 't'), fc.option(fraction, { nil: '' }))
  .map(([{ year, month, day, hour, minute, second }, separator, part]) => {
    const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
    return `${date}${separator}${two(hour)}:${two(minute)}${second}${second === '' ? '' : part}`;
  })
  // 24:00 is ISO 8601, not Temporal.
  .filter((text) => !/^.{11}24:00(:00(\.0+)?)?$/.test(text));

function expectedLocalMs(text: string): number {
  try {
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toZonedDateTime('UTC').epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return Number.NaN;
    throw error;
  }
}

describe('a local date and time', () => {
  test('is read as Temporal reads it, and is no number where Temporal refuses it', () => {
    fc.assert(
      fc.property(localText, (text) => {
        expect(parseLocalDateTime(text)).toBe(expectedLocalMs(text));
      }),
      { numRuns: 5000 },
    );
  });

  test('reads a day of every week of 400 years as Temporal does', () => {
    let date = Temporal.PlainDate.from('1800-01-01');
    for (let i = 0; i < 146_097; i += 7) {
      expect(parseLocalDateTime(`${date.toString()}T00:00`)).toBe((i - 62_091) * 86_400_000);
      date = date.add({ days: 7 });
    }
  });

  test('has a date that exists', () => {
    expect(parseLocalDateTime('2012-02-29T07:00')).toBe(Date.UTC(2012, 1, 29, 7));
    expect(parseLocalDateTime('2012-02-30T07:00')).toBeNaN();
    expect(parseLocalDateTime('2011-02-29T07:00')).toBeNaN();
    expect(parseLocalDateTime('1900-02-29T07:00')).toBeNaN();
    expect(parseLocalDateTime('2000-02-29T07:00')).toBe(Date.UTC(2000, 1, 29, 7));
    expect(parseLocalDateTime('2012-00-10T07:00')).toBeNaN();
    expect(parseLocalDateTime('2012-13-10T07:00')).toBeNaN();
    expect(parseLocalDateTime('2012-04-31T07:00')).toBeNaN();
  });

  test('24:00 is the midnight that ends the day, and nothing is later than it', () => {
    expect(parseLocalDateTime('2012-02-28T24:00')).toBe(Date.UTC(2012, 1, 29));
    expect(parseLocalDateTime('2012-12-31 24:00:00.0')).toBe(Date.UTC(2013, 0, 1));
    expect(parseLocalDateTime('2012-02-28T24:01')).toBeNaN();
    expect(parseLocalDateTime('2012-02-28T24:00:01')).toBeNaN();
    expect(parseLocalDateTime('2012-02-28T24:00:00.001')).toBeNaN();
    expect(parseLocalDateTime('2012-02-28T25:00')).toBeNaN();
  });

  test('a second of 60 is refused, not moved', () => {
    expect(parseLocalDateTime('2016-12-31T23:59:60')).toBeNaN();
  });

  test('what is finer than a millisecond stays as a fraction', () => {
    expect(parseLocalDateTime('1970-01-01T00:00:00.123')).toBe(123);
    expect(parseLocalDateTime('1970-01-01T00:00:00.1')).toBe(100);
    expect(parseLocalDateTime('1970-01-01T00:00:00.1234')).toBeCloseTo(123.4, 9);
    expect(parseLocalDateTime('1970-01-01T00:00:00.123456789')).toBeCloseTo(123.456789, 9);
    expect(parseLocalDateTime('1970-01-01T00:00:00.1234567890')).toBeNaN();
  });

  test('every fraction of three digits is a whole number of milliseconds', () => {
    for (let ms = 0; ms < 1000; ms++)
      expect(parseLocalDateTime(`2012-02-29T07:00:00.${String(ms).padStart(3, '0')}`)).toBe(
        Date.UTC(2012, 1, 29, 7, 0, 0, ms),
      );
  });

  test.each([
    '',
    '2012',
    '2012-02-29',
    '2012-02-29T07',
    '2012-02-29T0700',
    '2012-02-29_07:00',
    '2012/02/29T07:00',
    '29-02-2012T07:00',
    '12-02-29T07:00:00',
    ' 2012-02-29T07:00',
    '2012-02-29T07:00 ',
    '2012-02-29T07:00:',
    '2012-02-29T07:00:0',
    '2012-02-29T07:00:00.',
    '2012-02-29T07:00:00,5',
    '2012-02-29T07:00:00.5x',
    '2012-02-29T07:00;00',
    '2012-02-29T07:00Z',
    '2012-02-29T7:00',
    '٢٠١٢-٠٢-٢٩T٠٧:٠٠',
    '2012-02-29T-7:00',
    '2012-02-29T07:00+02:00',
  ])('%j is none', (text) => {
    expect(parseLocalDateTime(text)).toBeNaN();
  });

  test('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseLocalDateTime(text)).toBeTypeOf('number');
        expect(parseInstant(text)).toBeTypeOf('number');
      }),
    );
  });
});

describe('an instant', () => {
  const offset = fc.oneof(
    fc.constantFrom('Z', 'z', '+00:00', '-00:00', '+0530', '-03', '+14:00', '-12:00', '+5:30', '+24:00', '+02:60', ''),
    fc
      .tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 61 }))
      .map(([sign, hours, minutes]) => `${sign}${two(hours)}:${two(minutes)}`),
  );

  test('is read as Temporal reads it, and is no number where Temporal refuses it', () => {
    const year4 = localText.filter((text) => text > '0002' && text < '9998');
    fc.assert(
      fc.property(year4, offset, (text, suffix) => {
        let expected = Number.NaN;
        try {
          expected = Temporal.Instant.from(text + suffix).epochMilliseconds;
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
        }
        expect(parseInstant(text + suffix)).toBe(expected);
      }),
      { numRuns: 5000 },
    );
  });

  test('2012-02-29T07:00:00+02:00 is 1330491600000', () => {
    expect(parseInstant('2012-02-29T07:00:00+02:00')).toBe(1_330_491_600_000);
    expect(parseInstant('2012-02-29T05:00:00Z')).toBe(1_330_491_600_000);
    expect(parseInstant('2012-02-29 07:00+0200')).toBe(1_330_491_600_000);
    expect(parseInstant('2012-02-29T07:00:00.000+02')).toBe(1_330_491_600_000);
  });

  test.each([
    '2012-02-29T07:00:00',
    '2012-02-29',
    'Z',
    '2012-02-30T07:00:00Z',
    '2012-02-29T07:00:00+2:00',
    '2012-02-29T07:00:00+02-00',
    '2012-02-29T07:00:00+02:0',
    '2012-02-29T07:00:00+24:00',
    '2012-02-29T07:00:00+xx',
  ])('%j is none', (text) => {
    expect(parseInstant(text)).toBeNaN();
  });
});

describe('a wall time', () => {
  test('is minutes after midnight, up to 24:00', () => {
    expect(parseWallTime('00:00')).toBe(0);
    expect(parseWallTime('07:30')).toBe(450);
    expect(parseWallTime('23:59')).toBe(1439);
    expect(parseWallTime('24:00')).toBe(1440);
  });

  test.each(['', '7:00', '24:01', '25:00', '07:60', '07.00', '07:00:00', 'ab:cd', '-7:00'])('%j is none', (text) => {
    expect(parseWallTime(text)).toBeUndefined();
  });
});
