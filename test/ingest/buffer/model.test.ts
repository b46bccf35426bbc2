/** Random programs against a plain model, on a disk that fails or crashes at operation n, for n = 1, 2, … to a clean run. */
import fc from 'fast-check';
import { type DiskFault, diskFaults } from 'gemba/testing';
import { describe, expect, test } from 'vitest';
import { type Command, ModelRun } from './support/model.ts';

/** Doubles of fast-check are mostly very near to 0. */
const share = fc.noBias(fc.integer({ min: 0, max: 9_999 })).map((count) => count / 10_000);
const lane = fc.constantFrom('kept' as const, 'droppable' as const);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      lane,
      source: fc.constantFrom('press', 'oven'),
      counts: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('release' as const),
      lane,
      share,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('reopen' as const),
      by: fc.constantFrom('close' as const, 'kill' as const, 'crash' as const),
    }),
  },
);

/** Runs a program with a fault; the number of operations that it took. */
async function runWith(
  program: readonly Command[],
  seed: number,
  n: number,
  fault: DiskFault | undefined,
): Promise<number> {
  const run = new ModelRun(seed);
  if (fault !== undefined) run.disk.failAt(n, fault);
  try {
    await run.open();
    for (const step of program) await run.run(step);
    await run.check();
    await run.reopen('close');
  } catch (error) {
    // An assertion is none of the disk's faults.
    if (fault === undefined || (error as Error).name !== 'GembaError') throw error;
    await run.buffer?.[Symbol.asyncDispose]();
    run.disk.restart(fault === 'crash' ? 'crash' : 'kill');
    await run.open();
    await run.check();
  }
  await run.buffer?.[Symbol.asyncDispose]();
  return run.disk.operations;
}

const small: readonly Command[] = [
  { kind: 'append', lane: 'kept', source: 'press', counts: [3, 40, 1] },
  { kind: 'append', lane: 'droppable', source: 'oven', counts: [50, 50] },
  { kind: 'reopen', by: 'close' },
  { kind: 'append', lane: 'kept', source: 'oven', counts: [60, 5] },
  { kind: 'release', lane: 'kept', share: 0.5 },
  { kind: 'reopen', by: 'kill' },
  { kind: 'append', lane: 'kept', source: 'press', counts: [2] },
];

describe('whatever is done to it', () => {
  test('a buffer holds what its model holds', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 40 }), fc.integer(), (program, seed) =>
        runWith(program, seed, 0, undefined).then(() => {}),
      ),
      { numRuns: 30 },
    );
  });

  test('a bit that flips in any file costs the record that stood there, and is counted by source', {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { minLength: 1, maxLength: 20 }),
        fc.integer(),
        share,
        async (program, seed, at) => {
          const run = new ModelRun(seed);
          await run.open();
          for (const step of program) await run.run(step);
          await run.check();
          await run.damage(at);
          await run.buffer?.[Symbol.asyncDispose]();
        },
      ),
      { numRuns: 25 },
    );
  });

  for (const fault of diskFaults)
    test(`a fault at each operation of a program, ${fault}, loses and doubles nothing`, {
      timeout: 300_000,
    }, async () => {
      let n = 1;
      for (; (await runWith(small, n, n, fault)) >= n; n++);
      expect(n).toBeGreaterThan(50);
    });

  for (const fault of diskFaults)
    test(`a fault at some operation of any program, ${fault}, loses and doubles nothing`, {
      timeout: 300_000,
    }, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(command, { minLength: 1, maxLength: 30 }),
          fc.integer(),
          fc.integer({ min: 1, max: 400 }),
          (program, seed, n) => runWith(program, seed, n, fault).then(() => {}),
        ),
        { numRuns: 20 },
      );
    });
});
