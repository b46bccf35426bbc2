import { createQueries, rowsOf } from 'gemba/history';
import { toTable } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { sliceUnitFacts } from '../../../src/history/queries/slices.ts';
import { at, makePlant, report, stop } from '../../analytics/made-up-plant.ts';
import { idOf, jobShop, jobShopOnShifts, logTables } from '../../support/job-shop.ts';
import { plainTimes } from '../../support/plain-figures.ts';
import { utcMinute } from '../../support/plain-log.ts';
import { snapshotOf } from './snapshot-of.ts';

const { production, equipmentState } = logTables();
const snapshot = snapshotOf([production, equipmentState]);
const untilAt = Date.UTC(2013, 0, 1);
const log = createQueries({ snapshot, plant: jobShop, untilAt });
const minutes = (ms: unknown): number => (ms as number) / 60_000;

/** Worked machine-days of what the figures mean, computed by plain loops: minutes, and availability from low to high. */
const workedDays = [
  ['2012-02-29', 'Machine 8 - Turning & Milling', [1440, 346, 374, 0, 720, 1440, 0, 720], [0.2403, 0.4806]],
  ['2012-02-21', 'Machine 9 - Turning & Milling', [1440, 182, 520, 523, 215, 1440, 0, 215], [0.1264, 0.1486]],
  ['2012-03-29', 'Machine 3 - Round Grinding', [1380, 887, 136, 0, 357, 1380, 0, 357], [0.6428, 0.8671]],
  ['2012-03-30', 'Machine 4 - Turning & Milling', [1440, 687, 0, 0, 753, 360, 362, 35], [0.9515, 1]],
  ['2012-02-25', 'Machine 4 - Turning & Milling', [1440, 1260, 0, 0, 180, 540, 720, 0], [1, 1]],
] as const;

