import fc from 'fast-check';
import { analyseLine, createActivity, type Line, learnLine } from 'gemba/analytics';
import { describe, expect, test } from 'vitest';
import { idOf, jobShop, logTables } from '../../support/job-shop.ts';
import { type PlainRow, plainRows } from '../../support/plain-log.ts';
import { makePlant, type Report, tablesOf } from '../made-up-plant.ts';
import { minutes, ran } from './line-plant.ts';

const plant = makePlant({
  equipment: [...'ABCDE'].map((id) => ({ id, name: id, level: 'workUnit' as const })),
});
const activityOf = (production: readonly Report[]) => {
  const tables = tablesOf({ production });
  return createActivity(plant, tables.production, tables.equipmentState);
};

describe('the order of units where no line is configured', () => {
  test('is that in which orders passed them, whatever their place in the plant file', () => {
    const route = fc.shuffledSubarray([...'ABCDE'], { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(route, fc.integer({ min: 1, max: 6 }), (units, orders) => {
        const production = Array.from({ length: orders }, (_, order) =>
          units.map((unit, place) =>
            ran(unit, order * 3 + place * 2, order * 3 + place * 2 + 2, { workOrder: `W${order}` }),
          ),
        ).flat();
        const line = learnLine(activityOf(production), minutes(0, 100));
        expect(line).toMatchObject({ flow: 'orders', orders, agreementRatio: { value: 1 } });
        expect(line.stations.flat()).toEqual(units);
      }),
    );
  });

  test('follows the majority, says how many pairs agree, and learns nothing of rework or reports without an order', () => {
    const pass = (order: string, ...units: string[]): Report[] =>
      units.map((unit, place) => ran(unit, place * 5, place * 5 + 5, { workOrder: order }));
    const production = [
      ...pass('W1', 'A', 'B', 'C'),
      ...pass('W2', 'A', 'B', 'C'),
      ...pass('W3', 'B', 'A', 'C'),
      ...pass('', 'C', 'B', 'A'),
      ...pass('W4', 'C', 'A').map((row): Report => ({ ...row, isRework: 1 })),
    ];
    const line = learnLine(activityOf(production), minutes(0, 60), ['A', 'B', 'C']);
    expect(line.stations.flat()).toEqual(['A', 'B', 'C']);
    // Of nine pairs B before A is the one that differs.
    expect(line).toMatchObject({ orders: 3, agreementRatio: { value: 8 / 9 } });
    expect(learnLine(activityOf([]), minutes(0, 60)).agreementRatio).toEqual({
      kind: 'unknown',
      reason: 'not-in-the-data',
    });
  });
});

describe('a real job shop', () => {
  const tables = logTables();
  const activity = createActivity(jobShop, tables.production, tables.equipmentState);
  const quarter = {
    fromAt: jobShop.productionDay('2012-01-01').fromAt,
    toAt: jobShop.productionDay('2012-03-31').fromAt,
  };
  const learned = learnLine(activity, quarter);
  const rows = plainRows.filter(({ type }) => type !== 'B');
  const orders = Map.groupBy(rows, ({ order }) => order);

  test('has routes of which a plain count says how many pairs agree with the order learned', () => {
    const place = new Map(learned.stations.flat().map((unit, i) => [unit, i]));
    let [agreed, pairs] = [0, 0];
    for (const own of orders.values()) {
      const first = new Map<string, number>();
      for (const { resource, start, rework } of own)
        if (!rework) first.set(resource, Math.min(first.get(resource) ?? Number.POSITIVE_INFINITY, start));
      for (const [a, atA] of first)
        for (const [b, atB] of first)
          if (atA < atB) {
            pairs++;
            if ((place.get(idOf(a)) as number) < (place.get(idOf(b)) as number)) agreed++;
          }
    }
    expect(learned.agreementRatio).toMatchObject({ value: expect.closeTo(agreed / pairs, 12) });
    // Most orders end at packing, and no single order of machines holds for all: it is a job shop, no line.
    expect(learned.stations.at(-1)).toEqual(['packing']);
    expect(agreed / pairs).toBeGreaterThan(0.75);
    expect(agreed / pairs).toBeLessThan(0.95);
  });

  test('has the lead times and orders on the line that plain loops find', () => {
    const stations = learned.stations.map((ids) => ids[0] as string);
    const line: Line = { id: 'shop', name: 'Shop', flow: 'given', stations: [stations.slice(0, -1), ['packing']] };
    const { leadTimes } = analyseLine({ activity, line, window: quarter, sliceMs: 30 * 24 * 3_600_000 });
    const toMinute = quarter.toAt / 60_000;
    const [times, inMinutes] = [[] as number[], { sum: 0 }];
    let perhapsLeft = 0;
    for (const own of orders.values()) {
      const enter = Math.min(...own.map(({ start }) => start));
      const isLast = ({ resource }: PlainRow): boolean => resource === 'Packing';
      const ordered = Math.max(...own.map((row) => row.ordered));
      const counted = own.filter(({ rework }) => !rework);
      const done = counted.reduce((sum, row) => sum + (isLast(row) ? row.completed : 0) + row.scrap, 0);
      const outs = counted.filter((row) => (isLast(row) ? row.completed : 0) + row.scrap > 0);
      const lastEnd = Math.max(...own.map(({ end }) => end));
      const isSeen = own.some((row) => row.start === enter && !isLast(row));
      const isLeft = ordered > 0 && done >= ordered;
      let leave = Number.POSITIVE_INFINITY;
      if (isLeft) leave = Math.max(...outs.map(({ end }) => end));
      else if (own.some((row) => row.end === lastEnd && isLast(row)) && lastEnd < toMinute) {
        perhapsLeft++;
        leave = lastEnd;
      }
      if (isLeft && isSeen) times.push(leave - enter);
      inMinutes.sum += Math.max(0, Math.min(leave, toMinute) - enter);
    }
    expect(leadTimes.orders).toBe(times.length);
    expect(times.length).toBeGreaterThan(50);
    expect(leadTimes.meanMs).toMatchObject({
      value: expect.closeTo((times.reduce((sum, one) => sum + one, 0) / times.length) * 60_000, 3),
    });
    expect(leadTimes.ordersPerhapsLeft).toBe(perhapsLeft);
    expect(leadTimes.ordersAtLeast).toBeCloseTo(inMinutes.sum / (toMinute - quarter.fromAt / 60_000), 2);
    const { law } = leadTimes;
    expect(law.meanInSystem - law.meanByLaw).toBeCloseTo(
      (law.openMs - law.beforeMs) / (quarter.toAt - quarter.fromAt),
      8,
    );
  });
});
