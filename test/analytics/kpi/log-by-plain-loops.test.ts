/**
 * KPIs of the demo's log against plain loops over its raw rows, minute by minute: a second computation that shares no code with the
 * library (test/support/plain-figures.ts). The log has no planned reasons of stops, so each breakdown without interruption is a failure.
 */
import { createActivity, evaluate, getKpi, type KpiId, sumRows, unitElements } from 'gemba/analytics';
import { describe, expect, test } from 'vitest';
import { idOf, isOnDemand, jobShop, logTables } from '../../support/job-shop.ts';
import { plainPerformance, plainPieces, plainShare, plainTimes } from '../../support/plain-figures.ts';
import { plainResources, plainRows, utcMinute } from '../../support/plain-log.ts';

const minuteMs = 60_000;
const { production, equipmentState } = logTables();
const activity = createActivity(jobShop, production, equipmentState);

const windows = [
  ['2012-02-29', '2012-03-01'],
  ['2012-02-21', '2012-02-22'],
  ['2012-03-29', '2012-03-30'],
  ['2012-02-28T23:17', '2012-03-02T04:01'],
].map(([from, to]) => [utcMinute(from as string), utcMinute(to as string)] as const);

/** Breakdowns joined where they touch: how many began in the window, and how long those took in all. */
function plainFailures(resource: string, from: number, to: number) {
  const down = new Set<number>();
  for (const { resource: own, type, start, end } of plainRows)
    if (own === resource && type === 'B') for (let minute = start; minute < end; minute++) down.add(minute);
  let [count, minutes] = [0, 0];
  for (const minute of down) {
    if (down.has(minute - 1) || minute < from || minute >= to) continue;
    count++;
    for (let end = minute; down.has(end); end++) minutes++;
  }
  return { count, minutes };
}

/** The KPIs as their definitions say, from plain counts of minutes and pieces; NaN where they have no base. */
function plainKpis(resource: string, from: number, to: number): Readonly<Partial<Record<KpiId, number>>> {
  const t = plainTimes(resource, from, to, !isOnDemand(resource));
  const pieces = plainPieces(resource, from, to);
  const made = pieces.completed + pieces.scrap + pieces.hold;
  const [first, again] = [false, true].map((isRework) =>
    plainRows
      .filter((row) => row.resource === resource && row.rework === isRework)
      .reduce(
        (sum, row) => {
          const [good, bad, held] = [row.completed, row.scrap, row.hold].map((count) =>
            plainShare(count, row, from, to),
          ) as [number, number, number];
          return { good: sum.good + good, all: sum.all + good + bad + held };
        },
        { good: 0, all: 0 },
      ),
  ) as [{ good: number; all: number }, { good: number; all: number }];
  const failures = plainFailures(resource, from, to);
  const base = t.planned + t.extra;
  const over = (a: number, b: number): number => (b === 0 ? Number.NaN : a / b);
  return {
    availability: over(t.run, base),
    qualityRatio: over(pieces.completed, made),
    scrapRatio: over(pieces.scrap, made),
    reworkRatio: over(again.all, made),
    firstPassYield: over(first.good, first.all),
    isoSetupRatio: over(t.setup, t.setup + t.run),
    // The log's plan has no planned stops, so operating time is planned and extra time.
    utilization: over(base, t.window),
    setupRatio: over(t.setup, base),
    downRatio: over(t.down, base),
    reportedRatio: t.planned === 0 ? Number.NaN : 1 - t.silentPlanned / t.planned,
    mtbf: (t.run * minuteMs) / (failures.count + 1),
    mttf: ((base - t.down) * minuteMs) / (failures.count + 1),
    mttr: over(failures.minutes * minuteMs, failures.count),
    correctiveMaintenanceRatio: over(t.down, t.down),
    completed: pieces.completed,
    scrap: pieces.scrap,
    hold: pieces.hold,
    runMs: t.run * minuteMs,
    setupMs: t.setup * minuteMs,
    downMs: t.down * minuteMs,
    silentPlannedMs: t.silentPlanned * minuteMs,
  };
}

const table = unitElements({
  activity,
  windows: windows.map(([from, to]) => ({ fromAt: from * minuteMs, toAt: to * minuteMs })),
});
const figuresOf = (id: KpiId) => evaluate(getKpi(id).formula, table).value;
const rowOf = (resource: string, w: number) =>
  activity.units.findIndex(({ equipment }) => equipment.id === idOf(resource)) * windows.length + w;

describe('KPIs of the production log', () => {
  test('are what plain loops over its rows count, of every machine and window', () => {
    for (const [w, [from, to]] of windows.entries())
      for (const resource of plainResources)
        for (const [id, expected] of Object.entries(plainKpis(resource, from, to)) as [KpiId, number][]) {
          const value = figuresOf(id)[rowOf(resource, w)];
          expect([resource, w, id, value]).toEqual([
            resource,
            w,
            id,
            Number.isNaN(expected) ? Number.NaN : expect.closeTo(expected, 6),
          ]);
        }
  });

  test('of effectiveness stand on the ideal times that plain loops find best demonstrated', () => {
    const [from, to] = windows[0] as (typeof windows)[number];
    let compared = 0;
    for (const resource of plainResources) {
      const { ideal, covered } = plainPerformance(resource, from, to);
      const row = rowOf(resource, 0);
      if (ideal === 0) continue;
      expect([resource, figuresOf('effectiveness')[row]]).toEqual([resource, expect.closeTo(ideal / covered, 4)]);
      const t = plainTimes(resource, from, to, !isOnDemand(resource));
      const { completed, scrap, hold } = plainPieces(resource, from, to);
      const oee = ((t.run / (t.planned + t.extra)) * (ideal / covered) * completed) / (completed + scrap + hold);
      expect([resource, figuresOf('oeeIndex')[row]]).toEqual([resource, expect.closeTo(oee, 4)]);
      compared++;
    }
    expect(compared).toBeGreaterThan(8);
  });

  test('of the plant are ratios of sums over its machines', () => {
    const groupOf = Int32Array.from({ length: table.length }, (_, row) => row % windows.length);
    const plant = sumRows(table, groupOf, windows.length);
    for (const [w, [from, to]] of windows.entries()) {
      const times = plainResources.map((resource) => plainTimes(resource, from, to, !isOnDemand(resource)));
      const sum = (key: 'run' | 'planned' | 'extra' | 'window') => times.reduce((total, one) => total + one[key], 0);
      expect(evaluate(getKpi('availability').formula, plant).value[w]).toBeCloseTo(
        sum('run') / (sum('planned') + sum('extra')),
        12,
      );
      expect(evaluate(getKpi('utilization').formula, plant).value[w]).toBeCloseTo(
        (sum('planned') + sum('extra')) / sum('window'),
        12,
      );
    }
  });
});
