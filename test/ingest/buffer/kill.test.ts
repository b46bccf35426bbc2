/** Processes that append and are killed, at every step: what they were told is on disk is there for the next one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BufferLane, bufferLanes, bufferSteps, openFactBuffer } from 'gemba/ingest';
import { expect, test } from 'vitest';
import { takeAll, valuesOf } from './support/batches.ts';

const kills = 3;
/** How often the step is reached before the process dies; losses and removals come only now and then. */
const timesOf = {
  'record-written': 40,
  'segment-synced': 70,
  'segment-created': 6,
  'segment-removed': 4,
  'loss-recorded': 2,
} as const;

interface Told {
  readonly value: number;
  readonly lane: BufferLane;
  readonly number: number;
}

async function appendUntilKilled(dir: string, step: string, times: number): Promise<readonly Told[]> {
  const program = join(import.meta.dirname, 'programs/append.ts');
  const child = spawn(process.execPath, [program, dir, step, String(times)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  const [, signal] = await once(child, 'close');
  expect(signal).toBe('SIGKILL');
  const lines = out
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' '));
  return lines.map(([value, lane, number]) => ({
    value: Number(value),
    lane: lane as BufferLane,
    number: Number(number),
  }));
}

for (const step of bufferSteps)
  test(`a process killed at the step ${step} leaves all that was acknowledged`, { timeout: 240_000 }, async () => {
    const dir = await mkdtemp(join(tmpdir(), 'gemba-buffer-kill-'));
    try {
      const told: Told[] = [];
      for (let kill = 1; kill <= kills; kill++) told.push(...(await appendUntilKilled(dir, step, timesOf[step])));
      await using buffer = await openFactBuffer({ dir, clock: Date.now });
      const { damages, lanes } = buffer.status();
      expect(damages).toEqual([]);
      const losses = buffer.listLosses();
      const all = await takeAll(buffer);
      for (const lane of bufferLanes) {
        const numbers = all[lane].map(({ place }) => place.number);
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
        const valueByNumber = new Map(all[lane].map(({ place, batch }) => [place.number, valuesOf(batch)[0]]));
        const pending = told.filter((one) => one.lane === lane && one.number >= lanes[lane].oldest);
        for (const { value, number } of pending) {
          const isLost = losses.some(
            ({ fromNumber, toNumber }) => lane === 'droppable' && fromNumber <= number && number < toNumber,
          );
          if (!isLost) expect([number, valueByNumber.get(number)]).toEqual([number, value]);
        }
      }
      expect(told.length).toBeGreaterThan(0);
      if (step === 'loss-recorded') expect(losses.length).toBeGreaterThan(0);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
