/** Bounds of every KPI of units, against the truth of plants from which facts were taken. */

import fc from 'fast-check';
import {
  createActivity,
  type ElementTable,
  elementsOf,
  evaluate,
  getKpi,
  type Kpi,
  type KpiId,
  kpis,
  sumRows,
  unitElements,
} from 'gemba/analytics';
import { setOf } from 'gemba/time';
import { describe, expect, test } from 'vitest';
import { at, makePlant, type Report, report, type State, stop, tablesOf } from '../made-up-plant.ts';

const date = '2024-03-13';
/** A cup takes the press 36 s, the lathe 10 minutes. */
const secondsPerPiece = { press: 36, lathe: 600 };
type Unit = keyof typeof secondsPerPiece;
const plant = makePlant({
  equipment: (['press', 'lathe'] as const).map((id) => ({
    id,
    name: id,
    level: 'workUnit',
    idealTimes: [{ operation: 'form', product: 'cup', secondsPerPiece: secondsPerPiece[id] }],
  })),
  kpis: { opportunities: [{ perPiece: 2 }] },
});
const day = plant.productionDay(date);

/** How much of the plan was told, and of what: of the data, not of the plant. */
const ofTheData: readonly KpiId[] = ['reportedRatio', 'silentPlannedMs'];

// Half hours of a shift: up to 50 pieces of the press at the ideal rate, or something else, reported throughout.
const count = (max: number) => fc.integer({ min: 0, max });
const halfHour = fc.oneof(
  fc.record({
    kind: fc.constant('run' as const),
    good: count(20),
    scrap: count(15),
    held: count(15),
    isRework: fc.constantFrom(0, 0, 1),
  }),
  fc.record({ kind: fc.constantFrom('setup' as const, 'breakdown' as const, 'service' as const, 'starved' as const) }),
);
type HalfHour = typeof halfHour extends fc.Arbitrary<infer Slot> ? Slot : never;
type Gap = readonly [first: number, count: number];
const slotCount = 24;
const shift = fc.array(halfHour, { minLength: slotCount, maxLength: slotCount });
const gapOf: fc.Arbitrary<Gap> = fc.tuple(count(slotCount - 1), fc.integer({ min: 1, max: 10 }));
const nothing: Gap = [slotCount, 0];

/** What was told of each unit, but for what fell into its gap. */
function tableOf(
  units: readonly { readonly id: Unit; readonly slots: readonly HalfHour[]; readonly gap: Gap }[],
): ElementTable {
  const production: Report[] = [];
  const states: State[] = [];
  for (const { id, slots, gap } of units)
    for (const [i, slot] of slots.entries()) {
      if (i >= gap[0] && i < gap[0] + gap[1]) continue;
      const [from, to] = [6 + i / 2, 6.5 + i / 2];
      // Of 50 pieces of the press the lathe makes 3.
      const most = id === 'press' ? 50 : 1;
      if (slot.kind === 'run')
        production.push(
          report(id, date, from, to, {
            completedCount: Math.min(slot.good, most),
            scrapCount: Math.min(slot.scrap, most),
            holdCount: Math.min(slot.held, most),
            isRework: slot.isRework,
          }),
        );
      else if (slot.kind === 'breakdown' || slot.kind === 'service')
        states.push(stop(id, date, from, to, { reason: slot.kind }));
      else states.push(stop(id, date, from, to, { state: slot.kind, reason: '' }));
    }
  const tables = tablesOf({ production, states });
  const gaps = new Map<string, Gap>(units.map(({ id, gap }) => [id, gap]));
  return unitElements({
    activity: createActivity(plant, tables.production, tables.equipmentState),
    windows: [day],
    delayMapping: 'state',
    unheard: (id) => {
      const [first, length] = gaps.get(id) ?? nothing;
      return setOf({ fromAt: at(date, 6 + first / 2), toAt: at(date, 6 + Math.min(slotCount, first + length) / 2) });
    },
  });
}

const ofUnits: readonly Kpi[] = kpis.filter(({ id, formula }) => {
  const known = tableOf([{ id: 'press', slots: [], gap: nothing }]).columns;
  return !ofTheData.includes(id) && elementsOf(formula).every((element) => known[element] !== undefined);
});

/** KPIs whose truth lies outside their bounds. Nothing is said where nothing is known. */
function listOutside(truth: ElementTable, known: ElementTable) {
  return ofUnits.flatMap(({ id, formula }) => {
    const actual = evaluate(formula, truth).value[0] as number;
    const [value, low, high] = Object.values(evaluate(formula, known)).map(([one]) => one as number) as [
      number,
      number,
      number,
    ];
    const slack = 1e-9 * Math.max(1, Math.abs(actual));
    return actual < low - slack || actual > high + slack ? [{ id, actual, value, low, high }] : [];
  });
}

