import { analyseDay, createActivity } from 'gemba/analytics';
import { describe, expect, it } from 'vitest';
import { listHours } from '../../src/analytics/hours/list-hours.ts';
import { trendOf } from '../../src/analytics/maintenance/reliability.ts';
import { unknown } from '../../src/model/index.ts';
import { analyse, at, hourMs, makePlant, type Report, report, stop, tablesOf, today } from './made-up-plant.ts';

const yesterday = '2024-03-12';
const finishing = makePlant({ finalOperations: ['pack', 'inspect'] });

function dayBefore(days: number): string {
  return new Date(at(today, 0) - days * 24 * hourMs).toISOString().slice(0, 10);
}

describe('hours', () => {
  it('of a night on which clocks go back are 25, the repeated one twice; on which they go forward 23', () => {
    const plant = makePlant({ zone: 'Europe/Berlin' });
    const { production, equipmentState } = tablesOf({});
    const activity = createActivity(plant, production, equipmentState);
    const timesOf = (date: string) =>
      listHours(activity, plant.productionDay(date), []).hours.map(({ localTime }) => localTime);
    expect(timesOf('2024-10-27')).toHaveLength(25);
    expect(timesOf('2024-10-27').slice(1, 5)).toEqual(['01:00', '02:00', '02:00', '03:00']);
    expect(timesOf('2024-03-31')).toHaveLength(23);
    expect(timesOf('2024-03-31').slice(0, 3)).toEqual(['00:00', '01:00', '03:00']);
  });

  it('begin at the minute at which the day begins', () => {
    const plant = makePlant({ dayStart: '06:30' });
    const day = plant.productionDay(today);
    const { hours } = analyseDay({ plant, ...tablesOf({}), window: day, day }).hours;
    expect(hours.map(({ localTime }) => localTime).slice(0, 2)).toEqual(['06:30', '07:30']);
    expect(hours).toHaveLength(24);
  });

  it('of a window of days are none', () => {
    const window = { fromAt: at(today, 0), toAt: at(today, 50) };
    expect(analyseDay({ plant: makePlant(), ...tablesOf({}), window }).hours).toEqual({ hours: [], units: [] });
  });

  it('compare with the same hour of the same weekday, where as much was planned', () => {
    const production = [7, 14, 21, 28, 35, 42].map((days, i) =>
      report('press', dayBefore(days), 8, 9, { completedCount: 10 * (i + 1) }),
    );
    const { hours } = analyse({ production: [...production, report('press', today, 8, 9)] }).hours;
    expect(hours[8]).toMatchObject({ completed: 100, usual: { completed: { kind: 'known', count: 6, median: 35 } } });
    expect(hours[9]?.usual.completed).toMatchObject({ kind: 'known', median: 0 });
  });
});

