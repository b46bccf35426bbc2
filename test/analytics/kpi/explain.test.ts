/** The explanation of a figure: steps whose parts add up to it exactly, down to the rows that they came from. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeKpis, createActivity } from '../../../src/analytics/index.ts';
import { explainKpi } from '../../../src/analytics/kpi/explain/explain-kpi.ts';
import type { KpiExplanation, UnitStep } from '../../../src/analytics/kpi/explain/explanation.ts';
import { sum } from '../../../src/analytics/kpi/formula.ts';
import type { KpiRow } from '../../../src/analytics/kpi/kpi-row.ts';
import { kpis } from '../../../src/analytics/kpi/kpis.ts';
import { unitElementIds, unitElements } from '../../../src/analytics/kpi/unit-elements.ts';
import { union } from '../../../src/time/index.ts';
import { idOf, jobShop, logTables } from '../../support/job-shop.ts';
import { plainRows } from '../../support/plain-log.ts';
import { at, hourMs, makePlant, report, stop, tablesOf } from '../made-up-plant.ts';

const minuteMs = 60_000;
const log = logTables();
const logActivity = createActivity(jobShop, log.production, log.equipmentState);

function kpiOf(id: string): KpiRow {
  const kpi = kpis.find((one) => one.id === id);
  if (kpi === undefined) throw new Error(`No KPI ${id}.`);
  return kpi;
}

/** Names every element of a unit, so that all of them are explained. */
const everyElement: KpiRow = { ...kpiOf('oeeIndex'), formula: sum(...unitElementIds) };

function elementOf({ elements }: UnitStep, id: string) {
  const step = elements.find(({ element }) => element === id);
  if (step === undefined) throw new Error(`No element ${id}.`);
  return step;
}

/** The unit's figures are those of the table, and its parts add up to them, whatever is rounded on the way. */
function expectToAddUp({ units }: KpiExplanation, table: ReturnType<typeof unitElements>): void {
  for (const [row, { elements }] of units.entries())
    for (const { element, value, parts } of elements) {
      const own = table.columns[element]?.[row] ?? Number.NaN;
      expect(value ?? Number.NaN, element).toBe(own);
      if (value !== undefined) expect(sumOf(parts), element).toBe(value);
    }
}

function sumOf(parts: readonly { readonly value: number }[]): number {
  return parts.reduce((total, part) => total + part.value, 0);
}

