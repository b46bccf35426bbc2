/** What goes before an expiry goes on though one of its tasks fails or comes to nothing: the others' readings expire too. */
import { expect, test } from 'vitest';
import type { BackgroundTask } from '../../../src/history/embedded/background-work.ts';
import type { WriterChild } from '../../../src/history/embedded/child-process.ts';
import { emptyState } from '../../../src/history/embedded/manifest-state.ts';
import { type ExpiryHost, expireFacts } from '../../../src/history/embedded/retention/expire.ts';
import type { RollupTask } from '../../../src/history/embedded/rollups/tasks.ts';

type RollupWork = Extract<BackgroundTask, { kind: 'rollup' }>;

const hourMs = 3_600_000;

/** @param outcomes of each hour's rolling up: nothing entered, a failure, or hours that come to something */
async function rollUp(outcomes: readonly ('nothing' | 'fails' | 'entered')[]) {
  const failed = new Set<number>();
  const entered = new Set<number>();
  const told: string[] = [];
  const tasks = outcomes.map((_, i) => taskOf(i));
  let asked = 0;
  const child = {
    rollUp: async (requestOf: (attempt: number) => unknown) => {
      asked++;
      if (asked > 100) throw new RangeError('It never ends.');
      if (outcomes[(requestOf(0) as { readonly hour: number }).hour] === 'fails') throw new Error('The disk is full.');
      return { segments: [] };
    },
    [Symbol.asyncDispose]: async () => undefined,
  } as unknown as WriterChild;
  const host: ExpiryHost = {
    dir: 'store',
    state: emptyState,
    child,
    createChild: () => child,
    onStep: () => undefined,
    nameOf: (attempt, what) => `${attempt}-${what}`,
    inTurn: (work) => work(),
    enter: async () => undefined,
    findRollup: () => tasks.find((_, i) => !failed.has(i) && !entered.has(i)),
    enterRollup: async ({ task }) => {
      const i = task.window.fromAt / hourMs;
      if (outcomes[i] === 'entered') entered.add(i);
    },
    noteFailed: (error, task) => {
      told.push((error as Error).message);
      failed.add((task as RollupWork).task.window.fromAt / hourMs);
    },
  };
  const facts = { reading: outcomes.length * hourMs };
  await expireFacts(host, { facts, tagGroups: [], rollups: {} });
  return { entered: [...entered], told };
}

function taskOf(hour: number): RollupWork {
  const window = { fromAt: hour * hourMs, toAt: (hour + 1) * hourMs };
  const task = { window } as unknown as RollupTask;
  return { kind: 'rollup', task, requestOf: () => ({ hour }) } as unknown as RollupWork;
}

test('an hour of which nothing came is told, and those behind it are rolled up', async () => {
  const { entered, told } = await rollUp(['entered', 'nothing', 'entered', 'entered']);
  expect(entered).toEqual([0, 2, 3]);
  expect(told).toEqual([expect.stringMatching(/^Nothing came of rolling up 1970-01-01T01.* to 1970-01-01T02.*verify/)]);
});

test('an hour that cannot be rolled up is told, and those behind it are rolled up', async () => {
  const { entered, told } = await rollUp(['fails', 'entered', 'nothing', 'nothing', 'entered']);
  expect(entered).toEqual([1, 4]);
  expect(told).toEqual(['The disk is full.', expect.stringContaining('T02'), expect.stringContaining('T03')]);
});