describe('of a plant from which facts were taken, the truth lies within the bounds', () => {
  test('of every KPI of a unit', () => {
    expect(ofUnits.length).toBeGreaterThan(30);
    fc.assert(
      fc.property(shift, gapOf, (slots, gap) => {
        const known = tableOf([{ id: 'press', slots, gap }]);
        // What was made in the gap is known by what was made besides.
        if (known.columns.IP?.[0] === 0) return;
        const truth = tableOf([{ id: 'press', slots, gap: nothing }]);
        expect(listOutside(truth, known)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('of every KPI of a group of units, a fast one and a slow one that may each have gone its own way', () => {
    const together = (table: ElementTable) => sumRows(table, Int32Array.of(0, 0), 1);
    fc.assert(
      fc.property(shift, gapOf, shift, gapOf, (press, pressGap, lathe, latheGap) => {
        const tables = [false, true].map((isTold) =>
          tableOf([
            { id: 'press', slots: press, gap: isTold ? nothing : pressGap },
            { id: 'lathe', slots: lathe, gap: isTold ? nothing : latheGap },
          ]),
        ) as [ElementTable, ElementTable];
        const [known, truth] = tables;
        if (known.columns.IP?.includes(0) === true) return;
        expect(listOutside(together(truth), together(known))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('bounds are no wider than what may have been', () => {
  // 10 hours of 20 good and 5 scrapped cups each half hour, then 2 hours that nobody heard of.
  const told = Array.from({ length: 20 }, (): HalfHour => ({ kind: 'run', good: 20, scrap: 5, held: 0, isRework: 0 }));
  const known = tableOf([{ id: 'press', slots: told, gap: [20, 4] }]);
  const made = (good: number, scrap: number, held = 0, isRework: 0 | 1 = 0): HalfHour => ({
    kind: 'run',
    good,
    scrap,
    held,
    isRework,
  });
  const lasts: readonly HalfHour[] = [
    made(50, 0),
    made(0, 50),
    made(0, 0, 50),
    made(50, 0, 0, 1),
    made(0, 50, 0, 1),
    made(0, 0),
    { kind: 'setup' },
    { kind: 'breakdown' },
    { kind: 'service' },
    { kind: 'starved' },
  ];
  const truths = lasts.map((last) =>
    tableOf([{ id: 'press', slots: [...told, last, last, last, last], gap: nothing }]),
  );

  // But for KPIs of failures, whose number in a gap nobody knows, and of pieces that are held.
  const cases: readonly KpiId[] = [
    ...(['availability', 'effectiveness', 'qualityRatio', 'oeeIndex', 'neeIndex', 'utilizationEfficiency'] as const),
    ...(['isoSetupRatio', 'technicalEfficiency', 'scrapRatio', 'reworkRatio', 'equipmentLoadRatio'] as const),
    ...([
      'fullyEffectiveRatio',
      'ooe',
      'teep',
      'utilization',
      'setupRatio',
      'downRatio',
      'completed',
      'scrap',
    ] as const),
    ...(['hold', 'runMs', 'setupMs', 'downMs'] as const),
  ];
  test.each(cases)('of %s: each is the truth of some shift', (id) => {
    const { formula } = getKpi(id);
    const { low, high } = evaluate(formula, known);
    const actual = truths.map((truth) => evaluate(formula, truth).value[0] as number);
    expect(low[0]).toBeCloseTo(Math.min(...actual), 9);
    expect(high[0]).toBeCloseTo(Math.max(...actual), 9);
  });

  test('of repair: a breakdown that went on through the gap is as long, and one more in it as short as can be', () => {
    const slots: HalfHour[] = [...told.slice(0, 19), { kind: 'breakdown' }];
    const { value, low, high } = evaluate(getKpi('mttr').formula, tableOf([{ id: 'press', slots, gap: [20, 4] }]));
    expect(value[0]).toBe(30 * 60_000);
    // 30 minutes told and 120 in the gap, as one failure.
    expect(high[0]).toBe(150 * 60_000);
    // In whole milliseconds, every other: 3,600,000 failures of 1 ms beside that of 30 minutes.
    expect(low[0]).toBeCloseTo((30 * 60_000 + 3_600_000) / 3_600_001, 6);
  });

  test('of repair: two breakdowns around a gap may be one', () => {
    const around: HalfHour[] = [
      ...told.slice(0, 10),
      { kind: 'breakdown' },
      { kind: 'setup' },
      { kind: 'breakdown' },
      ...told.slice(0, 11),
    ];
    const table = tableOf([{ id: 'press', slots: around, gap: [11, 1] }]);
    expect(table.columns.FE?.[0]).toBe(2);
    expect(evaluate(getKpi('mttr').formula, table).high[0]).toBe(90 * 60_000);
  });
});
