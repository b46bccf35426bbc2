import { computeFigures, createActivity, getKpi, reportKpis, type UnitFigures } from 'gemba/analytics';
import { describe, expect, it } from 'vitest';
import { at, hourMs, makePlant, type Report, report, type State, stop, tablesOf } from './made-up-plant.ts';

const date = '2024-03-13';

function pressOn(
  production: readonly Report[],
  states: readonly State[] = [],
  plant = makePlant(),
  day = date,
): UnitFigures {
  const { production: table, equipmentState } = tablesOf({ production, states });
  const [result] = computeFigures(createActivity(plant, table, equipmentState), [plant.productionDay(day)]);
  return result?.units[0] as UnitFigures;
}

function unitPlant(rest: object) {
  return makePlant({ equipment: [{ id: 'press', name: 'Press', level: 'workUnit', ...rest }] });
}

describe('states', () => {
  it('down wins over run and run over setup, whichever kind of fact reports them', () => {
    const { times } = pressOn(
      [
        report('press', date, 6, 10),
        report('press', date, 9, 12, { state: 'setup' }),
        report('press', date, 13, 14, { state: 'down' }),
      ],
      [
        stop('press', date, 8, 9),
        stop('press', date, 14, 15, { state: 'running' }),
        stop('press', date, 15, 16, { state: 'setup' }),
      ],
    );
    expect(times).toMatchObject({ runMs: 4 * hourMs, setupMs: 3 * hourMs, downMs: 2 * hourMs, silentMs: 15 * hourMs });
  });

  it('outside planned time are extra', () => {
    expect(pressOn([report('press', date, 4, 7)]).times).toMatchObject({
      extraMs: 2 * hourMs,
      silentPlannedMs: 11 * hourMs,
    });
  });
});

describe('what nobody reported', () => {
  it('is idle: availability is the low bound, and of a day silent throughout 0', () => {
    expect(pressOn([report('press', date, 6, 9)]).ratios.availability).toEqual({
      kind: 'known',
      value: 0.25,
      low: 0.25,
      high: 1,
    });
    expect(pressOn([]).ratios).toMatchObject({
      availability: { kind: 'known', value: 0, low: 0, high: 0 },
      performance: { kind: 'unknown', reason: 'no-run-time' },
      quality: { kind: 'unknown', reason: 'no-pieces' },
      oee: { kind: 'unknown', reason: 'no-run-time' },
    });
  });

  it('is unknown where the plant says so: availability is the high bound, and of a day silent throughout unknown', () => {
    const plant = unitPlant({ silence: 'unknown' });
    expect(pressOn([report('press', date, 6, 9)], [], plant).ratios.availability).toEqual({
      kind: 'known',
      value: 1,
      low: 0.25,
      high: 1,
    });
    expect(pressOn([], [], plant).ratios.availability).toEqual({ kind: 'unknown', reason: 'no-time-base' });
  });

  it('of a unit on demand is nothing: no planned time, all its work extra', () => {
    const plant = unitPlant({ staffed: 'onDemand' });
    const { times, ratios } = pressOn([report('press', date, 6, 9)], [], plant);
    expect(times).toMatchObject({ plannedMs: 0, extraMs: 3 * hourMs });
    expect(ratios.reportedRatio).toEqual({ kind: 'unknown', reason: 'no-planned-time' });
    expect(ratios.availability).toMatchObject({ value: 1 });
    expect(pressOn([], [], plant).ratios).toMatchObject({
      availability: { kind: 'unknown', reason: 'no-time-base' },
      setupRatio: { kind: 'unknown', reason: 'no-time-base' },
      downRatio: { kind: 'unknown', reason: 'no-time-base' },
      oee: { kind: 'unknown', reason: 'no-time-base' },
    });
  });

  it('ignored silence of a group leaves its base, that of the others does not', () => {
    const plant = makePlant({
      equipment: [
        { id: 'press', name: 'Press', level: 'workUnit', silence: 'unknown' },
        { id: 'lathe', name: 'Lathe', level: 'workUnit' },
      ],
    });
    const { production, equipmentState } = tablesOf({
      production: [report('press', date, 6, 9), report('lathe', date, 6, 9)],
    });
    const [result] = computeFigures(createActivity(plant, production, equipmentState), [plant.productionDay(date)]);
    expect(result?.plant.ratios.availability).toEqual({ kind: 'known', value: 6 / 15, low: 6 / 24, high: 1 });
  });
});

