import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeFigures, createActivity, type Ratios } from '../../../src/analytics/index.ts';
import { sumRows } from '../../../src/analytics/kpi/element-table.ts';
import { evaluate } from '../../../src/analytics/kpi/evaluate.ts';
import { findKpi, kpis } from '../../../src/analytics/kpi/kpis.ts';
import { unitElements } from '../../../src/analytics/kpi/unit-elements.ts';
import { setOf } from '../../../src/time/index.ts';
import { jobShop, jobShopOnShifts, logTables } from '../../support/job-shop.ts';
import { at, hourMs, makePlant, type Report, report, type State, stop, tablesOf } from '../made-up-plant.ts';

const log = logTables();
const formulaOf = (id: string) => {
  const row = findKpi(id);
  if (row === undefined) throw new Error(`No KPI ${id}.`);
  return row.formula;
};
const date = '2024-03-13';

function figuresOf(
  rows: { readonly production?: readonly Report[]; readonly states?: readonly State[] },
  options = {},
) {
  const plant = makePlant(options);
  const tables = tablesOf(rows);
  const activity = createActivity(plant, tables.production, tables.equipmentState);
  const table = unitElements({ activity, windows: [plant.productionDay(date)] });
  return (id: string, unit = 0) => {
    const { value, low, high } = evaluate(formulaOf(id), table);
    return [low[unit], value[unit], high[unit]];
  };
}

describe('elements of work units', () => {
  test('give the ratios that reports show, of each unit and day of the log, bounds and all', () => {
    const ratios: readonly (readonly [keyof Ratios, string])[] = [
      ['availability', 'availability'],
      ['performance', 'effectiveness'],
      ['quality', 'qualityRatio'],
      ['oee', 'oeeIndex'],
    ];
    for (const plant of [jobShop, jobShopOnShifts]) {
      const activity = createActivity(plant, log.production, log.equipmentState);
      const days = Array.from({ length: 90 }, (_, i) => plant.shiftDay(plant.productionDay('2012-01-01'), i));
      const figures = computeFigures(activity, days);
      const table = unitElements({ activity, windows: days });
      for (const [name, id] of ratios) {
        const { value, low, high } = evaluate(formulaOf(id), table);
        for (const [w, { units }] of figures.entries())
          for (const [u, unit] of units.entries()) {
            const row = u * days.length + w;
            const shown = unit.ratios[name];
            const [own, least, most] = [value[row], low[row], high[row]] as [number, number, number];
            if (shown.kind === 'unknown') {
              expect(own).toBeNaN();
              continue;
            }
            expect(own).toBeCloseTo(shown.value, 12);
            expect(least).toBeCloseTo(shown.low, 12);
            expect(most).toBeCloseTo(shown.high, 12);
          }
      }
    }
  });

  test('of a group are their sums: the plant has the ratios that its report shows', () => {
    const activity = createActivity(jobShop, log.production, log.equipmentState);
    const days = Array.from({ length: 30 }, (_, i) => jobShop.shiftDay(jobShop.productionDay('2012-02-01'), i));
    const table = unitElements({ activity, windows: days });
    const groupOf = Int32Array.from({ length: table.length }, (_, row) => row % days.length);
    const { value, low, high } = evaluate(formulaOf('availability'), sumRows(table, groupOf, days.length));
    for (const [w, { plant }] of computeFigures(activity, days).entries()) {
      const { availability } = plant.ratios;
      if (availability.kind === 'unknown') throw new Error('availability is unknown');
      expect(value[w]).toBeCloseTo(availability.value, 12);
      expect(low[w]).toBeCloseTo(availability.low, 12);
      expect(high[w]).toBeCloseTo(availability.high, 12);
    }
  });

  // A shift of 06:00 to 18:00: ran 6 to 9 and 10 to 12 on one order, broken down 9 to 9:30, silent otherwise.
  const morning = {
    production: [report('press', date, 6, 9), report('press', date, 10, 12)],
    states: [stop('press', date, 9, 9.5)],
  };

  test('of delay are what an order on the unit was not run or set up, those of down time what no order was on', () => {
    const figure = figuresOf(morning);
    // 5 h run; on the order 6 to 12: 1 h delay, of which nothing was told of half. Left out it was no delay, and not planned.
    expect(figure('utilizationEfficiency')).toEqual([5 / 6, 5 / 6, 5 / 5.5]);
    expect(figure('technicalEfficiency')).toEqual([5 / 6, 5 / 6, 5 / 5.5]);
    // Of 12 h 6.5 h silence; left out, 5.5 h are planned, and the order was on the unit in all of them.
    expect(figure('allocationEfficiency')).toEqual([6 / 12, 6 / 12, 5.5 / 5.5]);
  });

  test('bound what has a range within it, on each unit and day of the log', () => {
    const activity = createActivity(jobShop, log.production, log.equipmentState);
    const days = Array.from({ length: 30 }, (_, i) => jobShop.shiftDay(jobShop.productionDay('2012-02-01'), i));
    const table = unitElements({ activity, windows: days });
    const beyond = kpis.flatMap(({ id, formula, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }) => {
      const { low, high } = evaluate(formula, table);
      return low.some((one) => one < min - 1e-9) || high.some((one) => one > max + 1e-9) ? [id] : [];
    });
    expect(beyond).toEqual([]);
  });

  test('of failures count those that began in the window, and their whole restoration', () => {
    const figure = figuresOf({
      production: [report('press', date, 6, 18)],
      states: [
        stop('press', date, 8, 9),
        stop('press', date, 12, 12.5),
        stop('press', date, 15, 16, { reason: 'service' }),
      ],
    });
    // Two failures: 1.5 h of restoration; 12 − 2.5 h run; corrective 1.5 of 2.5 h of maintenance.
    expect(figure('mttr')[1]).toBe(0.75 * hourMs);
    expect(figure('mtbf')[1]).toBe((9.5 * hourMs) / 3);
    expect(figure('mttf')[1]).toBe((10.5 * hourMs) / 3);
    expect(figure('correctiveMaintenanceRatio')[1]).toBe(1.5 / 2.5);
  });

  test('that no fact tells leave their KPIs unknown: attendance, energy, inventory', () => {
    const figure = figuresOf(morning);
    for (const id of ['workerEfficiency', 'comprehensiveEnergyConsumption', 'inventoryTurns', 'machineCapabilityIndex'])
      expect(figure(id)[1]).toBeNaN();
  });
});

