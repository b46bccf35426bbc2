import fc from 'fast-check';
import { createQueries, rowsOf } from 'gemba/history';
import { rowAt, toTable } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { at, makePlant, report, stop } from '../../analytics/made-up-plant.ts';
import { idOf, jobShop, logTables } from '../../support/job-shop.ts';
import { plainPieces, plainShare } from '../../support/plain-figures.ts';
import { plainResources, plainRows, utcMinute } from '../../support/plain-log.ts';
import { snapshotOf } from './snapshot-of.ts';

const { production, equipmentState } = logTables();
const untilAt = Date.UTC(2013, 0, 1);
const log = createQueries({ snapshot: snapshotOf([production, equipmentState]), plant: jobShop, untilAt });

describe('counts of the log', () => {
  test('of all of it are the sums that its rows have', async () => {
    const [all] = rowsOf(await log.counts({ window: { from: '2012-01-01', to: '2012-03-31' } }));
    // Worked out by plain loops, apart from gemba (what the figures mean, worked machine-days).
    expect(all).toMatchObject({ completedCount: 91_507, scrapCount: 591, holdCount: 105 });
  });

  test('by work unit are what plain loops over minutes count', async () => {
    const table = await log.counts({ window: '2012-02-29', by: 'workUnit' });
    const found = new Map([...rowsOf(table)].map((row) => [row.workUnit, row]));
    const [from, to] = [utcMinute('2012-02-29'), utcMinute('2012-03-01')];
    for (const resource of plainResources) {
      const { completed, scrap, hold } = plainPieces(resource, from, to);
      const row = found.get(idOf(resource));
      if (row === undefined) expect(completed + scrap + hold).toBe(0);
      else expect(row).toMatchObject({ completedCount: completed, scrapCount: scrap, holdCount: hold });
    }
  });

  test('by product and shift are what plain loops share by time', async () => {
    const table = await log.counts({ window: '2012-02-29', by: ['product', 'shift'] });
    const shifts = { day: ['2012-02-29T07:00', '2012-02-29T19:00'], night: ['2012-02-29T19:00', '2012-03-01T07:00'] };
    expect(table.length).toBeGreaterThan(15);
    for (const { product, shift, completedCount } of rowsOf(table)) {
      const [from, to] = shifts[shift as 'day' | 'night'].map(utcMinute) as [number, number];
      const rows = plainRows.filter((row) => row.product === product);
      expect(completedCount).toBe(rows.reduce((sum, row) => sum + plainShare(row.completed, row, from, to), 0));
    }
  });

  test.each([
    ['hour', { from: '2012-02-20', to: '2012-03-05' }],
    ['day', { from: '2012-01-01', to: '2012-03-31' }],
    ['shift', { from: '2012-03-25', to: '2012-04-02' }],
    ['person', '2012-02-29'],
    ['operation', '2012-02-29'],
  ] as const)('by %s add up to those of the window', async (by, window) => {
    const [whole] = rowsOf(await log.counts({ window }));
    const parts = [...rowsOf(await log.counts({ window, by }))];
    expect(parts.length).toBeGreaterThan(1);
    for (const sum of ['completedCount', 'scrapCount', 'holdCount', 'reportCount', 'reportMs', 'stopMs'] as const)
      expect(parts.reduce((total, row) => total + (row[sum] as number), 0)).toBe(whole?.[sum]);
  });

  test('of windows that meet add up, wherever they meet', async () => {
    const day = jobShop.productionDay('2012-02-29');
    const sum = async (fromAt: number, toAt: number): Promise<number[]> => {
      const [row] = rowsOf(await log.counts({ window: { fromAt, toAt } }));
      return [row?.completedCount, row?.reportCount, row?.stopCount, row?.stopMs].map(Number);
    };
    const whole = await sum(day.fromAt, day.toAt);
    for (const share of [0.1, 1 / 3, 0.77]) {
      const cut = Math.round(day.fromAt + share * (day.toAt - day.fromAt));
      const [early, late] = [await sum(day.fromAt, cut), await sum(cut, day.toAt)];
      expect(early.map((value, i) => value + (late[i] as number))).toEqual(whole);
    }
  });
});

test('windows that meet add up, also where facts begin and end between whole ms', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.tuple(
          fc.integer({ min: 0, max: 80 }).map((quarters) => quarters / 4),
          fc.nat(12),
          fc.nat(9),
          fc.boolean(),
        ),
        {
          maxLength: 12,
        },
      ),
      fc.uniqueArray(fc.integer({ min: 1, max: 25 }), { maxLength: 8 }),
      async (facts, cuts) => {
        const base = at('2024-03-13', 8);
        const rows = facts.map(([from, length, count, isStop]) => ({
          equipment: 'press',
          startAt: base + from,
          endAt: base + from + length,
          state: isStop ? 'down' : 'running',
          completedCount: count,
        }));
        const snapshot = snapshotOf([toTable('production', rows)]);
        const queries = createQueries({ snapshot, plant: makePlant(), untilAt });
        const sums = async (from: number, to: number): Promise<number[]> => {
          const [row] = rowsOf(await queries.counts({ window: { fromAt: base + from, toAt: base + to } }));
          return [row?.completedCount, row?.reportCount, row?.reportMs, row?.stopCount, row?.stopMs].map(Number);
        };
        const edges = [0, ...cuts.toSorted((a, b) => a - b), 50];
        let total = [0, 0, 0, 0, 0];
        for (let i = 1; i < edges.length; i++) {
          const part = await sums(edges[i - 1] as number, edges[i] as number);
          total = total.map((sum, k) => sum + (part[k] as number));
        }
        expect(total).toEqual(await sums(0, 50));
        expect(total[0]).toBe(facts.reduce((sum, [, , count]) => sum + count, 0));
        expect((total[1] as number) + (total[3] as number)).toBe(facts.length);
      },
    ),
    { numRuns: 60 },
  ));

