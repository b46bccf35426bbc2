/** Stops and waits that are too short to count as such: one rule, in every figure. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  computeFigures,
  createActivity,
  downRowsByUnit,
  type UnitFigures,
  unitElements,
} from '../../src/analytics/index.ts';
import type { Plant } from '../../src/model/index.ts';
import { analyse, at, makePlant, type Report, report, type State, stop, tablesOf } from './made-up-plant.ts';

const date = '2024-03-13';
const next = '2024-03-14';
const minuteMs = 60_000;
const minute = 1 / 60;
/** Five minutes, as in many plants. */
const plantOf = (microStopSeconds?: number): Plant =>
  makePlant({
    equipment: [{ id: 'press', name: 'Press', level: 'workUnit', idealTimes: [{ secondsPerPiece: 60 }] }],
    ...(microStopSeconds === undefined ? {} : { kpis: { microStopSeconds } }),
  });
const plant = plantOf(300);

/** A stop of some minutes after an hour of the day. */
const stopOf = (hour: number, fromMinute: number, toMinute: number, rest: State = {}): State =>
  stop('press', date, hour + fromMinute * minute, hour + toMinute * minute, rest);

function activityOf(production: readonly Report[], states: readonly State[], of = plant) {
  const tables = tablesOf({ production, states });
  return createActivity(of, tables.production, tables.equipmentState);
}

function figuresOf(production: readonly Report[], states: readonly State[], of = plant, day = date): UnitFigures {
  return computeFigures(activityOf(production, states, of), [of.productionDay(day)])[0]?.units[0] as UnitFigures;
}

const run = [report('press', date, 6, 12, { completedCount: 300 })];

