import type { Stop } from 'gemba/analytics';
import { describe, expect, test } from 'vitest';
import { at, report, type State, stop } from '../made-up-plant.ts';
import { date, historyOf, makeShop } from './stopping.ts';

/** From, to in hours of the day, and the reason. */
function stopsOf(states: readonly State[], options: Parameters<typeof historyOf>[1] = {}) {
  return historyOf({ states }, options).stops.map(({ startAt, endAt, reason }) => [
    (startAt - at(date, 0)) / 3_600_000,
    (endAt - at(date, 0)) / 3_600_000,
    reason,
  ]);
}

const down = (from: number, to: number, reason = '', rest: State = {}): State =>
  stop('press', date, from, to, { reason, ...rest });

describe('a stop', () => {
  test('without interruption and with one reason is one, however many reports tell it', () => {
    expect(stopsOf([down(8, 9), down(9, 10), down(11, 12, 'jam'), down(12, 13, 'jam')])).toEqual([
      [8, 10, ''],
      [11, 13, 'jam'],
    ]);
  });

  test('ends where another reason is told', () => {
    expect(stopsOf([down(8, 9, 'jam'), down(9, 10, 'tool')])).toEqual([
      [8, 9, 'jam'],
      [9, 10, 'tool'],
    ]);
  });

  test('that sensors see is told once a reason covers half of it', () => {
    expect(stopsOf([down(8, 10), down(8.5, 9.5, 'tool')])).toEqual([[8.5, 9.5, 'tool']]);
    expect(stopsOf([down(8, 12), down(8, 9, 'tool')])).toEqual([
      [8, 9, 'tool'],
      [9, 12, ''],
    ]);
  });

  test('whose reasons overlap gives each instant to the one reported first', () => {
    expect(stopsOf([down(8, 10, 'jam'), down(9, 11, 'tool'), down(8.5, 9.5, 'power')])).toEqual([
      [8, 10, 'jam'],
      [10, 11, 'tool'],
    ]);
  });

  test('with a code that tells no cause has no reason; one that nobody knows is passed', () => {
    const { stops } = historyOf({ states: [down(8, 9, '999'), down(10, 11, 'asked')] });
    expect(stops.map(({ reason, isPassed }) => [reason, isPassed])).toEqual([
      ['', false],
      ['', true],
    ]);
  });

  test('that is minor, by the threshold of the plant, is none', () => {
    const plant = makeShop({ kpis: { microStopSeconds: 900 } });
    expect(stopsOf([down(8, 8.2), down(9, 9.25), down(10, 10.2, 'tool'), down(10.2, 10.4, 'jam')], { plant })).toEqual([
      [9, 9.25, ''],
      [10, 10.2, 'tool'],
      [10.2, 10.4, 'jam'],
    ]);
  });

  test('that the calendar had planned needs no reason', () => {
    const plant = makeShop({
      plannedStops: [{ equipment: 'forming', from: `${date}T09:00`, to: `${date}T10:00`, name: 'Service' }],
    });
    expect(stopsOf([down(8, 11)], { plant })).toEqual([
      [8, 9, ''],
      [10, 11, ''],
    ]);
  });

  test('that reaches the end of what is known is open, and later facts are not looked at', () => {
    const { stops } = historyOf({ states: [down(8, 20), down(21, 22)] }, { untilAt: at(date, 18) });
    expect(stops).toMatchObject([{ endAt: at(date, 18), isOpen: true }]);
  });

  test('is of what its report says was worked on, else of what the report before it says', () => {
    const { stops } = historyOf({
      states: [down(8, 9), down(10, 11, '', { workOrder: 'W2', product: 'bowl' })],
      production: [report('press', date, 6, 8)],
    });
    const worked = ({ workOrder, product, operation }: Stop) => [workOrder, product, operation];
    expect(stops.map(worked)).toEqual([
      ['W1', 'cup', 'form'],
      ['W2', 'bowl', 'form'],
    ]);
  });

  test('is named by its unit and start', () => {
    expect(historyOf({ states: [down(8, 9)] }).stops[0]?.id).toBe(`press/${date}T08:00:00.000Z`);
  });
});
