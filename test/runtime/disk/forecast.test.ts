/** How long the room on a disk lasts: closed forms, and a second calculation that keeps a list of files. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forecastDisk, horizonDays, type StoredPart } from '../../../src/runtime/disk/forecast.ts';
import { growthOf } from '../../../src/runtime/disk/growth.ts';

const today = 20_000;

/** Bytes of the days before today, the last being yesterday. */
function partOf(bytes: readonly number[], keptDays?: number, name = 'reading'): StoredPart {
  return { name, keptDays, bytesByDay: new Map(bytes.map((value, i) => [today - bytes.length + i, value])) };
}
const flat = (days: number, bytes = 10): number[] => Array.from({ length: days }, () => bytes);
const forecastOf = (parts: readonly StoredPart[], roomBytes: number) =>
  forecastDisk({ parts, today, roomBytes }).forecast;

describe('growth', () => {
  test('less than three days say nothing', () => {
    expect(growthOf([7, 7])).toEqual({ kind: 'unknown', reason: 'too-few-days', dayCount: 2 });
    expect(forecastOf([partOf(flat(2))], 1e9)).toMatchObject({ kind: 'unknown', dayCount: 2 });
    expect(forecastOf([], 1e9)).toMatchObject({ kind: 'unknown', dayCount: 0 });
  });

  test('a plant that rests at weekends grows by a seventh of its week, whichever day it is asked', () => {
    for (let shift = 0; shift < 7; shift++) {
      const days = Array.from({ length: 28 }, (_, i) => ((i + shift) % 7 < 5 ? 70 : 0));
      const growth = growthOf(days);
      expect(growth).toMatchObject({ dayCount: 28 });
      for (const figure of ['lowBytesPerDay', 'bytesPerDay', 'highBytesPerDay'])
        expect((growth as unknown as Record<string, number>)[figure]).toBeCloseTo(50, 9);
    }
  });

  test('a day of a back-fill, or one without anything, does not move it', () => {
    for (const odd of [0, 1e6])
      expect(growthOf([...flat(20), odd, ...flat(9)])).toMatchObject({ kind: 'known', bytesPerDay: 10 });
  });
});

describe('forecast', () => {
  test('what is kept for ever fills the room in room / growth days', () => {
    for (const room of [1, 5, 95, 10_000])
      expect(forecastOf([partOf(flat(30))], room)).toEqual({
        kind: 'full',
        aboutDays: room / 10,
        earliestDays: room / 10,
        latestDays: room / 10,
      });
  });

  test('a store as old as its retention is steady in no room at all, and a younger one grows up to that age', () => {
    expect(forecastOf([partOf(flat(40), 40)], 0)).toEqual({ kind: 'steady' });
    expect(forecastOf([partOf(flat(30), 400)], 3_700)).toEqual({ kind: 'steady' });
    expect(forecastOf([partOf(flat(30), 400)], 3_690)).toMatchObject({ kind: 'full', aboutDays: 369 });
  });

  test('what has expired already makes room on the first day', () => {
    expect(forecastOf([partOf(flat(100), 30)], 0)).toEqual({ kind: 'steady' });
  });

  test('of several parts each is kept for its own time', () => {
    const parts = [partOf(flat(30, 90), 30), partOf(flat(30, 10), undefined, 'hour')];
    expect(forecastOf(parts, 1_000)).toMatchObject({ kind: 'full', aboutDays: 100 });
  });

  test('what does not fill within ten years is said to come later, what does not grow is steady', () => {
    expect(forecastOf([partOf(flat(30, 1))], 1e9)).toEqual({ kind: 'later', days: horizonDays });
    expect(forecastOf([partOf([5, ...flat(400, 0)])], 1)).toEqual({ kind: 'steady' });
    expect(forecastOf([partOf(flat(30))], -1)).toMatchObject({ kind: 'full', aboutDays: 0 });
  });

  test('days that differ give an interval around what most weeks say', () => {
    const days = Array.from({ length: 30 }, (_, i) => (i < 15 ? 10 : 20));
    const forecast = forecastOf([partOf(days)], 1_000);
    expect(forecast).toMatchObject({ kind: 'full', earliestDays: 50, latestDays: 100 });
  });
});