describe('the parts of an explanation', () => {
  const unit = fc.constantFrom('press', 'lathe');
  const span = fc.record({
    // Odd milliseconds of two days, also of no length: nothing divides well.
    fromAt: fc.integer({ min: at('2024-03-12', 0), max: at('2024-03-14', 0) }),
    lengthMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 * hourMs })),
  });
  const production = fc.record({
    equipment: unit,
    span,
    state: fc.constantFrom('running', 'setup'),
    product: fc.constantFrom('cup', 'jug', 'lid'),
    workOrder: fc.constantFrom('', 'W1', 'W2'),
    counts: fc.tuple(fc.nat(40), fc.nat(5), fc.nat(3)),
    isRework: fc.constantFrom(0, 1),
  });
  const state = fc.record({
    equipment: unit,
    span,
    state: fc.constantFrom('running', 'setup', 'down', 'starved', 'blocked', 'idle'),
    reason: fc.constantFrom('breakdown', 'service', ''),
  });
  const gaps = fc.array(span, { maxLength: 2 });
  const inputOf = (microStopSeconds: number) => ({
    ...(microStopSeconds === 0 ? {} : { kpis: { microStopSeconds } }),
    equipment: [
      {
        id: 'press',
        name: 'Press',
        level: 'workUnit' as const,
        idealTimes: [{ product: 'cup', secondsPerPiece: 36.777 }],
      },
      { id: 'lathe', name: 'Lathe', level: 'workUnit' as const, silence: 'unknown' as const },
    ],
    plannedStops: [
      { name: 'Service', equipment: 'press', reason: 'service', from: '2024-03-13T10:00', to: '2024-03-13T11:00' },
    ],
  });
  const plants = new Map([0, 60, 3_600].map((seconds) => [seconds, makePlant(inputOf(seconds))]));
  const window = { fromAt: at('2024-03-13', 0), toAt: at('2024-03-13', 17) };

  test('add up to its elements exactly, for any facts, overlapping or not', () => {
    fc.assert(
      fc.property(
        fc.array(production, { maxLength: 14 }),
        fc.array(state, { maxLength: 8 }),
        gaps,
        fc.constantFrom(...plants.values()),
        (reports, states, unheard, plant) => {
          const timed = ({ fromAt, lengthMs }: { fromAt: number; lengthMs: number }) => ({
            startAt: fromAt,
            endAt: fromAt + lengthMs,
          });
          const tables = tablesOf({
            production: reports.map(({ span: of, counts: [completedCount, scrapCount, holdCount], ...rest }) => ({
              ...rest,
              ...timed(of),
              operation: 'form',
              completedCount,
              scrapCount,
              holdCount,
            })),
            states: states.map(({ span: of, ...rest }) => ({ ...rest, ...timed(of) })),
          });
          const activity = createActivity(plant, tables.production, tables.equipmentState);
          const gap = union(
            unheard.map(({ fromAt }) => fromAt),
            unheard.map(({ fromAt, lengthMs }) => fromAt + lengthMs),
          );
          const options = { activity, unheard: () => gap };
          const explained = explainKpi({ ...options, kpi: everyElement, window });
          expectToAddUp(explained, unitElements({ ...options, windows: [window] }));
          for (const { elements } of explained.units)
            for (const { parts } of elements)
              for (const part of parts)
                if (part.kind === 'factTime') {
                  expect(Math.abs(part.value) + part.sharedMs + part.otherMs).toBe(part.clippedMs);
                  expect(Math.min(part.sharedMs, part.otherMs)).toBeGreaterThanOrEqual(0);
                }
        },
      ),
      { numRuns: 400 },
    );
  });

  test('add up on every day of the log, unit by unit', () => {
    const days = Array.from({ length: 90 }, (_, i) => jobShop.shiftDay(jobShop.productionDay('2012-01-01'), i));
    for (const day of days.filter((_, i) => i % 9 === 4)) {
      const explained = explainKpi({ activity: logActivity, kpi: everyElement, window: day });
      expectToAddUp(explained, unitElements({ activity: logActivity, windows: [day] }));
    }
  });

  test('lead to the rows of the log that touch the unit and the day, each with its line, and to no other', () => {
    const day = jobShop.productionDay('2012-02-29');
    const resource = 'Machine 8 - Turning & Milling';
    const { units, facts } = explainKpi({
      activity: logActivity,
      kpi: everyElement,
      window: day,
      units: [idOf(resource)],
    });
    const touching = plainRows.filter(
      (row) => row.resource === resource && row.start * minuteMs < day.toAt && row.end * minuteMs > day.fromAt,
    );
    expect(touching.length).toBeGreaterThan(3);
    expect(facts.map(({ origin }) => origin.line).sort()).toEqual(touching.map(({ line }) => line).sort());
    for (const { origin, startAt, endAt, workOrder, pieces } of facts) {
      const row = plainRows.find(({ line }) => line === origin.line);
      expect([origin.source, origin.file]).toEqual(['mes', 'production_log.csv']);
      expect({ startAt, endAt, workOrder }).toEqual({
        startAt: (row?.start ?? 0) * minuteMs,
        endAt: (row?.end ?? 0) * minuteMs,
        workOrder: row?.order,
      });
      expect(pieces?.completed).toBe(row?.completed);
    }
    expect(units).toHaveLength(1);
  });
});

test('a figure that is explained is the figure that is given, of a unit as of the plant, with its bounds', () => {
  const window = jobShop.productionDay('2012-02-29');
  const ids = ['oeeIndex', 'availability', 'technicalEfficiency', 'mttr', 'completed', 'reportedRatio'];
  const rows = ids.map(kpiOf);
  const given = (groupBy: readonly ('workUnit' | 'site')[]) =>
    computeKpis({ plant: jobShop, ...log }, { windows: [window], groupBy, kpis: rows });
  const [units, plant] = [given(['workUnit']), given([])];
  for (const [k, kpi] of rows.entries()) {
    const explained = explainKpi({ activity: logActivity, kpi, window });
    const results = [explained.result, ...explained.units.map(({ result }) => result)];
    const columns = [plant.columns[k], ...explained.units.map(() => units.columns[k])];
    for (const [i, result] of results.entries()) {
      const [column, row] = [columns[i], Math.max(0, i - 1)];
      const figures = [column?.value[row], column?.low[row], column?.high[row]];
      if (result.kind === 'unknown') expect(figures[0]).toBeNaN();
      else expect([result.value, result.low, result.high]).toEqual(figures);
    }
  }
});

