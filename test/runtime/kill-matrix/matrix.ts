/**
 * The kill matrix: a plant is started, something goes wrong, it is killed at a step of a fact's way or at any moment, and
 * started again; in the end history is held against what was sent.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlantStep } from 'gemba/runtime';
import { startFaultyProxy } from 'gemba/testing';
import { startMosquitto } from '../../ingest/mqtt/support/mosquitto.ts';
import { type Audit, auditPlant } from './audit.ts';
import { mountSmallDisk } from './ballast.ts';
import { brokerSource, lastAt, writeMatrixPlant } from './matrix-plant.ts';
import { type RunProcess, startRun } from './run-process.ts';
import { Sender, type Truth } from './sender.ts';
import { bringWeather, type Weather, type World } from './weather.ts';

/** The rows of the matrix: the way of a fact, and the steps of this software at which it is there. */
export const killSteps = {
  received: 'received',
  written: 'record-written',
  synced: 'segment-synced',
  acknowledged: 'acknowledged',
  'segment-written': 'segments-written',
  'manifest-committed': 'entry-added',
  'buffer-trimmed': 'buffer-trimmed',
} as const satisfies Readonly<Record<string, PlantStep>>;
export type KillStep = keyof typeof killSteps | 'any-moment';

export interface Round {
  readonly step: KillStep;
  readonly weather: Weather;
  /** The kill comes when the step is reached for the so-many-th time, or after so many bursts at any moment. */
  readonly times: number;
}

export interface MatrixOptions {
  readonly dir: string;
  /** Whether the store lies on a disk of its own that can be filled. */
  readonly onSmallDisk?: boolean;
  readonly rounds: readonly Round[];
  readonly onRound?: (round: Round, count: number, truth: ReadonlyMap<string, Truth>) => void;
}

export interface MatrixResult extends Audit {
  readonly truth: ReadonlyMap<string, Truth>;
  readonly sentRefusedCount: number;
  /** Rounds that ended by the kill they were for; each does, or the matrix fails. */
  readonly killCount: number;
  /** Times that a status after a restart counted less received than one before it. */
  readonly countedBackCount: number;
}

const rowsPerRound = 10;

/** Undefined where it needs a small disk and none can be mounted. */
export async function runMatrix(options: MatrixOptions): Promise<MatrixResult | undefined> {
  const { dir, onSmallDisk = false, rounds, onRound = () => {} } = options;
  await using ending = new AsyncDisposableStack();
  const storeDir = join(dir, 'store');
  await mkdir(storeDir, { recursive: true });
  const smallDisk = onSmallDisk ? await mountSmallDisk(storeDir) : undefined;
  if (onSmallDisk && smallDisk === undefined) return undefined;
  if (smallDisk !== undefined) ending.use(smallDisk);
  const broker = ending.use(await startMosquitto());
  const proxy = ending.use(await startFaultyProxy({ target: { host: '127.0.0.1', port: broker.port } }));
  const config = await writeMatrixPlant({ dir, storeDir, brokerUrl: `mqtt://${proxy.host}:${proxy.port}` });
  const cacheDir = join(dir, 'compiled');
  const start = (kill: Round | undefined, clockOffsetMs: number): RunProcess =>
    startRun({
      config,
      cacheDir,
      clockOffsetMs,
      kill:
        kill === undefined || kill.step === 'any-moment'
          ? undefined
          : { step: killSteps[kill.step], times: kill.times },
    });

  // The first start makes the session with the broker, which keeps from then on what is published.
  const first = ending.use(start(undefined, 0));
  await first.connected;
  await stopInOrder(first);

  const sender = ending.use(await Sender.open({ brokerUrl: broker.url, logPath: join(dir, 'log.csv') }));
  const world: World = { broker, proxy, sender, ballast: smallDisk, clockOffsetMs: 0 };
  const received = new Map<string, number>();
  let killCount = 0;
  let countedBackCount = 0;
  for (const round of rounds) {
    await sender.writeRows(rowsPerRound);
    await using run = start(round, world.clockOffsetMs);
    await run.connected;
    if (await countsBack(run, received)) countedBackCount++;
    const weather = bringWeather(round.weather, world, run);
    if (round.step === 'any-moment') {
      await sender.publishMore(round.times);
      run.kill();
    }
    const { code, signal } = await run.ended;
    if (signal !== 'SIGKILL')
      throw new Error(`The plant ended by itself (${code}) in ${round.weather}, before ${round.step}.`);
    await weather;
    killCount++;
    onRound(round, killCount, sender.truth);
  }

  await using last = start(undefined, world.clockOffsetMs);
  await sender.finish();
  await drained(last);
  if (await countsBack(last, received)) countedBackCount++;
  await stopInOrder(last);
  const { truth, refusedCount } = sender;
  const audit = await auditPlant(config, truth);
  return { ...audit, truth, sentRefusedCount: refusedCount, killCount, countedBackCount };
}

/** Whether a source has received less than it had; notes what it has. */
async function countsBack(run: RunProcess, received: Map<string, number>): Promise<boolean> {
  const status = await run.status();
  if (status?.history !== 'open') return false;
  let isBack = false;
  for (const { id, receivedCount } of status.sources) {
    isBack ||= receivedCount < (received.get(id) ?? 0);
    received.set(id, receivedCount);
  }
  return isBack;
}

/** Waits until the last reading has come and nothing waits in the buffer. */
async function drained(run: RunProcess): Promise<void> {
  for (;;) {
    const status = await run.status();
    if (status === undefined) throw new Error('The plant ended before everything was in.');
    const broker = status.sources.find(({ id }) => id === brokerSource);
    if (broker?.lastReadingAt === lastAt && status.buffer.pendingRecords === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function stopInOrder(run: RunProcess): Promise<void> {
  run.stop();
  const { code, signal } = await run.ended;
  if (code !== 0) throw new Error(`The plant did not stop in order: ${code ?? signal}.`);
}
