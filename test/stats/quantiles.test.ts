import fc from 'fast-check';
import { bandOf, createGrowingQuantile, median, quantile, weightedQuantile } from 'gemba/stats';
import { describe, expect, it } from 'vitest';

const finite = fc.double({ min: -1e9, max: 1e9, noNaN: true });

describe('quantile R-7', () => {
  // R 4.3: quantile(c(1, 2, 3, 4), c(.1, .25, .5, .9)), type 7 being the default.
  it.each([
    [0, 1],
    [0.1, 1.3],
    [0.25, 1.75],
    [0.5, 2.5],
    [0.9, 3.7],
    [1, 4],
  ])('of 1 to 4 at %f is %f, as R says', (p, expected) => {
    expect(quantile([4, 1, 3, 2], p)).toBeCloseTo(expected, 12);
  });

  it('of nothing is undefined, of one value that value', () => {
    expect(quantile([], 0.5)).toBeUndefined();
    expect(median([7])).toBe(7);
    expect(bandOf([])).toBeUndefined();
  });

  it('refuses a share outside 0 to 1', () => {
    expect(() => quantile([1], 1.1)).toThrow(/got 1.1/);
    expect(() => weightedQuantile([1], [1], -0.1)).toThrow(/got -0.1/);
  });

  it('takes the middle two where the number is even', () => {
    expect(median([3, 1, 2, 10])).toBe(2.5);
  });

  it('does not change its input and lies between least and greatest', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, p) => {
        const frozen = Object.freeze([...values]);
        const q = quantile(frozen, p) as number;
        expect(q).toBeGreaterThanOrEqual(Math.min(...values));
        expect(q).toBeLessThanOrEqual(Math.max(...values));
      }),
    );
  });

  it('gives the band of six values', () => {
    expect(bandOf([6, 5, 4, 3, 2, 1])).toEqual({ count: 6, median: 3.5, p10: 1.5, p90: 5.5 });
  });
});

describe('weighted quantile R-1', () => {
  it('is the quantile of each value repeated as often as its weight', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 9 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(pairs, fc.integer({ min: 1, max: 10 }), (list, tenths) => {
        const repeated = list.flatMap(([value, weight]) => Array<number>(weight).fill(value)).sort((a, b) => a - b);
        const expected = repeated[Math.ceil((tenths * repeated.length) / 10) - 1];
        const [values, weights] = [list.map(([value]) => value), list.map(([, weight]) => weight)];
        expect(weightedQuantile(values, weights, tenths / 10)).toBe(expected);
      }),
    );
  });

  it('at 0 is the least value that has a weight', () => {
    expect(weightedQuantile([1, 2, 3], [0, 4, 1], 0)).toBe(2);
  });

  it('of values that weigh nothing is undefined', () => {
    expect(weightedQuantile([1, 2], [0, 0], 0.5)).toBeUndefined();
    expect(weightedQuantile([], [], 0.5)).toBeUndefined();
  });

  it('refuses lists of different length, negative weights and values not announced', () => {
    expect(() => weightedQuantile([1], [], 0.5)).toThrow(/1 values and 0 weights/);
    expect(() => weightedQuantile([1], [-1], 0.5)).toThrow(/got -1/);
    expect(() => createGrowingQuantile([1]).add(2, 1)).toThrow(/2 is not one of/);
  });

  it('grows: asked after each value it equals the quantile of what was added until then', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 5 }))), (list) => {
        const growing = createGrowingQuantile(list.map(([value]) => value));
        list.forEach(([value, weight], i) => {
          growing.add(value, weight);
          const so = list.slice(0, i + 1);
          expect(growing.quantile(0.1)).toBe(
            weightedQuantile(
              so.map(([v]) => v),
              so.map(([, w]) => w),
              0.1,
            ),
          );
          expect(growing.count).toBe(i + 1);
        });
      }),
    );
  });

  it('grows by many at once as by one after the other', () => {
    const list = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 5 })));
    fc.assert(
      fc.property(list, list, (first, second) => {
        const all = [...first, ...second];
        const [once, singly] = [0, 1].map(() => createGrowingQuantile(all.map(([value]) => value)));
        for (const part of [first, second])
          once?.addAll(
            part.map(([value]) => value),
            part.map(([, weight]) => weight),
          );
        for (const [value, weight] of all) singly?.add(value, weight);
        for (const p of [0, 0.1, 0.5, 1]) expect(once?.quantile(p)).toBe(singly?.quantile(p));
        expect(once?.count).toBe(all.length);
      }),
    );
    expect(() => createGrowingQuantile([1]).addAll([1], [])).toThrow(/1 values and 0 weights/);
  });
});
