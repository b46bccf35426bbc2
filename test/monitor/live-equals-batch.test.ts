import fc from 'fast-check';
import type { FactRow } from 'gemba/model';
import type { LiveMonitor } from 'gemba/monitor';
import { expect, it } from 'vitest';
import { at, makePlant } from '../analytics/made-up-plant.ts';
import { expectedFigures, LiveWorld, tableOf } from './support/live-world.ts';

const minuteMs = 60_000;
const plant = makePlant({
  dayStart: '06:00',
  equipment: [
    { id: 'press', name: 'Press', level: 'workUnit' },
    {
      id: 'lathe',
      name: 'Lathe',
      level: 'workUnit',
      silence: 'unknown',
      idealTimes: [{ operation: 'turn', secondsPerPiece: 60 }],
    },
    { id: 'oven', name: 'Oven', level: 'workUnit', staffed: 'onDemand' },
  ],
  calendar: {
    shifts: [
      { name: 'early', start: '06:00', end: '14:00' },
      { name: 'late', start: '14:00', end: '22:00' },
    ],
    rotation: { anchor: '2024-01-01', days: [[{ shift: 'early' }, { shift: 'late' }]] },
  },
});
/** Before the shift changes, so that many runs see it happen. */
const startAt = at('2024-03-13', 12);

const sources = ['mes', 'qms'] as const;
const source = fc.constantFrom(...sources);

/** Whole multiples of 60 minutes are shared among up to six reports without a rest. */
const report = fc.record({
  key: fc.integer({ min: 0, max: 17 }),
  equipment: fc.constantFrom('press', 'press', 'lathe', 'oven', 'gone'),
  kind: fc.constantFrom('running', 'running', 'running', 'setup', 'down'),
  /** Minutes before now; below 0 it lies ahead. */
  agoMinutes: fc.oneof(fc.integer({ min: -120, max: 600 }), fc.integer({ min: 0, max: 3_000 })),
  lengthMinutes: fc.integer({ min: 0, max: 300 }),
  completed: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constant(0)),
  scrap: fc.integer({ min: 0, max: 3 }),
  product: fc.constantFrom('cup', 'cup', 'jug'),
  operation: fc.constantFrom('form', 'form', 'turn'),
});
type Report = typeof report extends fc.Arbitrary<infer T> ? T : never;

const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('tell' as const),
      source,
      reports: fc.array(report, { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('settle' as const), source, batches: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('repeat' as const), back: fc.nat(6) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('burst' as const),
      source,
      reports: fc.array(report, { minLength: 8, maxLength: 20 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.oneof(fc.nat(2_000), fc.nat(150 * minuteMs)) }),
  },
);

/** A key of a source is a report of that kind for good; what is said of it may change, its machine too. */
function tablesOf(from: string, nowMs: number, reports: readonly Report[]) {
  const factOf = ({
    key,
    equipment,
    kind,
    agoMinutes,
    lengthMinutes,
    completed,
    scrap,
    product,
    operation,
  }: Report) => {
    const begin = Math.floor(nowMs / minuteMs) * minuteMs - agoMinutes * minuteMs;
    const row: FactRow<'production'> = {
      equipment,
      startAt: begin,
      endAt: begin + lengthMinutes * minuteMs,
      state: kind,
      product,
      operation,
      source: from,
      ...(kind === 'down' ? {} : { completedCount: completed, scrapCount: scrap, operators: 'token' }),
    };
    return { key: `${from} ${key}`, row };
  };
  const made = reports.filter(({ kind }) => kind !== 'down').map(factOf);
  const stops = reports.filter(({ kind }) => kind === 'down').map(factOf);
  return [tableOf('production', made), tableOf('equipmentState', stops as never)];
}

/** KPIs of the table say what a report of that instant does. */
function expectKpis(world: LiveWorld, monitor: LiveMonitor): void {
  const { windows, groups, columns, isCatchingUp, asOfAt } = monitor.kpis();
  expect(isCatchingUp).toBe(false);
  const { units } = monitor.current();
  expect(groups.map(({ key }) => key.workUnit)).toEqual(units.map(({ equipment }) => equipment));
  const everything = world.everything();
  for (const [u, unit] of units.entries())
    for (const [w, figures] of expectedFigures(world, { ...unit, asOfAt }, everything).entries()) {
      if (figures === undefined) continue;
      const { ratios, pieces } = figures;
      for (const [id, shown] of [
        ['availability', ratios.availability],
        ['effectiveness', ratios.performance],
        ['completed', { kind: 'known', value: pieces.completed }],
      ] as const) {
        const value = columns.find(({ kpi }) => kpi.id === id)?.value[u * windows.length + w];
        if (shown.kind === 'unknown') expect(value).toBeNaN();
        else expect(value).toBeCloseTo(shown.value, 12);
      }
    }
}

async function expectEqual(world: LiveWorld, monitor: LiveMonitor, isAll: boolean): Promise<number> {
  const everything = world.everything();
  let compared = 0;
  for (const unit of monitor.current().units) {
    if (isAll) expect(unit.isCatchingUp).toBe(false);
    if (unit.isCatchingUp) continue;
    expect([unit.day.figures, unit.shift?.figures]).toEqual(expectedFigures(world, unit, everything));
    compared++;
  }
  if (isAll) expectKpis(world, monitor);
  return compared;
}

it('live figures are those of a report at any instant, whatever is told late, twice, corrected, moved or left out', {
  timeout: 120_000,
}, async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(report, { minLength: 5, maxLength: 30 }),
      fc.array(action, { minLength: 3, maxLength: 20 }),
      fc.boolean(),
      async (before, actions, isTold) => {
        const world = new LiveWorld(plant, startAt);
        world.tell('mes', tablesOf('mes', startAt, before));
        if (!isTold) world.settleAll();
        await using monitor = await world.openMonitor({ unsettledMax: 30, pace: { tickMs: 20 * minuteMs } }, 12);
        if (isTold) world.settleAll();
        const told: { source: string; tables: ReturnType<typeof tablesOf> }[] = [];
        for (const act of actions) {
          if (act.do === 'tell' || act.do === 'burst') {
            const parts = act.do === 'tell' ? [act.reports] : act.reports.map((one) => [one]);
            for (const part of parts) {
              const tables = tablesOf(act.source, world.time.nowMs, part);
              told.push({ source: act.source, tables });
              world.tell(act.source, tables);
            }
          } else if (act.do === 'settle') world.settle(act.source, act.batches);
          else if (act.do === 'repeat') {
            const again = told.at(-1 - act.back);
            if (again !== undefined) world.tell(again.source, again.tables);
          } else if (act.do === 'fail') world.history.failures++;
          else await world.time.advance(act.ms);
          // The time in which what was told must be seen, not what is due later.
          await world.time.advance(250);
          compared += await expectEqual(world, monitor, false);
        }
        world.settleAll();
        await world.time.advance(6 * minuteMs);
        expect(monitor.current().plant?.isCatchingUp).toBe(false);
        compared += await expectEqual(world, monitor, true);
      },
    ),
    { numRuns: 100 },
  );
  expect(compared).toBeGreaterThan(300);
});
