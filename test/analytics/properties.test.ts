import fc from 'fast-check';
import {
  analyseDay,
  computeFigures,
  createActivity,
  reportKpiIds,
  reportKpis,
  splitCount,
  type Times,
} from 'gemba/analytics';
import { describe, expect, it } from 'vitest';
import { jobShop, logTables } from '../support/job-shop.ts';
import { plainRows } from '../support/plain-log.ts';

const tables = logTables();
const activity = createActivity(jobShop, tables.production, tables.equipmentState);
const first = jobShop.productionDay('2012-01-02').fromAt;
const last = jobShop.productionDay('2012-03-31').fromAt;
const instant = fc.integer({ min: first, max: last });
const days = Array.from({ length: 90 }, (_, i) => jobShop.shiftDay(jobShop.productionDay('2012-01-01'), i));

describe('windows', () => {
  it('that are adjacent add up, for every time and for pieces, cut at any millisecond', () => {
    fc.assert(
      fc.property(fc.uniqueArray(instant, { minLength: 3, maxLength: 3 }), (cuts) => {
        const [a, b, c] = cuts.sort((x, y) => x - y) as [number, number, number];
        const [left, right, whole] = computeFigures(activity, [
          { fromAt: a, toAt: b },
          { fromAt: b, toAt: c },
          { fromAt: a, toAt: c },
        ]);
        for (const key of Object.keys(whole?.plant.times ?? {}) as (keyof Times)[])
          expect((left?.plant.times[key] ?? 0) + (right?.plant.times[key] ?? 0)).toBe(whole?.plant.times[key]);
        for (const key of ['completed', 'scrap', 'hold', 'rework'] as const)
          expect((left?.plant.pieces[key] ?? 0) + (right?.plant.pieces[key] ?? 0)).toBe(whole?.plant.pieces[key]);
        expect((left?.plant.finished.low ?? 0) + (right?.plant.finished.low ?? 0)).toBe(whole?.plant.finished.low);
      }),
      { numRuns: 40 },
    );
  });

  it('have whole figures: four classes that are the window, planned time that is reported or silent, bounds in order', () => {
    for (const { plant, units } of computeFigures(activity, days))
      for (const { times, ideal, ratios } of [plant, ...units]) {
        expect(Object.values({ ...times, ...ideal, provisional: 0 }).every(Number.isInteger)).toBe(true);
        expect(times.runMs + times.setupMs + times.downMs + times.silentMs).toBe(times.windowMs);
        expect(times.runMs + times.setupMs + times.downMs + times.silentPlannedMs).toBe(
          times.plannedMs + times.extraMs,
        );
        expect(ideal.idealGoodMs).toBeLessThanOrEqual(ideal.idealMs);
        expect(ideal.coveredRunMs).toBeLessThanOrEqual(times.runMs);
        for (const ratio of Object.values(ratios)) {
          if (ratio.kind === 'unknown') continue;
          expect(ratio.low).toBeLessThanOrEqual(ratio.value);
          expect(ratio.value).toBeLessThanOrEqual(ratio.high);
        }
      }
  });

  it('are asked for in any order and together or alone, with the same answer', () => {
    const some = [days[60], days[3], days[59], days[88]].filter((day) => day !== undefined);
    expect(computeFigures(activity, some)).toEqual(some.flatMap((day) => computeFigures(activity, [day])));
    expect(computeFigures(activity, [])).toEqual([]);
  });
});

describe('pieces', () => {
  it('of a report, split at any instants, add up to its quantity', () => {
    const times = fc.array(fc.integer({ min: -10, max: 1_000_010 }), { maxLength: 8 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5_000_000_000 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        times,
        (q, end, cuts) => {
          const bounds = [-11, ...cuts.sort((a, b) => a - b), 1_000_011];
          const parts = bounds.slice(1).map((to, i) => splitCount(q, 0, end, bounds[i] as number, to));
          expect(parts.reduce((a, b) => a + b, 0)).toBe(q);
          expect(parts.every((part) => part >= 0 && Number.isInteger(part))).toBe(true);
        },
      ),
    );
  });

  it('are floored exactly where the product does not fit a double', () => {
    expect(splitCount(9_007_199_254_740_991, 0, 1000, 0, 999)).toBe(9_007_199_254_740_991 - 9_007_199_254_741);
  });

  it('of an instant belong whole to it', () => {
    expect([splitCount(7, 5, 5, 5, 6), splitCount(7, 5, 5, 4, 5), splitCount(7, 5, 5, 6, 9)]).toEqual([7, 0, 0]);
  });
});

