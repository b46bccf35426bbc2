import { analyseDay } from 'gemba/analytics';
import { describe, expect, it } from 'vitest';
import { idOf, jobShop, logTables } from '../support/job-shop.ts';
import { plainTimes } from '../support/plain-figures.ts';
import { plainResources, plainRows, utcMinute } from '../support/plain-log.ts';
import {
  plainCompletedAt,
  plainDefects,
  plainFailures,
  plainHours,
  plainOrders,
  plainScrapContexts,
  plainState,
} from '../support/plain-readers.ts';

const tables = logTables();

/** Date, the next date, hours of the day. */
const cases: readonly (readonly [string, string, string, number])[] = [
  ['the day of the demo', '2012-02-29', '2012-03-01', 24],
  ['the day with most down time of a machine', '2012-02-21', '2012-02-22', 24],
  ['a Saturday', '2012-02-25', '2012-02-26', 24],
  ['the day on which clocks go forward', '2012-03-29', '2012-03-30', 23],
];

const analyses = new Map(
  cases.map(([, date]) => {
    const day = jobShop.productionDay(date);
    return [date, analyseDay({ plant: jobShop, ...tables, window: day, day })] as const;
  }),
);

function analysisOf(date: string) {
  const analysis = analyses.get(date);
  if (analysis === undefined) throw new Error(`no analysis of ${date}`);
  return analysis;
}

