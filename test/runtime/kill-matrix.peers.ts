/**
 * A share of the kill matrix: a plant as `gemba run` runs it, over Mosquitto and a log, killed at each step of a fact's
 * way and at any moment, while broker, network, clock and disk fail. `npm run bench -- ingest.kill` has all of it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runOnFullDisk } from './kill-matrix/full-disk.ts';
import { killSteps, type MatrixResult, type Round, runMatrix } from './kill-matrix/matrix.ts';
import { brokerSource, logSource } from './kill-matrix/matrix-plant.ts';
import { weathers } from './kill-matrix/weather.ts';

const limitMs = 600_000;

async function inFolder<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-matrix-'));
  try {
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function expectExact(result: MatrixResult, rounds: readonly Round[]): void {
  const { truth, found, accounts, sentRefusedCount } = result;
  expect(result.killCount).toBe(rounds.length);
  expect(result).toMatchObject({ lostCount: 0, doubledCount: 0, lost: {}, countedBackCount: 0 });
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(truth));
  const sent = [...truth].filter(([name]) => name !== 'lathe').reduce((sum, [, { count }]) => sum + count, 0);
  const broker = accounts[brokerSource];
  expect(broker).toMatchObject({ isBalanced: true, stored: sent, filtered: 0, expired: 0, lost: 0, superseding: 0 });
  expect(accounts[logSource]).toMatchObject({ isBalanced: true, stored: truth.get('lathe')?.count, lost: 0 });
  // What was not acknowledged in time was sent again; of it nothing is there twice, in the quarantine neither.
  expect(broker?.refused).toBeGreaterThanOrEqual(sentRefusedCount);
  expect(result.refusalCount).toBe(sentRefusedCount);
}

test(
  'killed at each step of a fact’s way, every reading and row is in history once',
  async () => {
    const rounds = [...Object.keys(killSteps), 'any-moment'].map((step, i) => ({
      step: step as Round['step'],
      weather: 'calm' as const,
      times: 1 + (i % 2),
    }));
    await inFolder(async (dir) => expectExact((await runMatrix({ dir, rounds })) as MatrixResult, rounds));
  },
  limitMs,
);

test(
  'killed while the broker restarts, connections are cut, stalled and half-open, and the clock is set back, every reading and row is in history once',
  async () => {
    const rounds = weathers
      .filter((weather) => weather !== 'calm' && weather !== 'disk-full')
      .map((weather, i) => ({
        step: (['acknowledged', 'any-moment', 'synced'] as const)[i % 3] as Round['step'],
        weather,
        times: 2,
      }));
    await inFolder(async (dir) => expectExact((await runMatrix({ dir, rounds })) as MatrixResult, rounds));
  },
  limitMs,
);

test(
  'with a disk that was full, nothing is acknowledged that is not on it, and every reading and row is in history once',
  async () => {
    const rounds = (['any-moment', 'manifest-committed', 'written'] as const).map((step) => ({
      step,
      weather: 'disk-full' as const,
      times: 1,
    }));
    await inFolder(async (dir) => {
      const result = await runMatrix({ dir, rounds, onSmallDisk: true });
      if (result !== undefined) expectExact(result, rounds);
      // Where no disk can be mounted, the buffer's is one of this process, which nothing kills.
      else {
        console.warn('No small disk can be mounted here: the buffer is put on a faulty disk in memory instead.');
        expectExact(await runOnFullDisk(dir), []);
      }
    });
  },
  limitMs,
);
