import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeKpis, createKpiStream, type KpiDimension, type KpiWindow } from '../../../../src/analytics/index.ts';
import { setOf } from '../../../../src/time/index.ts';
import { at, hourMs } from '../../made-up-plant.ts';
import { figuresOf, type Kind, rollingPlant as plant, resolve, type Sent, tableOf } from './streams.ts';

const day = plant.productionDay('2024-03-13');
const startAt = at('2024-03-12', 0);

/** The day and the shift that last, and the last eight hours, as a live board asks for them. */
function windowsAt(nowMs: number): KpiWindow[] {
  const { fromAt, toAt } = plant.productionDayAt(nowMs);
  return [
    { fromAt, toAt: Math.max(fromAt, Math.min(nowMs, toAt)), name: 'day' },
    { fromAt: nowMs - 8 * hourMs, toAt: nowMs, name: 'last 8 hours' },
    ...plant.listShifts({ fromAt: nowMs - 1, toAt: nowMs }),
  ];
}

const units = ['press', 'press', 'lathe', 'packer', 'spare', 'nowhere'];
const time = fc.record({
  /** In sixths of an hour from the day before on. */
  from: fc.oneof(
    fc.integer({ min: 0, max: 6 * 48 }),
    fc.integer({ min: 0, max: 16 }).map((third) => third * 18),
  ),
  length: fc.constantFrom(0, 1, 2, 3, 6, 12, 36),
});

const fact: fc.Arbitrary<Sent> = fc
  .record({
    kind: fc.constantFrom<Kind>('production', 'production', 'equipmentState'),
    identity: fc.integer({ min: 0, max: 60 }),
    content: fc.integer({ min: 0, max: 2 }),
    unit: fc.constantFrom(...units),
    time,
    state: fc.constantFrom('running', 'running', 'setup', 'down', 'down', 'down', 'starved', 'blocked', 'idle'),
    reason: fc.constantFrom('breakdown', 'breakdown', 'service'),
    product: fc.constantFrom('cup', 'cup', 'cup', 'lid'),
    operation: fc.constantFrom('form', 'form', 'pack'),
    workOrder: fc.constantFrom('', 'W1', 'W2', 'W3'),
    good: fc.integer({ min: 0, max: 40 }),
    scrap: fc.integer({ min: 0, max: 3 }),
    isRework: fc.constantFrom(0, 0, 0, 1),
  })
  .map(({ kind, identity, content, unit, time: { from, length }, state, ...rest }) => {
    const common = {
      equipment: unit,
      startAt: startAt + (from * hourMs) / 6,
      endAt: startAt + ((from + length) * hourMs) / 6,
      workOrder: rest.workOrder,
    };
    const version = content;
    if (kind === 'equipmentState')
      return { kind, identity, content: version, row: { ...common, state, reason: rest.reason } };
    const { product, operation, good, scrap, isRework } = rest;
    const made = { product, operation, completedCount: good, scrapCount: scrap, isRework };
    const isMade = state === 'running' || state === 'setup';
    return { kind, identity, content: version, row: { ...common, state: isMade ? state : 'running', ...made } };
  });

type Step =
  | { readonly kind: 'deliver'; readonly sent: readonly Sent[] }
  | { readonly kind: 'advance'; readonly minutes: number }
  | { readonly kind: 'unheard'; readonly unit: string; readonly fromAt: number; readonly hours: number }
  | { readonly kind: 'ask' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.array(fact, { maxLength: 8 }).map((sent): Step => ({ kind: 'deliver', sent })) },
  {
    weight: 3,
    arbitrary: fc
      .integer({ min: -60, max: 36 })
      .map((tens) => tens * 10)
      .map((minutes): Step => ({ kind: 'advance', minutes })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('press', 'lathe'), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 5 }))
      .map(([unit, from, hours]): Step => ({ kind: 'unheard', unit, fromAt: startAt + from * hourMs, hours })),
  },
  { weight: 3, arbitrary: fc.constant<Step>({ kind: 'ask' }) },
);

const steps = fc.array(step, { maxLength: 20 });

const groupings: readonly (readonly KpiDimension[])[] = [
  [],
  ['workUnit'],
  ['area'],
  ['workCenter'],
  ['shift'],
  ['area', 'shift'],
  ['product'],
  ['area', 'product', 'operation'],
  ['workOrder'],
  ['shift', 'workOrder'],
];

describe('a stream of KPIs', () => {
  test('answers what the batch form does of the same facts, to the last bit, in whatever order they came', () => {
    fc.assert(
      fc.property(
        fc.array(fact, { minLength: 20, maxLength: 60 }),
        steps,
        fc.constantFrom(...groupings),
        (first, rest, groupBy) => {
          let nowMs = day.fromAt + 9 * hourMs;
          const stream = createKpiStream({ windowsAt, groupBy }, { plant, nowMs });
          const came: Sent[] = [];
          const unheard = new Map<string, Float64Array>();
          for (const one of [{ kind: 'deliver', sent: first } as const, ...rest, { kind: 'ask' } as const])
            switch (one.kind) {
              case 'deliver':
                came.push(...one.sent);
                for (const kind of ['production', 'equipmentState'] as const) stream.add(tableOf(kind, one.sent));
                break;
              case 'advance':
                nowMs += one.minutes * 60_000;
                stream.advanceTo(nowMs);
                break;
              case 'unheard': {
                const gap = setOf({ fromAt: one.fromAt, toAt: one.fromAt + one.hours * hourMs });
                unheard.set(one.unit, gap);
                stream.setUnheard(one.unit, gap);
                break;
              }
              case 'ask': {
                const facts = resolve(came);
                const batch = computeKpis(
                  {
                    plant,
                    production: tableOf('production', facts),
                    equipmentState: tableOf('equipmentState', facts),
                    unheard: (id) => unheard.get(id) ?? new Float64Array(0),
                  },
                  { windows: windowsAt(nowMs), groupBy },
                );
                expect(figuresOf(stream.answer())).toEqual(figuresOf(batch));
              }
            }
        },
      ),
      { numRuns: 100 },
    );
  });
});
