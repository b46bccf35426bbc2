/** A buffer that another process takes over while the one before still has its files open and goes on. */
import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openFactBuffer } from 'gemba/ingest';
import { GembaError } from 'gemba/model';
import { expect, test } from 'vitest';
import { batchOf, takeAll, valuesOf } from './support/batches.ts';

const clock = (): number => 1_800_000_000_000;
const sizes = { sizeBytesMax: 1_000_000, segmentBytes: 2_000 };

async function inFolder(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-buffer-'));
  try {
    await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const lost = new GembaError('lease-lost', 'Another process has taken over.');

test('a buffer that is taken over has all that was acknowledged, and of what the process before it writes afterwards nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        // Appends of the process before: those it waits for, those under way when it is taken over, those after.
        settled: fc.integer({ min: 0, max: 12 }),
        underWay: fc.integer({ min: 0, max: 8 }),
        late: fc.integer({ min: 0, max: 8 }),
        next: fc.integer({ min: 0, max: 12 }),
        // Turns of the event loop between an append and the takeover.
        turns: fc.integer({ min: 0, max: 12 }),
      }),
      async ({ settled, underWay, late, next, turns }) =>
        inFolder(async (dir) => {
          const [first, second, third] = ['1', '2', '3'].map((name) => join(dir, name)) as [string, string, string];
          let isLost = false;
          const confirm = (): void => {
            if (isLost) throw lost;
          };
          const acknowledged: number[] = [];
          const refused: unknown[] = [];
          await using before = await openFactBuffer({ ...sizes, dir: first, clock, confirm });
          let value = 0;
          const append = (): Promise<unknown> => {
            const mine = value++;
            const lane = mine % 3 === 0 ? 'droppable' : 'kept';
            return before.append(batchOf('press', mine, 1), lane).then(
              () => acknowledged.push(mine),
              (error: unknown) => refused.push(error),
            );
          };
          for (let i = 0; i < settled; i++) await append();
          const under = Array.from({ length: underWay }, append);
          for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
          isLost = true;
          await rename(first, second);
          const after = await openFactBuffer({ ...sizes, dir: second, clock, isContinued: false });
          const found = await valuesIn(after);
          // What it gets to disk in the meantime is not acknowledged any more.
          expect(found).toEqual(expect.arrayContaining(acknowledged));
          await Promise.all([...under, ...Array.from({ length: late }, append)]);
          expect(found).toEqual(expect.arrayContaining(acknowledged));
          expect(refused.every((error) => error === lost)).toBe(true);
          const added = Array.from({ length: next }, (_, i) => 1_000 + i);
          for (const one of added) await after.append(batchOf('press', one, 1), one % 2 === 0 ? 'kept' : 'droppable');
          await before[Symbol.asyncDispose]();
          expect(await valuesIn(after)).toEqual([...found, ...added].sort((a, b) => a - b));
          await after[Symbol.asyncDispose]();
          // With records of its own behind them, the late ones of the process before do not count.
          await rename(second, third);
          await using reopened = await openFactBuffer({ ...sizes, dir: third, clock, isContinued: false });
          const again = await valuesIn(reopened);
          expect(again).toEqual(expect.arrayContaining([...found, ...added]));
          expect(new Set(again).size).toBe(again.length);
          expect(reopened.status().damages).toEqual([]);
          await expect(stat(first)).rejects.toMatchObject({ code: 'ENOENT' });
        }),
    ),
    { numRuns: 40 },
  );
});

async function valuesIn(buffer: Awaited<ReturnType<typeof openFactBuffer>>): Promise<number[]> {
  const { kept, droppable } = await takeAll(buffer);
  return [...kept, ...droppable].flatMap(({ batch }) => valuesOf(batch)).sort((a, b) => a - b);
}

test('a buffer that is not to be continued begins a new segment behind the last one', async () => {
  await inFolder(async (dir) => {
    for (let i = 0; i < 3; i++) {
      await using buffer = await openFactBuffer({ ...sizes, dir, clock, isContinued: false });
      expect(await buffer.append(batchOf('press', i, 1), 'kept')).toMatchObject({ number: i + 1 });
    }
    expect(await readdir(dir)).toHaveLength(3);
  });
});
