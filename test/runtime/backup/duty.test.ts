/** Backups while a plant runs: when they are due, and what becomes of everything else when they fail. */
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createMetricsHandler,
  openBackups,
  parsePlantFile,
  type RunEvent,
  type RunStatus,
  readPlantStatus,
  runPlant,
} from 'gemba/runtime';
import { expect, test, vi } from 'vitest';
import { makeQuickFolder } from '../../support/quick-folder.ts';
import { openSensorPlant, readCount, secret, send, sensorPlant } from '../../support/sensor-plant.ts';

const eventually = { interval: 20, timeout: 60_000 };

test('a plant that runs backs itself up when it is due, tells when it cannot, and collects all the while', async () => {
  const folder = await makeQuickFolder();
  const target = join(folder, 'backups');
  await mkdir(target);
  const clock = { at: Date.now() };
  const settings = { ...sensorPlant, backup: { to: { kind: 'folder' as const, path: 'backups' } } };
  await using plant = await openSensorPlant(folder, {
    file: parsePlantFile(settings, 'test'),
    env: secret,
    clock: () => clock.at,
  });
  const stop = new AbortController();
  const events: RunEvent[] = [];
  let status: () => RunStatus = () => {
    throw new Error('It has not started.');
  };
  const of = (kind: RunEvent['kind']) => events.filter((event) => event.kind === kind);
  const running = runPlant(plant, {
    signal: stop.signal,
    onEvent: (event) => events.push(event),
    onStart: (tell) => {
      status = tell;
    },
    pace: { gatherMs: 5, tickMs: 20 },
  });
  const ask = async (path: string): Promise<string> => {
    const handle = createMetricsHandler(
      () => ({ kind: 'running', status: status() }),
      () => clock.at,
    );
    return await handle(new Request(`http://localhost${path}`)).text();
  };
  await send(folder, 20);
  await vi.waitFor(async () => expect(await readCount(folder, 'acknowledged')).toBe(20), eventually);
  await vi.waitFor(() => expect(of('backup')).toHaveLength(1), eventually);
  expect(status().backup).toMatchObject({ everyMs: 900_000, failure: undefined });
  expect(await ask('/metrics')).toMatch(/gemba_backup_failing 0/);

  // The share goes away.
  await rename(target, `${target}-away`);
  clock.at += 15 * 60_000;
  await vi.waitFor(() => expect(of('backup-failed').length).toBeGreaterThan(0), eventually);
  await send(folder, 40);
  await vi.waitFor(async () => expect(await readCount(folder, 'acknowledged')).toBe(40), eventually);
  clock.at += 61 * 60_000;
  await vi.waitFor(() => expect(of('backup-failed').length).toBeGreaterThan(1), eventually);
  await vi.waitFor(() => expect(status().backup?.failure).toBeDefined(), eventually);
  expect(await ask('/metrics')).toMatch(/gemba_backup_failing 1/);
  expect(JSON.parse(await ask('/health')).warnings.join()).toMatch(/backup: the last 76 min ago/);
  expect((await readPlantStatus(plant)).backup?.failure?.message).toMatch(/backups/);

  // It is back.
  await rename(`${target}-away`, target);
  clock.at += 61_000;
  await vi.waitFor(() => expect(of('backup')).toHaveLength(2), eventually);
  expect(JSON.parse(await ask('/health')).warnings).toBeUndefined();
  stop.abort();
  await running;
  await using backups = await openBackups(plant);
  expect(await backups.listPoints()).toHaveLength(2);
}, 120_000);
