import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Items, littlesLaw } from 'gemba/analytics';
import { createRandom, nextExponential } from 'gemba/stats';
import { describe, expect, test } from 'vitest';

const closedForms = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/queueing/closed-forms.json'), 'utf8'),
) as { readonly mm1: readonly { arrivalRate: number; serviceRate: number; L: number; W: number }[] };

const visits = fc.array(fc.tuple(fc.integer({ min: -50, max: 150 }), fc.integer({ min: 0, max: 80 })), {
  maxLength: 20,
});
const itemsOf = (stays: readonly (readonly [number, number])[]): Items => ({
  enterAt: Float64Array.from(stays, ([enter]) => enter),
  leaveAt: Float64Array.from(stays, ([enter, stay]) => enter + stay),
});
const window = { fromAt: 0, toAt: 100 };

describe("Little's law", () => {
  test('is exact over a window that begins and ends empty, whatever came and went', () => {
    fc.assert(
      fc.property(visits, (stays) => {
        const inside = stays.filter(([enter, stay]) => enter >= 0 && enter + stay <= 100 && stay > 0);
        const law = littlesLaw(itemsOf(inside), window);
        expect(law.isExact).toBe(true);
        expect(law.meanInSystem).toBeCloseTo(law.meanByLaw, 10);
        if (law.meanTimeMs.kind === 'known')
          expect(law.meanByLaw).toBeCloseTo((law.leftCount / 100) * law.meanTimeMs.value, 10);
      }),
    );
  });

  test('else both sides differ by the time of what crosses the ends, which is told', () => {
    fc.assert(
      fc.property(visits, (stays) => {
        const law = littlesLaw(itemsOf(stays), window);
        expect(law.meanInSystem - law.meanByLaw).toBeCloseTo((law.openMs - law.beforeMs) / 100, 10);
        // The mean number in the system by its definition: counted at each instant, over instants.
        let sum = 0;
        for (let at = 0; at < 100; at++)
          sum += stays.filter(([enter, stay]) => enter <= at && at < enter + stay).length;
        expect(law.meanInSystem).toBeCloseTo(sum / 100, 10);
      }),
    );
  });

  test('gives the L and W of M/M/1 queues', () => {
    for (const { arrivalRate, serviceRate, L, W } of closedForms.mm1.slice(0, 2)) {
      const random = createRandom(7, `mm1-${arrivalRate}`);
      const count = 300_000;
      const [enterAt, leaveAt] = [new Float64Array(count), new Float64Array(count)];
      for (let i = 0; i < count; i++) {
        enterAt[i] = (enterAt[i - 1] ?? 0) + nextExponential(random) / arrivalRate;
        // Lindley: served once it is there and the one before it is gone.
        leaveAt[i] = Math.max(enterAt[i] as number, leaveAt[i - 1] ?? 0) + nextExponential(random) / serviceRate;
      }
      const law = littlesLaw({ enterAt, leaveAt }, { fromAt: 0, toAt: enterAt[count - 1] as number });
      expect(Math.abs(law.meanInSystem / L - 1)).toBeLessThan(0.05);
      expect(Math.abs((law.meanTimeMs.kind === 'known' ? law.meanTimeMs.value : 0) / W - 1)).toBeLessThan(0.05);
    }
  });

  test('of nothing that left names no time, and a window of no length is refused', () => {
    expect(littlesLaw(itemsOf([[10, 200]]), window)).toMatchObject({
      meanInSystem: 0.9,
      leftCount: 0,
      meanTimeMs: { kind: 'unknown' },
      openMs: 90,
    });
    expect(() => littlesLaw(itemsOf([]), { fromAt: 5, toAt: 5 })).toThrow(RangeError);
  });
});
