import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wilsonInterval, z95 } from '../../src/stats/index.ts';

describe('the score interval of a proportion', () => {
  // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is as published', (count, trials, low, high) => {
    const interval = wilsonInterval(count, trials);
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  test('ends where the score test is at its critical value', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, share) => {
        const count = Math.round(share * trials);
        const interval = wilsonInterval(count, trials);
        for (const end of [interval?.low ?? 0, interval?.high ?? 0]) {
          if (end === 0 || end === 1) continue;
          const score = (count / trials - end) / Math.sqrt((end * (1 - end)) / trials);
          expect(Math.abs(score)).toBeCloseTo(z95, 6);
        }
        expect(interval?.low).toBeLessThanOrEqual(count / trials);
        expect(interval?.high).toBeGreaterThanOrEqual(count / trials);
      }),
    );
  });

  test('of failures is that of successes turned round', () => {
    const [bad, good] = [wilsonInterval(3, 40), wilsonInterval(37, 40)];
    expect(bad?.low).toBeCloseTo(1 - (good?.high ?? 0), 12);
    expect(bad?.high).toBeCloseTo(1 - (good?.low ?? 0), 12);
  });

  test('is none without a trial, and refuses counts that cannot be', () => {
    expect(wilsonInterval(0, 0)).toBeUndefined();
    expect(() => wilsonInterval(3, 2)).toThrow(RangeError);
    expect(() => wilsonInterval(-1, 2)).toThrow(RangeError);
    expect(() => wilsonInterval(1, 2, 0)).toThrow(RangeError);
  });
});