describe('of a plant from which facts were taken, and which knows when nobody was heard', () => {
  const plant = makePlant({
    equipment: [
      {
        id: 'press',
        name: 'Press',
        level: 'workUnit',
        idealTimes: [{ operation: 'form', product: 'cup', secondsPerPiece: 36 }],
      },
      { id: 'lathe', name: 'Lathe', level: 'workUnit' },
    ],
  });
  const window = plant.productionDay(date);
  // Half hours of a shift: run with so many pieces of 50 at the ideal rate, set up, broken down; reported throughout.
  const halfHour = fc.oneof(
    fc.record({
      kind: fc.constant('run' as const),
      good: fc.integer({ min: 0, max: 30 }),
      scrap: fc.integer({ min: 0, max: 20 }),
    }),
    fc.constant({ kind: 'setup' as const }),
    fc.constant({ kind: 'down' as const }),
  );
  type HalfHour = typeof halfHour extends fc.Arbitrary<infer Slot> ? Slot : never;
  const shift = fc.array(halfHour, { minLength: 24, maxLength: 24 });
  const unheard = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 10 }));

  function tableOf(slots: readonly HalfHour[], [first, count]: readonly [number, number]) {
    const isHeard = (_: unknown, i: number): boolean => i < first || i >= first + count;
    const production: Report[] = [];
    const states: State[] = [];
    for (const [i, slot] of slots.entries()) {
      if (!isHeard(slot, i)) continue;
      const [from, to] = [6 + i / 2, 6.5 + i / 2];
      if (slot.kind === 'run')
        production.push(report('press', date, from, to, { completedCount: slot.good, scrapCount: slot.scrap }));
      else if (slot.kind === 'setup') states.push(stop('press', date, from, to, { state: 'setup', reason: '' }));
      else states.push(stop('press', date, from, to));
    }
    const tables = tablesOf({ production, states });
    const activity = createActivity(plant, tables.production, tables.equipmentState);
    const gap = setOf({ fromAt: at(date, 6 + first / 2), toAt: at(date, 6 + Math.min(24, first + count) / 2) });
    return unitElements({ activity, windows: [window], unheard: () => gap, delayMapping: 'state' });
  }

  test('the truth lies within the bounds', () => {
    const ids = [
      'availability',
      'utilizationEfficiency',
      'technicalEfficiency',
      'isoSetupRatio',
      'oeeIndex',
      'neeIndex',
      'qualityRatio',
      'scrapRatio',
    ];
    fc.assert(
      fc.property(shift, unheard, (slots, gap) => {
        const truth = tableOf(slots, [24, 0]);
        const known = tableOf(slots, gap);
        for (const id of ids) {
          const actual = evaluate(formulaOf(id), truth).value[0] as number;
          const { value, low, high } = evaluate(formulaOf(id), known);
          // Nothing is said where nothing is known, and of pieces where none were made.
          if (Number.isNaN(value[0]) || Number.isNaN(actual)) continue;
          if (known.columns.PQ?.[0] === 0) continue;
          expect(actual).toBeGreaterThanOrEqual((low[0] as number) - 1e-9);
          expect(actual).toBeLessThanOrEqual((high[0] as number) + 1e-9);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the bounds are no wider than what may have been: each is the truth of some shift', () => {
    const slots = Array.from({ length: 24 }, () => ({ kind: 'run' as const, good: 20, scrap: 5 }));
    const known = tableOf(slots, [20, 4]);
    const withLast = (last: HalfHour) => tableOf([...slots.slice(0, 20), last, last, last, last], [24, 0]);
    const shifts = [
      withLast({ kind: 'down' }),
      withLast({ kind: 'setup' }),
      withLast({ kind: 'run', good: 50, scrap: 0 }),
      withLast({ kind: 'run', good: 0, scrap: 50 }),
      withLast({ kind: 'run', good: 0, scrap: 0 }),
    ];
    for (const id of ['availability', 'oeeIndex', 'qualityRatio', 'utilizationEfficiency', 'isoSetupRatio']) {
      const { low, high } = evaluate(formulaOf(id), known);
      const truths = shifts.map((table) => evaluate(formulaOf(id), table).value[0] as number);
      expect(low[0]).toBeCloseTo(Math.min(...truths), 12);
      expect(high[0]).toBeCloseTo(Math.max(...truths), 12);
    }
  });
});
