import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { binomialAtLeast, proportionsOf, signalsOf, signTest, spreadRatioOf } from 'gemba/stats';
import { describe, expect, it } from 'vitest';

const cans = readFileSync(join(import.meta.dirname, '../fixtures/spc/orange-juice-cans.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number) as [number, number, number]);

function chartOf(samples: typeof cans) {
  const chart = proportionsOf(
    samples.map(([, count]) => count),
    samples.map(([, , size]) => size),
  );
  if (chart === undefined) throw new Error('no chart');
  return chart;
}

describe('a p-chart', () => {
  it('has the centre and the limits that are published for the orange juice cans', () => {
    const chart = chartOf(cans);
    const { lower, upper } = chart.limitsFor(50);
    expect(cans).toHaveLength(30);
    expect(chart.centre).toBeCloseTo(0.2313333, 7);
    expect(lower).toBeCloseTo(0.05242755, 8);
    expect(upper).toBeCloseTo(0.4102391, 7);
  });

  it('signals at samples 15 and 23 of the orange juice cans, and at no other', () => {
    const chart = chartOf(cans);
    const points = cans.map(([, count, size]) => ({ value: count / size, ...chart.limitsFor(size) }));
    const beyond = signalsOf(points, chart.centre).flatMap((found, i) =>
      found.includes('beyond-limits') ? [cans[i]?.[0]] : [],
    );
    expect(beyond).toEqual([15, 23]);
  });

  it('has the published limits without those two samples', () => {
    const chart = chartOf(cans.filter(([sample]) => sample !== 15 && sample !== 23));
    const { lower, upper } = chart.limitsFor(50);
    expect(chart.centre).toBeCloseTo(0.215, 7);
    expect(lower).toBeCloseTo(0.04070284, 8);
    expect(upper).toBeCloseTo(0.3892972, 7);
  });

  it('has limits that lie closer for a greater sample, never outside 0 and 1', () => {
    const chart = chartOf(cans);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (size) => {
        const [narrow, wide] = [chart.limitsFor(size + 1), chart.limitsFor(size)];
        expect(wide.lower).toBeGreaterThanOrEqual(0);
        expect(wide.upper).toBeLessThanOrEqual(1);
        expect(narrow.upper).toBeLessThanOrEqual(wide.upper);
        expect(narrow.lower).toBeGreaterThanOrEqual(wide.lower);
      }),
    );
  });

  it('has none without pieces, or where all or none are nonconforming', () => {
    expect(proportionsOf([], [])).toBeUndefined();
    expect(proportionsOf([0, 0], [10, 0])).toBeUndefined();
    expect(proportionsOf([10], [10])).toBeUndefined();
  });

  it('refuses counts beyond their size, and sizes that do not match', () => {
    expect(() => proportionsOf([11], [10])).toThrow('got 11 of 10');
    expect(() => proportionsOf([-1], [10])).toThrow('got -1 of 10');
    expect(() => proportionsOf([1], [])).toThrow('1 counts and 0 sizes');
  });

  it('measures a distance in standard deviations of the sample', () => {
    const chart = chartOf(cans);
    expect(chart.zOf(50 * chart.limitsFor(50).upper, 50)).toBeCloseTo(3, 10);
    expect(chart.zOf(50 * chart.centre, 50)).toBeCloseTo(0, 10);
  });
});

describe('the spread ratio', () => {
  it('is the mean moving range over 1.128', () => {
    // Ranges 2, 1 and 3.
    expect(spreadRatioOf([0, 2, 1, 4])).toBeCloseTo(2 / 1.1283791670955126, 12);
    expect(spreadRatioOf([1])).toBeUndefined();
  });
});

describe('signals', () => {
  const at = (value: number) => ({ value, lower: -3, upper: 3 });

  it('beyond the limits: a point on a limit is within it', () => {
    expect(signalsOf([at(3), at(-3), at(3.01), at(-3.01)], 0)).toEqual([[], [], ['beyond-limits'], ['beyond-limits']]);
  });

  it('eight on one side: the eighth and each that follows, until a point is on the other side', () => {
    const found = signalsOf([...Array(9).fill(at(1)), at(-1), at(1)], 0);
    expect(found.map(({ length }) => length)).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0]);
    expect(found[7]).toEqual(['eight-on-one-side']);
  });

  it('eight on one side: a point on the centre ends the row', () => {
    expect(signalsOf([...Array(7).fill(at(1)), at(0), at(1)], 0).flat()).toEqual([]);
  });

  it('eight on one side: a day without a value neither counts nor ends the row', () => {
    expect(signalsOf([...Array(7).fill(at(-1)), undefined, at(-1)], 0).at(-1)).toEqual(['eight-on-one-side']);
  });
});

describe('the binomial distribution', () => {
  it('is what counting all outcomes of up to 10 throws of a coin gives', () => {
    for (let trials = 0; trials <= 10; trials++)
      for (let count = 0; count <= trials; count++) {
        let hits = 0;
        for (let outcome = 0; outcome < 2 ** trials; outcome++)
          if (outcome.toString(2).replaceAll('0', '').length >= count) hits++;
        expect(binomialAtLeast(count, trials, 0.5)).toBeCloseTo(hits / 2 ** trials, 12);
      }
  });

  it('at least k and at most k − 1 are everything', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (trials, p) => {
        const count = Math.ceil(trials * p);
        const atMost = binomialAtLeast(trials - count + 1, trials, 1 - p);
        expect(binomialAtLeast(count, trials, p) + atMost).toBeCloseTo(1, 9);
      }),
    );
  });

  it('is certain or impossible at the ends', () => {
    expect(binomialAtLeast(0, 5, 0)).toBe(1);
    expect(binomialAtLeast(1, 5, 0)).toBe(0);
    expect(binomialAtLeast(5, 5, 1)).toBe(1);
    expect(binomialAtLeast(6, 5, 0.5)).toBe(0);
  });

  it('refuses chances outside 0 to 1 and trials that are not whole', () => {
    expect(() => binomialAtLeast(1, 2, 1.5)).toThrow('got 1.5');
    expect(() => binomialAtLeast(1, 2.5, 0.5)).toThrow('got 2.5');
    expect(() => binomialAtLeast(0.5, 2, 0.5)).toThrow('got 0.5');
  });

  it('sign test: ten of ten ahead is 2 in 1,024, an even split is certain, nothing compared is 1', () => {
    expect(signTest(10, 0)).toBeCloseTo(2 / 1024, 12);
    expect(signTest(5, 5)).toBe(1);
    expect(signTest(0, 0)).toBe(1);
    expect(signTest(3, 8)).toBe(signTest(8, 3));
  });
});
