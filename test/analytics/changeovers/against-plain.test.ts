/** Changeovers against a second, plain implementation: every report compared with all before it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyseChangeovers } from '../../../src/analytics/changeovers/changeover-analysis.ts';
import { listChangeovers } from '../../../src/analytics/changeovers/list-changeovers.ts';
import { createActivity } from '../../../src/analytics/index.ts';
import { idOf, jobShop, logTables } from '../../support/job-shop.ts';
import { isPlannedMinute } from '../../support/plain-figures.ts';
import { type PlainRow, plainResources, plainRows } from '../../support/plain-log.ts';
import { makePlant, report, tablesOf } from '../made-up-plant.ts';

interface PlainReport {
  readonly start: number;
  readonly end: number;
  readonly key: string;
}

/** Pairs of places: the last good report before, the first good one after. Reports sorted by start, then end. */
function plainChanges(reports: readonly PlainReport[]): [number, number][] {
  return reports.flatMap(({ start, key }, i): [number, number][] => {
    const before = reports.slice(0, i);
    if (before.length === 0 || before.some((other) => other.end > start)) return [];
    const last = Math.max(...before.map(({ end }) => end));
    const together = before.flatMap(({ end }, place) => (end === last ? [place] : []));
    if (together.some((place) => reports[place]?.key === key)) return [];
    return [[together.at(-1) as number, i]];
  });
}

describe('changeovers', () => {
  test('are those of plain comparison, of any reports', () => {
    const one = fc.record({
      start: fc.integer({ min: 0, max: 40 }),
      length: fc.integer({ min: 0, max: 12 }),
      key: fc.constantFrom('a', 'b', 'c'),
    });
    const plant = makePlant();
    fc.assert(
      fc.property(fc.array(one, { maxLength: 25 }), (slots) => {
        const reports = slots
          .map(({ start, length, key }) => ({ start, end: start + length, key }))
          .sort((a, b) => a.start - b.start || a.end - b.end || (a.key < b.key ? -1 : 1));
        const { production, equipmentState } = tablesOf({
          production: reports.map(({ start, end, key }) =>
            report('press', '2024-03-13', 6 + start / 10, 6 + end / 10, { product: key }),
          ),
        });
        const found = listChangeovers(createActivity(plant, production, equipmentState));
        expect(found.map(({ from, to }) => from.product + to.product)).toEqual(
          plainChanges(reports).map(([before, after]) => `${reports[before]?.key}${reports[after]?.key}`),
        );
        for (const { openMs, takenMs, elapsedMs, runMs, setupMs, downMs, waitMs, silentMs } of found) {
          expect(openMs.low).toBeLessThanOrEqual(openMs.value);
          expect(openMs.high).toBeGreaterThanOrEqual(openMs.value);
          expect(openMs.value).toBeLessThanOrEqual(elapsedMs.value);
          expect(takenMs.low).toBeLessThanOrEqual(takenMs.value);
          expect(takenMs.high).toBeGreaterThanOrEqual(takenMs.value);
          expect(takenMs.value).toBeLessThanOrEqual(openMs.value);
          expect(runMs + setupMs + downMs + waitMs + silentMs).toBe(openMs.value);
          expect(Math.min(runMs, setupMs, downMs, waitMs, silentMs)).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('of the production log have the open minutes of plain counting, of two machines', () => {
    const log = logTables();
    const activity = createActivity(jobShop, log.production, log.equipmentState);
    const found = listChangeovers(activity);
    for (const resource of ['Machine 8 - Turning & Milling', 'Machine 3 - Round Grinding']) {
      if (!plainResources.includes(resource)) throw new Error(resource);
      const rows = plainRows
        .filter((row) => row.resource === resource && row.type !== 'B' && row.completed > 0)
        .sort((a, b) => a.start - b.start || a.end - b.end);
      const keyOf = ({ product, operation }: PlainRow): string => `${product}|${operation}`;
      const changes = plainChanges(rows.map((row) => ({ start: row.start, end: row.end, key: keyOf(row) })));
      const own = found.filter(({ equipment }) => equipment === idOf(resource));
      expect(own.length).toBeGreaterThan(10);
      expect(own.map(({ openMs }) => openMs.low / 60_000)).toEqual(
        changes.map(([before, after]) => openMinutes(resource, rows[before]?.end ?? 0, rows[after]?.start ?? 0)),
      );
    }
  });

  test('of a window are the same without the reports that began after it', () => {
    const day = jobShop.productionDay('2012-02-22');
    const [whole, until] = [plainRows, plainRows.filter(({ start }) => start * 60_000 < day.toAt)].map((rows) => {
      const { production, equipmentState } = logTables(rows);
      return analyseChangeovers(createActivity(jobShop, production, equipmentState), day).changeovers;
    });
    const told = whole?.map(({ from, to, lastGoodAt, firstGoodAt, takenMs, rejects, split, best }) => {
      const values = [lastGoodAt, firstGoodAt, takenMs, rejects].map(({ value }) => value);
      return expect.objectContaining({ from, to, lastGoodAt, firstGoodAt, split, best, values });
    });
    expect(told?.length).toBeGreaterThan(5);
    expect(
      until?.map((one) => ({
        ...one,
        values: [one.lastGoodAt, one.firstGoodAt, one.takenMs, one.rejects].map(({ value }) => value),
      })),
    ).toEqual(told);
  });

  test('belong to the window of their first good piece, so that those of days add up to those of the weeks', () => {
    const log = logTables();
    const activity = createActivity(jobShop, log.production, log.equipmentState);
    const days = Array.from({ length: 14 }, (_, i) => jobShop.shiftDay(jobShop.productionDay('2012-02-12'), i));
    const whole = { fromAt: days[0]?.fromAt ?? 0, toAt: days.at(-1)?.toAt ?? 0 };
    const count = (sum: number, day: typeof whole) => sum + analyseChangeovers(activity, day).changeovers.length;
    const all = analyseChangeovers(activity, whole);
    expect(days.reduce(count, 0)).toBe(all.changeovers.length);
    expect(all.pairs.reduce((sum, pair) => sum + pair.count, 0)).toBe(all.changeovers.length);
  });
});

/** Minutes that were planned, or in which anything was reported. */
function openMinutes(resource: string, from: number, to: number): number {
  const own = plainRows.filter((row) => row.resource === resource && row.start < to && row.end > from);
  let count = 0;
  for (let minute = from; minute < to; minute++)
    if (isPlannedMinute(minute) || own.some(({ start, end }) => start <= minute && minute < end)) count++;
  return count;
}