describe('orders', () => {
  const order = (workOrder: string, operation: string, from: number, rest: Report = {}, date = today): Report =>
    report('press', date, from, from + 1, { workOrder, operation, orderCount: 100, ...rest });
  const ordersOf = (production: readonly Report[]) => analyse({ production }, { plant: finishing }).orders;

  it('whose finished and scrapped pieces reach the ordered quantity are complete and do not wait', () => {
    const { finished, waiting } = ordersOf([
      order('A', 'form', 8, { scrapCount: 5 }),
      order('A', 'pack', 10, { completedCount: 95 }),
    ]);
    expect(finished.rows).toMatchObject([{ workOrder: 'A', isComplete: true, scrapSoFar: 5, leadTimeMs: 3 * hourMs }]);
    expect(waiting.count).toBe(0);
  });

  it('last seen at the first final operation short of their quantity are left short, not waiting', () => {
    const { finished, waiting, leftShort } = ordersOf([order('A', 'pack', 10, { completedCount: 60 })]);
    expect(finished.rows[0]?.isComplete).toBe(false);
    expect([waiting.count, leftShort]).toEqual([0, { count: 1, missing: 40 }]);
  });

  it('that wait are named with their last operation, the pieces there and since when, longest first', () => {
    const { waiting, queues } = ordersOf([
      order('A', 'form', 8),
      order('B', 'form', 9, { completedCount: 30 }, yesterday),
      order('B', 'drill', 11, { completedCount: 20 }, yesterday),
      order('B', 'drill', 12, { completedCount: 5 }, yesterday),
    ]);
    expect(waiting.rows).toMatchObject([
      { workOrder: 'B', lastOperation: 'drill', completedThere: 25, sinceAt: at(yesterday, 13) },
      { workOrder: 'A', lastOperation: 'form', completedThere: 100, waitingMs: 15 * hourMs },
    ]);
    expect(queues).toEqual([
      { lastOperation: 'form', orders: 1, pieces: 100, longestMs: 15 * hourMs },
      { lastOperation: 'drill', orders: 1, pieces: 25, longestMs: 35 * hourMs },
    ]);
  });

  it('in progress at the end are running, with the pieces so far and what remains', () => {
    const { running, waiting } = ordersOf([
      order('A', 'form', 8, { completedCount: 20 }),
      report('lathe', today, 23, 25, { workOrder: 'A', completedCount: 40, orderCount: 100 }),
    ]);
    // Half of the report lies within the window.
    expect(running.rows).toMatchObject([
      { equipment: 'lathe', workOrder: 'A', completed: 40, remaining: { kind: 'known', value: 60 } },
    ]);
    expect(waiting.count).toBe(0);
  });

  it('without an ordered quantity have nothing that remains, and due dates are unknown', () => {
    const { running, due } = ordersOf([report('press', today, 23, 24)]);
    expect(running.rows[0]).toMatchObject({
      ordered: unknown('not-in-the-data'),
      remaining: unknown('not-in-the-data'),
    });
    expect(due).toEqual(unknown('not-in-the-data'));
  });

  it('are never finished in a plant that names no final operation', () => {
    const orders = analyse(
      { production: [order('A', 'form', 8)] },
      { plant: makePlant({ finalOperations: [] }) },
    ).orders;
    expect([orders.isFinishKnown, orders.finished.count, orders.waiting.count]).toEqual([false, 0, 1]);
  });
});

describe('quality', () => {
  it('tells for a scrap report the time since setup, what ran before, and the shift', () => {
    const { rows } = analyse({
      production: [
        report('press', today, 7, 8, { workOrder: 'A' }),
        report('press', today, 8, 9, { workOrder: 'B', state: 'setup', completedCount: 0 }),
        report('press', today, 10, 11, { workOrder: 'B', scrapCount: 4 }),
        report('press', today, 11, 12, { workOrder: 'B', scrapCount: 1, defect: 'dent' }),
        report('lathe', today, 20, 21, { scrapCount: 2 }),
      ],
    }).quality.scrapContexts;
    expect(rows).toMatchObject([
      { scrap: 4, before: 'other-order', sinceSetupMs: { value: hourMs }, shift: 'day', defect: '' },
      { scrap: 2, before: 'nothing', sinceSetupMs: unknown('no-facts'), shift: '', equipment: 'lathe' },
      { scrap: 1, before: 'same-order-and-operation', sinceSetupMs: { value: 2 * hourMs }, defect: 'dent' },
    ]);
  });

  it('counts pieces of rework apart, and yield without them', () => {
    const { firstPass, rework } = analyse({
      production: [
        report('press', today, 8, 9, { completedCount: 90, scrapCount: 10 }),
        report('press', today, 9, 10, { completedCount: 7, isRework: 1 }),
      ],
    }).quality;
    expect(firstPass).toMatchObject([{ operation: 'form', made: 100, rework: 7, firstPassYield: { value: 0.9 } }]);
    expect(rework.rows).toMatchObject([{ completed: 7 }]);
  });

  it('lists every hold ever reported by age, oldest first, and says that releases are unknown', () => {
    const { holds } = analyse({
      production: [2, 40, 10].map((days) => report('press', dayBefore(days), 8, 9, { holdCount: days })),
    }).quality;
    expect(holds.rows.map(({ hold }) => hold)).toEqual([40, 10, 2]);
    expect(holds.ages.map(({ pieces }) => pieces)).toEqual([0, 2, 10, 40]);
    expect(holds.released).toEqual(unknown('not-in-the-data'));
  });

  it('has no limits under 20 days with pieces, and then from the days before only', () => {
    const chartAfter = (count: number) =>
      analyse({
        production: [
          ...Array.from({ length: count }, (_, i) =>
            report('press', dayBefore(i + 1), 8, 9, { completedCount: 95, scrapCount: 5 }),
          ),
          report('press', today, 8, 9, { completedCount: 50, scrapCount: 50 }),
        ],
      }).quality.proportion;
    expect(chartAfter(19).centre).toEqual(unknown('too-little-history'));
    const { centre, days, points } = chartAfter(20);
    expect(centre).toMatchObject({ kind: 'known', value: 0.05 });
    expect(days).toBe(20);
    expect(points.at(-1)).toMatchObject({ made: 100, nonconforming: 50, signals: ['beyond-limits'] });
    expect(points[0]).toMatchObject({ made: 0, limits: undefined, value: unknown('too-little-history') });
  });
});

