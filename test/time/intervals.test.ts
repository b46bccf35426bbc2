import fc from 'fast-check';
import {
  clip,
  durationMs,
  emptySet,
  type IntervalSet,
  intersect,
  listIntervals,
  setOf,
  subtract,
  totalMs,
  touches,
  union,
  unionOf,
} from 'gemba/time';
import { describe, expect, test } from 'vitest';

const minutes = 60;
const raw = fc.array(fc.tuple(fc.integer({ min: 0, max: minutes }), fc.integer({ min: 0, max: minutes })), {
  maxLength: 12,
});
type Raw = readonly (readonly [number, number])[];

const setFrom = (intervals: Raw): IntervalSet =>
  union(
    intervals.map(([from]) => from),
    intervals.map(([, to]) => to),
  );
/** The plain way: one flag a minute. */
const flagsFrom = (intervals: Raw): boolean[] =>
  Array.from({ length: minutes }, (_, minute) => intervals.some(([from, to]) => from <= minute && minute < to));
const flagsOf = (set: IntervalSet): boolean[] =>
  flagsFrom(listIntervals(set).map(({ fromAt, toAt }) => [fromAt, toAt] as const));

function expectNormal(set: IntervalSet): void {
  for (let i = 1; i < set.length; i++) expect(set[i] as number).toBeGreaterThan(set[i - 1] as number);
}

describe('sets of intervals agree with one flag a minute', () => {
  test('union, intersection, difference and length', () => {
    fc.assert(
      fc.property(raw, raw, (a, b) => {
        const [setA, setB] = [setFrom(a), setFrom(b)];
        const [flagsA, flagsB] = [flagsFrom(a), flagsFrom(b)];
        expect(flagsOf(setA)).toEqual(flagsA);
        expect(totalMs(setA)).toBe(flagsA.filter(Boolean).length);
        expect(flagsOf(unionOf(setA, setB))).toEqual(flagsA.map((flag, i) => flag || flagsB[i]));
        expect(flagsOf(intersect(setA, setB))).toEqual(flagsA.map((flag, i) => flag && flagsB[i]));
        expect(flagsOf(subtract(setA, setB))).toEqual(flagsA.map((flag, i) => flag && !flagsB[i]));
        for (const set of [setA, unionOf(setA, setB), intersect(setA, setB), subtract(setA, setB)]) expectNormal(set);
      }),
      { numRuns: 2000 },
    );
  });

  test('clipping is the intersection with one interval, and clips of adjacent windows add up', () => {
    fc.assert(
      fc.property(raw, fc.integer({ min: 0, max: minutes }), (a, cut) => {
        const set = setFrom(a);
        const before = clip(set, { fromAt: 0, toAt: cut });
        const after = clip(set, { fromAt: cut, toAt: minutes });
        expect(totalMs(before) + totalMs(after)).toBe(totalMs(set));
        expect(unionOf(before, after)).toEqual(set);
      }),
    );
  });

  test('nothing changes what is given', () => {
    const a = Object.freeze([0, 5, 20]);
    const b = Object.freeze([10, 15, 30]);
    expect([...union(a, b)]).toEqual([0, 15, 20, 30]);
  });
});

describe('intervals', () => {
  test('of no length are in no set', () => {
    expect(setOf({ fromAt: 5, toAt: 5 })).toEqual(emptySet);
    expect(setOf({ fromAt: 6, toAt: 5 })).toEqual(emptySet);
    expect(union([3, Number.NaN], [3, 4])).toEqual(emptySet);
  });

  test('have no length where they are reversed', () => {
    expect(durationMs({ fromAt: 0, toAt: 60_000 })).toBe(60_000);
    expect(durationMs({ fromAt: 5, toAt: 0 })).toBe(0);
  });

  test('that only meet do not touch', () => {
    expect(touches({ fromAt: 0, toAt: 5 }, { fromAt: 5, toAt: 9 })).toBe(false);
    expect(touches({ fromAt: 0, toAt: 6 }, { fromAt: 5, toAt: 9 })).toBe(true);
  });

  test('of an instant touch what contains it, its start but not its end', () => {
    const window = { fromAt: 5, toAt: 9 };
    for (const [at, inside] of [
      [4, false],
      [5, true],
      [8, true],
      [9, false],
    ] as const) {
      expect(touches({ fromAt: at, toAt: at }, window)).toBe(inside);
      expect(touches(window, { fromAt: at, toAt: at })).toBe(inside);
    }
  });
});