describe('ideal time per piece', () => {
  const earlier = (count: number, rest: Report = {}) =>
    Array.from({ length: count }, (_, i) =>
      report('press', '2024-03-11', 6 + i, 7 + i, { completedCount: 60 + i, ...rest }),
    );
  const made = report('press', date, 6, 7, { completedCount: 30 });

  it('is learned from five reports that ended before the window, not from four', () => {
    expect(pressOn([...earlier(4), made]).ratios.performance).toEqual({ kind: 'unknown', reason: 'no-ideal-time' });
    const { ideal, ratios } = pressOn([...earlier(5), made]);
    // The fastest tenth of 310 pieces lies within the 64 of the fastest report.
    expect(ratios.performance).toMatchObject({ value: ideal.idealMs / hourMs });
    expect(ideal).toMatchObject({ idealMs: (30 * hourMs) / 64, provisional: false, pieces: 30, piecesWithout: 0 });
  });

  it('does not look at reports that end within the window', () => {
    const within = Array.from({ length: 9 }, (_, i) => report('press', date, 8 + i, 9 + i, { completedCount: 600 }));
    expect(pressOn([...within, ...earlier(4), made]).ratios.performance).toMatchObject({ reason: 'no-ideal-time' });
  });

  it('of a part too rarely made is that of the operation over all parts, provisionally', () => {
    expect(pressOn([...earlier(5, { product: 'bowl' }), made]).ideal).toMatchObject({
      idealMs: (30 * hourMs) / 64,
      provisional: true,
    });
  });

  it('shares the time of overlapping reports among them', () => {
    const twice = earlier(5).flatMap((one) => [one, { ...one, product: 'bowl' }]);
    expect(pressOn([...twice, made]).ideal.idealMs).toBe(Math.round((30 * hourMs) / 64 / 2));
  });

  it('is what the plant sets where it sets one', () => {
    const plant = unitPlant({ idealTimes: [{ operation: 'form', secondsPerPiece: 10 }] });
    expect(pressOn([...earlier(5), made], [], plant).ideal).toMatchObject({ idealMs: 300_000, provisional: false });
  });

  it('is not known for some pieces: performance is over the run time of the others', () => {
    const odd = report('press', date, 8, 10, { operation: 'polish', completedCount: 5 });
    const { ideal, ratios, times } = pressOn([...earlier(5), made, odd]);
    expect(times.runMs).toBe(3 * hourMs);
    expect(ideal).toMatchObject({ coveredRunMs: hourMs, pieces: 35, piecesWithout: 5 });
    expect(ratios.performance).toMatchObject({ value: 30 / 64 });
  });

  it('is not missed by run time without pieces, which counts', () => {
    const blank = report('press', date, 8, 10, { operation: 'polish', completedCount: 0 });
    expect(pressOn([...earlier(5), made, blank]).ideal.coveredRunMs).toBe(3 * hourMs);
  });

  it('of pieces on setup rows counts, their time is no run time', () => {
    const odd = report('press', date, 8, 9, { state: 'setup', operation: 'polish', completedCount: 5 });
    expect(pressOn([...earlier(5), { ...made, state: 'setup' }, odd])).toMatchObject({
      pieces: { completed: 35 },
      ideal: { idealMs: (30 * hourMs) / 64, piecesWithout: 5 },
      ratios: { performance: { kind: 'unknown', reason: 'no-run-time' } },
    });
    const down = stop('press', date, 6, 7);
    expect(pressOn([...earlier(5), made, { ...odd, state: 'running' }], [down]).ratios.performance).toEqual({
      kind: 'unknown',
      reason: 'no-run-time',
    });
  });
});

describe('finished pieces', () => {
  const plant = makePlant({ finalOperations: ['pack', 'inspect'] });
  const finishedOn = (production: readonly Report[], day = date) => {
    const { production: table, equipmentState } = tablesOf({ production });
    return computeFigures(createActivity(plant, table, equipmentState), [plant.productionDay(day)])[0]?.plant.finished;
  };
  const inspected = report('press', date, 6, 7, { operation: 'inspect', completedCount: 8 });

  it('at a later operation count high, until a report of the earlier one is known', () => {
    const packed = report('lathe', '2024-03-14', 6, 7, { operation: 'pack', completedCount: 8 });
    expect(finishedOn([inspected])).toEqual({ value: 0, low: 0, high: 8 });
    expect(finishedOn([inspected, packed])).toEqual({ value: 0, low: 0, high: 8 });
    expect(finishedOn([inspected, { ...packed, startAt: at(date, 23) }])).toEqual({ value: 1, low: 1, high: 1 });
    expect(finishedOn([inspected, packed], '2024-03-14')).toEqual({ value: 8, low: 8, high: 8 });
  });

  it('on rework rows are not counted again, and reports without an order count high', () => {
    expect(finishedOn([{ ...inspected, isRework: 1 }])).toEqual({ value: 0, low: 0, high: 0 });
    expect(finishedOn([{ ...inspected, workOrder: '' }])).toMatchObject({ high: 8 });
  });
});

describe('the KPI table', () => {
  it('has finished pieces for the plant only', () => {
    expect(reportKpis[0]?.valueOf(pressOn([]))).toEqual({ kind: 'unknown', reason: 'not-in-the-data' });
    expect(getKpi('oeeIndex').isoNumber).toBe(6);
  });
});
