import fc from 'fast-check';
import { theilSen, theilSenPointsMax } from 'gemba/stats';
import { describe, expect, it } from 'vitest';

// Sen 1968, section 6: his example, with its interval of 93 % (z of 0.965 is 1.8119).
const x = [1, 2, 3, 4, 10, 12, 18];
const y = [9, 15, 19, 20, 45, 55, 78];

describe('the Theil–Sen line', () => {
  it('of the example of Sen 1968 has slope 4, from 3.71 to 4.38 with 93 % confidence', () => {
    const line = theilSen(x, y, { z: 1.8119 });
    expect(line?.slope).toBe(4);
    expect(line?.slopeFrom).toBeCloseTo(3.71, 2);
    expect(line?.slopeTo).toBeCloseTo(4.38, 2);
    expect(line?.intercept).toBe(4);
    expect(line?.count).toBe(7);
  });

  it('is not moved far by a point that lies anywhere', () => {
    expect(theilSen([0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4, 5, 1e6])?.slope).toBe(1);
  });

  it('of points on a line is that line, its interval too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }), (slope, intercept) => {
        const xs = Array.from({ length: 20 }, (_, i) => i);
        const line = theilSen(
          xs,
          xs.map((at) => slope * at + intercept),
        );
        expect(line).toEqual({ slope, intercept, slopeFrom: slope, slopeTo: slope, count: 20 });
      }),
    );
  });

  it('depends on the order of nothing, scales with y, and has its slope within its interval', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: -100, max: 100 }));
    fc.assert(
      fc.property(fc.array(point, { minLength: 2, maxLength: 30 }), (points) => {
        const of = (from: readonly (readonly [number, number])[], scale = 1) =>
          theilSen(Object.freeze(from.map(([at]) => at)), Object.freeze(from.map(([, value]) => value * scale)));
        const line = of(points);
        expect(of(points.toReversed())).toEqual(line);
        if (line === undefined) {
          expect(new Set(points.map(([at]) => at)).size).toBe(1);
          return;
        }
        expect(line.slopeFrom).toBeLessThanOrEqual(line.slope);
        expect(line.slopeTo).toBeGreaterThanOrEqual(line.slope);
        expect(of(points, 4)?.slope).toBeCloseTo(line.slope * 4, 9);
      }),
    );
  });

  it('has an interval without ends where there are too few points for one', () => {
    expect(theilSen([0, 1], [0, 1])).toMatchObject({
      slope: 1,
      slopeFrom: Number.NEGATIVE_INFINITY,
      slopeTo: Number.POSITIVE_INFINITY,
    });
  });

  it('of points at one x, of one point and of none is none', () => {
    expect(theilSen([1, 1, 1], [1, 2, 3])).toBeUndefined();
    expect(theilSen([1], [1])).toBeUndefined();
    expect(theilSen([], [])).toBeUndefined();
  });

  it('refuses arrays of different lengths, and too many points', () => {
    expect(() => theilSen([1, 2], [1])).toThrow('got 2 and 1');
    const many = new Float64Array(theilSenPointsMax + 1);
    expect(() => theilSen(many, many)).toThrow('got 5001');
  });
});
