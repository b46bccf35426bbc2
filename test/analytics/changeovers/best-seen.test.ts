import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestOf } from '../../../src/analytics/changeovers/best-seen.ts';
import { analyseChangeovers } from '../../../src/analytics/changeovers/changeover-analysis.ts';
import { createActivity } from '../../../src/analytics/index.ts';
import { at, makePlant, type Report, report, tablesOf } from '../made-up-plant.ts';

const minuteMs = 60_000;
const date = '2024-03-13';

/** Cups until 8:00, lids so many minutes later, one good piece at an instant; on days before, then on the day. */
function changeoverDays(minutesOf: readonly number[]): Report[] {
  return minutesOf.flatMap((minutes, i) => {
    const day = new Date(at(date, 0) - (minutesOf.length - 1 - i) * 24 * 60 * minuteMs).toISOString().slice(0, 10);
    return [
      report('press', day, 8, 8, { product: 'cup' }),
      report('press', day, 8 + minutes / 60, 8 + minutes / 60, { product: 'lid' }),
    ];
  });
}

function analyse(production: readonly Report[]) {
  const plant = makePlant();
  const tables = tablesOf({ production });
  const activity = createActivity(plant, tables.production, tables.equipmentState);
  return analyseChangeovers(activity, plant.productionDay(date));
}

describe('the best seen', () => {
  test('is what a tenth reached, and never the quickest alone', () => {
    expect(bestOf([30, 28, 1, 35, 40])).toBe(28);
    expect(bestOf(Array.from({ length: 30 }, (_, i) => i + 1))).toBe(3);
    expect(bestOf([1, 2, 3, 4])).toBeUndefined();
  });

  test('is not fooled by one report: however wrong, it moves the best to a neighbour at most', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 5, maxLength: 60 }),
        fc.nat(),
        fc.integer({ min: 0, max: 2000 }),
        (ms, at, wrong) => {
          const best = bestOf(ms) as number;
          const sorted = ms.toSorted((a, b) => a - b);
          const place = sorted.indexOf(best);
          const changed = bestOf(ms.with(at % ms.length, wrong)) as number;
          const last = sorted.lastIndexOf(best);
          expect(changed).toBeGreaterThanOrEqual(sorted[Math.max(0, Math.min(place, last) - 1)] as number);
          expect(changed).toBeLessThanOrEqual(sorted[Math.min(sorted.length - 1, last + 1)] ?? Infinity);
        },
      ),
    );
  });

  test('of a pair stands on what ended before the window, and the rest is beyond it', () => {
    const { changeovers, pairs } = analyse(changeoverDays([40, 20, 30, 50, 60, 45]));
    const [one] = changeovers.filter(({ to }) => to.product === 'lid');
    expect(one).toMatchObject({
      openMs: { value: 45 * minuteMs },
      best: { kind: 'known', ms: 30 * minuteMs, count: 5, of: 'pair' },
      // Nobody reported anything in between: it may as well have waited for an order.
      excessMs: { value: 15 * minuteMs, low: 0, high: 15 * minuteMs },
    });
    expect(pairs.find(({ to }) => to.product === 'lid')).toMatchObject({
      count: 1,
      medianMs: 45 * minuteMs,
      excessMs: { value: 15 * minuteMs },
    });
  });

  test('is unknown under five, and of a rare pair that of all changeovers to the same', () => {
    expect(analyse(changeoverDays([40, 45])).changeovers.at(-1)).toMatchObject({
      best: { kind: 'unknown', reason: 'too-little-history', count: 1 },
      excessMs: { kind: 'unknown' },
    });
    const plates = [
      report('press', date, 10, 10, { product: 'plate' }),
      report('press', date, 10.75, 10.75, { product: 'lid' }),
    ];
    const { changeovers } = analyse([...changeoverDays([40, 20, 30, 50, 60, 45]), ...plates]);
    expect(changeovers.at(-1)).toMatchObject({
      from: { product: 'plate' },
      best: { kind: 'known', of: 'to', count: 5, ms: 30 * minuteMs },
    });
  });

  test('tells from A to B apart from B to A', () => {
    const { pairs } = analyse(changeoverDays([40, 20, 30, 50, 60, 45]));
    expect(pairs.map(({ from, to }) => `${from.product}-${to.product}`).sort()).toEqual(['cup-lid', 'lid-cup']);
  });
});
