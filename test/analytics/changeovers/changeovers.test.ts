import { describe, expect, test } from 'vitest';
import { type ChangeoverOptions, listChangeovers } from '../../../src/analytics/changeovers/list-changeovers.ts';
import { createActivity } from '../../../src/analytics/index.ts';
import type { Bounded } from '../../../src/model/index.ts';
import { makePlant, type Report, report, type State, stop, tablesOf } from '../made-up-plant.ts';

/** A Wednesday; the shift is from 6:00 to 18:00. */
const date = '2024-03-13';
const minuteMs = 60_000;

function changeoversOf(production: readonly Report[], states: readonly State[] = [], options?: ChangeoverOptions) {
  const plant = makePlant();
  const tables = tablesOf({ production, states });
  return listChangeovers(createActivity(plant, tables.production, tables.equipmentState), options);
}

const cups = (from: number, to: number, rest: Report = {}): Report =>
  report('press', date, from, to, { product: 'cup', completedCount: 10, ...rest });
const lids = (from: number, to: number, rest: Report = {}): Report => cups(from, to, { product: 'lid', ...rest });
const minutes = (ms: Bounded | undefined) => ms && [ms.low, ms.value, ms.high].map((one) => one / minuteMs);

describe('a changeover', () => {
  // "Changeover", Lean Lexicon: from the last piece of the run just completed to the first good piece after the change.
  test('is the time from the last good piece of one product to the first good piece of the next', () => {
    // Cups until 8:00; set up 8:10 to 8:40; 60 lids evenly from 8:45 to 9:45, the first of them at 8:46.
    const [one, ...more] = changeoversOf(
      [cups(6, 8), lids(8.75, 9.75, { completedCount: 60 })],
      [stop('press', date, 8 + 10 / 60, 8 + 40 / 60, { state: 'setup', reason: '' })],
    );
    expect(more).toEqual([]);
    expect(one).toMatchObject({ equipment: 'press', from: { product: 'cup' }, to: { product: 'lid' } });
    // At least from report to report; at most from the begin of the one to the end of the other.
    expect(minutes(one?.openMs)).toEqual([45, 46, 225]);
    expect(one).toMatchObject({
      setupMs: 30 * minuteMs,
      runMs: minuteMs,
      silentMs: 15 * minuteMs,
      split: { beforeMs: 10 * minuteMs, setupSpanMs: 30 * minuteMs, afterMs: 6 * minuteMs },
    });
  });

  test('takes no silence before anything was done for the next product, nor reported waiting', () => {
    const setUp = stop('press', date, 9, 9.5, { state: 'setup', reason: '' });
    const starved = stop('press', date, 9.5, 9.75, { state: 'starved', reason: '' });
    // Silent 8:00 to 9:00, set up, starved for 15 minutes, silent for 15, the first lid after 2 minutes of running.
    const [one] = changeoversOf([cups(6, 8), lids(10, 11, { completedCount: 30 })], [setUp, starved]);
    expect(minutes(one?.openMs)).toEqual([120, 122, 300]);
    expect(minutes(one?.takenMs)).toEqual([30, 47, 285]);
    // A scrapped lid is a begin as well; without any the silence may all have been the changeover.
    const [tried] = changeoversOf([cups(6, 8), lids(9, 9.25, { completedCount: 0, scrapCount: 1 }), lids(9.5, 10)]);
    expect(minutes(tried?.takenMs)).toEqual([15, 33, 240]);
    const [silent] = changeoversOf([cups(6, 8), lids(9.5, 10)]);
    expect(minutes(silent?.takenMs)).toEqual([0, 93, 240]);
  });

  test('is known exactly where pieces are reported at their instants', () => {
    const [one] = changeoversOf([cups(8, 8), lids(8.5, 8.5), lids(8.6, 8.6)]);
    expect(minutes(one?.openMs)).toEqual([30, 30, 30]);
  });

  test('ends with setup where the first good piece was made in setting up', () => {
    const [one, ...more] = changeoversOf([
      cups(6, 8),
      lids(8, 8.5, { state: 'setup', completedCount: 1 }),
      lids(9, 10),
    ]);
    expect(more).toEqual([]);
    expect(minutes(one?.openMs)).toEqual([0, 30, 150]);
    expect(one?.split).toEqual({ beforeMs: 0, setupSpanMs: 30 * minuteMs, afterMs: 0 });
  });

  test('has no split where no setup was reported within it', () => {
    const [one] = changeoversOf([cups(6, 8), lids(9, 10)]);
    expect(one?.split).toBeUndefined();
    expect(one?.setupMs).toBe(0);
  });

  test('counts open time: a night without a shift is elapsed, not taken', () => {
    // Cups until 17:00; lids from 7:00 of the next day: one hour of either shift.
    const [one] = changeoversOf([
      cups(16, 17),
      report('press', '2024-03-14', 7, 8, { product: 'lid', completedCount: 60 }),
    ]);
    expect(minutes(one?.elapsedMs)?.[1]).toBe(14 * 60 + 1);
    expect(minutes(one?.openMs)?.[1]).toBe(2 * 60 + 1);
  });

  test('takes in what was scrapped of the next product before its first good piece', () => {
    // 3 lids scrapped in a report of their own; of 20 good and 10 bad ones in an hour, none before the first good one at 9:03.
    const [one] = changeoversOf([
      cups(6, 8, { scrapCount: 7 }),
      lids(8.5, 9, { completedCount: 0, scrapCount: 3 }),
      lids(9, 10, { completedCount: 20, scrapCount: 10, holdCount: 2 }),
    ]);
    expect(one?.rejects).toMatchObject({ low: 3, value: 3, high: 15 });
    expect(minutes(one?.openMs)?.[1]).toBe(63);
  });

  test('of one good and many bad pieces has the bad ones that shared the report with it', () => {
    const [one] = changeoversOf([cups(6, 8), lids(8, 9, { completedCount: 2, scrapCount: 8 })]);
    expect(one?.rejects).toMatchObject({ low: 0, value: 4, high: 8 });
  });

  test('goes on over a product of which no piece was good', () => {
    const changeovers = changeoversOf([
      cups(6, 8),
      cups(8, 9, { product: 'plate', completedCount: 0, scrapCount: 5 }),
      lids(9, 10),
    ]);
    expect(changeovers).toMatchObject([{ from: { product: 'cup' }, to: { product: 'lid' }, rejects: { high: 0 } }]);
  });

  test('is none while both are made: reports that overlap share the unit', () => {
    expect(changeoversOf([cups(6, 9), lids(8, 10), cups(9.5, 11)])).toEqual([]);
    // What comes once both have ended follows what ended last.
    expect(changeoversOf([cups(6, 9), lids(8, 10), cups(10.5, 11)])).toMatchObject([
      { from: { product: 'lid' }, to: { product: 'cup' } },
    ]);
  });

  test('is none where the same product goes on, however long it paused', () => {
    expect(changeoversOf([cups(6, 7), cups(12, 13)])).toEqual([]);
  });

  test('is one to another operation of the same product, as it has to be set up anew', () => {
    expect(changeoversOf([cups(6, 7), cups(8, 9, { operation: 'trim' })])).toHaveLength(1);
  });

  test('from order to order counts orders of the same product too, where that is asked for', () => {
    const production = [cups(6, 7, { workOrder: 'W1' }), cups(8, 9, { workOrder: 'W2' })];
    expect(changeoversOf(production)).toEqual([]);
    expect(changeoversOf(production, [], { change: 'order' })).toMatchObject([
      { from: { order: 'W1', product: 'cup' }, to: { order: 'W2', product: 'cup' } },
    ]);
  });
});
