import fc from 'fast-check';
import { addDays, createZone, dayMs, durationMs, minuteMs, productionDayAt, productionDayOf } from 'gemba/time';
import { describe, expect, test } from 'vitest';
import { zones } from './zones.ts';

describe('a production day', () => {
  const israel = createZone('Asia/Jerusalem');

  test.each([
    ['2012-02-29', 1440],
    ['2012-03-29', 1380],
    ['2012-03-30', 1440],
    ['2011-10-01', 1500],
  ])('%s in Israel, from 07:00, has %i minutes', (date, minutes) => {
    expect(durationMs(productionDayOf(israel, 420, date))).toBe(minutes * minuteMs);
  });

  test('begins at the day start of its date', () => {
    const day = productionDayOf(israel, 420, '2012-02-29');
    expect(israel.format(day.fromAt)).toBe('2012-02-29T07:00:00+02:00');
    expect(israel.format(day.toAt)).toBe('2012-03-01T07:00:00+02:00');
  });

  test('contains every instant once, and the next begins where it ends, in any zone with any day start', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 0, max: Date.UTC(2080, 0, 1) }),
        (id, dayStart, at) => {
          const zone = createZone(id);
          const day = productionDayAt(zone, dayStart, at);
          expect(day.fromAt).toBeLessThanOrEqual(at);
          expect(day.toAt).toBeGreaterThan(at);
          expect(day).toEqual(productionDayOf(zone, dayStart, day.date));
          expect(productionDayOf(zone, dayStart, addDays(day.date, 1)).fromAt).toBe(day.toAt);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('holds around every change of clocks', () => {
    for (const id of zones) {
      const zone = createZone(id);
      for (let at = Date.UTC(2011, 0, 1); at < Date.UTC(2013, 0, 1); at += 7 * 60 * minuteMs + 1)
        for (const dayStart of [0, 60, 120, 150, 180]) {
          const day = productionDayAt(zone, dayStart, at);
          expect(day.fromAt <= at && at < day.toAt).toBe(true);
        }
    }
  });

  test('of a date the zone left out has no length', () => {
    const samoa = createZone('Pacific/Apia');
    expect(durationMs(productionDayOf(samoa, 420, '2011-12-30'))).toBe(0);
    expect(durationMs(productionDayOf(samoa, 420, '2011-12-29'))).toBe(dayMs);
  });

  test('of a date that does not exist is an error', () => {
    expect(() => productionDayOf(israel, 420, '2012-02-30')).toThrow("'2012-02-30' is not a date that exists");
  });
});