describe('time in states', () => {
  test.each(workedDays)('on %s of %s is what plain loops over minutes count', async (day, resource, times, bounds) => {
    const [row] = rowsOf(await log.states({ window: day, equipment: idOf(resource) }));
    const { windowMs, runMs, setupMs, downMs, silentMs, plannedMs, extraMs, silentPlannedMs } = row ?? {};
    expect([windowMs, runMs, setupMs, downMs, silentMs, plannedMs, extraMs, silentPlannedMs].map(minutes)).toEqual(
      times,
    );
    expect(row?.availabilityLowRatio).toBeCloseTo(bounds[0], 4);
    expect(row?.availabilityHighRatio).toBeCloseTo(bounds[1], 4);
  });

  test('of the whole log and all units is what plain loops count', async () => {
    const queries = createQueries({ snapshot, plant: jobShopOnShifts, untilAt });
    const table = await queries.states({ window: { from: '2012-01-01', to: '2012-03-31' }, level: 'plant' });
    const [row] = rowsOf(table);
    expect(table.length).toBe(1);
    expect([row?.windowMs, row?.runMs, row?.setupMs, row?.downMs, row?.silentMs, row?.extraMs].map(minutes)).toEqual([
      3_497_580, 545_577, 130_141, 10_150, 2_811_712, 23_992,
    ]);
  });

  test.each(['hour', 'day', 'shift', 7 * 3_600_000] as const)('by %s adds up to that of the window', async (step) => {
    // The week has a change of clocks, and no planned time on most of its Friday and Saturday.
    const window = {
      fromAt: jobShop.productionDay('2012-03-26').fromAt,
      toAt: jobShop.productionDay('2012-03-29').toAt,
    };
    const whole = await log.states({ window });
    const parts = await log.states({ window, step });
    expect(parts.length).toBeGreaterThan(whole.length * 3);
    for (const name of ['windowMs', 'runMs', 'setupMs', 'downMs', 'silentMs', 'plannedMs', 'extraMs'] as const) {
      const sums = new Map<unknown, number>();
      for (const row of rowsOf(parts)) sums.set(row.equipment, (sums.get(row.equipment) ?? 0) + Number(row[name]));
      for (const row of rowsOf(whole))
        expect([row.equipment, sums.get(row.equipment)]).toEqual([row.equipment, row[name]]);
    }
  });

  test('of an area is the sum of its units, and its ratios are ratios of sums', async () => {
    const plant = makePlant({
      equipment: [
        {
          id: 'hall',
          name: 'Hall',
          level: 'area',
          children: [
            { id: 'press', name: 'Press', level: 'workUnit' },
            { id: 'lathe', name: 'Lathe', level: 'workUnit', silence: 'unknown' },
          ],
        },
      ],
    });
    const date = '2024-03-13';
    const facts = [
      toTable('production', [report('press', date, 6, 12), report('lathe', date, 6, 9)]),
      toTable('equipmentState', [stop('press', date, 11, 12)]),
    ];
    const queries = createQueries({ snapshot: snapshotOf(facts), plant, untilAt: at('2024-03-20', 0) });
    const [row] = rowsOf(await queries.states({ window: date, level: 'area' }));
    expect(row).toMatchObject({
      equipment: 'hall',
      runMs: 8 * 3_600_000,
      downMs: 3_600_000,
      plannedMs: 24 * 3_600_000,
    });
    // Run 8 h; planned 24 h, of which 15 h are silent, 9 h of them the lathe's, whose silence says nothing.
    expect(row?.availabilityLowRatio).toBeCloseTo(8 / 24, 12);
    expect(row?.availabilityRatio).toBeCloseTo(8 / 15, 12);
    expect(row?.availabilityHighRatio).toBeCloseTo(8 / 9, 12);
    expect(row?.reportedRatio).toBeCloseTo(9 / 24, 12);
  });

  test('ends where facts are complete, and of what is planned nowhere there is no share', async () => {
    const queries = createQueries({ snapshot, plant: jobShop, untilAt: utcMinute('2012-02-25T12:00') * 60_000 });
    const rows = [
      ...rowsOf(await queries.states({ window: '2012-02-25', equipment: 'machine-4-turning-milling', step: 'hour' })),
    ];
    expect(rows.length).toBe(5);
    expect(rows.at(-1)?.toAt).toBe(utcMinute('2012-02-25T12:00') * 60_000);
    expect(rows[0]?.reportedRatio).toEqual({ kind: 'unknown', reason: 'no-planned-time' });
    expect((await queries.states({ window: '2012-02-26' })).length).toBe(0);
  });
});

describe('down time by reason', () => {
  test('adds up to the down time of states', async () => {
    const window = { from: '2012-02-01', to: '2012-03-01' };
    const sum = (values: Float64Array): number => values.reduce((total, ms) => total + ms, 0);
    const down = sum((await log.states({ window })).columns.downMs.values);
    const byReason = await log.stopReasons({ window, step: 'day' });
    expect(down).toBeGreaterThan(0);
    expect(sum(byReason.columns.downMs.values)).toBe(down);
    const plain = plainTimes('Machine 9 - Turning & Milling', utcMinute('2012-02-01'), utcMinute('2012-03-01')).down;
    const own = await log.stopReasons({ window, equipment: 'machine-9-turning-milling' });
    expect(sum(own.columns.downMs.values) / 60_000).toBe(plain);
  });

  test('of stops that overlap counts for the one that began first', async () => {
    const date = '2024-03-13';
    const states = [
      stop('press', date, 8, 11),
      stop('press', date, 9, 13, { reason: 'service' }),
      stop('press', date, 9, 10, { reason: 'service' }),
    ];
    const queries = createQueries({
      snapshot: snapshotOf([toTable('equipmentState', states)]),
      plant: makePlant(),
      untilAt: at('2024-03-20', 0),
    });
    const rows = [...rowsOf(await queries.stopReasons({ window: date, equipment: 'press' }))];
    expect(rows.map(({ reason, isPlanned, downMs }) => [reason, isPlanned, minutes(downMs)])).toEqual([
      ['breakdown', false, 180],
      ['service', true, 120],
    ]);
    const late = [...rowsOf(await queries.stopReasons({ window: { fromAt: at(date, 10), toAt: at(date, 12) } }))];
    expect(late.map(({ reason, downMs }) => [reason, minutes(downMs)])).toEqual([
      ['breakdown', 60],
      ['service', 60],
    ]);
  });
});

