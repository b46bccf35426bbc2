import { createRandom, nextExponential } from 'gemba/stats';
import { describe, expect, test } from 'vitest';
import { analyse, minutes } from './line-plant.ts';
import { hours, simulateLine } from './simulated-line.ts';

const steady = (minutesAPiece: number) => ({ cycle: () => minutesAPiece });

describe('of a line whose bottleneck is known by its making', () => {
  test('both methods name the slowest station, whatever its place, hour after hour', () => {
    for (const slow of [0, 1, 2, 3]) {
      const stations = [0, 1, 2, 3].map((place) => steady(place === slow ? 3 : 2));
      const found = analyse('ABCD', simulateLine(stations, 3, 600), minutes(60, 600));
      const unit = 'ABCD'[slow] as string;
      expect(found.constraint).toEqual({ by: 'both', unit, others: [] });
      for (const slice of found.constraintOverTime.slices) {
        expect(slice).toMatchObject({ agreement: 'agree', activePeriods: { unit }, untoldRatio: 0 });
      }
      expect(found.constraintOverTime.agreeMs).toBe(hours(9));
      // It waits for nobody; the others do.
      expect(new Set(found.holds.map((hold) => hold.unit))).toEqual(new Set([...'ABCD'].filter((one) => one !== unit)));
    }
  });

  test('both follow it as it shifts: the reference system of C. Roser', () => {
    // "Common bottleneck detection methods that do not work", allaboutlean.com (2014): of three processes P1 takes 10 minutes a
    // part for the first half and P3 for the second, all else 5. A mean over the whole time sees no difference.
    const half = 300;
    const run = simulateLine(
      [{ cycle: (at) => (at < half ? 10 : 5) }, steady(5), { cycle: (at) => (at < half ? 5 : 10) }],
      1,
      2 * half,
    );
    const { slices, longestActive, bottlenecks } = analyse('ABC', run, minutes(0, 2 * half)).constraintOverTime;
    // While buffers fill after the shift, nobody can tell yet.
    const settled = slices.filter((_, i) => i !== 5);
    expect(settled.map(({ activePeriods: own }) => own.kind === 'named' && own.unit)).toEqual([
      ...['A', 'A', 'A', 'A', 'A'],
      ...['C', 'C', 'C', 'C'],
    ]);
    expect(settled.every(({ agreement }) => agreement === 'agree')).toBe(true);
    const share = (machine: string) => longestActive.shares.find((one) => one.machine === machine)?.ms.value ?? 0;
    for (const machine of ['A', 'C']) expect(Math.abs(share(machine) - hours(5))).toBeLessThan(hours(1));
    expect(share('B')).toBeLessThan(hours(1) / 4);
    expect(bottlenecks.shares.map(({ machine, soleMs }) => [machine, soleMs > hours(4)])).toEqual([
      ['A', true],
      ['B', false],
      ['C', true],
    ]);
  });

  test('of machines that fail, the one of least output by itself is the constraint, and its losses are the line’s', () => {
    const random = createRandom(11, 'line');
    const failing = (every: number, repair: number) => ({
      cycle: () => 1,
      failure: { every: () => every * nextExponential(random), repair: () => repair * nextExponential(random) },
    });
    // By themselves A 0.95, B 0.75, C 0.9 pieces a minute.
    const run = simulateLine([failing(76, 4), failing(60, 20), failing(90, 10)], 40, 12 * 60);
    const found = analyse('ABC', run, minutes(0, 12 * 60), { idealSeconds: { A: 60, B: 60, C: 60 } });
    expect(found.constraint).toMatchObject({ by: 'both', unit: 'B' });
    expect(found.oeeParts?.outputCount).toBe(run.served[2]);
    expect(found.oee).toMatchObject({ value: expect.closeTo((run.served[2] as number) / 720, 10) });
    const [worst] = found.losses?.rows ?? [];
    expect(worst).toMatchObject({ unit: 'B', kind: 'down' });
    // B works a minute a piece: what it did not make for all its stops is what the rows say.
    const lost = (found.losses?.rows ?? []).reduce((sum, { lineMs }) => sum + lineMs, 0);
    expect(lost).toBeCloseTo((720 - (run.served[2] as number)) * 60_000, 0);
    const down = (unit: string) => found.losses?.rows.find((row) => row.unit === unit && row.kind === 'down');
    // A and C are down too, and with room between them the line hardly feels it.
    expect(down('A')?.lineMs).toBeLessThan((down('A')?.ownMs as number) / 2);
  });

  test('a machine that is repaired while another runs costs the line what the other waited for it, and no more', () => {
    // B takes 3 minutes a piece and A 1. A is down from 100 to 130, for which B has 5 pieces: it starves for what they do not cover.
    let failures = 0;
    const run = simulateLine(
      [
        {
          cycle: () => 1,
          // It works 38 of the first 100 minutes: 5 pieces ahead, then one for each of B's.
          failure: { every: () => (failures++ === 0 ? 38.5 : Number.POSITIVE_INFINITY), repair: () => 30 },
        },
        steady(3),
      ],
      5,
      300,
    );
    const found = analyse('AB', run, minutes(0, 300), { constraint: 'B', idealSeconds: { A: 60, B: 180 } });
    const down = found.losses?.rows.find(({ unit, kind }) => unit === 'A' && kind === 'down');
    expect(down?.ownMs).toBe(30 * 60_000);
    const starvedMs = found.oeeParts?.constraint.times.starvedMs as number;
    const rest = found.holds.filter(({ unit, doing }) => unit === 'B' && doing === 'running');
    expect((down?.lineMs as number) + rest.reduce((sum, { ms }) => sum + ms, 0)).toBe(starvedMs);
    expect(down?.lineMs).toBeGreaterThan(10 * 60_000);
    expect(down?.lineMs).toBeLessThan(20 * 60_000);
  });
});
