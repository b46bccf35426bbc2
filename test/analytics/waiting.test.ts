import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeFigures, createActivity, type UnitFigures } from '../../src/analytics/index.ts';
import { equipmentStates } from '../../src/model/index.ts';
import { hourMs, makePlant, type Report, report, type State, stop, tablesOf } from './made-up-plant.ts';

const date = '2024-03-13';
const plant = makePlant();

function pressOf(production: readonly Report[], states: readonly State[]): UnitFigures {
  const tables = tablesOf({ production, states });
  const activity = createActivity(plant, tables.production, tables.equipmentState);
  return computeFigures(activity, [plant.productionDay(date)])[0]?.units[0] as UnitFigures;
}

describe('waiting', () => {
  test('is time in which a unit could run and was told to be starved, blocked or idle; it is not silence', () => {
    // Planned 6 to 18: runs 6 to 10, starved to 12, blocked to 13, idle to 14, silent to 18; waits at night too, which nobody planned.
    const { times, ratios } = pressOf(
      [report('press', date, 6, 10)],
      [
        stop('press', date, 10, 12, { state: 'starved', reason: '' }),
        stop('press', date, 12, 13, { state: 'blocked', reason: '' }),
        stop('press', date, 13, 14, { state: 'idle', reason: '' }),
        stop('press', date, 20, 22, { state: 'idle', reason: '' }),
      ],
    );
    expect(times).toMatchObject({
      runMs: 4 * hourMs,
      waitMs: 6 * hourMs,
      starvedMs: 2 * hourMs,
      blockedMs: hourMs,
      waitPlannedMs: 4 * hourMs,
      silentPlannedMs: 4 * hourMs,
      extraMs: 0,
    });
    // Silence is left out in high; waiting stays in: 4 of 12 hours, or of 8.
    expect(ratios.availability).toEqual({ kind: 'known', value: 4 / 12, low: 4 / 12, high: 4 / 8 });
  });

  test('comes last: what runs, is set up or down does not wait, and who is blocked is not starved', () => {
    const { times } = pressOf(
      [report('press', date, 6, 8)],
      [
        stop('press', date, 7, 12, { state: 'starved', reason: '' }),
        stop('press', date, 9, 10),
        stop('press', date, 11, 13, { state: 'blocked', reason: '' }),
        stop('press', date, 6, 18, { state: 'idle', reason: '' }),
      ],
    );
    expect(times).toMatchObject({
      runMs: 2 * hourMs,
      downMs: hourMs,
      blockedMs: 2 * hourMs,
      starvedMs: 2 * hourMs,
      waitMs: 9 * hourMs,
    });
  });

  test('of reports that overlap in any way is what a plain walk over the minutes makes of it', () => {
    const minutes = 24 * 60;
    const minute = 1 / 60;
    const span = fc.record({ from: fc.integer({ min: 0, max: 23 * 60 }), length: fc.integer({ min: 0, max: 300 }) });
    const told = fc.record({ span, state: fc.constantFrom(...equipmentStates) });
    const made = fc.record({ span, state: fc.constantFrom('running', 'setup', 'down') });
    const hours = ({ from, length }: { from: number; length: number }) =>
      [from * minute, Math.min(24, (from + length) * minute)] as const;
    fc.assert(
      fc.property(fc.array(made, { maxLength: 6 }), fc.array(told, { maxLength: 10 }), (reports, states) => {
        const isTold = (state: string, m: number): boolean =>
          [...reports, ...states].some(
            (one) =>
              one.state === state && one.span.from <= m && m < Math.min(minutes, one.span.from + one.span.length),
          );
        const plain: Record<string, number> = {};
        const add = (name: string): void => {
          plain[name] = (plain[name] ?? 0) + 1;
        };
        for (let m = 0; m < minutes; m++) {
          // The first of these that anybody told, however many told it, and whatever else was told of the minute.
          const order = ['down', 'running', 'setup', 'blocked', 'starved', 'idle'];
          const state = order.find((one) => isTold(one, m)) ?? 'silent';
          add(state);
          const isPlanned = m >= 6 * 60 && m < 18 * 60;
          if (isPlanned) add(`planned ${state}`);
          else if (['down', 'running', 'setup'].includes(state)) add('extra');
        }
        const of = (name: string): number => (plain[name] ?? 0) * 60_000;
        const { times } = pressOf(
          reports.map(({ span: own, state }) => report('press', date, ...hours(own), { state })),
          states.map(({ span: own, state }) => stop('press', date, ...hours(own), { state, reason: '' })),
        );
        expect(times).toMatchObject({
          runMs: of('running'),
          setupMs: of('setup'),
          downMs: of('down'),
          waitMs: of('blocked') + of('starved') + of('idle'),
          blockedMs: of('blocked'),
          starvedMs: of('starved'),
          silentMs: of('silent'),
          extraMs: of('extra'),
          waitPlannedMs: of('planned blocked') + of('planned starved') + of('planned idle'),
          silentPlannedMs: of('planned silent'),
        });
      }),
      { numRuns: 60 },
    );
  });

  test('adds up with run, setup, down and silence to the window, and with planned silence to the base', () => {
    const interval = fc.record({
      state: fc.constantFrom(...equipmentStates),
      from: fc.integer({ min: 0, max: 23 }),
      hours: fc.integer({ min: 1, max: 8 }),
    });
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 12 }), (intervals) => {
        const { times } = pressOf(
          [],
          intervals.map(({ state, from, hours }) => stop('press', date, from, from + hours, { state, reason: '' })),
        );
        expect(times.runMs + times.setupMs + times.downMs + times.waitMs + times.silentMs).toBe(times.windowMs);
        expect(times.runMs + times.setupMs + times.downMs + times.waitPlannedMs + times.silentPlannedMs).toBe(
          times.plannedMs + times.extraMs,
        );
        expect(times.blockedMs + times.starvedMs).toBeLessThanOrEqual(times.waitMs);
      }),
    );
  });
});