const bytes = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 14, maxLength: 60 });
const kept = fc.option(fc.integer({ min: 1, max: 80 }), { nil: undefined });
const parts = fc
  .array(fc.tuple(bytes, kept), { minLength: 1, maxLength: 3 })
  .map((all) => all.map(([days, keptDays], i) => partOf(days, keptDays, String(i))));

/** A list of files with their day, removed one by one; what comes in a day is one file of each part. */
function fillByFiles(all: readonly StoredPart[], roomBytes: number, growths: readonly number[]): number | undefined {
  let files = all.flatMap(({ bytesByDay }, part) => [...bytesByDay].map(([day, size]) => ({ part, day, size })));
  const sizeOf = (): number => files.reduce((sum, { size }) => sum + size, 0);
  const atFirst = sizeOf();
  for (let day = today; day < today + 400; day++) {
    growths.forEach((size, part) => {
      files.push({ part, day, size });
    });
    const keptOf = (part: number): number => all[part]?.keptDays ?? Number.POSITIVE_INFINITY;
    files = files.filter((file) => file.day + 1 + keptOf(file.part) > day + 1);
    if (sizeOf() - atFirst > roomBytes + 1e-6) return day - today + 1;
  }
  return undefined;
}

test('a list of files that come and go is full on the same day', () => {
  fc.assert(
    fc.property(parts, fc.integer({ min: 0, max: 4_000 }), (all, roomBytes) => {
      const { growth, forecast } = forecastDisk({ parts: all, today, roomBytes });
      if (growth.kind !== 'known') return;
      const days = Array.from({ length: 30 }, (_, i) => today - 30 + i);
      const sums = all.map(({ bytesByDay }) => days.reduce((sum, day) => sum + (bytesByDay.get(day) ?? 0), 0));
      const total = sums.reduce((sum, one) => sum + one, 0);
      const growths = sums.map((one) => (total === 0 ? 0 : (one / total) * growth.bytesPerDay));
      const expected = fillByFiles(all, roomBytes, growths);
      const about = forecast.kind === 'full' ? forecast.aboutDays : undefined;
      // To the day: where the room ends with a day, rounding decides.
      const found = [-1e-6, 1e-6].map((rounding) => Math.floor((about ?? Number.NaN) + rounding) + 1);
      if (expected !== undefined) expect(found).toContain(expected);
      else if (about !== undefined) expect(about).toBeGreaterThan(400 - 1e-6);
    }),
  );
});

test('more room or a shorter retention never fills it sooner, and the interval holds its middle', () => {
  fc.assert(
    fc.property(parts, fc.nat(4_000), fc.nat(4_000), fc.nat(40), (all, room, more, shorter) => {
      const of = (some: readonly StoredPart[], roomBytes: number): number => {
        const forecast = forecastOf(some, roomBytes);
        return (forecast.kind === 'full' ? forecast.aboutDays : undefined) ?? Number.POSITIVE_INFINITY;
      };
      expect(of(all, room + more)).toBeGreaterThanOrEqual(of(all, room));
      const cut = all.map((part) => ({ ...part, keptDays: Math.max(1, (part.keptDays ?? 80) - shorter) }));
      expect(of(cut, room)).toBeGreaterThanOrEqual(of(all, room) - 1e-6);
      const forecast = forecastOf(all, room);
      if (forecast.kind !== 'full') return;
      const { earliestDays, aboutDays = Number.POSITIVE_INFINITY, latestDays = Number.POSITIVE_INFINITY } = forecast;
      expect(earliestDays).toBeLessThanOrEqual(aboutDays);
      expect(aboutDays).toBeLessThanOrEqual(latestDays);
    }),
  );
});
