import { describe, expect, test } from 'vitest';
import {
  computeFigures,
  computeKpis,
  createActivity,
  createKpiStream,
  type KpiAnswer,
  type KpiQuestion,
  whyUnknown,
} from '../../../../src/analytics/index.ts';
import { jobShop, logTables } from '../../../support/job-shop.ts';
import { at, hourMs, makePlant, type Report, report, type State, stop, tablesOf } from '../../made-up-plant.ts';
import { rollingPlant, tableOf } from './streams.ts';

const date = '2024-03-13';

/** Value and bounds of a KPI, of the group with a key and the first window. */
function figureOf({ windows, groups, columns }: KpiAnswer, id: string, key: object, window = 0): number[] {
  const group = groups.findIndex((one) => JSON.stringify(one.key) === JSON.stringify(key));
  const column = columns.find(({ kpi }) => kpi.id === id);
  if (group < 0 || column === undefined) throw new Error(`No ${id} of ${JSON.stringify(key)}.`);
  const row = group * windows.length + window;
  return [column.low, column.value, column.high].map((one) => one[row] as number);
}

function ask(
  facts: { production?: readonly Report[]; states?: readonly State[] },
  question: KpiQuestion,
  plant = rollingPlant,
) {
  return computeKpis({ plant, ...tablesOf(facts) }, question);
}

describe('KPIs of windows and groups', () => {
  test('of the whole plant are those that reports show, day by day of the log', () => {
    const log = logTables();
    const days = Array.from({ length: 20 }, (_, i) => jobShop.shiftDay(jobShop.productionDay('2012-02-01'), i));
    const answer = computeKpis({ plant: jobShop, ...log }, { windows: days });
    const figures = computeFigures(createActivity(jobShop, log.production, log.equipmentState), days);
    for (const [w, { plant }] of figures.entries())
      for (const [id, shown] of [
        ['availability', plant.ratios.availability],
        ['effectiveness', plant.ratios.performance],
        ['qualityRatio', plant.ratios.quality],
      ] as const) {
        if (shown.kind === 'unknown') throw new Error(`${id} is unknown`);
        const [low, value, high] = figureOf(answer, id, {}, w) as [number, number, number];
        expect(value).toBeCloseTo(shown.value, 12);
        expect(low).toBeCloseTo(shown.low, 12);
        expect(high).toBeCloseTo(shown.high, 12);
      }
  });

  test('are of any equipment with all that is below it, and groups of a level of its ancestor there', () => {
    // The press ran 4 of 8 hours of the early shift, less half an hour of service; the lathe 6, the packer 2.
    const production = [
      report('press', date, 6, 10),
      report('lathe', date, 6, 12),
      report('packer', date, 6, 8, { operation: 'pack' }),
    ];
    const windows = [{ fromAt: at(date, 6), toAt: at(date, 14) }];
    const answer = ask({ production }, { windows, groupBy: ['area'], equipment: ['forming'] });
    expect(answer.groups).toEqual([{ key: { area: 'forming' } }]);
    // Worked by hand: 10 hours of 7.5 and 8; the lathe's two silent hours are no planned time, as nobody knows of them.
    const [low, value] = figureOf(answer, 'availability', { area: 'forming' });
    expect(value).toBeCloseTo(10 / (7.5 + 6), 12);
    expect(low).toBeCloseTo(10 / 15.5, 12);
    const all = ask({ production }, { windows, groupBy: ['workCenter'] });
    expect(all.groups.map(({ key }) => key.workCenter)).toEqual(['', 'cell']);
  });

  test('by shift take windows apart at the borders of shifts, with the ideal times of the whole window', () => {
    // Ten hours across both shifts: 06:00 to 14:00 and 14:00 to 22:00.
    const production = [report('packer', date, 8, 18, { operation: 'pack', completedCount: 1_000 })];
    const windows = [rollingPlant.productionDay(date)];
    const answer = ask({ production }, { windows, groupBy: ['workUnit', 'shift'], equipment: ['packer'] });
    expect(answer.groups.map(({ key }) => key.shift)).toEqual(['early', 'late']);
    expect(figureOf(answer, 'availability', { workUnit: 'packer', shift: 'early' })[1]).toBe(6 / 8);
    expect(figureOf(answer, 'availability', { workUnit: 'packer', shift: 'late' })[1]).toBe(4 / 8);
    // 600 pieces of 7.5 s in six hours.
    expect(figureOf(answer, 'effectiveness', { workUnit: 'packer', shift: 'early' })[1]).toBe(
      (600 * 7.5) / (6 * 3_600),
    );
  });

  test('of an order run from its first to its last report, over all units', () => {
    // Formed 6 to 8 on the press (100, of which 10 scrapped), packed 9 to 10 (90, of which 3 scrapped), set up from 5:30 on.
    const production = [
      report('press', date, 5.5, 6, { state: 'setup', completedCount: 0 }),
      report('press', date, 6, 8, { completedCount: 90, scrapCount: 10 }),
      report('packer', date, 9, 10, { operation: 'pack', completedCount: 87, scrapCount: 3 }),
      report('lathe', date, 6, 9, { workOrder: 'W2', completedCount: 50 }),
    ];
    const windows = [rollingPlant.productionDay(date)];
    const answer = ask({ production }, { windows, groupBy: ['workOrder'] });
    expect(answer.groups.map(({ key }) => key.workOrder)).toEqual(['W1', 'W2']);
    // Worked by hand: 4.5 hours from 5:30 to 10:00, of which 3 made something and half an hour prepared it.
    expect(figureOf(answer, 'productionProcessRatio', { workOrder: 'W1' })[1]).toBeCloseTo(3 / 4.5, 12);
    expect(figureOf(answer, 'allocationRatio', { workOrder: 'W1' })[1]).toBeCloseTo(3.5 / 4.5, 12);
    expect(figureOf(answer, 'throughputRate', { workOrder: 'W1' })[1]).toBeCloseTo(190 / (4.5 * hourMs), 15);
    // 13 scrapped over all operations, of 100 that the first one made.
    expect(figureOf(answer, 'fallOffRatio', { workOrder: 'W1' })[1]).toBeCloseTo(13 / 100, 12);
  });

  test('of products share running time where reports overlap, and add up to that of the unit', () => {
    const production = [
      report('press', date, 6, 8, { product: 'cup' }),
      report('press', date, 7, 9, { product: 'lid' }),
    ];
    const windows = [{ fromAt: at(date, 6), toAt: at(date, 14) }];
    const byProduct = ask({ production }, { windows, groupBy: ['product'] });
    // An hour alone and half of the one they share, each.
    expect([...(byProduct.elements.columns.APT ?? [])]).toEqual([1.5 * hourMs, 1.5 * hourMs]);
    const byUnit = ask({ production }, { windows, equipment: ['press'] });
    expect(byUnit.elements.columns.APT?.[0]).toBe(3 * hourMs);
  });

  test('say of what is unknown which elements no fact tells', () => {
    const windows = [rollingPlant.productionDay(date)];
    const answer = ask({ production: [report('press', date, 6, 8)] }, { windows, groupBy: ['product'] });
    const column = answer.columns.find(({ kpi }) => kpi.id === 'availability');
    if (column === undefined) throw new Error('There is no availability.');
    expect(column.value[0]).toBeNaN();
    const why = whyUnknown(column.kpi, answer.elements, 0);
    expect(why?.missing.map(({ element }) => element)).toEqual(['PBT']);
  });

  test('of equipment that the plant does not have are refused', () => {
    expect(() => ask({}, { windows: [], equipment: ['kiln'] })).toThrow(/kiln/);
  });
});

