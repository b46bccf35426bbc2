import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createReasonCounts, specialise } from '../../../src/analytics/stop-reasons/reason-counts.ts';

function countsOf(reasons: readonly number[]) {
  const counts = createReasonCounts();
  for (const reason of reasons) counts.add(reason, 1);
  return counts;
}

describe('counts of reasons', () => {
  test('leave to what is new as many as there are different reasons', () => {
    // Witten and Bell's method C by hand: of 4 told, 3 of a and 1 of b, 2 different: 3/6, 1/6, and 2/6 for another.
    const ratios = Float64Array.of(0, 0, 1);
    specialise(ratios, countsOf([0, 0, 0, 1]));
    expect([...ratios]).toEqual([3 / 6, 1 / 6, 2 / 6]);
  });

  test('of a special context back off to the general one', () => {
    // General as above; of 2 told here, both b, 1 different: (0 + 3/6) / 3, (2 + 1/6) / 3, (0 + 2/6) / 3.
    const ratios = Float64Array.of(0, 0, 1);
    specialise(ratios, countsOf([0, 0, 0, 1]));
    specialise(ratios, countsOf([1, 1]));
    expect(ratios[0]).toBeCloseTo(3 / 18, 15);
    expect(ratios[1]).toBeCloseTo(13 / 18, 15);
    expect(ratios[2]).toBeCloseTo(2 / 18, 15);
  });

  test('of a context in which nothing was told change nothing', () => {
    const ratios = Float64Array.of(0.25, 0.25, 0.5);
    specialise(ratios, countsOf([]));
    specialise(ratios, undefined);
    expect([...ratios]).toEqual([0.25, 0.25, 0.5]);
  });

  test('add up to 1 with what is new, whatever was told', () => {
    const told = fc.array(fc.nat(4), { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(told, { maxLength: 5 }), (chain) => {
        const ratios = Float64Array.of(0, 0, 0, 0, 0, 1);
        for (const reasons of chain) specialise(ratios, countsOf(reasons));
        expect(ratios.reduce((sum, ratio) => sum + ratio, 0)).toBeCloseTo(1, 12);
      }),
    );
  });

  test('raise a reason that was told once more, and lower every other', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: 1, maxLength: 30 }), (reasons) => {
        const again = reasons[0] as number;
        const [before, after] = [Float64Array.of(0.1, 0.2, 0.3, 0.2, 0.2), Float64Array.of(0.1, 0.2, 0.3, 0.2, 0.2)];
        specialise(before, countsOf(reasons));
        specialise(after, countsOf([...reasons, again]));
        for (let i = 0; i < 5; i++)
          if (i === again) expect(after[i]).toBeGreaterThan(before[i] as number);
          else expect(after[i]).toBeLessThan(before[i] as number);
      }),
    );
  });

  test('added and taken away are as before', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3)), fc.nat(3), (reasons, other) => {
        const counts = countsOf(reasons);
        const before = [counts.total, counts.distinct, counts.get(other)];
        counts.add(other, 1);
        counts.add(other, -1);
        expect([counts.total, counts.distinct, counts.get(other)]).toEqual(before);
      }),
    );
  });
});
