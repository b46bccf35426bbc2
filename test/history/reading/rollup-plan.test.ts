/** Which rows answer which buckets, and which files are in order as they lie. */
import fc from 'fast-check';
import type { RollupLevel } from 'gemba/analytics';
import { dayMs, hourMs, type Interval, minuteMs } from 'gemba/time';
import { expect, test } from 'vitest';
import type { Segment } from '../../../src/history/embedded/manifest-state.ts';
import { findReadingOrder } from '../../../src/history/embedded/reading/reading-order.ts';
import { planResample } from '../../../src/history/embedded/reading/rollup-plan.ts';
import type { RollupPart, RollupSegment } from '../../../src/history/embedded/rollups/rollup-segment.ts';

const start = Date.UTC(2026, 0, 5);
const stepsMs = { minute: minuteMs, hour: hourMs, day: dayMs, shift: 8 * hourMs } as const;
const levels = ['day', 'shift', 'hour', 'minute'] as const;

/** Days begin at six, shifts at six and at two in the afternoon. */
const listUnits = (level: 'day' | 'shift', { fromAt, toAt }: Interval): Interval[] =>
  Array.from({ length: 12 }, (_, i) => start + (i - 4) * dayMs + 6 * hourMs)
    .flatMap((at) => (level === 'day' ? [[at, dayMs]] : [0, 8].map((hour) => [at + hour * hourMs, 8 * hourMs])))
    .map(([at, length]) => ({ fromAt: at as number, toAt: (at as number) + (length as number) }))
    .filter((unit) => unit.fromAt >= fromAt && unit.fromAt < toAt);

/** What files of a level answer: hours of some minutes and hours, units of days and shifts. */
function coverWith(holes: ReadonlySet<number>) {
  return (level: RollupLevel, window: Interval): RollupPart[] => {
    const slots =
      level === 'day' || level === 'shift'
        ? listUnits(level, window).filter(({ toAt }) => toAt <= window.toAt)
        : Array.from({ length: 12 * 24 }, (_, i) => start + (i - 96) * hourMs)
            .map((at) => ({ fromAt: Math.max(at, window.fromAt), toAt: Math.min(at + hourMs, window.toAt) }))
            .map(({ fromAt, toAt }) => ({
              fromAt: Math.ceil(fromAt / stepsMs[level]) * stepsMs[level],
              toAt: Math.floor(toAt / stepsMs[level]) * stepsMs[level],
            }))
            .filter(({ fromAt, toAt }) => fromAt < toAt);
    return slots
      .filter(({ fromAt }) => !holes.has((Math.floor(fromAt / hourMs) * 7 + levels.indexOf(level)) % 11))
      .map((slot) => ({ ...slot, values: { path: `${level}-${slot.fromAt}` } as RollupSegment, states: undefined }));
  };
}

const instant = fc.oneof(
  fc.integer({ min: 0, max: 4 * 24 }).map((hour) => start + hour * hourMs),
  fc.integer({ min: 0, max: 4 * 24 * 60 }).map((minute) => start + minute * minuteMs),
  fc.integer({ min: 0, max: 4 * dayMs }).map((ms) => start + ms),
  fc.integer({ min: 0, max: 4 }).map((day) => start + day * dayMs + 6 * hourMs),
);

test('each instant of the window is in one piece, of the coarsest rows that lie wholly within a bucket', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(instant, { minLength: 2, maxLength: 6 }),
      fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 6 }),
      (instants, holes) => {
        const edges = Float64Array.from(instants).sort();
        const window = { fromAt: edges[0] as number, toAt: edges.at(-1) as number };
        const coverOf = coverWith(new Set(holes));
        const pieces = planResample({ window, edges, levels, coverOf, listUnits });
        expect(pieces[0]?.fromAt).toBe(window.fromAt);
        expect(pieces.at(-1)?.toAt).toBe(window.toAt);
        for (const [i, { fromAt }] of pieces.entries()) if (i > 0) expect(fromAt).toBe(pieces[i - 1]?.toAt);
        const isIn = (row: Interval): boolean =>
          edges.every((edge) => edge <= row.fromAt || edge >= row.toAt) &&
          row.fromAt >= window.fromAt &&
          row.toAt <= window.toAt;
        // A unit of a coarser level that a file answers and that fits is never left to finer rows.
        for (const level of ['day', 'hour'] as const)
          for (const part of coverOf(level, window))
            for (let fromAt = part.fromAt; fromAt < part.toAt; fromAt += stepsMs[level]) {
              const row = { fromAt, toAt: fromAt + stepsMs[level] };
              if (!isIn(row)) continue;
              const piece = pieces.find((one) => one.fromAt <= row.fromAt && one.toAt >= row.toAt);
              const order = piece?.kind === 'rollup' ? levels.indexOf(piece.level) : levels.length;
              expect(order).toBeLessThanOrEqual(levels.indexOf(level));
            }
        for (const piece of pieces) {
          if (piece.kind === 'reading' || piece.level === 'day' || piece.level === 'shift') continue;
          const stepMs = stepsMs[piece.level];
          for (let fromAt = piece.fromAt; fromAt < piece.toAt; fromAt += stepMs)
            expect(isIn({ fromAt, toAt: fromAt + stepMs })).toBe(true);
        }
      },
    ),
    { numRuns: 60 },
  );
});

const fileOf = (fields: Partial<Segment>): Segment =>
  ({ path: 'p', format: 2, minStartAt: 0, maxStartAt: 10, ...fields }) as Segment;

test('files are in order where they have tags of their own, or one tag and times that follow each other', () => {
  const [ab, cd] = [fileOf({ places: ['a', 'b'] }), fileOf({ places: ['c', 'd'] })];
  const [early, late] = [fileOf({}), fileOf({ minStartAt: 11, maxStartAt: 20 })];
  expect(findReadingOrder([cd, ab], 0, undefined)).toEqual([ab, cd]);
  expect(findReadingOrder([ab, fileOf({ places: ['b', 'c'] })], 0, undefined)).toBeUndefined();
  expect(findReadingOrder([late, early], 0, ['a'])).toEqual([early, late]);
  expect(findReadingOrder([late, early], 0, ['a', 'b'])).toBeUndefined();
  expect(findReadingOrder([late, fileOf({ maxStartAt: 11 })], 0, ['a'])).toBeUndefined();
  // What is superseded is left out by a join, which keeps no order; another format has other columns.
  expect(findReadingOrder([ab, cd], 1, undefined)).toBeUndefined();
  expect(findReadingOrder([early, { ...late, hasFractions: true }], 0, ['a'])).toBeUndefined();
});
