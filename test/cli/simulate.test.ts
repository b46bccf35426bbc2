/** `gemba simulate` and `gemba replay`, with a broker in this process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startAedes } from '../ingest/mqtt/support/aedes-broker.ts';
import { HostRig } from '../ingest/sparkplug/support/host.ts';
import { gemba, makeFolder, morning, root } from '../support/demo-plant.ts';

const eventually = { timeout: 30_000, interval: 20 };

async function startBroker(topic: string) {
  const broker = await startAedes();
  onTestFinished(() => broker[Symbol.asyncDispose]());
  const client = await mqtt.connectAsync(broker.url);
  onTestFinished(() => client.endAsync(true));
  const received: { topic: string; payload: Buffer }[] = [];
  client.on('message', (of, payload) => void received.push({ topic: of, payload }));
  await client.subscribeAsync(topic, { qos: 1 });
  return { broker, received };
}

test('files of a simulated plant are ones that gemba checks and reports from, the same for the same seed', async () => {
  const folder = await makeFolder();
  // The command runs in this process, and is given its environment.
  const env = { GEMBA_SECRET: 'a simulated plant has no secrets' };
  const request = ['simulate', '--machines', '2', '--tags', '4', '--interval', '60', '--from', '2026-03-02'];
  const made = await gemba([...request, '--zone', 'UTC', '--out', 'plant', '--json'], { folder });
  expect(made.code).toBe(0);
  const { readings, files } = JSON.parse(made.stdout) as { readings: number; files: string[] };
  // One a minute of each tag on a day; an anomaly may silence one for a while.
  expect(readings).toBeGreaterThan(4 * 1_440 * 0.9);
  expect(files.map((path) => path.replace('plant/', ''))).toEqual([
    ...['gemba.config.ts', 'mes.csv', 'truth.jsonl', 'readings.jsonl'],
  ]);
  const config = join(folder, 'plant/gemba.config.ts');
  const checked = await gemba(['check', '--config', config], { folder, env });
  expect(checked.stdout).toContain('The plant file is good');
  const report = await gemba(
    [
      'report',
      'daily',
      '--config',
      config,
      '--for',
      '2026-03-02',
      '--role',
      'director',
      '--format',
      'json',
      '--out',
      'out',
    ],
    { folder, env },
  );
  expect(report.code).toBe(0);
  const document = JSON.parse(await readFile(join(folder, 'out/daily-2026-03-02-director.json'), 'utf8')) as {
    plant: { completed: number };
  };
  const truth = (await readFile(join(folder, 'plant/truth.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; completedCount: number });
  const days = truth.filter(({ kind }) => kind === 'machineDay');
  expect(document.plant.completed).toBe(days.reduce((sum, { completedCount }) => sum + completedCount, 0));

  const again = await gemba([...request, '--zone', 'UTC', '--out', 'again', '--quiet'], { folder });
  expect([again.code, again.stderr]).toEqual([0, '']);
  for (const name of ['mes.csv', 'truth.jsonl', 'readings.jsonl'])
    expect(await readFile(join(folder, 'again', name), 'utf8')).toBe(
      await readFile(join(folder, 'plant', name), 'utf8'),
    );
  const onto = await gemba([...request, '--out', 'plant'], { folder });
  expect([onto.code, onto.stderr]).toEqual([2, expect.stringContaining('is there already')]);
});

test('a plant played to a broker arrives as its plant file reads it: JSON below the topic, every reading once', async () => {
  const { broker, received } = await startBroker('simulated/#');
  const folder = await makeFolder();
  const argv = [
    'simulate',
    '--machines',
    '2',
    '--days',
    '1',
    '--speed',
    '40000',
    '--rate',
    '2000',
    '--mqtt',
    broker.url,
    '--out',
    'plant',
    '--json',
  ];
  const { code, stdout } = await gemba(argv, { folder });
  expect(code).toBe(0);
  const result = JSON.parse(stdout) as { readings: number; publisher: { acknowledgedReadings: number } };
  expect(result.publisher.acknowledgedReadings).toBe(result.readings);
  await vi.waitFor(() => {
    const all = received.flatMap(({ payload }) => JSON.parse(payload.toString()) as { tag: string; t: number }[]);
    expect(new Set(all.map(({ tag, t }) => `${tag} ${t}`)).size).toBe(result.readings);
  }, eventually);
  expect(new Set(received.map(({ topic }) => topic))).toEqual(
    new Set(['simulated/line-1/line-1-machine-1', 'simulated/line-1/line-1-machine-2']),
  );
  const config = await readFile(join(folder, 'plant/gemba.config.ts'), 'utf8');
  expect(config).toContain(`url: '${broker.url}'`);
  expect(config).toContain("producedTag: 'line-1-machine-1.pieces'");
});

test('as Sparkplug it is an edge node that a host reads', async () => {
  const { broker, received } = await startBroker('spBv1.0/#');
  const argv = [
    'simulate',
    '--machines',
    '1',
    '--days',
    '1',
    '--speed',
    '80000',
    '--rate',
    '500',
    '--format',
    'sparkplug',
    '--mqtt',
    broker.url,
    '--json',
  ];
  const { code, stdout } = await gemba(argv);
  expect(code).toBe(0);
  const { readings } = JSON.parse(stdout) as { readings: number };
  await vi.waitFor(() => expect(received.at(-1)?.topic).toContain('/NDEATH/'), eventually);
  const rig = new HostRig();
  const outputs = received.map((message) => rig.receive(message));
  expect(outputs.flatMap(({ refusals }) => refusals)).toEqual([]);
  // Births have values too: those of the first readings.
  const read = outputs.flatMap((output) => output.readings).map(({ tag, at, value }) => `${tag} ${at} ${value}`);
  expect(new Set(read).size).toBe(readings);
  expect(read.filter((line) => line.endsWith('null'))).toEqual([]);
});

test('a recording is replayed with its times, or with times of now', async () => {
  const { broker, received } = await startBroker('replay');
  const folder = await makeFolder();
  const lines = [0, 500, 1_000].map((ms, i) => `{"tag":"press","at":${1_795_154_699_000 + ms},"value":${i}}\n`);
  await writeFile(join(folder, 'a.jsonl'), lines.join(''));
  const replayed = await gemba(['replay', 'a.jsonl', '--speed', '60', '--mqtt', broker.url, '--json'], { folder });
  expect(replayed.code).toBe(0);
  const values = () => received.flatMap(({ payload }) => JSON.parse(payload.toString()) as { v: number; t: number }[]);
  await vi.waitFor(
    () =>
      expect(values().map(({ v, t }) => [v, t])).toEqual([0, 500, 1_000].map((ms, i) => [i, 1_795_154_699_000 + ms])),
    eventually,
  );
  received.length = 0;
  const shifted = ['replay', 'a.jsonl', '--speed', '60', '--shift-to-now', '--mqtt', broker.url];
  expect((await gemba(shifted, { folder })).code).toBe(0);
  await vi.waitFor(() => expect(values().map(({ t }) => t - morning)).toEqual([-1_000, -500, 0]), eventually);
});

test('rows of an export are appended as they are, in the order of their times', async () => {
  const folder = await makeFolder();
  const rows = ['b,2026-11-20T07:00:00+01:00', '"a,1",2026-11-20T06:59:59+01:00'];
  await writeFile(join(folder, 'log.csv'), `name,end\n${rows.join('\n')}\n`);
  const argv = ['replay', 'log.csv', '--into', 'mes.csv', '--at-column', 'end', '--speed', '100'];
  expect(await gemba(argv, { folder })).toMatchObject({ code: 0, stdout: '2 rows appended to mes.csv.\n' });
  expect(await readFile(join(folder, 'mes.csv'), 'utf8')).toBe(`name,end\n${rows[1]}\n${rows[0]}\n`);
});

test.each([
  [['simulate'], 'Say where it goes'],
  [['simulate', '--mqtt', 'mqtt://127.0.0.1:1', '--rate', 'fast'], 'It is no number'],
  [['simulate', '--out', 'x', '--machines', '0'], '--machines'],
  [['replay', 'a.jsonl'], 'Say where it goes'],
  [['replay', 'a.jsonl', '--mqtt', 'mqtt://127.0.0.1:1'], 'There is no file'],
  [['replay', 'a.csv', '--into', 'b.csv', '--loop'], 'Rows stay as they are'],
  [['replay', 'a.csv', '--into', 'b.csv', '--speed', '0'], '--speed is above 0'],
])('%o is a usage error', async (argv, message) => {
  const { code, stderr } = await gemba(argv, { folder: await makeFolder() });
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test('a broker that is not there fails the command, and says what to do', async () => {
  const { code, stderr } = await gemba(['simulate', '--mqtt', 'mqtt://127.0.0.1:1', '--json']);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/Nothing listens there.*\[broker-unreachable\]/)]);
});

test('the page that tells of it names every option of the commands, and no other', async () => {
  const page = await readFile(join(root, 'docs/simulate.md'), 'utf8');
  const named = new Set([...page.matchAll(/--([a-z][a-z-]*)/g)].map(([, name]) => name as string));
  const help = await Promise.all(['simulate', 'replay'].map((command) => gemba([command, '--help'])));
  const known = new Set(
    help.flatMap(({ stdout }) => [...stdout.matchAll(/^ +(?:-\w, )?--([a-z-]+)/gm)].map(([, name]) => name)),
  );
  // Of other commands, and those that every command has.
  const others = new Set(['listen', 'config', 'json', 'quiet', 'help']);
  const own = (names: Iterable<string | undefined>) => [...names].filter((name) => !others.has(name ?? '')).sort();
  expect(own(named)).toEqual(own(known));
});

test('Ctrl-C stops it in order: what was published is acknowledged, and said', async () => {
  const { broker, received } = await startBroker('simulated/#');
  const argv = ['simulate', '--machines', '1', '--mqtt', broker.url];
  const child = spawn(process.execPath, ['--conditions=gemba-source', join(root, 'src/cli/main.ts'), ...argv]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  const closed = once(child, 'close');
  await vi.waitFor(() => expect(received.length).toBeGreaterThan(5), eventually);
  child.kill('SIGINT');
  expect(await closed).toEqual([0, null]);
  expect(stdout).toMatch(/^[\d,]+ readings in [\d.]+ s: \d+\/s of 10\/s asked for\.\n/);
  expect(stdout).toContain('The broker took all of them');
  expect(stdout).toContain('It was stopped before its end.');
});
