/** A day of readings before a window, and what the rules look ahead after it, are as good as all readings. */
import fc from 'fast-check';
import { deriveFacts, signalLeadInMs, signalLookAheadMs } from 'gemba/analytics';
import { fingerprintOf, toTable } from 'gemba/model';
import { expect, test } from 'vitest';
import { plantWith, readingsOf, type Said, sawTags } from './saw.ts';

const dayMs = 86_400_000;
const from = Date.UTC(2026, 2, 2);
const plant = plantWith(
  {
    states: [
      { state: 'down', reason: 'FAULT', tag: 'alarm', oneOf: [true], forSeconds: 600 },
      { state: 'running', tag: 'load', above: 60, releaseAt: 20, forSeconds: 1_200 },
      { state: 'setup', tag: 'order', oneOf: ['o1'] },
    ],
    producedTag: 'pieces',
    productTag: 'product',
    workOrderTag: 'order',
  },
  [...sawTags, { id: 'load', equipment: 'saw', expectedIntervalSeconds: 50_000 }],
);

/** Readings over five days, hours apart, now and then more than a day. */
const said = (tag: string, value: fc.Arbitrary<Partial<Said>>): fc.Arbitrary<Said[]> =>
  fc
    .array(
      fc.record({ minutes: fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 2_000 })), value }),
      {
        minLength: 10,
        maxLength: 40,
        size: 'max',
      },
    )
    .map((steps) => {
      let at = from;
      return steps.map(({ minutes, value: own }) => {
        at += minutes * 60_000;
        return { tag, at, ...own };
      });
    });

const readings = fc
  .tuple(
    said('load', fc.record({ value: fc.constantFrom(10, 40, 40, 40, 80) })),
    said('alarm', fc.record({ value: fc.constantFrom(0, 0, 1) })),
    said('pieces', fc.record({ value: fc.nat(999) })),
    said('product', fc.record({ text: fc.constantFrom('p', 'q') })),
    said('order', fc.record({ text: fc.constantFrom('o1', 'o2', 'o3') })),
  )
  .map((tags) => tags.flat());

test('of a window say the same as all readings', () => {
  let factsSeen = 0;
  fc.assert(
    fc.property(readings, fc.integer({ min: 1, max: 4 }), (all, day) => {
      const window = { fromAt: from + day * dayMs, toAt: from + (day + 1) * dayMs };
      const untilAt = window.toAt + signalLookAheadMs(plant);
      const derive = (rows: readonly Said[]) => {
        const facts = deriveFacts({ plant, readings: readingsOf(rows), gaps: toTable('gap', []), window, untilAt });
        factsSeen += facts.production.length + facts.equipmentState.length;
        return fingerprintOf([facts.production, facts.equipmentState]);
      };
      const near = all.filter(({ at }) => at >= window.fromAt - signalLeadInMs && at < untilAt);
      expect(derive(near)).toBe(derive(all));
    }),
    { numRuns: 300 },
  );
  expect(factsSeen).toBeGreaterThan(1_000);
});