describe('maintenance', () => {
  it('gives time in which two stops overlap to the one that began first', () => {
    const { downtime } = analyse({
      states: [stop('press', today, 8, 10), stop('press', today, 9, 12, { reason: 'service' })],
    }).maintenance;
    expect(downtime).toMatchObject([
      { reason: 'breakdown', downMs: 2 * hourMs, isPlanned: false, cumulativeRatio: 0.5 },
      { reason: 'service', downMs: 2 * hourMs, isPlanned: true, cumulativeRatio: 1 },
    ]);
  });

  it('counts stops that touch as one failure, planned ones as none, and one that goes on as not repaired', () => {
    const { reliability } = analyse({
      production: [report('press', yesterday, 6, 16)],
      states: [
        stop('press', yesterday, 16, 17),
        stop('press', yesterday, 17, 18),
        stop('press', yesterday, 20, 21, { reason: 'service' }),
        stop('press', today, 23, 26),
      ],
    }).maintenance;
    expect(reliability).toMatchObject([
      {
        equipment: 'press',
        now: {
          failures: 2,
          repairs: 1,
          timeBetweenFailuresMs: { value: 5 * hourMs },
          timeToRepairMs: { value: 2 * hourMs },
        },
        before: undefined,
        trend: 'too-little-history',
      },
    ]);
  });

  it('calls a machine worse only where chance would seldom split its failures so', () => {
    const period = (failures: number, runMs = 100) => ({
      fromAt: 0,
      toAt: 1,
      failures,
      runMs,
      repairs: 0,
      timeBetweenFailuresMs: unknown('no-failures'),
      timeToRepairMs: unknown('no-failures'),
    });
    expect(trendOf(period(4), period(0))).toBe('worse');
    expect(trendOf(period(0), period(4))).toBe('better');
    expect(trendOf(period(4), period(1))).toBe('same');
    expect(trendOf(period(3), period(0))).toBe('too-little-history');
    // Twice the run time may have twice the failures.
    expect(trendOf(period(8, 200), period(4, 100))).toBe('same');
    expect(trendOf(period(4, 0), period(4))).toBe('too-little-history');
    expect(trendOf(period(4), undefined)).toBe('too-little-history');
  });

  it('says of a planned stop whether it was done, run through, or not reported', () => {
    const planned = (equipment: string) => ({
      equipment,
      name: 'Service',
      from: `${today}T08:00`,
      to: `${today}T10:00`,
    });
    const plant = makePlant({
      plannedStops: [planned('press'), planned('lathe')],
    });
    const outcomes = (facts: Parameters<typeof analyse>[0]) =>
      analyse(facts, { plant }).maintenance.planned.map(({ equipment, outcome }) => `${equipment} ${outcome}`);
    expect(outcomes({})).toEqual(['press not-reported', 'lathe not-reported']);
    expect(
      outcomes({
        production: [report('lathe', today, 8, 9)],
        states: [stop('press', today, 8, 9, { reason: 'service' })],
      }),
    ).toEqual(['press done', 'lathe ran-instead']);
  });

  it('says what ran before a stop and whether it goes on', () => {
    const { stops } = analyse({
      production: [report('press', today, 6, 9, { workOrder: 'A' })],
      states: [stop('press', today, 8, 9), stop('lathe', today, 23, 25)],
    });
    expect(stops).toMatchObject([
      { isOpen: false, isPlanned: false, before: { workOrder: 'A', state: 'running', endAt: at(today, 8) } },
      { isOpen: true, before: undefined },
    ]);
  });
});

