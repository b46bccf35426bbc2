import { setOf } from 'gemba/time';
import { describe, expect, test } from 'vitest';
import { analyse, minute, minutes, ran, was } from './line-plant.ts';

const hour = minutes(0, 60);

describe('the constraint of a line', () => {
  test('is what one method names where the other cannot', () => {
    // Nobody says that he waits.
    const active = analyse('AB', { production: [ran('A', 0, 60), ran('B', 0, 20)] }, hour);
    expect(active.constraint).toEqual({ by: 'active-periods', unit: 'A', others: [] });
    expect(active.constraintOverTime).toMatchObject({
      turningPoint: { kind: 'unnamed', reason: 'nobody-waits' },
      slices: [{ agreement: 'unknown' }],
      unknownMs: 60 * 60_000,
      agreeMs: 0,
    });
    // All wait, and nobody works.
    const waits = analyse('AB', { states: [was('A', 'blocked', 0, 50), was('B', 'idle', 0, 60)] }, hour);
    expect(waits.constraint).toEqual({ by: 'turning-point', unit: 'B', others: [] });
    expect(waits.constraintOverTime.activePeriods).toEqual({ kind: 'unnamed', reason: 'nobody-active' });
  });

  test('is the slowest by ideal times, its units side by side, where neither names one', () => {
    const counted = ['A', 'B', 'C', 'D'].map((unit) => ran(unit, 30, 30, { completedCount: 10 }));
    const options = { idealSeconds: { A: 50, B: 90, C: 90, D: 60 } };
    const found = analyse('ABCD', { production: counted }, hour, { ...options, stations: ['A', 'BC', 'D'] });
    expect(found.constraint).toEqual({ by: 'ideal-times', unit: 'D', others: [] });
    // Ten pieces of a minute in an hour.
    expect(found.oee).toMatchObject({ value: 10 / 60 });
    expect(analyse('ABCD', { production: counted }, hour, options).constraint?.unit).toBe('B');
  });

  test('is told by the hour, over more than a week by the day, and in no more than a thousand parts', () => {
    const day = 24 * 60;
    const slicesOf = (to: number, sliceMs?: number): number =>
      analyse('AB', {}, minutes(0, to), sliceMs === undefined ? {} : { sliceMs }).wipOverTime.length;
    expect(slicesOf(7 * day)).toBe(7 * 24);
    expect(slicesOf(7 * day + 1)).toBe(8);
    // Four years, which reports and questions may be of.
    expect(slicesOf(1_461 * day)).toBe(1_000);
    expect(slicesOf(1_000, 60_000)).toBe(1_000);
    expect(() => slicesOf(1_001, 60_000)).toThrow('1001 slices of 60000 ms are more than 1000. Give a longer sliceMs');
  });

  test('says where there is no turning point, and that one station has none', () => {
    const tangled = { states: [was('A', 'starved', 0, 30), was('B', 'starved', 0, 10), was('C', 'blocked', 0, 40)] };
    expect(analyse('ABC', tangled, hour).constraintOverTime.turningPoint).toEqual({
      kind: 'unnamed',
      reason: 'no-turning-point',
    });
    expect(analyse('A', {}, hour).constraintOverTime.turningPoint).toEqual({ kind: 'unnamed', reason: 'one-station' });
  });

  test('of a station of several units is the one that waited least', () => {
    const found = analyse(
      'ABCD',
      {
        states: [
          was('A', 'blocked', 0, 30),
          was('B', 'blocked', 0, 5),
          was('C', 'blocked', 0, 3),
          was('D', 'starved', 0, 30),
        ],
      },
      hour,
      { stations: ['A', 'BC', 'D'] },
    );
    expect(found.constraintOverTime.turningPoint).toEqual({ kind: 'named', unit: 'C' });
  });

  test('has shares with bounds where nobody told whether a unit worked, and each hour says how much that is', () => {
    const facts = { production: [ran('A', 0, 60), ran('B', 0, 40), ran('B', 100, 120)] };
    const told = analyse('AB', facts, minutes(0, 120)).constraintOverTime;
    const untold = analyse('AB', facts, minutes(0, 120), { silence: 'unknown' }).constraintOverTime;
    const shares = (of: typeof told) =>
      of.longestActive.shares.map(({ ms }) => [ms.low, ms.value, ms.high].map((one) => one / 60_000));
    expect(shares(told)).toEqual([
      [60, 60, 60],
      [20, 20, 20],
    ]);
    // A may have worked all along; B may have too, and A no more than was told.
    expect(shares(untold)).toEqual([
      [0, 60, 120],
      [0, 20, 120],
    ]);
    expect(untold.slices.map(({ untoldRatio }) => untoldRatio)).toEqual([20 / 120, 100 / 120]);
    const gap = analyse('AB', facts, minutes(0, 120), {
      unheard: (unit) => (unit === 'B' ? setOf({ fromAt: minute(40), toAt: minute(50) }) : new Float64Array()),
    }).constraintOverTime;
    expect(shares(gap)).toEqual(shares(told));
    expect(gap.slices.map(({ untoldRatio }) => untoldRatio)).toEqual([10 / 120, 0]);
  });

  test('has an OEE of up to all of its time where the last station may have made any number unheard', () => {
    const found = analyse('AB', { production: [ran('A', 0, 60, { completedCount: 30 })] }, hour, {
      constraint: 'A',
      idealSeconds: { A: 60 },
      unheard: (unit) => (unit === 'B' ? setOf(hour) : new Float64Array()),
    });
    expect(found.oee).toEqual({ kind: 'known', value: 0, low: 0, high: 1 });
  });
});
