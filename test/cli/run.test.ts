import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { livePictureSchema } from 'gemba/monitor';
import { runPlant } from 'gemba/runtime';
import { expect, test, vi } from 'vitest';
import { gemba, gembaProcess, makeFolder, root, writeDemoPlant } from '../support/demo-plant.ts';
import { openSensorPlant, secret, send, sensorPlant } from '../support/sensor-plant.ts';
import { startRun } from './support/run-process.ts';

const eventually = { interval: 50, timeout: 60_000 };
const mqtt = {
  kind: 'mqtt',
  id: 'broker',
  // Nothing listens there.
  url: 'mqtt://127.0.0.1:1',
  clientId: 'test',
  subscriptions: [{ topic: 'press/#', mapping: { form: 'value', value: 'value', tag: '{topic}' } }],
};

async function writeSensorPlant(folder: string): Promise<string> {
  const path = join(folder, 'gemba.config.json');
  const { plugins: _, ...file } = sensorPlant;
  await writeFile(path, JSON.stringify({ ...file, sources: [mqtt] }));
  return path;
}

test('gemba run keeps running while a broker is away, serves metrics, and stops in order on SIGTERM', async () => {
  const folder = await makeFolder();
  const config = await writeSensorPlant(folder);
  const { child, exited, said } = startRun(config, ['--listen', '127.0.0.1:0']);
  await vi.waitFor(() => expect(said()).toMatch(/Metrics at http:\/\/127\.0\.0\.1:\d+\/metrics/), eventually);
  const [, url = ''] = /Metrics at (\S+)/.exec(said()) ?? [];
  await vi.waitFor(async () => {
    const text = await (await fetch(url)).text();
    expect(text).toContain('gemba_ingest_connected{source="broker"} 0');
    expect(text).toContain('gemba_ingest_open_gaps{source="broker"} 1');
  }, eventually);

  // Another process sees it run, and how.
  await vi.waitFor(async () => {
    const { code, stdout } = await gembaProcess(['status', '--config', config], { env: secret });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^running: /);
    expect(stdout).not.toMatch(/^running: nothing/);
    expect(stdout).toMatch(/broker: 0 received/);
    expect(stdout).toMatch(/disconnected since .*Nothing listens there/);
    expect(stdout).toMatch(/gap: broker, disconnected, since/);
  }, eventually);

  // A second one that shall not stand by does not run beside it.
  const second = await gembaProcess(['run', '--config', config, '--no-standby'], { env: secret });
  expect(second.code).toBe(1);
  expect(second.stderr).toContain('[lease-held]');

  // Live figures are beside the metrics; who listens to their changes does not hold up the end.
  await vi.waitFor(async () => {
    const live = await fetch(new URL('/live', url));
    expect([live.status, livePictureSchema.parse(await live.json()).units.length]).toEqual([200, 1]);
  }, eventually);
  const changes = (await fetch(new URL('/live/changes', url))).body?.getReader();
  expect(new TextDecoder().decode((await changes?.read())?.value)).toContain('retry: 2000');

  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  expect(said()).toContain('gemba has stopped.');
  const { stdout } = await gembaProcess(['status', '--config', config], { env: secret });
  expect(stdout).toMatch(/^running: nothing; the last gemba run was alive at .*, it was stopped/);
}, 180_000);

test.each([
  ['SIGINT', 'SIGTERM'],
  ['SIGTERM', 'SIGINT'],
  ['SIGTERM', 'SIGTERM'],
] as const)('a stop that takes long after %s is ended at once by %s', async (first, second) => {
  const config = join(root, 'test/cli/programs/held.config.ts');
  const { child, exited, said } = startRun(config, [], { HELD_STORE: join(await makeFolder(), 'store') });
  await vi.waitFor(() => expect(said()).toContain('held source listens'), eventually);
  child.kill(first);
  await vi.waitFor(() => expect(said()).toContain('held source does not let go'), eventually);
  expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  child.kill(second);
  expect(await exited).toEqual([null, second]);
});

test('an address that cannot be listened at ends gemba run with a usage error', async () => {
  const config = await writeSensorPlant(await makeFolder());
  const { code, stderr } = await gembaProcess(['run', '--config', config, '--listen', 'metrics'], { env: secret });
  expect(code).toBe(2);
  expect(stderr).toContain("Cannot listen at 'metrics'");
});

