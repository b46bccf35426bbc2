/** A child that runs a plant is killed at each named step, again and again: nothing is lost, nothing counted twice. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { readPlantStatus } from 'gemba/runtime';
import { expect, test, vi } from 'vitest';
import { makeFolder, root } from '../support/demo-plant.ts';
import { openSensorPlant, readCount, send } from '../support/sensor-plant.ts';

const program = join(root, 'test/runtime/programs/run-sensors.ts');
const eventually = { interval: 20, timeout: 60_000 };

function run(folder: string, step = '', count = 1) {
  const argv = ['--conditions=gemba-source', program, folder, step, String(count)];
  const child = spawn(process.execPath, argv, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, exited: once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]> };
}

/** Moments of a fact's way, in their order, each under the name of the part that reports it. */
const steps = [
  'received',
  'record-written',
  'segment-synced',
  'acknowledged',
  'commit-begun',
  'segments-written',
  'entry-added',
  'buffer-trimmed',
] as const;

test('killed at each step of a fact’s way, a plant has each reading once and an account that adds up', async () => {
  const folder = await makeFolder();
  let sent = 0;
  for (const [i, step] of steps.entries()) {
    const { exited } = run(folder, step, 1 + (i % 2));
    const feeding = new AbortController();
    const feed = (async () => {
      while (!feeding.signal.aborted) {
        sent += 7;
        await send(folder, sent);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    })();
    expect(await exited, step).toEqual([null, 'SIGKILL']);
    feeding.abort();
    await feed;
  }
  const { child, exited } = run(folder);
  // What was sent may have been acknowledged before already: then it has yet to begin to listen to signals.
  await once(child.stdout as Readable, 'data');
  await vi.waitFor(async () => expect(await readCount(folder, 'acknowledged')).toBe(sent), eventually);
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);

  await using plant = await openSensorPlant(folder);
  const { columns, length } = await (await plant.history.snapshot()).read({ kind: 'reading' });
  const expected = sent + Math.floor(sent / 10);
  expect(length).toBe(expected);
  expect(columns.value.reduce((sum, value) => sum + value, 0)).toBe(sum(1, sent, 1) + sum(10, sent - (sent % 10), 10));
  const status = await readPlantStatus(plant);
  const account = status.sources.find(({ id }) => id === 'sensors');
  expect(account).toMatchObject({ waitingCount: 0, committed: { stored: expected, lost: 0, refused: 0 } });
  expect(account?.receivedCount).toBe(expected + (account?.committed.duplicate ?? 0));
  expect(status.buffer).toMatchObject({ pendingRecords: 0, damageCount: 0 });
  expect(status.running).toMatchObject({ kind: 'none', endedInOrder: true });
}, 300_000);

function sum(from: number, to: number, step: number): number {
  return ((from + to) * ((to - from) / step + 1)) / 2;
}