describe('the board', () => {
  it('stands at the end of each shift and of the window', () => {
    const { board, shiftBoards } = analyse({
      production: [report('press', today, 17, 19, { workOrder: 'A', orderCount: 150 })],
    });
    expect([board.at, board.shift]).toEqual([at(today, 24), undefined]);
    expect(shiftBoards.map(({ at: instant, shift }) => [instant, shift])).toEqual([[at(today, 18), 'day']]);
    expect(shiftBoards[0]?.rows[0]).toMatchObject({
      state: 'running',
      sinceAt: at(today, 17),
      isPlanned: true,
      completed: 50,
      remaining: { value: 100 },
      operators: ['p1'],
    });
    expect(board.rows[0]).toMatchObject({ state: 'silent', sinceAt: at(today, 19), isPlanned: false, completed: 100 });
    expect(board.rows[1]).toMatchObject({ state: 'silent', sinceAt: undefined, workOrder: '' });
  });

  it('names as problems what is down, and what was silent for an hour of planned time', () => {
    const { shiftBoards } = analyse({
      production: [report('lathe', today, 6, 16)],
      states: [stop('press', today, 17, 20)],
    });
    expect(shiftBoards[0]?.problems).toMatchObject([
      { kind: 'down', equipment: 'press', ms: hourMs, reason: 'breakdown' },
      { kind: 'silent', equipment: 'lathe', ms: 2 * hourMs, sinceAt: at(today, 16) },
    ]);
    const soon = analyse({ production: [report('lathe', today, 6, 17.5), report('press', today, 6, 18)] });
    expect(soon.shiftBoards[0]?.problems).toEqual([]);
  });
});

describe('shifts beside each other', () => {
  const plant = makePlant({
    calendar: {
      shifts: [
        { name: 'early', start: '06:00', end: '14:00' },
        { name: 'late', start: '14:00', end: '22:00' },
      ],
      rotation: { anchor: '2024-01-01', days: [[{ shift: 'early' }, { shift: 'late' }]] },
    },
    equipment: [
      {
        id: 'press',
        name: 'Press',
        level: 'workUnit',
        idealTimes: [
          { product: 'cup', secondsPerPiece: 36 },
          { product: 'plate', secondsPerPiece: 360 },
        ],
      },
    ],
  });
  const worked = (days: number, cups: number, plates: number): Report[] => [
    report('press', dayBefore(days), 6, 14, { product: 'cup', completedCount: cups }),
    report('press', dayBefore(days), 14, 22, { product: 'plate', completedCount: plates }),
  ];

  it('count ideal time, not pieces: a shift with slow products is not behind', () => {
    const production = Array.from({ length: 12 }, (_, i) => worked(i, 400, 40)).flat();
    const { shiftComparison } = analyse({ production }, { plant });
    expect(shiftComparison).toMatchObject([
      { shift: 'early', completedPerHour: { value: 50 }, earnedRatio: { value: 0.5 }, ratedRatio: { value: 1 } },
      { shift: 'late', completedPerHour: { value: 5 }, earnedRatio: { value: 0.5 }, operators: 1 },
    ]);
    expect(shiftComparison[0]?.against).toMatchObject({ days: 12, ahead: 0, behind: 0, judgement: 'no-difference' });
  });

  it('are judged from ten days on, and then only what chance would seldom make', () => {
    const judged = (count: number, aheadOn: number) =>
      analyse(
        { production: Array.from({ length: count }, (_, i) => worked(i, i < aheadOn ? 500 : 300, 40)).flat() },
        { plant },
      ).shiftComparison.map(({ against }) => against.judgement);
    expect(judged(9, 9)).toEqual(['too-little-history', 'too-little-history']);
    expect(judged(10, 10)).toEqual(['ahead', 'behind']);
    expect(judged(10, 8)).toEqual(['no-difference', 'no-difference']);
  });

  it('are none where the day has one', () => {
    expect(analyse({}).shiftComparison).toEqual([]);
  });
});
