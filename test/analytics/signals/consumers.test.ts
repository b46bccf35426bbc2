/** What the figures, lists and findings make of facts that come from signals: pieces of an instant, states without pieces. */
import { analyseDay, computeFigures, createActivity, visitIdealTimes } from 'gemba/analytics';
import { compilePlant, emptyTable, type FactRow, type Plant, plantSchema, toTable } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { minuteMs, plantInputWith, startAt } from './saw.ts';

const minutes = (n: number): number => startAt + n * minuteMs;
const source = 'gemba.signals';

function state(from: number, to: number, rest: FactRow<'equipmentState'> = {}): FactRow<'equipmentState'> {
  return { equipment: 'saw', startAt: minutes(from), endAt: minutes(to), state: 'running', source, ...rest };
}

function pieces(at: number, completedCount: number, rest: FactRow<'production'> = {}): FactRow<'production'> {
  return {
    equipment: 'saw',
    startAt: minutes(at),
    endAt: minutes(at),
    state: 'running',
    operation: 'Saw',
    completedCount,
    source,
    ...rest,
  };
}

const plantOf = (change: object = {}): Plant => {
  const input = plantInputWith({ producedTag: 'pieces' });
  const [saw, drill] = input.equipment;
  return compilePlant(
    plantSchema.parse({ ...input, equipment: [{ ...saw, ...change }, drill], finalOperations: ['Saw'] }),
  );
};

const day = { fromAt: startAt, toAt: startAt + 1_440 * minuteMs };

function figuresOf(production: FactRow<'production'>[], states: FactRow<'equipmentState'>[], plant = plantOf()) {
  const activity = createActivity(plant, toTable('production', production), toTable('equipmentState', states));
  const [figures] = computeFigures(activity, [day]);
  return figures?.units[0];
}

function analyse(production: FactRow<'production'>[], states: FactRow<'equipmentState'>[], window = day) {
  const plant = plantOf();
  return analyseDay({
    plant,
    production: toTable('production', production),
    equipmentState: toTable('equipmentState', states),
    refusals: emptyTable('refusal'),
    gaps: emptyTable('gap'),
    window,
    day: plant.productionDayAt(startAt),
  });
}

describe('pieces of an instant', () => {
  test('teach no ideal time, neither of their product nor of the operation', () => {
    const many = Array.from({ length: 20 }, (_, i) => pieces(i, 5));
    const plant = plantOf();
    const activity = createActivity(plant, toTable('production', many), emptyTable('equipmentState'));
    visitIdealTimes(activity, [day.toAt], (_, lookup) => expect(lookup(0)).toBeUndefined());
    expect(figuresOf(many, [state(0, 60)])?.ratios.performance).toEqual({ kind: 'unknown', reason: 'no-ideal-time' });
  });

  test('are rated by the ideal time the plant sets, over the run time that states tell', () => {
    const unit = figuresOf(
      [pieces(15, 20), pieces(30, 10)],
      [state(0, 60)],
      plantOf({ idealTimes: [{ secondsPerPiece: 60 }] }),
    );
    expect(unit?.times.runMs).toBe(60 * minuteMs);
    expect(unit?.pieces).toEqual({ completed: 30, scrap: 0, hold: 0, rework: 0 });
    expect(unit?.ratios.performance).toMatchObject({ value: 0.5 });
  });

  test('without an ideal time have their part of that run time, as many of all pieces as they are', () => {
    const unit = figuresOf(
      [pieces(15, 30, { product: 'A' }), pieces(30, 10, { product: 'B' })],
      [state(0, 60)],
      plantOf({ idealTimes: [{ product: 'A', secondsPerPiece: 60 }] }),
    );
    // 30 of 40 pieces are rated, so three quarters of the hour are: 30 of 45 minutes.
    expect(unit?.ideal).toMatchObject({ coveredRunMs: 45 * minuteMs, pieces: 40, piecesWithout: 10 });
    expect(unit?.ratios.performance).toMatchObject({ value: 30 / 45 });
  });

  test('add no run time of their own, and their scrap counts for quality', () => {
    const unit = figuresOf([pieces(15, 9, { scrapCount: 1 })], []);
    expect(unit?.times.runMs).toBe(0);
    expect(unit?.ratios.quality).toMatchObject({ value: 0.9 });
  });

  test('are in the hour and the window of their instant', () => {
    const { hours } = analyse([pieces(59.9, 3), pieces(60, 4)], []);
    expect(hours.hours.slice(0, 2).map(({ completed }) => completed)).toEqual([3, 4]);
    expect(analyse([pieces(1_439.9, 3), pieces(1_440, 4)], []).figures.plant.pieces.completed).toBe(3);
  });

  test('are finished where the unit is a final operation, and pass first time by operation', () => {
    const { figures, quality } = analyse([pieces(15, 9, { scrapCount: 1, workOrder: 'o1' })], [state(0, 20)]);
    expect(figures.plant.finished).toMatchObject({ value: 9 });
    expect(quality.firstPass).toMatchObject([{ operation: 'Saw', firstPassYield: { value: 0.9 } }]);
  });
});

