import fc from 'fast-check';
import type { FactRow } from 'gemba/model';
import { createReadingTable } from 'gemba/model';
import { expect, it } from 'vitest';
import { at, makePlant } from '../analytics/made-up-plant.ts';
import { expectedFigures, LiveWorld, tableOf } from './support/live-world.ts';

const secondMs = 1_000;
const minuteMs = 60_000;
const plant = makePlant({
  dayStart: '06:00',
  equipment: [
    {
      id: 'saw',
      name: 'Saw',
      level: 'workUnit',
      signals: {
        states: [
          { state: 'down', reason: 'breakdown', tag: 'saw/fault', oneOf: [true] },
          { state: 'running', tag: 'saw/speed', above: 100, releaseAt: 80, releaseAfterSeconds: 20 },
        ],
        producedTag: 'saw/count',
        scrapTag: 'saw/scrap',
        productTag: 'saw/product',
      },
      idealTimes: [{ secondsPerPiece: 10 }],
    },
  ],
  tags: [
    { id: 'saw/speed', equipment: 'saw', unit: '/min', expectedIntervalSeconds: 900 },
    { id: 'saw/fault', equipment: 'saw', valueType: 'boolean' },
    { id: 'saw/count', equipment: 'saw', kind: 'counter', rolloverAt: 1_000 },
    { id: 'saw/scrap', equipment: 'saw', kind: 'counter' },
    { id: 'saw/product', equipment: 'saw', valueType: 'text' },
  ],
});
const startAt = at('2024-03-13', 17.5);

const value: Readonly<Record<string, fc.Arbitrary<number | string>>> = {
  'saw/speed': fc.constantFrom(0, 90, 110),
  'saw/fault': fc.constantFrom(0, 0, 1),
  'saw/count': fc.integer({ min: 0, max: 999 }),
  'saw/scrap': fc.integer({ min: 0, max: 20 }),
  'saw/product': fc.constantFrom('cup', 'jug'),
};
const reading = fc.constantFrom(...Object.keys(value)).chain((tag) =>
  fc.record({
    tag: fc.constant(tag),
    /** Before now; most come in order, some late, some hours late, some twice. */
    agoSeconds: fc.oneof({ weight: 4, arbitrary: fc.nat(20) }, { weight: 1, arbitrary: fc.nat(6 * 3_600) }),
    said: value[tag] as fc.Arbitrary<number | string>,
    quality: fc.constantFrom('', '', '', '', 'uncertain', 'bad'),
  }),
);
type Reading = typeof reading extends fc.Arbitrary<infer T> ? T : never;

function readingsTable(nowMs: number, readings: readonly Reading[]) {
  const rows = readings.map(
    ({ tag, agoSeconds, said, quality }): FactRow<'reading'> => ({
      tag,
      at: Math.floor(nowMs / secondMs - agoSeconds) * secondMs,
      ...(typeof said === 'string' ? { text: said } : { value: said }),
      quality,
      source: 'plc',
    }),
  );
  // As sources give them: identity by tag and instant, content by what is said.
  return createReadingTable(
    tableOf(
      'reading',
      rows.map((row) => ({ key: '', row })),
    ).columns,
  );
}

const gap = fc.record({ agoMinutes: fc.nat(120), lengthMinutes: fc.integer({ min: 1, max: 60 }), ofTag: fc.boolean() });

const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('tell' as const),
      readings: fc.array(reading, { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('settle' as const), batches: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('repeat' as const), back: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('gap' as const), gap }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.oneof(fc.nat(30_000), fc.nat(40 * minuteMs)) }),
  },
);

it('live figures from sensors are those of a report, whatever is told late, twice, corrected, lost or cut by a gap', {
  timeout: 120_000,
}, async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(reading, { maxLength: 20 }),
      fc.array(action, { minLength: 3, maxLength: 25 }),
      async (before, actions) => {
        const world = new LiveWorld(plant, startAt);
        world.tell('plc', [readingsTable(startAt, before)]);
        world.settleAll();
        await using monitor = await world.openMonitor({ pace: { tickMs: 20 * minuteMs } });
        // From here on the monitor follows both, and reads nothing again for their sake.
        world.tell('gemba.gaps', [tableOf('gap', [{ key: 'old', row: { source: 'plc', startAt: 0, endAt: 1 } }])]);
        world.settleAll();
        await world.time.advance(minuteMs);
        const told: ReturnType<typeof readingsTable>[] = [];
        for (const [n, act] of actions.entries()) {
          if (act.do === 'tell') {
            const table = readingsTable(world.time.nowMs, act.readings);
            told.push(table);
            world.tell('plc', [table]);
          } else if (act.do === 'settle') world.settle('plc', act.batches);
          else if (act.do === 'repeat') {
            const again = told.at(-1 - act.back);
            if (again !== undefined) world.tell('plc', [again]);
          } else if (act.do === 'gap') {
            const beginAt = world.time.nowMs - act.gap.agoMinutes * minuteMs;
            const row = {
              source: 'plc',
              ...(act.gap.ofTag ? { tag: 'saw/fault' } : {}),
              startAt: beginAt,
              endAt: beginAt + act.gap.lengthMinutes * minuteMs,
              cause: 'disconnected',
              status: 'closed',
            };
            world.tell('gemba.gaps', [tableOf('gap', [{ key: `gap ${n}`, row }])]);
            if (n % 2 === 0) world.settle('gemba.gaps');
          } else await world.time.advance(act.ms);
          await world.time.advance(250);
          const [saw] = monitor.current().units;
          if (saw === undefined || saw.isCatchingUp) continue;
          expect([saw.day.figures, saw.shift?.figures]).toEqual(expectedFigures(world, saw, world.everything()));
          compared++;
        }
        world.settleAll();
        await world.time.advance(2 * minuteMs);
        const [saw] = monitor.current().units;
        expect(saw?.isCatchingUp).toBe(false);
        if (saw !== undefined)
          expect([saw.day.figures, saw.shift?.figures]).toEqual(expectedFigures(world, saw, world.history));
      },
    ),
    { numRuns: 80 },
  );
  expect(compared).toBeGreaterThan(100);
});
