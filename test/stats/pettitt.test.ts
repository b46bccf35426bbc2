import fc from 'fast-check';
import { median, pettitt } from 'gemba/stats';
import { describe, expect, it } from 'vitest';

/** Table 1 of Pettitt 1979: Page's forty values, of mean 0 up to the twentieth and of mean 1 after it. */
const page = Object.freeze([
  -1.05, 0.96, 1.22, 0.58, -0.98, -0.03, -1.54, -0.71, -0.35, 0.66, 0.44, 0.91, -0.02, -1.42, 1.26, -1.02, -0.81, 1.66,
  1.05, 0.97, 2.14, 1.22, -0.24, 1.6, 0.72, -0.12, 0.44, 0.03, 0.66, 0.56, 1.37, 1.66, 0.1, 0.8, 1.29, 0.49, -0.07,
  1.18, 3.29, 1.84,
]);

/** U at each place, by its definition: pairs of a value before and one after it. */
function plainU(values: readonly number[]): number[] {
  return values
    .slice(1)
    .map((_, i) =>
      values
        .slice(0, i + 1)
        .reduce((sum, x) => sum + values.slice(i + 1).reduce((own, y) => own + Math.sign(x - y), 0), 0),
    );
}

/**
 * The exact chance that K of `count` values without ties and without change reaches `k`: of all orders of the ranks,
 * those whose |U| stays below it, counted over the sets of ranks that stand before a place.
 */
function exactChance(count: number, k: number): number {
  const below = new Float64Array(1 << count);
  below[0] = 1;
  let orders = 1;
  for (let i = 2; i <= count; i++) orders *= i;
  for (let set = 1; set < below.length; set++) {
    let [size, sum, ways] = [0, 0, 0];
    for (let rank = 1; rank <= count; rank++) {
      const bit = 1 << (rank - 1);
      if ((set & bit) === 0) continue;
      size++;
      sum += rank;
      ways += below[set ^ bit] as number;
    }
    below[set] = Math.abs(2 * sum - size * (count + 1)) < k ? ways : 0;
  }
  return 1 - (below.at(-1) as number) / orders;
}

const series = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 30 });

describe('the test of Pettitt', () => {
  it('finds in the values of Page what Pettitt 1979 has: K is 232, p is 0.0146, the last before the change the 17th', () => {
    const found = pettitt(page);
    expect(found).toMatchObject({ k: 232, changeIndex: 17, count: 40 });
    expect(found?.p).toBeCloseTo(0.01456, 5);
  });

  // The example of R's wql::pett, with the result that its documentation states.
  it('puts the change of a slope with a step at three quarters into its middle', () => {
    const slope = Array.from({ length: 100 }, (_, i) => i + 1 + (i < 75 ? 0 : 10));
    expect(pettitt(slope)?.changeIndex).toBe(50);
  });

  it('has the greatest |U| of the definition, and the medians of both sides', () => {
    fc.assert(
      fc.property(series, (values) => {
        const us = plainU(values).map(Math.abs);
        const found = pettitt(Object.freeze(values));
        const greatest = Math.max(...us);
        if (greatest === 0) {
          expect(found).toBeUndefined();
          return;
        }
        const at = us.indexOf(greatest) + 1;
        expect(found).toMatchObject({ k: greatest, changeIndex: at, count: values.length });
        expect(found?.before).toBe(median(values.slice(0, at)));
        expect(found?.after).toBe(median(values.slice(at)));
        expect(found?.p).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('of a series told backwards has the same K and p, and one of its places from the other end', () => {
    fc.assert(
      fc.property(series, (values) => {
        const [forth, back] = [pettitt(values), pettitt(values.toReversed())];
        expect([back?.k, back?.p]).toEqual([forth?.k, forth?.p]);
        if (forth === undefined || back === undefined) return;
        const us = plainU(values).map(Math.abs);
        expect(us[values.length - back.changeIndex - 1]).toBe(forth.k);
        if (us.filter((u) => u === forth.k).length === 1)
          expect(back).toMatchObject({
            changeIndex: values.length - forth.changeIndex,
            before: forth.after,
            after: forth.before,
          });
      }),
    );
  });

  it('moves with the values: a shift and a scale change its levels and nothing else', () => {
    fc.assert(
      fc.property(
        series,
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: 1, max: 9 }),
        (values, by, scale) => {
          const found = pettitt(values);
          const moved = pettitt(values.map((value) => value * scale + by));
          if (found === undefined) expect(moved).toBeUndefined();
          else expect(moved).toEqual({ ...found, before: found.before * scale + by, after: found.after * scale + by });
        },
      ),
    );
  });

  it.each([8, 9, 10, 11, 12, 13])('never gives %i values a p below the exact chance of their K', (count) => {
    const greatest = Math.floor(count ** 2 / 4);
    for (let k = 1; k <= greatest; k++) {
      const p = Math.min(1, 2 * Math.exp((-6 * k * k) / (count ** 3 + count ** 2)));
      if (p < 0.5) expect(p, `K ${k}`).toBeGreaterThanOrEqual(exactChance(count, k));
    }
  });

  it('calls fewer than one of a hundred series of 13 values without change a change at 5 %, counted exactly', () => {
    const least = Array.from({ length: 42 }, (_, i) => i + 1).find(
      (k) => 2 * Math.exp((-6 * k * k) / (13 ** 3 + 13 ** 2)) < 0.05,
    ) as number;
    expect(least).toBe(39);
    expect(exactChance(13, least)).toBeLessThan(0.01);
    // The same by the function itself: seeded orders of 13 values.
    let changes = 0;
    const draws = fc.sample(fc.shuffledSubarray([...Array(13).keys()], { minLength: 13 }), {
      numRuns: 4000,
      seed: 1979,
    });
    for (const order of draws) if ((pettitt(order)?.p ?? 1) < 0.05) changes++;
    expect(changes / draws.length).toBeLessThan(0.015);
    expect(changes).toBeGreaterThan(0);
  });

  it('needs 11 values to fall below 0.05, however clear the change is', () => {
    const step = (count: number): number =>
      pettitt(Array.from({ length: count }, (_, i) => (i < count / 2 ? i : 100 + i)))?.p as number;
    expect(step(10)).toBeGreaterThan(0.05);
    expect(step(11)).toBeLessThan(0.05);
  });

  it('of no value, of one and of equal ones is none', () => {
    for (const values of [[], [1], [2, 2, 2, 2]]) expect(pettitt(values)).toBeUndefined();
    expect(pettitt([24, 23, 25, 24, 26, 24, 31, 30, 32, 31, 33])?.changeIndex).toBe(6);
  });
});