test('slices of time follow each other, make up the window, and have few facts where there are many', async () => {
  const window = { fromAt: jobShop.productionDay('2012-02-01').fromAt, toAt: jobShop.productionDay('2012-02-20').toAt };
  const readUnitFacts = async (query: { readonly window: typeof window }) => ({
    production: await snapshot.read({ kind: 'production', window: query.window }),
    equipmentState: await snapshot.read({ kind: 'equipmentState', window: query.window }),
  });
  const sizes: number[] = [];
  let { fromAt } = window;
  for await (const slice of sliceUnitFacts({ readUnitFacts }, { window }, 20)) {
    expect(slice.window.fromAt).toBe(fromAt);
    fromAt = slice.window.toAt;
    sizes.push(slice.production.length + slice.equipmentState.length);
  }
  expect(fromAt).toBe(window.toAt);
  expect(sizes.length).toBeGreaterThan(20);
  expect(Math.max(...sizes.slice(3))).toBeLessThan(100);
});

test('a quiet stretch does not make slices long that then have all that comes after', async () => {
  const readUnitFacts = async (query: { readonly window: { readonly fromAt: number; readonly toAt: number } }) => ({
    production: await snapshot.read({ kind: 'production', window: query.window }),
    equipmentState: await snapshot.read({ kind: 'equipmentState', window: query.window }),
  });
  const window = { fromAt: Date.UTC(2008, 0, 1), toAt: jobShop.productionDay('2012-03-31').fromAt };
  const sizes: number[] = [];
  for await (const slice of sliceUnitFacts({ readUnitFacts }, { window }, 100)) {
    if (sizes.length === 0) expect(slice.window.toAt - slice.window.fromAt).toBeLessThanOrEqual(16 * 86_400_000);
    if (slice.production.length > 0) sizes.push(slice.production.length);
  }
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThanOrEqual(production.length);
  // The first has at most sixteen days; what follows fits the densest time seen.
  expect(Math.max(...sizes.slice(1))).toBeLessThan(300);
});

test('minor stops are neither down time nor reasons of it, and where facts are read in parts changes nothing', async () => {
  const plant = makePlant({ kpis: { microStopSeconds: 900 } });
  const date = '2024-03-12';
  // The first part ends an hour after midnight, five minutes before the long stop does.
  const border = 25;
  const states = [
    stop('press', date, 8, 8 + 10 / 60),
    stop('press', date, border - 1, border + 5 / 60),
    stop('press', date, border + 2, border + 3, { reason: 'service' }),
  ];
  const production = [report('press', date, 6, 48)];
  // As what sensors tell is read: cut to what is asked for.
  const readUnitFacts = async ({ window }: { readonly window: { readonly fromAt: number; readonly toAt: number } }) => {
    const cut = <Row extends { readonly startAt?: unknown; readonly endAt?: unknown }>(rows: readonly Row[]): Row[] =>
      rows.flatMap((row) => {
        const startAt = Math.max(row.startAt as number, window.fromAt);
        const endAt = Math.min(row.endAt as number, window.toAt);
        return startAt < endAt ? [{ ...row, startAt, endAt }] : [];
      });
    return {
      production: toTable('production', cut(production)),
      equipmentState: toTable('equipmentState', cut(states)),
    };
  };
  const queries = createQueries({ snapshot: snapshotOf([]), plant, untilAt: at(date, 24 * 30), readUnitFacts });
  const window = { fromAt: at(date, 0), toAt: at(date, 48) };
  const [row] = rowsOf(await queries.states({ window, equipment: 'press' }));
  expect([row?.downMs, row?.minorStopMs, row?.runMs].map(minutes)).toEqual([65 + 60, 10, 42 * 60 - 65 - 60]);
  const reasons = [...rowsOf(await queries.stopReasons({ window, equipment: 'press' }))];
  expect(reasons.map(({ reason, downMs }) => [reason, minutes(downMs)])).toEqual([
    ['breakdown', 65],
    ['service', 60],
  ]);
});
