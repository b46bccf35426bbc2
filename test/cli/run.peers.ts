/** `gemba run` on a live broker, seen from outside: by `gemba status`, by Prometheus, and by what history has at the end. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPlant } from 'gemba';
import type { PlantStatus } from 'gemba/runtime';
import { expect, test, vi } from 'vitest';
import { startMosquitto } from '../ingest/mqtt/support/mosquitto.ts';
import { openPublisher } from '../ingest/mqtt/support/publisher.ts';
import { gembaProcess, makeFolder } from '../support/demo-plant.ts';
import { secret, sensorPlant, startAt } from '../support/sensor-plant.ts';
import { startRun } from './support/run-process.ts';

const eventually = { interval: 100, timeout: 60_000 };
const readingCount = 30;
const topic = 'press/temperature';

test('gemba run takes what a broker sends, says how it stands, and has all of it in history when it is stopped', async () => {
  await using broker = await startMosquitto();
  const folder = await makeFolder();
  const config = join(folder, 'gemba.config.json');
  const { plugins: _, ...file } = sensorPlant;
  const subscriptions = [{ topic: 'press/+', mapping: { form: 'value', value: 'v', time: 't' } }];
  const aliases = { tags: { [topic]: 'temperature' } };
  const source = { kind: 'mqtt', id: 'broker', url: broker.url, subscriptions, aliases };
  await writeFile(config, JSON.stringify({ ...file, sources: [source] }));
  const readStatus = async (): Promise<PlantStatus> =>
    JSON.parse((await gembaProcess(['status', '--config', config, '--json'], { env: secret })).stdout) as PlantStatus;

  const { child, exited, said } = startRun(config, ['--listen', '127.0.0.1:0']);
  await vi.waitFor(() => expect(said()).toMatch(/Metrics at \S+\/metrics/), eventually);
  const [, base = ''] = /Metrics at (\S+)\/metrics/.exec(said()) ?? [];
  const readMetrics = async (): Promise<string> => (await fetch(`${base}/metrics`)).text();
  await vi.waitFor(async () => expect(await readMetrics()).toContain('connected{source="broker"} 1'), eventually);

  await using publisher = await openPublisher(broker.url);
  const readings = Array.from({ length: readingCount }, (_, i) => JSON.stringify({ t: startAt + i * 1_000, v: i }));
  await publisher.publish([...readings, 'no JSON'].map((payload) => [topic, payload] as const));
  await vi.waitFor(async () => {
    const { running, sources, history, quarantine } = await readStatus();
    expect(running.kind).toBe('running');
    expect(sources[0]).toMatchObject({ id: 'broker', receivedCount: readingCount + 1, waitingCount: 0 });
    expect(sources[0]?.committed).toMatchObject({ received: readingCount + 1, stored: readingCount, refused: 1 });
    expect(sources[0]?.live).toMatchObject({ connection: { kind: 'connected' }, lastReadingAt: startAt + 29_000 });
    expect(sources[0]?.live?.committedPerSecond).toBeGreaterThan(0);
    expect(sources[0]?.lagMs).toBeGreaterThan(0);
    expect(history.state).toBe('open');
    expect(quarantine.openCount).toBe(1);
  }, eventually);
  const metrics = await readMetrics();
  expect(metrics).toContain(`gemba_ingest_received_total{source="broker"} ${readingCount + 1}\n`);
  expect(metrics).toContain(`gemba_ingest_stored_total{source="broker"} ${readingCount}\n`);
  expect(await (await fetch(`${base}/health`)).json()).toEqual({ ok: true, problems: [], state: 'running' });
  const { stdout } = await gembaProcess(['status', '--config', config], { env: secret });
  expect(stdout).toMatch(/^running: /);
  expect(stdout).toContain(`broker: ${readingCount + 1} received, ${readingCount} stored, 0 duplicate, 1 refused\n`);
  expect(stdout).toMatch(
    /connected since \S+, last reading 2026-01-05T07:00:29\+01:00, \d+ (h|d) ago, \d+\.\d\/s into/,
  );
  expect(stdout).toContain('quarantine: 1 row, see `gemba quarantine list`\n');

  // Whoever replays needs the lease that it has.
  const replay = await gembaProcess(['quarantine', 'replay', '--config', config], { env: secret });
  expect([replay.code, replay.stderr]).toEqual([1, expect.stringContaining('[lease-held]')]);

  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  const after = await readStatus();
  expect(after.running).toMatchObject({ kind: 'none', endedInOrder: true });
  expect(after.buffer).toMatchObject({ pendingRecords: 0, damageCount: 0 });
  expect(after.sources[0]).toMatchObject({ receivedCount: readingCount + 1, waitingCount: 0 });
  await using plant = await openPlant({ config, env: secret });
  const { columns } = await (await plant.history.snapshot()).read({ kind: 'reading' });
  expect([...columns.value].sort((a, b) => a - b)).toEqual(readings.map((_, i) => i));
}, 180_000);