describe('a stream of KPIs', () => {
  const shop = makePlant();
  const windowsAt = (nowMs: number) => [{ fromAt: nowMs - 8 * hourMs, toAt: nowMs }];
  const streamAt = (nowMs: number, keepMs?: number) =>
    createKpiStream(
      { windowsAt, equipment: ['press'] },
      { plant: shop, nowMs, ...(keepMs === undefined ? {} : { keepMs }) },
    );
  const stops = (...hours: readonly (readonly [number, number])[]) =>
    tableOf(
      'equipmentState',
      hours.map(([from, to], identity) => ({
        kind: 'equipmentState' as const,
        identity,
        content: 0,
        row: stop('press', date, from, to),
      })),
    );

  test('counts a stop that goes on as one once its windows reach what it goes on with', () => {
    const stream = streamAt(at(date, 14));
    stream.add(stops([12, 14], [14, 15]));
    expect(figureOf(stream.answer(), 'mttr', {})[1]).toBe(2 * hourMs);
    stream.advanceTo(at(date, 14) + 60_000);
    expect(figureOf(stream.answer(), 'mttr', {})[1]).toBe(3 * hourMs);
  });

  test('leaves what it answered before as it was', () => {
    const stream = streamAt(at(date, 14));
    const before = stream.answer();
    stream.add(stops([12, 13]));
    stream.answer();
    expect(before.elements.columns.STOP?.[0]).toBe(0);
  });

  test('lets facts go that ended long before its windows, and takes them anew should they come again', () => {
    const stream = streamAt(at(date, 14), 2 * hourMs);
    expect(stream.add(stops([1, 2]))).toBe(1);
    expect(stream.add(stops([1, 2]))).toBe(0);
    stream.advanceTo(at(date, 20));
    expect(stream.add(stops([1, 2]))).toBe(1);
  });
});
