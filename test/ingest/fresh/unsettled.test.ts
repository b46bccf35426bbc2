import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LaneProgress } from '../../../src/ingest/fresh/lane-progress.ts';
import { Unsettled } from '../../../src/ingest/fresh/unsettled.ts';

const lane = fc.constantFrom('kept', 'droppable');
/** So many batches told and on disk in a lane, then so many of each lane taken. */
const stretch = fc.record({ lane, told: fc.integer({ min: 1, max: 700 }), taken: fc.integer({ min: 0, max: 500 }) });

test('what settles never lies ahead of what is done, and all has settled once all is done', () => {
  fc.assert(
    fc.property(fc.array(stretch, { minLength: 1, maxLength: 10 }), (stretches) => {
      const unsettled = new Unsettled();
      const next = { kept: 0, droppable: 0 };
      const doneTo = { kept: -1, droppable: -1 };
      const places: { readonly lane: 'kept' | 'droppable'; readonly number: number }[] = [];
      let settled = -1;
      for (const { lane: where, told, taken } of stretches) {
        for (let i = 0; i < told; i++) {
          const place = { lane: where, number: next[where]++ };
          unsettled.add(places.length);
          unsettled.noteDurable(places.length, place);
          places.push(place);
        }
        expect(unsettled.length).toBeLessThanOrEqual(1_024);
        for (const each of ['kept', 'droppable'] as const)
          doneTo[each] = Math.min(doneTo[each] + taken, next[each] - 1);
        settled = unsettled.settle(doneTo) ?? settled;
        const open = places.findIndex((one) => one.number > doneTo[one.lane]);
        expect(settled).toBeLessThanOrEqual(open === -1 ? places.length - 1 : open - 1);
      }
      settled = unsettled.settle({ kept: next.kept - 1, droppable: next.droppable - 1 }) ?? settled;
      expect([settled, unsettled.length]).toEqual([places.length - 1, 0]);
    }),
    { numRuns: 30 },
  );
});

test('while history is away the older orders are thinned out, so that no more than 1,024 are held', () => {
  const unsettled = new Unsettled();
  for (let order = 0; order < 5_000; order++) {
    unsettled.add(order);
    unsettled.noteDurable(order, { lane: 'kept', number: order });
  }
  expect(unsettled.length).toBeLessThanOrEqual(1_024);
  // The newest are exact, the oldest settle a little later.
  expect(unsettled.settle({ kept: 4_990, droppable: -1 })).toBe(4_990);
  expect(unsettled.settle({ kept: 4_999, droppable: -1 })).toBe(4_999);
});

test('a batch that was given up holds nothing up once a later one is on disk', () => {
  const unsettled = new Unsettled();
  for (const order of [1, 2, 3]) unsettled.add(order);
  unsettled.noteDurable(1, { lane: 'kept', number: 0 });
  expect(unsettled.settle({ kept: 0, droppable: -1 })).toBe(1);
  expect(unsettled.settle({ kept: 9, droppable: 9 })).toBeUndefined();
  unsettled.noteDurable(3, { lane: 'kept', number: 1 });
  expect(unsettled.settle({ kept: 0, droppable: -1 })).toBeUndefined();
  expect(unsettled.settle({ kept: 1, droppable: -1 })).toBe(3);
});

test('what history has at once settles behind what was told before it', () => {
  const unsettled = new Unsettled();
  unsettled.add(1);
  unsettled.addStored(2);
  expect(unsettled.settle({ kept: -1, droppable: -1 })).toBeUndefined();
  unsettled.noteDurable(1, { lane: 'kept', number: 5 });
  expect(unsettled.settle({ kept: 5, droppable: -1 })).toBe(2);
});

test('a lane is done up to what was taken, and over what is missing behind it', () => {
  let oldest = 3;
  const progress = new LaneProgress(() => oldest);
  expect(progress.doneTo).toBe(2);
  progress.noteMissing(8, 10);
  progress.noteMissing(5, 7);
  expect(progress.doneTo).toBe(2);
  progress.noteTaken(4);
  expect(progress.doneTo).toBe(6);
  progress.noteTaken(7);
  expect(progress.doneTo).toBe(9);
  // Said again, or of before: nothing changes.
  progress.noteMissing(5, 7);
  progress.noteTaken(1);
  expect(progress.doneTo).toBe(9);
  // 10 and 11 were lost before a restart, and are told no more.
  oldest = 14;
  progress.noteMissing(12, 14);
  expect(progress.doneTo).toBe(13);
});
