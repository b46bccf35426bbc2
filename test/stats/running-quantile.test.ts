import fc from 'fast-check';
import { createRunningQuantile, weightedQuantile } from 'gemba/stats';
import { describe, expect, it } from 'vitest';

describe('a running quantile', () => {
  const values = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 0, max: 5 })));

  it('asked at any time is the weighted quantile of what was added until then', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 10 }), fc.integer({ min: 1, max: 4 }), (list, tenths, every) => {
        const running = createRunningQuantile(tenths / 10);
        list.forEach(([value, weight], i) => {
          running.add(value, weight);
          if (i % every !== 0) return;
          const until = list.slice(0, i + 1);
          const plain = weightedQuantile(
            until.map(([v]) => v),
            until.map(([, w]) => w),
            tenths / 10,
          );
          expect(running.quantile()).toBe(plain);
          expect(running.count).toBe(i + 1);
        });
      }),
    );
  });

  it('begins anew once it is cleared', () => {
    const running = createRunningQuantile(0.5);
    for (let i = 0; i < 100; i++) running.add(i, 1);
    expect(running.quantile()).toBe(49);
    running.clear();
    expect(running.quantile()).toBeUndefined();
    running.add(7, 2);
    expect([running.quantile(), running.count]).toEqual([7, 1]);
  });

  it('refuses shares beyond the whole, and negative weights', () => {
    expect(() => createRunningQuantile(1.1)).toThrow(/0 to 1, got 1.1/);
    expect(() => createRunningQuantile(0.5).add(1, -1)).toThrow(/got -1/);
  });
});