describe('an analysis', () => {
  const day = jobShop.productionDay('2012-02-21');
  const asFirst = analyseDay({ plant: jobShop, ...tables, window: day, day });

  it('does not depend on the order of the rows', () => {
    const reversed = logTables([...plainRows].reverse());
    expect(analyseDay({ plant: jobShop, ...reversed, window: day, day })).toEqual(asFirst);
  });

  it('says the same whatever happened after its window', () => {
    const until = logTables(plainRows.filter((row) => row.start * 60_000 < day.toAt));
    expect(analyseDay({ plant: jobShop, ...until, window: day, day })).toEqual(asFirst);
  });

  it('changes none of its inputs', () => {
    const before = logTables();
    expect(tables.production.columns).toEqual(before.production.columns);
  });
});

describe('over the 90 days of the log', () => {
  const analyses = days.map((day) => analyseDay({ plant: jobShop, ...tables, window: day, day }));

  it('losses add up exactly from planned to good machine time', () => {
    for (const { losses } of analyses) {
      let ms = 0;
      for (const step of losses) {
        expect(step.ms).toBeGreaterThanOrEqual(0);
        if (step.id === 'planned') ms = step.ms;
        else if (step.role === 'total') expect(step.ms).toBe(ms);
        else ms += step.role === 'gain' ? step.ms : -step.ms;
      }
    }
  });

  it('timelines are disjoint and with silence the window, with the times of the figures', () => {
    for (const { timeline, window, figures } of analyses)
      timeline.forEach((unit, i) => {
        const all = [unit.run, unit.setup, unit.down, unit.silent];
        const [run, setup, down, silent] = all.map(lengthOf);
        expect(figures.units[i]?.times).toMatchObject({ runMs: run, setupMs: setup, downMs: down, silentMs: silent });
        expect(all.map(lengthOf).reduce((a, b) => a + b)).toBe(window.toAt - window.fromAt);
      });
  });

  it('hours follow each other and add up to the window, of the plant and of each unit', () => {
    for (const { hours, window, figures, day } of analyses) {
      expect(hours.hours).toHaveLength(day?.date === '2012-03-29' ? 23 : 24);
      expect(hours.hours[0]?.fromAt).toBe(window.fromAt);
      expect(hours.hours.at(-1)?.toAt).toBe(window.toAt);
      hours.hours.slice(1).forEach((hour, i) => {
        expect(hour.fromAt).toBe(hours.hours[i]?.toAt);
      });
      const sum = (key: 'completed' | 'scrap' | 'hold' | 'finished' | 'runMs' | 'plannedMs') =>
        hours.hours.reduce((total, hour) => total + hour[key], 0);
      const { pieces, times, finished } = figures.plant;
      expect([sum('completed'), sum('scrap'), sum('hold')]).toEqual([pieces.completed, pieces.scrap, pieces.hold]);
      expect([sum('runMs'), sum('plannedMs')]).toEqual([times.runMs, times.plannedMs]);
      expect(sum('finished')).toBe(finished.low);
      hours.units.forEach((unit, i) => {
        expect(unit.completed.reduce((a, b) => a + b, 0)).toBe(figures.units[i]?.pieces.completed);
        expect(unit.scrap.reduce((a, b) => a + b, 0)).toBe(figures.units[i]?.pieces.scrap);
        expect(unit.runMs.reduce((a, b) => a + b, 0)).toBe(figures.units[i]?.times.runMs);
      });
    }
  });

  it('finished orders add up to the finished pieces, and no order both waits and runs', () => {
    for (const { orders, figures } of analyses) {
      const { finished, waiting, running, queues } = orders;
      expect(finished.rows).toHaveLength(finished.count);
      expect(finished.rows.reduce((sum, row) => sum + row.finished.low, 0)).toBe(figures.plant.finished.low);
      expect(finished.rows.reduce((sum, row) => sum + row.finished.high, 0)).toBe(figures.plant.finished.high);
      const runs = new Set(running.rows.map(({ workOrder }) => workOrder));
      expect(waiting.rows.filter(({ workOrder }) => runs.has(workOrder))).toEqual([]);
      expect(waiting.rows.every(({ waitingMs }, i) => waitingMs <= (waiting.rows[i - 1]?.waitingMs ?? Infinity))).toBe(
        true,
      );
      expect(queues.reduce((sum, queue) => sum + queue.orders, 0)).toBe(waiting.count);
      expect(queues.reduce((sum, queue) => sum + queue.pieces, 0)).toBe(
        waiting.rows.reduce((sum, row) => sum + row.completedThere, 0),
      );
    }
  });

  it('quality adds up: defects, first pass, scrap reports and the last point of the chart are those of the figures', () => {
    for (const { quality, figures } of analyses) {
      const { completed, scrap, hold, rework } = figures.plant.pieces;
      const sum = <Row>(rows: readonly Row[], read: (row: Row) => number) => rows.reduce((a, row) => a + read(row), 0);
      expect([quality.made, quality.scrap, quality.hold]).toEqual([completed + scrap + hold, scrap, hold]);
      expect(sum(quality.defects.rows, (row) => row.scrap)).toBe(scrap);
      expect(sum(quality.defects.rows, (row) => row.hold)).toBe(hold);
      expect(sum(quality.scrapContexts.rows, (row) => row.scrap)).toBe(scrap);
      expect(sum(quality.firstPass, (row) => row.made + row.rework)).toBe(completed + scrap + hold);
      expect(sum(quality.firstPass, (row) => row.rework)).toBe(rework);
      expect(sum(quality.holds.ages, (age) => age.pieces)).toBe(quality.holds.pieces);
      expect(quality.defects.rows.at(-1)?.cumulativeRatio ?? 1).toBe(1);
      const point = quality.proportion.points.at(-1);
      expect([point?.made, point?.nonconforming]).toEqual([completed + scrap + hold, scrap + hold]);
    }
  });

  it('down time by machine and reason adds up to that of the figures', () => {
    for (const { maintenance, figures } of analyses)
      expect(maintenance.downtime.reduce((sum, { downMs }) => sum + downMs, 0)).toBe(figures.plant.times.downMs);
  });

  it('boards agree with the timeline, and the heat map with the figures', () => {
    for (const { board, timeline, window, heatMap, figures, stops } of analyses) {
      board.rows.forEach(({ state }, i) => {
        const unit = timeline[i];
        const waiting = unit?.wait;
        const ends = {
          down: unit?.down,
          running: unit?.run,
          setup: unit?.setup,
          blocked: waiting,
          starved: waiting,
          idle: waiting,
          silent: unit?.silent,
        };
        expect(ends[state]?.at(-1)).toBe(window.toAt);
      });
      expect(
        board.problems
          .filter(({ kind }) => kind === 'down')
          .map(({ equipment }) => equipment)
          .sort(),
      ).toEqual(
        board.rows
          .filter(({ state }) => state === 'down')
          .map(({ equipment }) => equipment)
          .sort(),
      );
      expect(stops.some(({ isOpen }) => isOpen)).toBe(board.rows.some(({ state }) => state === 'down'));
      expect(heatMap.days).toHaveLength(28);
      heatMap.rows.forEach(({ downMs, oee }, i) => {
        const { times, ratios } = figures.units[i] as (typeof figures.units)[number];
        const hasBase = times.plannedMs + times.extraMs > 0;
        expect(downMs.at(-1)).toBe(hasBase ? times.downMs : undefined);
        expect(oee.at(-1)).toBe(ratios.oee.kind === 'known' ? ratios.oee.value : undefined);
      });
    }
  });

  it('shifts laid beside each other are mirror images where there are two', () => {
    for (const { shiftComparison } of analyses) {
      const [day, night] = shiftComparison;
      expect([0, 2]).toContain(shiftComparison.length);
      if (day === undefined || night === undefined) continue;
      expect([day.against.ahead, day.against.behind]).toEqual([night.against.behind, night.against.ahead]);
      expect(day.against.days).toBe(night.against.days);
      const judged = { ahead: 'behind', behind: 'ahead' } as const;
      const { judgement } = day.against;
      expect(night.against.judgement).toBe(
        judgement === 'ahead' || judgement === 'behind' ? judged[judgement] : judgement,
      );
    }
  });

  it('every number that leaves is finite', () => {
    const check = (value: unknown): void => {
      if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`got ${value}`);
      if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value))
        for (const part of Object.values(value)) check(part);
    };
    for (const { hours, orders, quality, maintenance, board, shiftBoards, shiftComparison, heatMap } of analyses)
      check([hours, orders, quality, maintenance, board, shiftBoards, shiftComparison, heatMap]);
  });

  it('piece rows add up to the pieces of the plant', () => {
    for (const { pieceRows, figures } of analyses)
      for (const key of ['completed', 'scrap', 'hold'] as const)
        expect(pieceRows.reduce((sum, row) => sum + row[key], 0)).toBe(figures.plant.pieces[key]);
  });

  it('findings never contradict the figures and say nothing twice', () => {
    for (const { findings, figures, kpis: rows, completeness } of analyses) {
      expect(findings.length).toBeLessThanOrEqual(12);
      expect(new Set(findings.map((one) => JSON.stringify([one.rule, one.equipment, one.params]))).size).toBe(
        findings.length,
      );
      expect(findings.map((one) => one.consequenceMs)).toEqual(
        findings.map((one) => one.consequenceMs).toSorted((a, b) => b - a),
      );
      for (const one of findings) {
        const unit = figures.units.find(({ equipment }) => equipment === one.equipment);
        const standing = (kpi: string) =>
          rows.find((row) => row.kpi === kpi && row.equipment === one.equipment)?.standing;
        if (one.rule === 'no-facts') expect([findings.length, completeness.accepted]).toEqual([1, 0]);
        if (one.rule === 'as-usual') expect(findings).toHaveLength(1);
        if (one.rule === 'breakdown') expect(unit?.times.downMs).toBe(one.params.downMs);
        if (one.rule === 'unit-silent') {
          expect(unit?.times).toMatchObject({
            runMs: 0,
            setupMs: 0,
            downMs: 0,
            silentPlannedMs: one.params.silentPlannedMs,
          });
          expect(findings.some((other) => other.rule === 'unit-low-run' && other.equipment === one.equipment)).toBe(
            false,
          );
        }
        if (one.rule === 'unit-low-run')
          expect([unit?.times.runMs, standing('runMs')]).toEqual([one.params.runMs, 'below']);
        if (one.rule === 'unit-setup')
          expect([unit?.times.setupMs, standing('setupMs')]).toEqual([one.params.setupMs, 'above']);
        if (one.rule === 'ideal-time-suspect')
          expect(unit?.ratios.performance).toMatchObject({ value: one.params.performance });
        if (one.rule === 'scrap') expect(one.params.scrap).toBeLessThanOrEqual(figures.plant.pieces.scrap);
        if (one.rule === 'hold') expect(one.params.hold).toBeLessThanOrEqual(figures.plant.pieces.hold);
        if (one.rule === 'finished') expect(figures.plant.finished.value).toBe(one.params.finished);
        if (one.rule === 'setup') expect(figures.plant.times.setupMs).toBe(one.params.setupMs);
        if (one.rule === 'downtime') expect(figures.plant.times.downMs).toBe(one.params.downMs);
        if (one.rule === 'quality') expect(standing('qualityRatio')).toBe('below');
        if (one.rule === 'oee') expect(['above', 'below']).toContain(standing('oeeIndex'));
        if (one.rule === 'coverage') expect(standing('reportedRatio')).toBe('below');
      }
    }
  });

  it('every KPI stands in the table once, in order, and is compared for the plant and each unit', () => {
    expect(reportKpis.map(({ id }) => id)).toEqual([...reportKpiIds]);
    expect(analyses[50]?.kpis).toHaveLength(reportKpiIds.length + 27 * (reportKpiIds.length - 1));
  });

  it('the usual range is unknown until six same weekdays lie in the log', () => {
    // The log begins on Monday 2 January: the seventh Wednesday is the first with six before it.
    const usualOf = (date: string) =>
      analyses.find(({ day }) => day?.date === date)?.kpis.find(({ kpi }) => kpi === 'runMs')?.usual;
    expect(usualOf('2012-02-08')).toEqual({ kind: 'unknown', reason: 'too-little-history', count: 5 });
    expect(usualOf('2012-02-15')).toMatchObject({ kind: 'known', count: 6 });
  });
});

function lengthOf(set: Float64Array): number {
  return set.reduce((sum, at, i) => sum + (i % 2 === 0 ? -at : at), 0);
}
