import { describeStop, type Stop } from 'gemba/analytics';
import { describe, expect, test } from 'vitest';
import { lengthContexts, octaveOf, reachedContexts } from '../../../src/analytics/stop-reasons/clues.ts';
import { at, report, type State, stop } from '../made-up-plant.ts';
import { date, historyOf, makeShop } from './stopping.ts';

const minuteMs = 60_000;

describe('the length of a stop', () => {
  test('is told by octaves of minutes, from general to special', () => {
    expect(octaveOf(10 * minuteMs)).toBe(3);
    expect(lengthContexts(10 * minuteMs)).toEqual(['4 to 16 min', '8 to 16 min']);
    expect(lengthContexts(1_000)).toEqual(['below 0.25 min']);
    expect(lengthContexts(100 * 60 * minuteMs)).toEqual(['4096 min or longer']);
  });

  test('of one that lasts is only what it reached so far', () => {
    expect(reachedContexts(minuteMs)).toEqual([
      '0.125 min or longer',
      '0.25 min or longer',
      '0.5 min or longer',
      '1 min or longer',
    ]);
  });
});

describe('the clues of a stop', () => {
  const states: State[] = [
    stop('press', date, 7, 7.5, { reason: 'tool' }),
    stop('press', date, 10, 10.25, { reason: '' }),
    stop('lathe', date, 10, 10.5, { reason: 'power' }),
    stop('saw', date, 9, 9.5, { reason: 'jam' }),
  ];
  const production = [
    report('press', date, 7.5, 10),
    report('press', date, 10.25, 12, { workOrder: 'W2', product: 'bowl' }),
  ];
  const history = historyOf({ states, production });
  const asked = history.stops.find(({ reason }) => reason === '') as Stop;
  const { clues } = describeStop(history, asked);

  test('are where and when it was, what went before and after, and what neighbours did', () => {
    expect(clues).toEqual({
      place: ['forming', 'forming/press'],
      length: ['4 to 16 min', '8 to 16 min'],
      product: ['cup', 'cup, W1'],
      operation: ['form'],
      time: ['day', 'day, 10 h'],
      before: ['running', 'running for 128 min'],
      after: ['running', 'running, another order'],
      again: ['tool', 'tool 128 min before'],
      neighbours: ['one', 'one, power'],
      line: [],
    });
  });

  test('have no reason that was told from an instant on', () => {
    const { clues: early } = describeStop(history, asked, { toldUntilAt: at(date, 7) });
    expect(early.again).toEqual([]);
    expect(early.neighbours).toEqual(['one']);
  });

  test('never have its own reason', () => {
    const told = historyOf({
      states: states.map((state) => (state.reason === '' ? { ...state, reason: 'jam' } : state)),
      production,
    });
    expect(describeStop(told, told.stops.find(({ id }) => id === asked.id) as Stop).clues).toEqual(clues);
  });

  test('in a line are what the machines before and behind it did when it stopped', () => {
    const unit = (id: string) => ({ id, name: id, level: 'workUnit' as const });
    const plant = makeShop({
      equipment: [
        {
          id: 'line',
          name: 'Line',
          level: 'workCenter',
          kind: 'productionLine',
          children: [unit('lathe'), unit('press'), unit('saw')],
        },
      ],
    });
    const inLine = historyOf({ states: [...states, stop('lathe', date, 9, 10)], production }, { plant });
    const own = inLine.stops.find(({ id }) => id === asked.id) as Stop;
    expect(describeStop(inLine, own).clues.line).toEqual(['down before', 'down before, silent behind']);
  });
});
