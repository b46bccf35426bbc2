import fc from 'fast-check';
import { setOf } from 'gemba/time';
import { describe, expect, test } from 'vitest';
import { analyse, minute, minutes, ran, was } from './line-plant.ts';

describe('OEE of a line', () => {
  test('is that of its slowest machine where all run without a loss, not the mean of its machines', () => {
    // oee.institute, "Lines and Cells": 60 s and 30 s a piece in a row. The line has 100 %, the second machine 50 %, a mean says 75 %.
    const production = Array.from({ length: 60 }, (_, m) => [
      ran('A', m, m + 1, { completedCount: 1 }),
      ran('B', m, m + 0.5, { completedCount: 1 }),
    ]).flat();
    const states = Array.from({ length: 60 }, (_, m) => was('B', 'starved', m + 0.5, m + 1));
    const found = analyse('AB', { production, states }, minutes(0, 60), { idealSeconds: { A: 60, B: 30 } });
    expect(found.constraint).toEqual({ by: 'both', unit: 'A', others: [] });
    expect(found.oee).toEqual({ kind: 'known', value: 1, low: 1, high: 1 });
    expect(found.losses?.rows.filter(({ lineMs }) => lineMs !== 0)).toEqual([]);
    const asIfB = analyse('AB', { production, states }, minutes(0, 60), {
      idealSeconds: { A: 60, B: 30 },
      constraint: 'B',
    });
    expect(asIfB.oee).toEqual({ kind: 'known', value: 0.5, low: 0.5, high: 0.5 });
    expect(asIfB.constraint).toEqual({ by: 'given', unit: 'B', others: ['A'] });
  });

  test('charges each loss with the time it took from the constraint, and adds up', () => {
    // Worked by hand. B is the drum, 2 minutes a piece. 120 minutes: B runs 80 for 36 pieces, of which 1 is scrap; it is set up 10,
    // down 6, starved 14 while A is down (of A's 20), blocked 4 while C is down (of C's 30), and silent 6.
    // C makes 30 of B's 35 good pieces, 2 of them scrap: 28 come off the line.
    const found = analyse(
      'ABC',
      {
        production: [
          ran('A', 20, 110, { completedCount: 40 }),
          ran('B', 14, 94, { completedCount: 35, scrapCount: 1 }),
          ran('C', 30, 120, { completedCount: 28, scrapCount: 2 }),
        ],
        states: [
          was('A', 'down', 0, 20),
          was('B', 'starved', 0, 14),
          was('B', 'setup', 94, 104),
          was('B', 'down', 104, 110),
          was('B', 'blocked', 110, 114),
          was('C', 'down', 0, 30),
          was('C', 'down', 110, 114),
        ],
      },
      minutes(0, 120),
      {
        idealSeconds: { A: 60, B: 120, C: 60 },
        constraint: 'B',
        hourRates: { B: 90 },
        rates: { currency: 'EUR', machineHour: 60, pieceValues: { cup: 5 } },
      },
    );
    const rows = (found.losses?.rows ?? []).map(
      ({ unit, kind, ownMs, lineMs, pieces, money }) =>
        `${unit ?? '-'} ${kind} ${ownMs / 60_000} ${lineMs / 60_000} ${pieces.kind === 'known' ? pieces.value : '?'} ${money?.amount}`,
    );
    // An hour of the line is 60 + 90 + 60 = 210 EUR, so a minute 3.50; a lost cup is 5 EUR beside its time.
    expect(rows).toEqual([
      'A down 20 14 7 49',
      'B setup 10 10 5 35',
      '- kept 10 10 5 35',
      'B slow 8 8 4 28',
      'B down 6 6 3 21',
      'B silent 6 6 3 21',
      'C down 34 4 2 14',
      'C scrap 2 4 2 24',
      'B scrap 2 2 1 12',
      'C slow 56 0 0 0',
      'A slow 50 0 0 0',
      'A silent 10 0 0 0',
    ]);
    expect(found.losses).toMatchObject({ goodMs: 56 * 60_000, baseMs: 120 * 60_000, lineHourRate: 210 });
    // 28 pieces of 2 minutes in 120; silence left out 114.
    expect(found.oee).toEqual({ kind: 'known', value: 56 / 120, low: 56 / 120, high: 56 / 114 });
    // The machine by itself made 35 good ones: what C scrapped and keeps is not its own loss.
    expect(found.oeeParts?.constraint.ratios.oee).toMatchObject({ value: expect.closeTo(70 / 120, 10) });
  });

  test('loses exactly what its planned time has beyond good time, whatever happened', () => {
    const state = fc.constantFrom('running', 'setup', 'down', 'starved', 'blocked', 'idle');
    const stay = fc.record({
      unit: fc.constantFrom('A', 'B', 'C'),
      state,
      from: fc.integer({ min: -20, max: 110 }),
      length: fc.integer({ min: 1, max: 40 }),
      good: fc.integer({ min: 0, max: 30 }),
      scrap: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(stay, { maxLength: 12 }), fc.constantFrom('A', 'B', 'C'), (stays, constraint) => {
        const found = analyse(
          'ABC',
          {
            production: stays
              .filter(({ state: own }) => own === 'running')
              .map(({ unit, from, length, good, scrap }) =>
                ran(unit, from, from + length, { completedCount: good, scrapCount: scrap }),
              ),
            states: stays
              .filter(({ state: own }) => own !== 'running')
              .map(({ unit, state: own, from, length }) => was(unit, own, from, from + length)),
          },
          minutes(0, 120),
          { idealSeconds: { A: 20, B: 30, C: 15 }, constraint },
        );
        const { rows, goodMs, baseMs } = found.losses ?? { rows: [], goodMs: -1, baseMs: 0 };
        expect(goodMs + rows.reduce((sum, { lineMs }) => sum + lineMs, 0)).toBeCloseTo(baseMs, 3);
        const { oee } = found;
        if (oee.kind === 'unknown') return;
        expect(oee.low).toBeLessThanOrEqual(oee.value);
        expect(oee.value).toBeLessThanOrEqual(oee.high);
        expect(oee.low).toBeCloseTo(goodMs / baseMs, 10);
      }),
    );
  });

  test('has bounds that hold what the last station made while nobody could hear it', () => {
    const truth = { production: [ran('A', 0, 60, { completedCount: 60 }), ran('B', 0, 60, { completedCount: 60 })] };
    const heard = { production: [ran('A', 0, 60, { completedCount: 60 }), ran('B', 0, 40, { completedCount: 40 })] };
    const options = { idealSeconds: { A: 60, B: 60 }, constraint: 'A' };
    const full = analyse('AB', truth, minutes(0, 60), options).oee;
    const gap = setOf({ fromAt: minute(40), toAt: minute(60) });
    const part = analyse('AB', heard, minutes(0, 60), {
      ...options,
      unheard: (unit) => (unit === 'B' ? gap : new Float64Array()),
    }).oee;
    expect(full).toMatchObject({ value: 1 });
    // Tight: at its ideal rate B made just the 20 that are missing.
    expect(part).toEqual({ kind: 'known', value: 40 / 60, low: 40 / 60, high: 1 });
  });

  test('where methods differ on the constraint has bounds that hold for each unit they name', () => {
    // A ran without a break for longest; but A is blocked by B, which nothing starves.
    const found = analyse(
      'AB',
      {
        production: [ran('A', 0, 60, { completedCount: 30 }), ran('B', 0, 50, { completedCount: 30 })],
        states: [was('A', 'blocked', 60, 70), was('B', 'idle', 50, 60)],
      },
      minutes(0, 120),
      { idealSeconds: { A: 60, B: 90 } },
    );
    expect(found.constraint).toEqual({ by: 'active-periods', unit: 'A', others: ['B'] });
    // By A 30 minutes, by B 45, of 120; A is silent for 50 and B for 60 of them.
    expect(found.oee).toEqual({ kind: 'known', value: 30 / 120, low: 30 / 120, high: 45 / 60 });
  });

  test('weighs products by their own ideal times at the constraint', () => {
    const found = analyse(
      'AB',
      {
        production: [
          ran('A', 0, 60, { completedCount: 20, product: 'cup' }),
          ran('A', 60, 120, { completedCount: 10, product: 'jug' }),
          ran('B', 0, 60, { completedCount: 20, product: 'cup' }),
          ran('B', 60, 120, { completedCount: 10, product: 'jug' }),
        ],
      },
      minutes(0, 120),
      {
        constraint: 'A',
        equipment: [
          {
            id: 'line',
            name: 'Line',
            level: 'workCenter',
            kind: 'productionLine',
            children: [
              {
                id: 'A',
                name: 'A',
                idealTimes: [
                  { product: 'cup', secondsPerPiece: 60 },
                  { product: 'jug', secondsPerPiece: 240 },
                ],
              },
              { id: 'B', name: 'B' },
            ],
          },
        ],
      },
    );
    // 20 cups of 1 minute and 10 jugs of 4 in 120 minutes.
    expect(found.oee).toMatchObject({ value: 60 / 120 });
    expect(found.oeeParts?.idealTimeMs).toMatchObject({ value: 2 * 60_000 });
  });

  test('is unknown where nothing was planned, nothing can be rated, or nothing tells the constraint', () => {
    const made = { production: [ran('A', 0, 60, { completedCount: 6 })] };
    expect(analyse('A', made, minutes(0, 60)).oee).toEqual({ kind: 'unknown', reason: 'no-ideal-time' });
    expect(analyse('A', {}, minutes(0, 60))).toMatchObject({
      oee: { kind: 'unknown', reason: 'not-in-the-data' },
      constraint: undefined,
      losses: undefined,
    });
    expect(analyse('A', {}, minutes(900, 960), { constraint: 'A', idealSeconds: { A: 60 } }).oee).toEqual({
      kind: 'unknown',
      reason: 'no-time-base',
    });
    expect(() => analyse('A', made, minutes(0, 60), { constraint: 'Z' })).toThrow(
      /'Z' is no unit of line 'line'.*Use one of: A/,
    );
    expect(() => analyse('A', made, minutes(0, 60), { stations: ['AZ'] })).toThrow(/'Z', station 1 of line 'line'/);
    expect(() => analyse('A', made, minutes(60, 60))).toThrow(RangeError);
    expect(() => analyse('A', made, minutes(0, 60), { sliceMs: 0 })).toThrow(RangeError);
  });
});
