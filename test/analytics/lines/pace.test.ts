import { describe, expect, test } from 'vitest';
import { analyse, minutes, ran, was } from './line-plant.ts';

describe('the pace of a line', () => {
  // A shift of 12 hours; B is two machines side by side.
  const production = [
    ran('A', 0, 300, { completedCount: 290, scrapCount: 10 }),
    ran('B', 0, 400, { completedCount: 150 }),
    ran('C', 0, 500, { completedCount: 130 }),
  ];
  const { pace } = analyse('ABC', { production }, minutes(0, 720), {
    stations: ['A', 'BC'],
    demandCount: 480,
    idealSeconds: { A: 50, B: 120, C: 120 },
  });

  test('is takt by available time over demand, against the cycle of each station while it ran', () => {
    // Available 720 minutes for 480 pieces: one every 1.5 minutes.
    expect(pace.taktMs).toEqual({ kind: 'known', value: 90_000, low: 90_000, high: 90_000 });
    expect(pace.stations.map(({ cycleMs }) => (cycleMs.kind === 'known' ? cycleMs.value : undefined))).toEqual([
      60_000,
      // 900 machine minutes for 280 pieces, two machines at a time.
      expect.closeTo((900 / 280 / 2) * 60_000, 6),
    ]);
    expect(pace.stations.map(({ isWithinTakt }) => isWithinTakt)).toEqual([true, false]);
    expect(pace.stations.map(({ idealCycleMs }) => idealCycleMs)).toMatchObject([{ value: 50_000 }, { value: 60_000 }]);
    expect(pace.stations[0]?.effectiveCycleMs).toMatchObject({ value: (720 / 300) * 60_000 });
  });

  test('is what came off the last station, an hour and a piece', () => {
    expect(pace.outputPerHour).toMatchObject({ value: expect.closeTo(280 / 12, 10) });
    expect(pace.outputIntervalMs).toMatchObject({ value: expect.closeTo((720 / 280) * 60_000, 6) });
  });

  test('is unknown where nobody told the demand, nothing was planned, or nothing was made', () => {
    const none = analyse('AB', { states: [was('A', 'down', 0, 60)] }, minutes(0, 60)).pace;
    expect(none).toMatchObject({
      availableMs: 60 * 60_000,
      taktMs: { kind: 'unknown', reason: 'not-in-the-data' },
      outputIntervalMs: { kind: 'unknown', reason: 'no-pieces' },
      outputPerHour: { value: 0 },
    });
    expect(none.stations[0]).toMatchObject({
      cycleMs: { kind: 'unknown', reason: 'no-run-time' },
      idealCycleMs: { kind: 'unknown', reason: 'no-ideal-time' },
      isWithinTakt: undefined,
    });
    expect(analyse('AB', {}, minutes(900, 960), { demandCount: 5 }).pace).toMatchObject({
      taktMs: { kind: 'unknown', reason: 'no-planned-time' },
      outputPerHour: { kind: 'unknown', reason: 'no-planned-time' },
    });
  });
});
