import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LaneProgress } from '../../../src/ingest/fresh/lane-progress.ts';
import { Unsettled } from '../../../src/ingest/fresh/unsettled.ts';

test('what settles never lies ahead of what is done, and all has settled once all is done', () => {
  const batch = fc.record({ lane: fc.constantFrom('kept', 'droppable'), isTaken: fc.boolean() });
  fc.assert(
    fc.property(fc.array(batch, { minLength: 1, maxLength: 3_000, size: 'max' }), (batches) => {
      const unsettled = new Unsettled();
      const next = { kept: 0, droppable: 0 };
      const doneTo = { kept: -1, droppable: -1 };
      const places: { readonly lane: 'kept' | 'droppable'; readonly number: number }[] = [];
      let settled = -1;
      batches.forEach(({ lane, isTaken }, order) => {
        unsettled.add(order);
        const place = { lane, number: next[lane]++ };
        places.push(place);
        unsettled.noteDurable(order, place);
        expect(unsettled.length).toBeLessThanOrEqual(1_024);
        if (!isTaken) return;
        doneTo[lane] = Math.min(doneTo[lane] + 2, next[lane] - 1);
        settled = unsettled.settle(doneTo) ?? settled;
        const open = places.findIndex((one) => one.number > doneTo[one.lane]);
        expect(settled).toBeLessThanOrEqual(open === -1 ? order : open - 1);
      });
      settled = unsettled.settle({ kept: next.kept - 1, droppable: next.droppable - 1 }) ?? settled;
      expect([settled, unsettled.length]).toEqual([batches.length - 1, 0]);
    }),
    { numRuns: 30 },
  );
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
