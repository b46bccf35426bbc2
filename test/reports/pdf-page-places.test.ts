import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPagePlaces } from '../../src/reports/pdf/page-places.ts';

const never = new AbortController().signal;

it('never gives more places than there are, serves in the order of asking, and ends free', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 12 }),
      async (count, gives) => {
        const places = createPagePlaces(count);
        const served: number[] = [];
        const tasks = gives.map(async (givesUp, i) => {
          const leaving = new AbortController();
          const taking = places.take(leaving.signal);
          if (givesUp) leaving.abort(new Error('gave up'));
          const giveBack = await taking.catch(() => undefined);
          if (giveBack === undefined) return;
          served.push(i);
          expect(places.taken).toBeLessThanOrEqual(count);
          await Promise.resolve();
          giveBack();
          giveBack();
        });
        await places.whenFree();
        await Promise.all(tasks);
        expect(served).toEqual(served.toSorted((a, b) => a - b));
        expect([places.taken, places.waiting]).toEqual([0, 0]);
        expect(served.length).toBeGreaterThanOrEqual(gives.filter((givesUp) => !givesUp).length);
      },
    ),
  );
});

it('nobody gets a place who had given up before asking', async () => {
  await expect(createPagePlaces(1).take(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  const places = createPagePlaces(1);
  const giveBack = await places.take(never);
  const waiting = places.take(never);
  expect(places.waiting).toBe(1);
  giveBack();
  (await waiting)();
  await places.whenFree();
});