describe('groups', () => {
  const plant = makePlant({
    equipment: [
      {
        id: 'hall',
        name: 'Hall',
        level: 'area',
        children: [
          {
            id: 'line',
            name: 'Line',
            level: 'workCenter',
            children: [{ id: 'press', name: 'Press', level: 'workUnit' }],
          },
          { id: 'lathe', name: 'Lathe', level: 'workUnit' },
        ],
      },
    ],
    calendar: {
      shifts: [
        { name: 'early', start: '06:00', end: '14:00' },
        { name: 'late', start: '12:00', end: '20:00' },
      ],
      rotation: {
        anchor: '2024-01-01',
        days: [
          [
            { shift: 'early', team: 'red' },
            { shift: 'late', team: 'blue' },
          ],
        ],
      },
    },
  });
  const date = '2024-03-13';
  const queriesOf = (reports = [report('press', date, 8, 10)], stops = [stop('lathe', date, 9, 11)]) =>
    createQueries({
      snapshot: snapshotOf([toTable('production', reports), toTable('equipmentState', stops)]),
      plant,
      untilAt,
    });

  test('by levels of equipment name what is above a unit, unknown where nothing is', async () => {
    const table = await queriesOf().counts({ window: date, by: ['area', 'workCenter', 'workUnit'] });
    expect([...rowsOf(table)].map(({ area, workCenter, workUnit }) => [area, workCenter, workUnit])).toEqual([
      ['hall', 'line', 'press'],
      ['hall', { kind: 'unknown', reason: 'not-in-the-data' }, 'lathe'],
    ]);
  });

  test('that a fact does not name are unknown, and come last', async () => {
    const queries = queriesOf([
      report('press', date, 8, 9, { product: '', completedCount: 3 }),
      report('press', date, 9, 10, { product: 'zinc', completedCount: 4 }),
    ]);
    const rows = [...rowsOf(await queries.counts({ window: date, by: 'product', equipment: 'line' }))];
    expect(rows.map(({ product, completedCount }) => [product, completedCount])).toEqual([
      ['zinc', 4],
      [{ kind: 'unknown', reason: 'not-in-the-data' }, 3],
    ]);
  });

  test('of persons count a report for each who is named', async () => {
    const queries = queriesOf([report('press', date, 8, 9, { operators: 'p1 p2', completedCount: 5 })], []);
    const rows = [...rowsOf(await queries.counts({ window: date, by: 'person' }))];
    expect(rows.map(({ person, completedCount }) => [person, completedCount])).toEqual([
      ['p1', 5],
      ['p2', 5],
    ]);
  });

  test('of shifts that overlap have all that was made in each, and time without a shift is unknown', async () => {
    const queries = queriesOf([report('press', date, 13, 22, { completedCount: 900 })], []);
    const rows = [...rowsOf(await queries.counts({ window: date, by: ['shift', 'team'] }))];
    expect(rows.map(({ shift, team, completedCount }) => [shift, team, completedCount])).toEqual([
      ['early', 'red', 100],
      ['late', 'blue', 700],
      [{ kind: 'unknown', reason: 'not-in-the-data' }, { kind: 'unknown', reason: 'not-in-the-data' }, 200],
    ]);
  });

  test('of hours are told by their begin', async () => {
    const rows = [...rowsOf(await queriesOf([report('press', date, 8, 10)], []).counts({ window: date, by: 'hour' }))];
    expect(rows.map(({ hour, completedCount }) => [hour, completedCount])).toEqual([
      [at(date, 8), 50],
      [at(date, 9), 50],
    ]);
  });

  test('count a stop where it begins, and its time where it lies, whether a report or a state tells it', async () => {
    const told = [report('press', date, 6, 7, { state: 'down', reason: 'service', completedCount: 0 })];
    const rows = [
      ...rowsOf(await queriesOf(told).counts({ window: { fromAt: at(date, 6), toAt: at(date, 10) }, by: 'reason' })),
    ];
    expect(rows.map(({ reason, stopCount, stopMs, reportCount }) => [reason, stopCount, stopMs, reportCount])).toEqual([
      ['breakdown', 1, 3_600_000, 0],
      ['service', 1, 3_600_000, 0],
    ]);
    const [later] = rowsOf(await queriesOf(told).counts({ window: { fromAt: at(date, 10), toAt: at(date, 12) } }));
    expect(later).toMatchObject({ stopCount: 0, stopMs: 3_600_000 });
  });

  test('by what nothing is grouped by are refused, with keys near it', async () => {
    const wrong = 'products' as 'product';
    await expect(queriesOf().counts({ window: date, by: wrong })).rejects.toMatchObject({
      code: 'unknown-name',
      details: { name: 'products', near: ['product'] },
    });
  });

  test('leave out facts of equipment that is no work unit, as reports do', async () => {
    const facts = [report('hall', date, 8, 9), report('gone', date, 8, 9)];
    expect((await queriesOf(facts, []).counts({ window: date, by: 'workUnit' })).length).toBe(0);
    const [all] = rowsOf(await queriesOf(facts, []).counts({ window: date }));
    expect(all).toMatchObject({ completedCount: 0, reportCount: 0 });
    expect(rowAt(toTable('production', facts), 0).equipment).toBe('hall');
  });
});
