/** A plant that runs on a disk that fills up: read-only, nothing lost, and on again by itself. */
import { access, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenPlant, PlantFileInput } from 'gemba';
import {
  createMetricsHandler,
  parsePlantFile,
  type RunEvent,
  type RunStatus,
  readPlantStatus,
  runPlant,
} from 'gemba/runtime';
import { expect, test, vi } from 'vitest';
import { gemba, makeFolder, writeDemoPlant } from '../../support/demo-plant.ts';
import { openSensorPlant, send, sensorPlant } from '../../support/sensor-plant.ts';

const eventually = { interval: 20, timeout: 60_000 };
const gib = 1_073_741_824;

test('while its disk is full what comes waits in the buffer and reading goes on; with room all of it is stored', async () => {
  const folder = await makeFolder();
  const space = { freeBytes: 10 * gib, totalBytes: 100 * gib };
  await using plant = await openSensorPlant(folder, { readSpace: async () => ({ ...space }) });
  const stop = new AbortController();
  const events: RunEvent[] = [];
  let status: () => RunStatus = () => {
    throw new Error('It does not run yet.');
  };
  const running = runPlant(plant, {
    signal: stop.signal,
    pace: { gatherMs: 20, tickMs: 50, backOff: { baseMs: 20, capMs: 50 } },
    onEvent: (event) => events.push(event),
    onStart: (tell) => {
      status = tell;
    },
  });
  const waitingCount = (): number | undefined => status().sources.find(({ id }) => id === 'sensors')?.waitingCount;
  const count = async (): Promise<number> => (await (await plant.history.snapshot()).read({ kind: 'reading' })).length;
  await send(folder, 9);
  await vi.waitFor(async () => expect(await count()).toBe(9), eventually);

  space.freeBytes = gib / 4;
  await send(folder, 29);
  await vi.waitFor(() => {
    expect(status().history).toMatchObject({ kind: 'away', code: 'history-full' });
    expect(waitingCount()).toBe(22);
  }, eventually);
  const version = (await plant.history.status()).version;
  const told = await readPlantStatus(plant);
  expect(told.disk).toMatchObject({ level: 'full', freeBytes: gib / 4, reserveBytes: gib / 2 });
  expect(await count()).toBe(9);
  const handle = createMetricsHandler(() => ({ kind: 'running', status: status() }));
  expect(handle(new Request('http://localhost/health')).status).toBe(503);
  // Nothing is written meanwhile, however often it is tried.
  await vi.waitFor(
    () => expect(events.filter(({ kind }) => kind === 'history-away').length).toBeGreaterThan(5),
    eventually,
  );
  expect((await plant.history.status()).version).toBe(version);
  // The run's own record says it to whoever asks from elsewhere.
  await vi.waitFor(async () => {
    const { history, waiting } = await readPlantStatus(plant);
    expect(history).toMatchObject({ state: 'away', isReadOnly: true });
    expect(waiting?.count).toBe(22);
  }, eventually);

  space.freeBytes = gib;
  await vi.waitFor(async () => expect(await count()).toBe(31), eventually);
  await vi.waitFor(() => expect(waitingCount()).toBe(0), eventually);
  stop.abort();
  await running;
});

test('a plant on a full disk removes at once what it keeps no longer, though nothing can be committed', async () => {
  const folder = await makeFolder();
  const space = { freeBytes: 10 * gib, totalBytes: 100 * gib };
  const readSpace = async () => ({ ...space });
  const run = async (change: Partial<PlantFileInput>, until: (plant: OpenPlant) => Promise<void>) => {
    const file = parsePlantFile({ ...sensorPlant, ...change }, 'test');
    await using plant = await openSensorPlant(folder, { file, readSpace });
    const stop = new AbortController();
    const events: RunEvent[] = [];
    const pace = { gatherMs: 20, tickMs: 50, drainMs: 0, backOff: { baseMs: 20, capMs: 50 } };
    const running = runPlant(plant, { signal: stop.signal, pace, onEvent: (event) => events.push(event) });
    await vi.waitFor(() => until(plant), eventually);
    stop.abort();
    await running;
    return events;
  };
  const count = async (plant: OpenPlant): Promise<number> =>
    (await (await plant.history.snapshot()).read({ kind: 'reading' })).length;
  await send(folder, 9);
  await run({}, async (plant) => expect(await count(plant)).toBe(9));
  // Merged an hour ago, and deleted by nobody since.
  const left = join(folder, 'store/history/facts/reading/2026-01-05/000000000001-1-1-left.parquet');
  await writeFile(left, 'what nothing names');
  await utimes(left, new Date(Date.now() - 3_600_000), new Date(Date.now() - 3_600_000));
  space.freeBytes = 0;
  const events = await run({ retention: { readings: '1 days' } }, async (plant) => expect(await count(plant)).toBe(0));
  expect(events.map(({ kind }) => kind)).toContain('expired');
  expect(events.map(({ kind }) => kind)).not.toContain('history-open');
  await expect(access(left)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a command that loads says why it cannot, and status says what to do', async () => {
  const folder = await makeFolder();
  await writeDemoPlant(folder, (file) => ({ ...file, history: { kind: 'embedded', reserveBytes: 1e15 } }));
  const refused = await gemba(['ingest'], { folder });
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('[history-full]')]);
  const { stdout } = await gemba(['status'], { folder });
  expect(stdout).toMatch(/history: .*read-only: .* free of 1000\.0 TB needed\n/);
  expect(stdout).toContain('make room now: history goes on by itself once there is');
});
