import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareFigures } from '../../../src/analytics/comparison/compare-figures.ts';
import { bounded, exactly, unknown } from '../../../src/model/index.ts';
import { hourMs } from '../../../src/time/index.ts';

const figure = fc
  .tuple(fc.nat(100_000), fc.nat(1_000), fc.nat(1_000), fc.integer({ min: 1, max: 2_000 }))
  .map(([low, more, rest, hours]) => ({ value: bounded(low + more, low, low + more + rest), openMs: hours * hourMs }));

describe('a comparison of figures', () => {
  test('of sums is per open hour: a week that a holiday took a fifth of is no worse', () => {
    const now = { value: exactly(400), openMs: 32 * hourMs };
    const before = { value: exactly(500), openMs: 40 * hourMs };
    const comparison = compareFigures(now, before, 'perOpenHour');
    expect(comparison.now.compared).toEqual(exactly(12.5));
    expect(comparison.changeRatio).toEqual(exactly(0));
    // The holiday took 100 pieces, and nothing else did.
    expect(comparison.effects).toEqual({ openHours: -100, rate: 0 });
    expect(compareFigures(now, before, 'asIs').changeRatio).toMatchObject({ value: expect.closeTo(-0.2, 12) });
  });

  test('does not change with the open hours, where what was made goes with them', () => {
    fc.assert(
      fc.property(figure, figure, fc.integer({ min: 2, max: 9 }), (now, before, times) => {
        const { value } = now;
        const scaled = {
          value: bounded(value.value * times, value.low * times, value.high * times),
          openMs: now.openMs * times,
        };
        const [one, other] = [
          compareFigures(now, before, 'perOpenHour'),
          compareFigures(scaled, before, 'perOpenHour'),
        ];
        if (one.changeRatio.kind === 'unknown' || other.changeRatio.kind === 'unknown') {
          expect(other.changeRatio).toEqual(one.changeRatio);
          return;
        }
        expect(other.changeRatio.value).toBeCloseTo(one.changeRatio.value, 9);
        expect(other.changeRatio.low).toBeCloseTo(one.changeRatio.low, 9);
        expect(other.changeRatio.high).toBeCloseTo(one.changeRatio.high, 9);
      }),
    );
  });

  test('tells the effect of open hours from that of the rate, which add up to the difference', () => {
    fc.assert(
      fc.property(figure, figure, (now, before) => {
        const { effects } = compareFigures(now, before, 'perOpenHour');
        expect((effects?.openHours ?? 0) + (effects?.rate ?? 0)).toBeCloseTo(now.value.value - before.value.value, 6);
      }),
    );
  });

  test('has bounds that hold each pair of values within those of the figures, and reach the furthest', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(figure, figure, share, share, (now, before, p, q) => {
        const { changeRatio, difference } = compareFigures(now, before, 'asIs');
        const within = ({ low, high }: { low: number; high: number }, at: number) => low + (high - low) * at;
        const [left, right] = [within(now.value, p), within(before.value, q)];
        if (difference.kind === 'known') {
          expect(left - right).toBeGreaterThanOrEqual(difference.low - 1e-6);
          expect(left - right).toBeLessThanOrEqual(difference.high + 1e-6);
        }
        if (changeRatio.kind === 'unknown') {
          expect(before.value.low).toBe(0);
          return;
        }
        expect(left / right - 1).toBeGreaterThanOrEqual(changeRatio.low - 1e-9);
        expect(left / right - 1).toBeLessThanOrEqual(changeRatio.high + 1e-9);
        expect(changeRatio.low).toBe(now.value.low / before.value.high - 1);
        expect(changeRatio.high).toBe(now.value.high / before.value.low - 1);
      }),
    );
  });

  test('of a figure that may be below 0 reaches the furthest too', () => {
    const { changeRatio } = compareFigures(
      { value: bounded(-1, -2, 1), openMs: 0 },
      { value: bounded(4, 2, 8), openMs: 0 },
      'asIs',
    );
    expect(changeRatio).toEqual(bounded(-1.25, -2, -0.5));
  });

  test('tells figures apart only where their bounds do not meet', () => {
    const apart = (now: [number, number], before: [number, number]) =>
      compareFigures(
        { value: bounded(now[0], ...now), openMs: 0 },
        { value: bounded(before[0], ...before), openMs: 0 },
        'asIs',
      ).isToldApart;
    expect(apart([3, 4], [1, 2])).toBe(true);
    expect(apart([1, 2], [3, 4])).toBe(true);
    expect(apart([1, 3], [3, 4])).toBe(false);
  });

  test('is unknown where either figure is, where nothing was open, and as a share of what may be nothing', () => {
    const known = { value: exactly(5), openMs: hourMs };
    const missing = { value: unknown('no-facts'), openMs: hourMs };
    expect(compareFigures(known, missing, 'perOpenHour')).toMatchObject({
      difference: unknown('no-facts'),
      isToldApart: false,
      effects: undefined,
    });
    expect(compareFigures(missing, known, 'asIs').changeRatio).toEqual(unknown('no-facts'));
    expect(compareFigures({ ...known, openMs: 0 }, known, 'perOpenHour').now.compared).toEqual(unknown('no-time-base'));
    const maybeNone = { value: bounded(1, 0, 2), openMs: hourMs };
    expect(compareFigures(known, maybeNone, 'asIs').changeRatio).toEqual(unknown('no-time-base'));
  });
});
