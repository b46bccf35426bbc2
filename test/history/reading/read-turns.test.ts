/** Reads in the order they were asked for, a few at once. */
import { setImmediate as allThatIsDue } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReadTurns } from '../../../src/history/embedded/reading/read-turns.ts';

const hour = 3_600_000;

/** Work that goes on until it is told to end, and a note of which has begun. */
function workOf(begun: number[], number: number) {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const work = (): Promise<number> => {
    begun.push(number);
    return promise;
  };
  return { work, end: () => resolve(number), fail: (error: unknown) => reject(error) };
}

describe('reads', () => {
  test('begin in their order, so many at once and no more, however those before end', async () => {
    const input = fc.record({
      atOnceMax: fc.integer({ min: 1, max: 3 }),
      ends: fc.array(fc.constantFrom('answered', 'failed', 'aborted'), { minLength: 1, maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(input, async ({ atOnceMax, ends }) => {
        const turns = new ReadTurns({ atOnceMax, longMs: hour });
        const begun: number[] = [];
        const works = ends.map((_, number) => workOf(begun, number));
        const aborts = ends.map(() => new AbortController());
        const answers = works.map(({ work }, i) => turns.take(work, aborts[i]?.signal));
        const settled = Promise.allSettled(answers);
        // Who waits is stopped before it begins.
        for (const [i, end] of ends.entries()) if (end === 'aborted' && i >= atOnceMax) aborts[i]?.abort();
        const takers = [...ends.keys()].filter((i) => ends[i] !== 'aborted' || i < atOnceMax);
        for (const [k, i] of takers.entries()) {
          await allThatIsDue();
          expect(begun).toEqual(takers.slice(0, k + atOnceMax));
          if (ends[i] === 'failed') works[i]?.fail(new Error(`read ${i}`));
          else works[i]?.end();
        }
        const results = await settled;
        for (const [i, result] of results.entries()) {
          if (!takers.includes(i)) expect(result).toMatchObject({ reason: { code: 'aborted' } });
          else if (ends[i] === 'failed') expect(result).toMatchObject({ reason: { message: `read ${i}` } });
          else expect(result).toEqual({ status: 'fulfilled', value: i });
        }
        // All turns are free again.
        expect(await turns.take(async () => 'free', undefined)).toBe('free');
      }),
      { numRuns: 50 },
    );
  });

  test('do not wait for one that takes long, which still gives its answer', async () => {
    const turns = new ReadTurns({ atOnceMax: 1, longMs: 1 });
    const long = workOf([], 1);
    const answer = turns.take(long.work, undefined);
    expect(await turns.take(async () => 'short', undefined)).toBe('short');
    long.end();
    expect(await answer).toBe(1);
  });

  test('are not begun where they were stopped before they were asked for', async () => {
    const turns = new ReadTurns({ atOnceMax: 1, longMs: hour });
    const first = workOf([], 1);
    const answer = turns.take(first.work, undefined);
    const begun: number[] = [];
    const stopped = turns.take(workOf(begun, 2).work, AbortSignal.abort());
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    first.end();
    expect(await answer).toBe(1);
    expect(begun).toEqual([]);
  });
});
