/** Processes that run one plant, one at a time: killed, hung, stopped in order, and given another plant file. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textAt } from 'gemba/model';
import { type PlantStatus, readPlantStatus } from 'gemba/runtime';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { makeFolder, root } from '../support/demo-plant.ts';
import { openSensorPlant, readCount, send } from '../support/sensor-plant.ts';

const program = join(root, 'test/runtime/programs/stand-by.ts');
const eventually = { interval: 20, timeout: 90_000 };
/** So short that a test need not wait long, so long that a busy machine does not make a process look hung. */
const history = { kind: 'embedded', leaseMs: 4_000 };

interface Message {
  readonly kind: string;
  readonly [field: string]: unknown;
}

interface Run {
  readonly child: ChildProcess;
  readonly exited: Promise<[number | null, NodeJS.Signals | null]>;
  readonly messages: readonly Message[];
  /** Resolves with its first message of that kind. */
  told(kind: string): Promise<Message>;
}

/** How and where it hangs. */
interface Hang {
  readonly step: string;
  readonly how: 'stopped' | 'blocked';
}

const compiled = join(tmpdir(), `gemba-compiled-${process.pid}`);
afterAll(() => rm(compiled, { recursive: true, force: true }));

function start(folder: string, hang?: Hang): Run {
  const argv = ['--conditions=gemba-source', program, folder, hang?.step ?? '', hang?.how ?? ''];
  // Each starts faster with what those before have compiled.
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled };
  const child = spawn(process.execPath, argv, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  // Also one that was stopped.
  onTestFinished(() => void child.kill('SIGKILL'));
  const messages: Message[] = [];
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() as string;
    messages.push(...lines.map((line) => JSON.parse(line) as Message));
  });
  const told = (kind: string): Promise<Message> =>
    vi.waitFor(() => {
      const message = messages.find((one) => one.kind === kind);
      expect([kind, message?.kind, child.exitCode]).toEqual([kind, kind, child.exitCode]);
      return message as Message;
    }, eventually);
  return { child, exited: once(child, 'exit') as Run['exited'], messages, told };
}

async function makePlant(more: object = {}): Promise<string> {
  const folder = await makeFolder();
  await writePlant(folder, more);
  return folder;
}

function writePlant(folder: string, more: object): Promise<void> {
  return writeFile(join(folder, 'plant.json'), JSON.stringify({ history, ...more }));
}