describe('orders of a unit whose sensors tell them', () => {
  const made = [pieces(15, 5, { workOrder: 'o1', product: 'A' }), pieces(44, 7, { workOrder: 'o2', product: 'B' })];
  const window = { fromAt: startAt, toAt: minutes(60) };

  test('run while the unit does, since it runs; the one before does not', () => {
    const { orders } = analyse(made, [state(0, 30), state(40, 60)], window);
    expect(orders.running.rows).toMatchObject([
      { workOrder: 'o2', equipment: 'saw', state: 'running', sinceAt: minutes(40), completed: 7 },
    ]);
  });

  test('are set up while the unit is', () => {
    const { orders } = analyse(made, [state(0, 45), state(45, 60, { state: 'setup' })], window);
    expect(orders.running.rows).toMatchObject([{ workOrder: 'o2', state: 'setup', sinceAt: minutes(45) }]);
  });

  test('do not run while it is down or silent', () => {
    const down = state(46, 60, { state: 'down', reason: 'FAULT' });
    for (const states of [[state(0, 46), down], [state(0, 46)]])
      expect(analyse(made, states, window).orders.running.rows).toEqual([]);
  });

  test('are told once where a report is in progress too', () => {
    const report = pieces(0, 4, { workOrder: 'o3', endAt: minutes(70), source: 'mes' });
    const { orders } = analyse([...made, report], [state(40, 60)], window);
    expect(orders.running.rows.map(({ workOrder }) => workOrder)).toEqual(['o3']);
  });
});

describe('states by sensors', () => {
  const down = state(100, 130, { state: 'down', reason: 'FAULT' });
  const service = state(200, 210, { state: 'down', reason: 'PM' });

  test('are stops with their reasons, and failures where they are not planned', () => {
    const { stops, maintenance, figures } = analyse([], [state(0, 100), down, state(130, 200), service]);
    expect(stops.map(({ reason, isPlanned }) => [reason, isPlanned])).toEqual([
      ['FAULT', false],
      ['PM', true],
    ]);
    expect(maintenance.downtime.map(({ reason, stops: count, downMs }) => [reason, count, downMs])).toEqual([
      ['FAULT', 1, 30 * minuteMs],
      ['PM', 1, 10 * minuteMs],
    ]);
    const saw = maintenance.reliability.find(({ equipment }) => equipment === 'saw');
    expect(saw?.now.failures).toBe(1);
    expect(figures.units[0]?.times).toMatchObject({ runMs: 170 * minuteMs, downMs: 40 * minuteMs });
  });

  test('name nobody, so nobody is said to have worked', () => {
    expect(analyse([pieces(15, 5)], [state(0, 60)]).staffing).toEqual([]);
  });

  test('were worked out, not received: completeness does not count them', () => {
    const report = pieces(0, 4, { endAt: minutes(30), source: 'mes' });
    const { completeness } = analyse([pieces(15, 5), report], [state(0, 60), down]);
    expect(completeness.accepted).toBe(1);
    expect(completeness.silentPlannedMs).toBe((2 * 1_440 - 90) * minuteMs);
  });
});

test('scrap is seen after the setup that sensors told', () => {
  const setup = state(0, 10, { state: 'setup' });
  const { quality } = analyse(
    [pieces(12, 5, { workOrder: 'o1' }), pieces(25, 3, { workOrder: 'o1', scrapCount: 2 })],
    [setup, state(10, 60)],
  );
  expect(quality.scrapContexts.rows).toMatchObject([
    { scrap: 2, before: 'same-order-and-operation', sinceSetupMs: { value: 15 * minuteMs } },
  ]);
});

test('pieces of an instant take nothing off the run time of reports, which is theirs', () => {
  const report = (from: number, to: number) => pieces(from, 10, { product: 'A', endAt: minutes(to), source: 'mes' });
  const unit = figuresOf(
    [report(0, 60), report(0, 60), pieces(30, 5, { product: 'B', source: 'mes' })],
    [],
    plantOf({ idealTimes: [{ product: 'A', secondsPerPiece: 60 }] }),
  );
  expect(unit?.ideal).toMatchObject({ coveredRunMs: 60 * minuteMs, pieces: 25, piecesWithout: 5 });
});