describe.each(cases)('%s (%s): plain loops agree', (_, date, next, hourCount) => {
  const [from, to] = [utcMinute(date), utcMinute(next)];
  const analysis = analysisOf(date);

  it('with every hour', () => {
    const { hours } = analysis.hours;
    expect(hours).toHaveLength(hourCount);
    const plain = plainHours(
      hours.map(({ fromAt }) => fromAt / 60_000),
      to,
    );
    expect(
      hours.map(({ completed, scrap, hold, finished, runMs }) => ({
        completed,
        scrap,
        hold,
        finished,
        runMinutes: runMs / 60_000,
      })),
    ).toEqual(plain);
  });

  it('with the orders finished, and in which quantity', () => {
    const plain = plainOrders(from, to).filter(({ high }) => high > 0);
    const { finished } = analysis.orders;
    expect(finished.count).toBe(plain.length);
    expect(new Set(finished.rows.map((row) => row.workOrder))).toEqual(new Set(plain.map(({ order }) => order)));
    for (const row of finished.rows) {
      const own = plain.find(({ order }) => order === row.workOrder);
      expect(row).toMatchObject({
        ordered: { kind: 'known', value: own?.ordered },
        finished: { value: own?.low, low: own?.low, high: own?.high },
        finishedSoFar: { value: own?.lowEver, high: own?.highEver },
        scrapSoFar: own?.scrap,
        isComplete: own?.isComplete,
        firstAt: (own?.firstStart ?? 0) * 60_000,
      });
    }
  });

  it('with the orders that wait, where and since when', () => {
    const plain = plainOrders(from, to).filter(
      ({ isRunning, isComplete, lastOperations }) =>
        !isRunning && !isComplete && !(lastOperations.length === 1 && lastOperations[0] === 'Packing'),
    );
    const { waiting, queues } = analysis.orders;
    expect(new Set(waiting.rows.map(({ workOrder }) => workOrder))).toEqual(new Set(plain.map(({ order }) => order)));
    expect(waiting.count).toBe(plain.length);
    for (const row of waiting.rows) {
      const own = plain.find(({ order }) => order === row.workOrder);
      expect(own?.lastOperations).toContain(row.lastOperation);
      expect(row.sinceAt).toBe((own?.lastEnd ?? 0) * 60_000);
      expect(row.completedThere).toBe(plainCompletedAt(row.workOrder, row.lastOperation, to));
    }
    expect(queues.reduce((sum, { orders }) => sum + orders, 0)).toBe(waiting.count);
  });

  it('with what is in progress at its end', () => {
    const plain = plainRows.filter(({ type, start, end }) => type !== 'B' && start < to && end >= to);
    const { running } = analysis.orders;
    expect(running.rows.map((row) => `${row.equipment} ${row.workOrder} ${row.operation} ${row.state}`).sort()).toEqual(
      plain
        .map((row) => `${idOf(row.resource)} ${row.order} ${row.operation} ${row.type === 'D' ? 'running' : 'setup'}`)
        .sort(),
    );
    for (const row of running.rows) {
      const ordered = plain.find(({ order }) => order === row.workOrder)?.ordered ?? 0;
      const completed = plainCompletedAt(row.workOrder, row.operation, to);
      expect(row).toMatchObject({ completed, remaining: { value: Math.max(0, ordered - completed) } });
    }
  });

  it('with scrap and hold by product and operation, and with held pieces ever', () => {
    const plain = plainDefects(from, to);
    const { defects, holds } = analysis.quality;
    for (const { product, operation, made, scrap, hold } of defects.rows)
      expect({ made, scrap, hold }).toEqual(plain.get(`${product}|${operation}`));
    expect(defects.count).toBe([...plain.values()].filter(({ scrap, hold }) => scrap + hold > 0).length);
    expect(holds.pieces).toBe([...plainDefects(-1e9, to).values()].reduce((sum, { hold }) => sum + hold, 0));
  });

  it('with each scrap report and the time since the last setup', () => {
    const plain = plainScrapContexts(from, to);
    const { scrapContexts } = analysis.quality;
    expect(scrapContexts.count).toBe(plain.length);
    for (const row of scrapContexts.rows) {
      const own = plain.find(({ row: { line } }) => line === row.source.line);
      expect(row.scrap).toBe(own?.scrap);
      expect(row.sinceSetupMs.kind === 'known' ? row.sinceSetupMs.value / 60_000 : undefined).toBe(own?.sinceSetup);
    }
  });

  it('with failures and repairs of 28 days, and of the 28 before', () => {
    const start = jobShop.shiftDay(jobShop.productionDay(date), -27).fromAt / 60_000;
    const earlier = jobShop.shiftDay(jobShop.productionDay(date), -55).fromAt / 60_000;
    const known = earlier >= utcMinute('2012-01-01');
    const { reliability } = analysis.maintenance;
    for (const resource of plainResources) {
      const now = plainFailures(resource, start, to, to);
      const before = known ? plainFailures(resource, earlier, start, to) : undefined;
      const row = reliability.find(({ equipment }) => equipment === idOf(resource));
      if (now.failures + (before?.failures ?? 0) === 0) {
        expect(row).toBeUndefined();
        continue;
      }
      expect(row?.now).toMatchObject({ failures: now.failures, repairs: now.repairs });
      const runMinutes = plainTimes(resource, start, to).run;
      if (now.failures > 0)
        expect(row?.now.timeBetweenFailuresMs).toMatchObject({ value: (runMinutes * 60_000) / now.failures });
      if (now.repairs > 0)
        expect(row?.now.timeToRepairMs).toMatchObject({ value: (now.repairMinutes * 60_000) / now.repairs });
      expect(row?.before?.failures).toBe(before?.failures);
    }
  });

  it('with the down time of each resource in each of thirteen weeks, and in which nothing of it was reported', () => {
    const { weeks, rows } = analysis.maintenance.downWeeks;
    expect(weeks).toHaveLength(13);
    const plain = plainResources.map((resource) => ({
      equipment: idOf(resource),
      downMs: weeks.map((week) => {
        // The log's first report began in the early morning of 2 January: of the production day before.
        if (week.from < '2012-01-01') return undefined;
        const next = jobShop.shiftDay(jobShop.productionDay(week.to), 1).date;
        const { run, setup, down } = plainTimes(resource, utcMinute(week.from), utcMinute(next));
        return run + setup + down === 0 ? undefined : down * 60_000;
      }),
    }));
    expect(Object.fromEntries(rows.map(({ equipment, downMs }) => [equipment, downMs]))).toEqual(
      Object.fromEntries(
        plain
          .filter(({ downMs }) => downMs.some((value) => value !== undefined && value > 0))
          .map(({ equipment, downMs }) => [equipment, downMs]),
      ),
    );
    const sums = rows.map(({ downMs }) => downMs.reduce<number>((sum, value) => sum + (value ?? 0), 0));
    expect(sums).toEqual(sums.toSorted((a, b) => b - a));
  });

  it('with the state of each resource at its end, and since when', () => {
    for (const resource of plainResources) {
      const row = analysis.board.rows.find(({ equipment }) => equipment === idOf(resource));
      const { state, since } = plainState(resource, to);
      expect({ resource, state: row?.state, since: row?.sinceAt }).toEqual({
        resource,
        state,
        since: since === undefined ? undefined : since * 60_000,
      });
    }
  });
});