test('gemba run of a plant that has only files goes on, takes what is dropped into their folder, killed or not, and stops on SIGTERM', async () => {
  const folder = await makeFolder();
  const drop = join(folder, 'drop');
  await mkdir(drop);
  const config = await writeDemoPlant(folder, (file) => ({
    ...file,
    sources: [{ ...file.sources?.[0], path: 'drop', followSeconds: 0.05 }],
  }));
  const [header = '', ...rows] = (await readFile(join(root, 'demo/production_log.csv'), 'utf8')).trimEnd().split('\n');
  const dropFile = (name: string, some: readonly string[]) =>
    writeFile(join(drop, name), [header, ...some, ''].join('\n'));
  const storedCount = async () => {
    const { stdout } = await gemba(['status', '--config', config, '--json']);
    return (JSON.parse(stdout) as { sources: { committed: { stored: number } }[] }).sources[0]?.committed.stored;
  };
  const first = startRun(config);
  await vi.waitFor(() => expect(first.said()).toContain('gemba runs mes'), eventually);
  await dropFile('1.csv', rows.slice(0, 100));
  await vi.waitFor(async () => expect(await storedCount()).toBe(100), eventually);
  await dropFile('2.csv', rows.slice(100, 250));
  first.child.kill('SIGKILL');
  expect(await first.exited).toEqual([null, 'SIGKILL']);
  await dropFile('3.csv', rows.slice(250, 300));
  const second = startRun(config);
  await vi.waitFor(async () => expect(await storedCount()).toBe(300), eventually);
  second.child.kill('SIGTERM');
  expect(await second.exited).toEqual([0, null]);
  const { running, sources } = JSON.parse((await gemba(['status', '--config', config, '--json'])).stdout);
  expect(running).toMatchObject({ kind: 'none', endedInOrder: true });
  expect(sources).toMatchObject([{ id: 'mes', waitingCount: 0, committed: { stored: 300, refused: 0, lost: 0 } }]);
}, 180_000);

test('gemba run of a plant whose files are not followed loads them and ends', async () => {
  const config = await writeDemoPlant(await makeFolder(), (file) => ({
    ...file,
    sources: (file.sources ?? []).map((source) => ({ ...source, followSeconds: 0 })),
  }));
  expect(await gemba(['run', '--config', config])).toMatchObject({ code: 0 });
  const { stdout } = await gemba(['status', '--config', config]);
  expect(stdout).toContain('mes: 4496 received, 4496 stored, 0 duplicate, 0 refused\n');
  expect(stdout).toContain('nothing waits');
  const { running, sources, quarantine } = JSON.parse((await gemba(['status', '--config', config, '--json'])).stdout);
  expect(running).toMatchObject({ kind: 'none', endedInOrder: true });
  expect(sources).toMatchObject([{ id: 'mes', receivedCount: 4496, waitingCount: 0, committed: { stored: 4496 } }]);
  expect(quarantine).toEqual({ openCount: 0, overflowCount: 0, unknownNames: [] });
});

test('gemba status of a plant that never ran says so', async () => {
  const config = await writeDemoPlant(await makeFolder());
  const { code, stdout } = await gemba(['status', '--config', config]);
  expect(code).toBe(0);
  expect(stdout).toContain('running: nothing; gemba run was never started here\nmes: 0 received');
  expect(stdout).toContain('quarantine: 0 rows\n');
});

test('rows refused beyond the limit of the quarantine are counted and listed without their bytes', async () => {
  const folder = await makeFolder();
  const log = join(folder, 'log.csv');
  const config = await writeDemoPlant(folder, (file) => ({
    ...file,
    sources: [{ ...file.sources?.[0], path: log }],
    quarantine: { rowsMax: 2 },
  }));
  const [header = '', ...rows] = (await readFile(join(root, 'demo/production_log.csv'), 'utf8')).split('\n');
  const wrong = rows.slice(0, 5).map((row, i) => row.replace(/\d{4}/, `x${i}`));
  await writeFile(log, [header, ...wrong, ''].join('\n'));
  await gemba(['ingest', '--config', config]);
  const listed = await gemba(['quarantine', '--config', config]);
  const { quarantine, overflowCount } = JSON.parse(
    (await gemba(['quarantine', 'list', '--config', config, '--json'])).stdout,
  );
  expect(quarantine.length).toBeGreaterThan(2);
  expect(overflowCount).toBe(quarantine.length - 2);
  expect(listed.stdout).toContain('refused beyond the limit of the quarantine');
  expect((await gemba(['status', '--config', config])).stdout).toContain(`quarantine: ${quarantine.length} rows`);
  // What has no bytes cannot be replayed, and does no harm.
  expect((await gemba(['quarantine', 'replay', '--config', config])).code).toBe(0);
  expect((await gemba(['quarantine', 'names', '--config', config])).stdout).toBe('Every name is mapped.\n');
});

test('a plant runs in-process too, and what it took is in its history when it was told to stop', async () => {
  const folder = await makeFolder();
  await using plant = await openSensorPlant(folder);
  await send(folder, 25);
  const stop = new AbortController();
  let received = 0;
  await runPlant(plant, {
    signal: stop.signal,
    onEvent: (event) => {
      if (event.kind === 'committed' && event.source === 'sensors') received += event.account.received;
      if (received === 27) stop.abort();
    },
  });
  expect((await (await plant.history.snapshot()).read({ kind: 'reading' })).length).toBe(27);
});
