/** Two `gemba run` of one plant, as an operator and what watches them see it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { gembaProcess, makeFolder } from '../support/demo-plant.ts';
import { secret, sensorPlant } from '../support/sensor-plant.ts';
import { type RunProcess, startRun } from './support/run-process.ts';

const eventually = { interval: 50, timeout: 60_000 };

async function writePlant(): Promise<string> {
  const path = join(await makeFolder(), 'gemba.config.json');
  const { plugins: _, ...file } = sensorPlant;
  // Nothing listens there.
  const subscriptions = [{ topic: 'press/#', mapping: { form: 'value', value: 'value', tag: '{topic}' } }];
  const broker = { kind: 'mqtt', id: 'broker', url: 'mqtt://127.0.0.1:1', clientId: 'test', subscriptions };
  await writeFile(path, JSON.stringify({ ...file, sources: [broker] }));
  return path;
}

async function says(run: RunProcess, what: RegExp): Promise<string> {
  await vi.waitFor(() => expect(run.said()).toMatch(what), eventually);
  return (what.exec(run.said()) as RegExpExecArray)[1] ?? '';
}

test('a second gemba run says once for whom it stands by, is healthy and not active, and takes over after a kill', async () => {
  const config = await writePlant();
  const status = async (): Promise<string> =>
    (await gembaProcess(['status', '--config', config], { env: secret })).stdout;
  const first = startRun(config);
  await says(first, /gemba runs broker/);
  const second = startRun(config, ['--listen', '127.0.0.1:0']);
  const url = await says(second, /Metrics at (\S+)\/metrics/);
  const get = async (path: string): Promise<readonly [number, unknown]> => {
    const response = await fetch(`${url}${path}`);
    const text = await response.text();
    return [response.status, path === '/metrics' ? text : JSON.parse(text)];
  };
  const holder = await says(second, /gemba stands by: (\S+) runs this plant since \S+ \(fencing number 1\)/);
  expect(holder).toContain(`:${first.child.pid}:`);
  expect(await get('/health')).toEqual([200, { ok: true, problems: [], state: 'standing-by' }]);
  expect(await get('/active')).toEqual([503, { active: false, holder }]);
  expect((await get('/metrics'))[1]).toMatch(/^gemba_lease_held 0$/m);
  const before = await status();
  expect(before).toMatch(new RegExp(`^lease: ${holder} since \\S+, fencing number 1, until \\S+ unless renewed$`, 'm'));
  expect(before).toMatch(new RegExp(`^standing by: \\S+:${second.child.pid}:\\S+ since \\S+$`, 'm'));

  first.child.kill('SIGKILL');
  await says(second, /took over from \S+: its process was gone/);
  await says(second, /gemba runs broker/);
  expect(second.said().match(/gemba stands by/g)).toHaveLength(1);
  expect((await get('/active'))[0]).toBe(200);
  expect((await get('/metrics'))[1]).toMatch(/^gemba_lease_held 1$(.|\n)*^gemba_takeovers_total 1$/m);
  expect(await status()).toMatch(
    new RegExp(`^last takeover: \\S+ from ${holder}, its process was gone; 1 in all$`, 'm'),
  );
  second.child.kill('SIGTERM');
  expect(await second.exited).toEqual([0, null]);
}, 180_000);

test('a standby that is told to stop ends in order, and the plant goes on', async () => {
  const config = await writePlant();
  const first = startRun(config);
  await says(first, /gemba runs broker/);
  const second = startRun(config);
  await says(second, /gemba stands by: (\S+)/);
  second.child.kill('SIGTERM');
  expect(await second.exited).toEqual([0, null]);
  expect([first.child.exitCode, first.child.signalCode]).toEqual([null, null]);
  first.child.kill('SIGTERM');
  expect(await first.exited).toEqual([0, null]);
}, 120_000);