describe('a minor stop', () => {
  test('is shorter than the threshold: one as long is a stop', () => {
    const short = [stopOf(8, 0, 5 - 1 / minuteMs)];
    const asLong = [stopOf(8, 0, 5)];
    expect(figuresOf(run, short).times).toMatchObject({ downMs: 0, minorStopMs: 5 * minuteMs - 1 });
    expect(figuresOf(run, asLong).times).toMatchObject({ downMs: 5 * minuteMs, minorStopMs: 0 });
  });

  test('is a loss of performance, and not of availability; OEE is the same', () => {
    const states = [stopOf(8, 0, 4), stopOf(9, 0, 3, { state: 'blocked', reason: '' }), stopOf(10, 0, 20)];
    const [without, with_] = [figuresOf(run, states, plantOf()), figuresOf(run, states)];
    // Of 720 planned minutes 6 hours are reported, less 27 or 20 of stops; blocked while it runs is not believed.
    expect(without.ratios.availability).toMatchObject({ low: (360 - 24) / 720 });
    expect(with_.ratios.availability).toMatchObject({ low: (360 - 20) / 720 });
    expect(without.ratios.performance).toMatchObject({ value: 300 / 336 });
    expect(with_.ratios.performance).toMatchObject({ value: 300 / 340 });
    for (const { ratios } of [with_, without]) expect(ratios.oee).toMatchObject({ low: expect.closeTo(300 / 720, 12) });
    expect(with_.times.minorStopMs).toBe(4 * minuteMs);
  });

  test('may be a wait, between reports too', () => {
    const states = [stop('press', date, 12, 12 + 4 * minute, { state: 'starved', reason: '' })];
    const two = [...run, report('press', date, 12 + 4 * minute, 13, { completedCount: 50 })];
    expect(figuresOf(two, states).times).toMatchObject({
      runMs: 420 * minuteMs,
      waitMs: 0,
      starvedMs: 0,
      waitPlannedMs: 0,
      minorStopMs: 4 * minuteMs,
    });
  });

  test('is no wait by itself, which interrupts nothing', () => {
    const waits = [
      stop('press', date, 3, 3 + 4 * minute, { state: 'idle', reason: '' }),
      stop('press', date, 14, 14 + 4 * minute, { state: 'idle', reason: '' }),
    ];
    expect(figuresOf(run, waits).times).toMatchObject({ minorStopMs: 0, extraMs: 0, waitMs: 8 * minuteMs });
  });

  test('is all time without interruption in which the unit is down or waits, whatever it is told by', () => {
    const states = [
      stopOf(8, 0, 3),
      stopOf(8, 3, 6),
      stopOf(9, 0, 2),
      stopOf(9, 1, 4),
      stopOf(13, 0, 3),
      stopOf(13, 3, 7, { state: 'idle', reason: '' }),
      // Down, if only for a part of it: its own report is enough.
      stopOf(14, 0, 1),
      stopOf(14, 1, 3, { state: 'idle', reason: '' }),
    ];
    const { times } = figuresOf(run, states);
    expect(times).toMatchObject({ minorStopMs: 7 * minuteMs, downMs: 9 * minuteMs, waitMs: 4 * minuteMs });
  });

  test('is not planned', () => {
    const states = [stopOf(8, 0, 3, { reason: 'service' }), stopOf(9, 0, 2, { reason: 'service' }), stopOf(9, 2, 4)];
    const { times } = figuresOf(run, states);
    expect(times).toMatchObject({ minorStopMs: 2 * minuteMs, downMs: 5 * minuteMs });
  });

  test('across a border is in both windows by its time, and one stop in all', () => {
    const states = [stop('press', date, 24 - minute, 24 + 3 * minute)];
    const activity = activityOf([report('press', date, 22, 26)], states);
    const [day, other] = [plant.productionDay(date), plant.productionDay(next)];
    const times = computeFigures(activity, [day, other]).map(({ units }) => units[0]?.times.minorStopMs);
    expect(times).toEqual([minuteMs, 3 * minuteMs]);
    const { minorStops } = activity.units[0] as (typeof activity.units)[number];
    const count = ({ fromAt, toAt }: { fromAt: number; toAt: number }) => minorStops.countIn(fromAt, toAt);
    expect([count(day), count(other), count({ fromAt: day.fromAt, toAt: other.toAt })]).toEqual([1, 0, 1]);
  });

  test('is no failure, stands in no list of stops, and is not among the reasons of down time', () => {
    const states = [stopOf(8, 0, 4), stopOf(9, 0, 30), stopOf(10, 0, 0), stopOf(9, 10, 10)];
    const activity = activityOf(run, states);
    const [rows] = downRowsByUnit(activity, at(next, 0));
    expect(rows?.map(({ startAt, endAt }) => (endAt - startAt) / minuteMs)).toEqual([30, 0]);
    const { columns } = unitElements({ activity, windows: [plant.productionDay(date)] });
    const of = (element: 'FE' | 'TTR' | 'CMT' | 'STOP' | 'APT') => columns[element]?.[0];
    expect([of('FE'), of('TTR'), of('CMT'), of('STOP')]).toEqual([1, 30 * minuteMs, 30 * minuteMs, 30 * minuteMs]);
    expect(of('APT')).toBe(330 * minuteMs);
    const analysis = analyse({ production: run, states }, { plant, date });
    expect(analysis.stops.map(({ startAt }) => startAt)).toEqual([at(date, 9), at(date, 9 + 10 * minute)]);
    expect(analysis.maintenance.downtime).toMatchObject([{ stops: 2, downMs: 30 * minuteMs }]);
    const { losses } = analysis;
    expect(losses.find(({ id }) => id === 'minorStops')).toMatchObject({ role: 'loss', ms: 4 * minuteMs });
    expect(losses.find(({ id }) => id === 'down')).toMatchObject({ ms: 30 * minuteMs });
    const sum = losses.reduce((ms, step) => ms + ({ loss: -step.ms, gain: step.ms }[step.role as string] ?? 0), 0);
    const totalOf = (name: string) => losses.find(({ id }) => id === name)?.ms ?? Number.NaN;
    expect(totalOf('planned') + sum).toBe(totalOf('good'));
    expect(analysis.maintenance.reliability).toMatchObject([{ now: { failures: 1, repairs: 1 } }]);
  });

  test('is nothing where the plant file names no threshold', () => {
    const states = [stopOf(8, 0, 1 / minuteMs), stopOf(9, 0, 0)];
    const activity = activityOf(run, states, plantOf());
    expect(downRowsByUnit(activity, at(next, 0))[0]).toHaveLength(2);
    expect(figuresOf(run, states, plantOf()).times).toMatchObject({ downMs: 1, minorStopMs: 0 });
    const { losses } = analyse({ production: run, states }, { plant: plantOf(), date });
    expect(losses.map(({ id }) => id)).not.toContain('minorStops');
  });
});