describe('a worked machine-day', () => {
  const day = jobShop.productionDay('2012-02-29');
  const explained = explainKpi({
    activity: logActivity,
    kpi: kpiOf('oeeIndex'),
    window: day,
    units: [idOf('Machine 8 - Turning & Milling')],
  });
  const [unit] = explained.units as [UnitStep];

  // Computed by plain loops apart from gemba: 346 min run of 1,440 planned, 720 silent, 29 pieces, availability 0.2403 to 0.4806.
  test('has the minutes and pieces that plain loops found, in its elements', () => {
    expect((elementOf(unit, 'APT').value ?? 0) / minuteMs).toBe(346);
    expect((elementOf(unit, 'PBT').value ?? 0) / minuteMs).toBe(1440);
    expect(elementOf(unit, 'GQ').value).toBe(29);
    expect(sumOf(unit.untold.map(({ fromAt, toAt }) => ({ value: toAt - fromAt }))) / minuteMs).toBe(720);
    const neeIndex = explainKpi({
      activity: logActivity,
      kpi: kpiOf('neeIndex'),
      window: day,
      units: [unit.equipment],
    });
    expect((elementOf(neeIndex.units[0] as UnitStep, 'AUST').value ?? 0) / minuteMs).toBe(374);
  });

  test('has its bounds from silence: left out of the base, the figure is its high', () => {
    const { result, bounds } = explained;
    if (result.kind === 'unknown') throw new Error('The OEE is unknown.');
    expect(result.value).toBe(result.low);
    expect(result.high / result.low).toBeCloseTo(0.4806 / 0.2403, 3);
    expect(bounds).toEqual([
      {
        bound: 'high',
        value: result.high,
        changes: [{ untold: 'silence', element: 'PBT', added: -720 * minuteMs }],
      },
    ]);
  });

  test('has the reports that its ideal times were learned from, and the one that decides', () => {
    expect(explained.idealTimes.length).toBeGreaterThan(0);
    for (const step of explained.idealTimes) {
      if (step.kind === 'set') throw new Error('The demo sets no ideal times.');
      expect(step.deciding.msPerPiece).toBe(step.msPerPiece);
      expect(step.reportCount).toBeGreaterThanOrEqual(5);
      expect(step.reports).toHaveLength(Math.min(200, step.reportCount));
      for (const { toAt, origin } of step.reports) {
        expect(toAt).toBeLessThanOrEqual(day.fromAt);
        expect(plainRows.find(({ line }) => line === origin.line)?.type).toBe('D');
      }
      // The least time per piece at which a tenth of all pieces was made: as many as were faster are fewer than that.
      const faster = step.reports.filter(({ msPerPiece }) => msPerPiece < step.msPerPiece);
      expect(faster.reduce((sum, { pieceCount }) => sum + pieceCount, 0)).toBeLessThan(0.1 * step.pieceCount);
    }
  });
});

describe('what a fact does not count for', () => {
  const date = '2024-03-13';
  const plant = makePlant();
  const explain = (facts: Parameters<typeof tablesOf>[0], id: string) => {
    const tables = tablesOf(facts);
    const activity = createActivity(plant, tables.production, tables.equipmentState);
    const units = ['press'];
    return explainKpi({ activity, kpi: kpiOf(id), window: plant.productionDay(date), units });
  };

  test('is shared where reports overlap, an nth to each of n, and lost to a stop that was reported', () => {
    // 6 to 10 and 8 to 12 share 8 to 10; down 11 to 11:30 of the second.
    const { units, facts } = explain(
      {
        production: [report('press', date, 6, 10), report('press', date, 8, 12)],
        states: [stop('press', date, 11, 11.5)],
      },
      'availability',
    );
    const parts = elementOf(units[0] as UnitStep, 'APT').parts;
    expect(parts.map((part) => part.kind === 'factTime' && [part.value, part.sharedMs, part.otherMs])).toEqual([
      [3 * hourMs, hourMs, 0],
      [2.5 * hourMs, hourMs, hourMs / 2],
    ]);
    const [first, second] = parts;
    if (first?.kind !== 'factTime' || second?.kind !== 'factTime') throw new Error('These are times of facts.');
    expect([first.sharedWith, second.sharedWith]).toEqual([[second.fact], [first.fact]]);
    expect(facts[first.fact]?.startAt).toBe(at(date, 6));
  });

  test('is clipped at the window: the pieces of a report that began the day before are those of its part', () => {
    const { units } = explain({ production: [report('press', date, -2, 2, { completedCount: 100 })] }, 'qualityRatio');
    const [part] = elementOf(units[0] as UnitStep, 'GQ').parts;
    expect(part?.value).toBe(50);
  });
});

describe('an unknown figure', () => {
  const plant = makePlant();
  const explain = (id: string) => {
    const { production, equipmentState } = tablesOf({});
    const activity = createActivity(plant, production, equipmentState);
    return explainKpi({ activity, kpi: kpiOf(id), window: plant.productionDay('2024-03-13') });
  };

  test('names the elements that no fact tells, and what would tell them', () => {
    const { result, elements } = explain('workerEfficiency');
    if (result.kind === 'known') throw new Error('Nobody told how long people were there.');
    expect(result.missing.map(({ element }) => element)).toEqual(['APWT', 'APAT']);
    expect(elements.map(({ element, amount }) => [element, amount])).toEqual([
      ['APWT', undefined],
      ['APAT', undefined],
    ]);
  });

  test('names what it would be divided by, and is 0', () => {
    expect(explain('qualityRatio').result).toEqual({
      kind: 'unknown',
      missing: [],
      zero: [{ kind: 'element', element: 'PQ' }],
    });
  });
});
