import fc from 'fast-check';
import { createQuantileSketch, createRandom, type QuantileSketch, readQuantileSketch } from 'gemba/stats';
import { describe, expect, test } from 'vitest';

const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -1_000, max: 1_000 }),
  fc.constantFrom(0, -0, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 1, -1),
);
const values = fc.array(value, { minLength: 1, maxLength: 200 });

function sketchOf(added: readonly number[], relativeError = 0.01): QuantileSketch {
  const sketch = createQuantileSketch({ relativeError, binsMax: 1_000_000 });
  for (const one of added) sketch.add(one);
  return sketch;
}

/** R-1 by its definition: the value at the rank. */
function exact(added: readonly number[], p: number): number {
  const sorted = added.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(p * sorted.length)) - 1] as number;
}

test.each([0.001, 0.01, 0.05, 0.3])('a quantile is within a relative error of %d of the value at its rank', (error) => {
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (added, p) => {
      const is = exact(added, p);
      const told = sketchOf(added, error).quantile(p) as number;
      // Magnitudes below 1e-300 are 0; beside the error of the method a division rounds.
      expect(Math.abs(told - is)).toBeLessThanOrEqual(Math.abs(is) * error * (1 + 1e-9) + 1e-300);
    }),
  );
});

test('of a long normal sample the quantiles are those of the distribution', () => {
  const random = createRandom(7);
  const sketch = createQuantileSketch();
  // Box and Muller, apart from the sampler of the module.
  for (let i = 0; i < 200_000; i++)
    sketch.add(
      100 + 15 * Math.sqrt(-2 * Math.log(random.nextUniform())) * Math.cos(2 * Math.PI * random.nextUniform()),
    );
  // NIST/SEMATECH e-Handbook, 1.3.6.7.1: z of 0.5, 0.9, 0.99.
  for (const [p, z] of [
    [0.5, 0],
    [0.9, 1.2816],
    [0.99, 2.3263],
  ] as const)
    expect(Math.abs((sketch.quantile(p) as number) / (100 + 15 * z) - 1)).toBeLessThan(0.015);
  expect(sketch.toBytes().length).toBeLessThan(400);
});

test.each([0.001, 0.01, 0.3])(
  'many values added at once are the same as one by one, for a relative error of %d',
  (error) => {
    fc.assert(
      fc.property(values, values, (before, added) => {
        const sketch = sketchOf(before, error);
        const padded = Float64Array.of(Number.NaN, ...added, Number.NaN);
        sketch.addAll(padded, 1, added.length + 1);
        const wanted = sketchOf([...before, ...added], error);
        expect(sketch.toBytes()).toEqual(wanted.toBytes());
        expect(sketch.count).toBe(wanted.count);
      }),
    );
  },
);

test('of many values with one that cannot be none is added', () => {
  const sketch = sketchOf([1]);
  expect(() => sketch.addAll(Float64Array.of(2, 3, Number.NaN))).toThrow(RangeError);
  sketch.addAll(Float64Array.of(5));
  expect(sketch.toBytes()).toEqual(sketchOf([1, 5]).toBytes());
});

describe('merging', () => {
  test('is as if all had been added to one, in any order', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const all = sketchOf([...a, ...b, ...c]).toBytes();
        const left = sketchOf(a);
        left.merge(sketchOf(b));
        left.merge(sketchOf(c));
        const right = sketchOf(c);
        const inner = sketchOf(b);
        inner.merge(sketchOf(a));
        right.merge(inner);
        expect(left.toBytes()).toEqual(all);
        expect(right.toBytes()).toEqual(all);
        expect(left.count).toBe(a.length + b.length + c.length);
      }),
    );
  });

  test('with itself counts everything twice', () => {
    const sketch = sketchOf([1, 2, 3, 0, -5]);
    sketch.merge(sketch);
    expect(sketch.toBytes()).toEqual(sketchOf([1, 1, 2, 2, 3, 3, 0, 0, -5, -5]).toBytes());
  });

  test('is refused between different errors', () => {
    expect(() => sketchOf([1], 0.01).merge(sketchOf([1], 0.02))).toThrow(RangeError);
  });
});

test('bytes read back are the same sketch', () => {
  fc.assert(
    fc.property(values, (added) => {
      const sketch = sketchOf(added);
      const read = readQuantileSketch(sketch.toBytes());
      expect(read.toBytes()).toEqual(sketch.toBytes());
      expect([read.count, read.relativeError]).toEqual([sketch.count, sketch.relativeError]);
      for (const p of [0, 0.1, 0.5, 0.9, 1]) expect(read.quantile(p)).toBe(sketch.quantile(p));
    }),
  );
});

test('its bytes never change: they are stored', () => {
  const sketch = createQuantileSketch();
  for (const one of [0, 1, 1, 2.5, 1_000, -0.125]) sketch.add(one);
  expect(Buffer.from(sketch.toBytes()).toString('hex')).toMatchInlineSnapshot(
    `"013f847ae147ae147b0101d101010300025c01dc0401"`,
  );
});

test('bytes that are no sketch are refused', () => {
  const bytes = sketchOf([1, 2, 3]).toBytes();
  for (const wrong of [
    new Uint8Array(0),
    bytes.subarray(0, 5),
    bytes.subarray(0, -1),
    Uint8Array.of(9, ...bytes.subarray(1)),
  ])
    expect(() => readQuantileSketch(wrong)).toThrow(RangeError);
  expect(() => readQuantileSketch(Uint8Array.of(...bytes, 0))).toThrow(/left over/);
  expect(() => readQuantileSketch(Uint8Array.of(...bytes.subarray(0, 9), ...Array(12).fill(0xff)))).toThrow(/cut/);
});

test('its memory is bounded, and the larger magnitudes keep their accuracy', () => {
  const sketch = createQuantileSketch({ binsMax: 100 });
  const added = Array.from({ length: 3_000 }, (_, i) => 1.01 ** i);
  for (const one of added) sketch.add(one);
  expect(sketch.bins.positive.size).toBe(100);
  expect(sketch.count).toBe(3_000);
  for (const p of [0.98, 0.99, 1]) {
    const is = exact(added, p);
    expect(Math.abs((sketch.quantile(p) as number) - is)).toBeLessThanOrEqual(is * 0.01);
  }
});

test('an empty sketch has no quantile', () => {
  expect(createQuantileSketch().quantile(0.5)).toBeUndefined();
  const sketch = createQuantileSketch();
  sketch.add(1, 0);
  expect(sketch.count).toBe(0);
});

test('what cannot be is refused', () => {
  for (const relativeError of [0, 1, -1, Number.NaN])
    expect(() => createQuantileSketch({ relativeError })).toThrow(RangeError);
  expect(() => createQuantileSketch({ binsMax: 1 })).toThrow(RangeError);
  const sketch = createQuantileSketch();
  for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) expect(() => sketch.add(wrong)).toThrow(RangeError);
  for (const times of [-1, 0.5, Number.NaN]) expect(() => sketch.add(1, times)).toThrow(RangeError);
  for (const p of [-0.1, 1.1, Number.NaN]) expect(() => sketch.quantile(p)).toThrow(RangeError);
});