/** Sends all the while; what there is in the end, once it is stopped. */
function feed(folder: string): () => Promise<number> {
  let sent = 0;
  const feeding = new AbortController();
  const fed = (async () => {
    while (!feeding.signal.aborted) {
      sent += 7;
      await send(folder, sent);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  })();
  const stop = async (): Promise<number> => {
    feeding.abort();
    await fed;
    return sent;
  };
  onTestFinished(async () => void (await stop()));
  return stop;
}

/** Resolves once so many more were acknowledged than now. */
async function acknowledgesMore(folder: string, count = 20): Promise<void> {
  const before = await readCount(folder, 'acknowledged');
  await vi.waitFor(
    async () => expect(await readCount(folder, 'acknowledged')).toBeGreaterThan(before + count),
    eventually,
  );
}

/** Each reading once, nothing waiting, an account that adds up, and every acknowledgement given by one process only. */
async function expectAll(folder: string, sent: number): Promise<PlantStatus> {
  await using plant = await openSensorPlant(folder);
  const { columns, length } = await (await plant.history.snapshot()).read({ kind: 'reading' });
  const readings = Array.from({ length }, (_, i) => `${textAt(columns.tag, i)} ${columns.value[i]}`);
  const numbers = Array.from({ length: sent }, (_, i) => i + 1);
  const expected = [
    ...numbers.map((number) => `temperature ${number}`),
    ...numbers.filter((number) => number % 10 === 0).map((number) => `fan ${number}`),
  ];
  expect(readings.length).toBe(expected.length);
  expect(new Set(readings)).toEqual(new Set(expected));
  const status = await readPlantStatus(plant);
  const account = status.sources.find(({ id }) => id === 'sensors');
  expect(account).toMatchObject({ waitingCount: 0, committed: { stored: expected.length, lost: 0, refused: 0 } });
  expect(status.buffer).toMatchObject({ pendingRecords: 0, damageCount: 0 });
  expect(status.running).toMatchObject({ kind: 'none', endedInOrder: true });
  return status;
}

async function stopInOrder(folder: string, run: Run, sent: number): Promise<void> {
  await vi.waitFor(async () => expect(await readCount(folder, 'acknowledged')).toBe(sent), eventually);
  run.child.kill('SIGTERM');
  expect(await run.exited).toEqual([0, null]);
}

test('of two standbys one takes over when the process that runs the plant is killed, and the other stands by for it', async () => {
  const folder = await makePlant();
  const stopFeeding = feed(folder);
  const first = start(folder);
  await first.told('started');
  const standbys = [start(folder), start(folder)];
  const [{ holder }] = (await Promise.all(standbys.map((standby) => standby.told('standing-by')))) as [
    Message,
    Message,
  ];
  await using plant = await openSensorPlant(folder);
  await vi.waitFor(async () => {
    const status = await readPlantStatus(plant);
    expect(status.lease).toMatchObject({ kind: 'held', holder, takeoverCount: 0 });
    expect(status.standbys).toHaveLength(2);
    expect(status.running).toMatchObject({ kind: 'running', holder });
  }, eventually);
  await acknowledgesMore(folder);
  first.child.kill('SIGKILL');
  await first.exited;
  const winner = await Promise.race(
    standbys.map(async (standby) => {
      await standby.told('took-over');
      return standby;
    }),
  );
  const other = standbys.find((standby) => standby !== winner) as Run;
  expect(await winner.told('took-over')).toMatchObject({ from: holder, reason: 'ended' });
  const { fencing } = await winner.told('started');
  await vi.waitFor(
    () => expect(other.messages.filter(({ kind }) => kind === 'standing-by')).toHaveLength(2),
    eventually,
  );
  await acknowledgesMore(folder);
  // Stopped in order it hands over, and does not wait for what is in the buffer.
  winner.child.kill('SIGTERM');
  expect(await winner.exited).toEqual([0, null]);
  expect(await other.told('took-over')).toMatchObject({ reason: 'released' });
  expect((await other.told('started'))['fencing']).toBe((fencing as number) + 1);
  await stopInOrder(folder, other, await stopFeeding());
  const { lease, standbys: left } = await expectAll(folder, await stopFeeding());
  expect(lease).toMatchObject({ kind: 'free', takeoverCount: 2, lastTakeover: { reason: 'released' } });
  expect(left).toEqual([]);
}, 240_000);

/** Moments at which a process that goes on later could do the most harm, each under the name of the part that tells it. */
const hangs: readonly Hang[] = [
  { step: 'record-written', how: 'stopped' },
  { step: 'segment-synced', how: 'blocked' },
  { step: 'acknowledged', how: 'stopped' },
  { step: 'segments-written', how: 'blocked' },
];

test('a process that hangs at any step is taken over from, stores nothing more when it goes on, and ends with lease-lost', async () => {
  const folder = await makePlant();
  const stopFeeding = feed(folder);
  let run = start(folder, hangs[0]);
  await run.told('started');
  for (const [i, { how }] of hangs.entries()) {
    const next = start(folder, hangs[i + 1]);
    await next.told('started');
    expect(await next.told('took-over')).toMatchObject({ reason: 'expired' });
    if (how === 'stopped') run.child.kill('SIGCONT');
    else await writeFile(join(folder, 'go-on'), '');
    expect(await run.exited).toEqual([1, null]);
    expect(run.messages.at(-1)).toEqual({ kind: 'failed', code: 'lease-lost' });
    await rm(join(folder, 'go-on'), { force: true });
    run = next;
  }
  await acknowledgesMore(folder);
  await stopInOrder(folder, run, await stopFeeding());
  const { lease } = await expectAll(folder, await stopFeeding());
  expect(lease).toMatchObject({ kind: 'free', takeoverCount: hangs.length, lastTakeover: { reason: 'expired' } });
}, 300_000);

test('a standby takes over with the plant file as it is then, and with what it had where that is broken', async () => {
  const folder = await makePlant();
  const stopFeeding = feed(folder);
  const first = start(folder);
  await first.told('started');
  const second = start(folder);
  await second.told('standing-by');
  await writePlant(folder, { name: 'Another name' });
  first.child.kill('SIGTERM');
  expect(await first.exited).toEqual([0, null]);
  await second.told('plant-file-changed');
  await second.told('started');
  const third = start(folder);
  await third.told('standing-by');
  await writeFile(join(folder, 'plant.json'), '{ "history": ');
  second.child.kill('SIGTERM');
  expect(await second.exited).toEqual([0, null]);
  expect((await third.told('plant-file-broken'))['error']).toMatch(/JSON/);
  await third.told('started');
  await acknowledgesMore(folder);
  await stopInOrder(folder, third, await stopFeeding());
  await expectAll(folder, await stopFeeding());
}, 240_000);
