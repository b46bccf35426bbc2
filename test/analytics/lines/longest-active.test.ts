import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findLongestActive, type UncertainMachineTime } from '../../../src/analytics/lines/longest-active.ts';
import { emptySet, setOf, subtract, unionOf } from '../../../src/time/index.ts';

const horizon = 60;
const window = { fromAt: 0, toAt: horizon };
type Spans = readonly (readonly [number, number])[];
const spans = (maxLength: number): fc.Arbitrary<Spans> =>
  fc.array(fc.tuple(fc.integer({ min: 0, max: horizon - 1 }), fc.integer({ min: 1, max: 15 })), { maxLength });
const toSet = (of: Spans): Float64Array =>
  unionOf(...of.map(([from, length]) => setOf({ fromAt: from, toAt: Math.min(horizon, from + length) })));
const has = (set: Float64Array, at: number): boolean =>
  set.some((from, i) => i % 2 === 0 && from <= at && at < (set[i + 1] as number));

/** A plain second implementation: for each instant the length of each machine's run of active instants around it. */
function plainShares(active: readonly Float64Array[], worked: Float64Array): number[] {
  const instants = Array.from({ length: horizon }, (_, at) => at).filter((at) => has(worked, at));
  const shares = active.map(() => 0);
  instants.forEach((_, i) => {
    let [best, longest] = [-1, 0];
    active.forEach((own, m) => {
      let [from, to] = [i, i];
      if (!has(own, instants[i] as number)) return;
      while (from > 0 && has(own, instants[from - 1] as number)) from--;
      while (to + 1 < instants.length && has(own, instants[to + 1] as number)) to++;
      if (to - from + 1 > longest) [best, longest] = [m, to - from + 1];
    });
    if (best >= 0) shares[best] = (shares[best] as number) + 1;
  });
  return shares;
}

const plant = fc.record({
  active: fc.array(spans(6), { minLength: 1, maxLength: 4 }),
  untold: fc.array(spans(1), { minLength: 4, maxLength: 4 }),
  worked: spans(4),
});

describe('the machine that has been active longest', () => {
  test('is at each moment that of a plain second implementation', () => {
    fc.assert(
      fc.property(plant, ({ active, worked }) => {
        const sets = active.map(toSet);
        const machines = sets.map((own, m) => ({ machine: `M${m}`, active: own, perhaps: emptySet }));
        const found = findLongestActive(machines, toSet(worked), window);
        const plain = plainShares(sets, toSet(worked));
        expect(found.shares.map(({ ms }) => ms)).toEqual(
          plain.map((ms) => ({ kind: 'known', value: ms, low: ms, high: ms })),
        );
        expect(found.activeMs).toBe(plain.reduce((sum, ms) => sum + ms, 0));
        found.spans.forEach(({ fromAt }, i) => {
          expect(fromAt).toBeGreaterThanOrEqual(found.spans[i - 1]?.toAt ?? 0);
        });
      }),
    );
  });

  test('has bounds that hold whatever was in the time that nobody told, and that some of it reaches', () => {
    fc.assert(
      fc.property(plant, ({ active, untold, worked }) => {
        const machines = active.map((own, m): UncertainMachineTime => {
          const told = toSet(own);
          return { machine: `M${m}`, active: told, perhaps: subtract(toSet(untold[m] ?? []), told) };
        });
        const { shares } = findLongestActive(machines, toSet(worked), window);
        // Every way in which each untold piece was wholly active or not.
        const ways = 2 ** machines.length;
        const truths = Array.from({ length: ways }, (_, way) =>
          plainShares(
            machines.map(({ active: told, perhaps }, m) => ((way >> m) % 2 === 1 ? unionOf(told, perhaps) : told)),
            toSet(worked),
          ),
        );
        shares.forEach(({ ms }, m) => {
          const own = truths.map((truth) => truth[m] as number);
          expect(ms.low).toBe(Math.min(...own));
          expect(ms.high).toBe(Math.max(...own));
          expect(ms.value).toBe(own[0]);
        });
      }),
    );
  });
});
