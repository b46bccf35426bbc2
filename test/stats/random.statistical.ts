import fc from 'fast-check';
import {
  cosineOfTurns,
  createRandom,
  createSampler,
  type Distribution,
  exponentialOf,
  findDistributionProblem,
  meanOf,
  naturalLog,
  nextNormal,
  Random,
} from 'gemba/stats';
import { describe, expect, it } from 'vitest';

describe('xoshiro128**', () => {
  it('gives the numbers that the reference implementation, version 1.1, gives from the state 1, 2, 3, 4', () => {
    const random = new Random([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, () => random.nextInt32() >>> 0)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('has no state of all zeros, and no seed that is not a whole number of 32 bits', () => {
    expect(() => new Random([0, 0, 0, 0])).toThrow('all 0');
    for (const seed of [-1, 0.5, 2 ** 32, Number.NaN]) expect(() => createRandom(seed)).toThrow(`got ${seed}`);
  });

  it('streams of other labels, and of other seeds, share no beginning', () => {
    const starts = new Set<string>();
    const labels = Array.from({ length: 2_000 }, (_, i) => [`machine-${i}`, 'service']);
    for (const parts of [...labels, ['a', 'b'], ['ab'], ['a', 'b', ''], ['', 'ab'], [1, 2], [12]])
      for (const seed of [0, 1, 4294967295]) {
        const random = createRandom(seed, ...parts);
        starts.add(`${random.nextInt32()} ${random.nextInt32()}`);
      }
    expect(starts.size).toBe(2_006 * 3);
  });

  it('an index is spread evenly: chi-square of 100,000 draws over 10 values stays below its 99.9 % quantile', () => {
    const random = createRandom(5, 'index');
    const counts = new Float64Array(10);
    for (let i = 0; i < 100_000; i++) {
      const index = random.nextIndex(10);
      counts[index] = (counts[index] as number) + 1;
    }
    // 27.877: chi-square with 9 degrees of freedom at 0.999 (tables).
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.877);
  });
});

describe('portable mathematics', () => {
  const relative = (a: number, b: number) => Math.abs(a - b) / Math.max(Math.abs(b), Number.MIN_VALUE);

  it('logarithm and exponential are those of Math within 2e-15', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        expect(Math.abs(naturalLog(x) - Math.log(x))).toBeLessThanOrEqual(
          2e-15 * Math.max(Math.abs(Math.log(x)), 1e-3),
        );
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(relative(exponentialOf(x), Math.exp(x))).toBeLessThan(2e-15);
      }),
    );
  });

  it('near 1 the logarithm keeps its digits', () => {
    expect(relative(naturalLog(1 + 2 ** -30), Math.log1p(2 ** -30))).toBeLessThan(1e-15);
    expect(naturalLog(1)).toBe(0);
  });

  it('the cosine is that of Math within 1e-15, and exact at quarter turns', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (turns) => {
        expect(Math.abs(cosineOfTurns(turns) - Math.cos(2 * Math.PI * turns))).toBeLessThan(2e-15);
      }),
    );
    expect([0, 0.25, 0.5, 0.75, 7].map(cosineOfTurns)).toEqual([1, 0, -1, 0, 1]);
  });

  it('says which number it cannot take', () => {
    expect(() => naturalLog(0)).toThrow('got 0');
    expect(() => naturalLog(-1)).toThrow('got -1');
    expect(() => exponentialOf(710)).toThrow('got 710');
    expect(exponentialOf(-1000)).toBe(0);
  });
});

/** Abramowitz and Stegun 26.2: the normal distribution function at these points. */
const normalTable: readonly (readonly [number, number])[] = [
  [-3.5, 0.000233],
  [-3, 0.00135],
  [-2, 0.02275],
  [-1, 0.158655],
  [0, 0.5],
  [1, 0.841345],
  [2, 0.97725],
  [3, 0.99865],
  [3.5, 0.999767],
];

describe('the normal distribution', () => {
  it('has the tabled shares below each point, in two million draws, within four deviations of chance', () => {
    const random = createRandom(11, 'normal');
    const draws = 2_000_000;
    const below = new Float64Array(normalTable.length);
    for (let i = 0; i < draws; i++) {
      const x = nextNormal(random);
      for (let k = 0; k < below.length; k++) if (x < (normalTable[k]?.[0] ?? 0)) below[k] = (below[k] as number) + 1;
    }
    normalTable.forEach(([point, share], k) => {
      const deviation = Math.sqrt((share * (1 - share)) / draws);
      expect(Math.abs((below[k] as number) / draws - share), `at ${point}`).toBeLessThan(4 * deviation);
    });
  });
});

const distributions: readonly (readonly [Distribution, number])[] = [
  [{ kind: 'deterministic', mean: 3 }, 0],
  [{ kind: 'exponential', mean: 2 }, 1],
  [{ kind: 'uniform', low: 0, high: 2 }, 1 / 3],
  [{ kind: 'erlang', mean: 5, phases: 4 }, 1 / 4],
  [{ kind: 'gamma', mean: 2, scv: 0.5 }, 0.5],
  [{ kind: 'gamma', mean: 2, scv: 3 }, 3],
  [{ kind: 'lognormal', mean: 4, scv: 0.3 }, 0.3],
  [{ kind: 'hyperexponential', mean: 1, scv: 4 }, 4],
];

describe('samplers', () => {
  it.each(distributions)('%j has its mean and its squared coefficient of variation', (distribution, scv) => {
    const sample = createSampler(distribution, createRandom(3, JSON.stringify(distribution)));
    const count = 400_000;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const x = sample();
      sum += x;
      squares += x * x;
    }
    const mean = sum / count;
    const expected = meanOf(distribution);
    expect(Math.abs(mean - expected)).toBeLessThanOrEqual(4 * expected * Math.sqrt(scv / count));
    expect(Math.abs(squares / count / mean ** 2 - 1 - scv)).toBeLessThanOrEqual(0.03 * Math.max(scv, 1e-9) + 1e-9);
  });

  it('refuse parameters that make no distribution, and say which', () => {
    const wrong: Distribution[] = [
      { kind: 'exponential', mean: 0 },
      { kind: 'uniform', low: 2, high: 1 },
      { kind: 'erlang', mean: 1, phases: 1.5 },
      { kind: 'lognormal', mean: 1, scv: 0 },
      { kind: 'hyperexponential', mean: 1, scv: 0.5 },
    ];
    for (const distribution of wrong) {
      expect(findDistributionProblem(distribution)).toMatch(/: give /);
      expect(() => createSampler(distribution, createRandom(1))).toThrow(RangeError);
    }
  });
});