/** A second computation, minute by minute, that shares nothing with the first. */
function plainTimes(production: readonly Report[], states: readonly State[], thresholdMinutes: number) {
  const begin = at(date, 0);
  const minutes = 48 * 60;
  const told = (state: string, i: number, isWanted: (row: State) => boolean = () => true): boolean =>
    [...production, ...states].some(
      (row) =>
        row.state === state &&
        ((row.startAt as number) - begin) / minuteMs <= i &&
        i < ((row.endAt as number) - begin) / minuteMs &&
        isWanted(row),
    );
  const stopped = Array.from({ length: minutes }, (_, i) => {
    if (told('down', i)) return 'down';
    if (told('running', i) || told('setup', i)) return '';
    return ['blocked', 'starved', 'idle'].find((state) => told(state, i)) ?? '';
  });
  const sums = { down: 0, wait: 0, minor: 0, stops: 0 };
  for (let i = 0; i < minutes; ) {
    let end = i;
    while (end < minutes && stopped[end] !== '') end++;
    const runs = (m: number): boolean => told('running', m) && !told('down', m);
    const isInterruption = stopped.slice(i, end).includes('down') || runs(i - 1) || runs(end);
    const isShort = end - i < thresholdMinutes && isInterruption;
    let hasMinor = false;
    for (let m = i; m < end; m++) {
      const isPlanned = told('down', m, ({ reason }) => reason === 'service');
      if (isShort && !isPlanned) {
        sums.minor++;
        hasMinor = true;
      } else if (stopped[m] === 'down') sums.down++;
      else sums.wait++;
    }
    if (hasMinor) sums.stops++;
    i = Math.max(end, i + 1);
  }
  return sums;
}

test('minor stops of any reports are those of a plain walk over the minutes, and all time still adds up', () => {
  const span = fc.record({ from: fc.integer({ min: 0, max: 180 }), length: fc.integer({ min: 1, max: 12 }) });
  const states = fc.array(
    fc.record({ span, state: fc.constantFrom('down', 'starved', 'blocked', 'idle', 'setup'), planned: fc.boolean() }),
    { maxLength: 14 },
  );
  const reports = fc.array(span, { maxLength: 4 });
  fc.assert(
    fc.property(reports, states, fc.integer({ min: 1, max: 10 }), (ran, said, thresholdMinutes) => {
      const production = ran.map(({ from, length }) =>
        report('press', date, 6 + from * minute, 6 + (from + length * 3) * minute),
      );
      const rows = said.map(({ span: { from, length }, state, planned }) =>
        stop('press', date, 6 + from * minute, 6 + (from + length) * minute, {
          state,
          reason: planned && state === 'down' ? 'service' : '',
        }),
      );
      const of = plantOf(thresholdMinutes * 60);
      const activity = activityOf(production, rows, of);
      const window = { fromAt: at(date, 0), toAt: at(date, 48) };
      const [figures] = computeFigures(activity, [window]);
      const { times, ideal } = figures?.units[0] ?? ({} as UnitFigures);
      const plain = plainTimes(production, rows, thresholdMinutes);
      const unit = activity.units[0] as (typeof activity.units)[number];
      expect({
        down: times.downMs / minuteMs,
        wait: times.waitMs / minuteMs,
        minor: times.minorStopMs / minuteMs,
        stops: unit.minorStops.countIn(window.fromAt, window.toAt),
      }).toEqual(plain);
      expect(times.runMs + times.setupMs + times.downMs + times.waitMs + times.silentMs).toBe(times.windowMs);
      expect(times.blockedMs + times.starvedMs).toBeLessThanOrEqual(times.waitMs);
      expect(ideal.coveredMinorStopMs).toBeLessThanOrEqual(Math.min(times.minorStopMs, ideal.coveredRunMs));
    }),
  );
});
