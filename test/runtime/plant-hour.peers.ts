/**
 * An hour of a simulated plant through Mosquitto into `gemba run`, in half a minute, while the run is killed and the
 * broker restarted. The account, and live and reported figures, against what was sent, worked out by plain loops.
 */
import { join } from 'node:path';
import { openPlant } from 'gemba';
import { textAt } from 'gemba/model';
import type { WrittenLivePicture } from 'gemba/monitor';
import { analyseWindow, resolveWindow } from 'gemba/runtime';
import { createPlantScenario, type SimulatedPlantInput } from 'gemba/simulation';
import {
  openPlantFolder,
  openSimulatedPublisher,
  playReadings,
  type SentReading,
  simulateInOrder,
} from 'gemba/testing';
import { hourMs, minuteMs } from 'gemba/time';
import { expect, test, vi } from 'vitest';
import { type RunProcess, startRun } from '../cli/support/run-process.ts';
import { startMosquitto } from '../ingest/mqtt/support/mosquitto.ts';
import { makeFolder } from '../support/demo-plant.ts';
import { secret } from '../support/sensor-plant.ts';

const eventually = { interval: 100, timeout: 120_000 };
const speed = 150;

test('an hour of a plant with kills of gemba run and restarts of the broker: the account is exact, and the live figures are those of the report', async () => {
  await using broker = await startMosquitto();
  const startAt = Math.floor((Date.now() - hourMs) / minuteMs) * minuteMs;
  const input = createInput(startAt);
  const dir = join(await makeFolder(), 'plant');
  const folder = await openPlantFolder(dir, input, { mqtt: broker.url, format: 'json', hasReadings: false });
  // The plant file is all that is wanted of it.
  await folder[Symbol.asyncDispose]();
  const config = join(dir, 'gemba.config.ts');
  let run = await startConnected(config);

  await using publisher = await openSimulatedPublisher(
    { input, speed, startAt, isOfNow: false, rate: 0 },
    { url: broker.url, format: 'json', reconnectMs: 50, inFlightMax: 200 },
  );
  // What happens once so much of the hour has been sent.
  const killRun = async (): Promise<void> => {
    run.child.kill('SIGKILL');
    expect(await run.exited).toEqual([null, 'SIGKILL']);
    run = startRun(config, ['--listen', '127.0.0.1:0']);
  };
  // In order, so that it writes down what it keeps: one that is killed forgets what it has acknowledged.
  const restartBroker = async (): Promise<void> => {
    await broker.stop('SIGTERM');
    await broker.start();
  };
  const troubles = [killRun, restartBroker, killRun, killRun, restartBroker];
  const readings = listReadings(input, startAt, startAt + hourMs);
  const sent: SentReading[] = [];
  let trouble: Promise<void> = Promise.resolve();
  let troubleCount = 0;
  await playReadings([readings], {
    ...{ speed, startAt },
    publisher: {
      async publish(some) {
        await publisher.publish(some);
        sent.push(...some);
        const due = Math.floor((sent.length / readings.length) * (troubles.length + 1));
        for (; troubleCount < Math.min(due, troubles.length); troubleCount++)
          trouble = trouble.then(troubles[troubleCount]);
      },
      flush: () => publisher.flush(),
    },
  });
  await trouble;
  expect(troubleCount).toBe(troubles.length);
  expect(sent).toEqual(readings);
  expect(publisher.status()).toMatchObject({ acknowledgedReadings: sent.length, inFlightMessages: 0 });
  expect(publisher.status().connectCount).toBeGreaterThan(1);

  const base = await listeningAt(run);
  await vi.waitFor(async () => {
    const metrics = await (await fetch(`${base}/metrics`)).text();
    expect(metrics).toContain(`gemba_ingest_stored_total{source="broker"} ${sent.length}\n`);
  }, eventually);
  // The sensors have been silent for a while, so time that goes on changes nothing of states and pieces.
  const live = await vi.waitFor(async () => {
    const picture = (await (await fetch(`${base}/live`)).json()) as WrittenLivePicture;
    expect(picture.units.some(({ isCatchingUp }) => isCatchingUp)).toBe(false);
    for (const { equipment, day } of picture.units)
      expect(day.completedCount + day.scrapCount).toBe(increaseOf(sent, `${equipment}.pieces`));
    return picture;
  }, eventually);
  run.child.kill('SIGTERM');
  expect(await run.exited).toEqual([0, null]);

  await using plant = await openPlant({ config, env: { ...process.env, ...secret } });
  const snapshot = await plant.history.snapshot();
  const account = snapshot.accounts.get('broker');
  expect(account).toMatchObject({ stored: sent.length, refused: 0, filtered: 0, expired: 0, lost: 0 });
  expect(account?.received).toBe(sent.length + (account?.duplicate ?? Number.NaN));
  const { length, columns } = await snapshot.read({ kind: 'reading' });
  const stored = Array.from({ length }, (_, i) => {
    const text = textAt(columns.text, i);
    return lineOf(textAt(columns.tag, i), columns.at[i] as number, text === '' ? columns.value[i] : text);
  });
  expect(stored.sort()).toEqual(sent.map(({ tag, at, value }) => lineOf(tag, at, value)).sort());

  const { analysis } = await analyseWindow(plant, resolveWindow(plant.plant, { day: input.from }, Date.now()));
  const machines = input.lines.flatMap((line) => line.machines);
  expect(live.units.map(({ equipment }) => equipment)).toEqual(machines.map(({ id }) => id));
  for (const [i, { id }] of machines.entries()) {
    const { day } = live.units[i] as (typeof live.units)[0];
    const reported = analysis.figures.units.find(({ equipment }) => equipment === id);
    const made = increaseOf(sent, `${id}.pieces`);
    const scrap = increaseOf(sent, `${id}.scrap`);
    expect([id, day.completedCount + day.scrapCount, day.scrapCount]).toEqual([id, made, scrap]);
    expect(made).toBeGreaterThan(0);
    expect(reported?.pieces).toMatchObject({ completed: day.completedCount, scrap: day.scrapCount });
    expect(reported?.times).toMatchObject({ runMs: day.runMs, setupMs: day.setupMs, downMs: day.downMs });
    expect(day.runMs).toBeGreaterThan(0);
  }
}, 300_000);

/** Its production day began an hour ago, in a zone whose offset is none. */
function createInput(startAt: number): SimulatedPlantInput {
  const [from, time] = new Date(startAt).toISOString().split('T') as [string, string];
  return createPlantScenario({
    ...{ seed: 7, machines: 4, machinesPerLine: 4, tags: 40, days: 1, intervalMs: 5_000 },
    ...{ zone: 'UTC', from, dayStart: time.slice(0, 5), worksDaily: true },
  });
}

function listReadings(input: SimulatedPlantInput, fromAt: number, toAt: number): SentReading[] {
  const readings: SentReading[] = [];
  for (const part of simulateInOrder(input)) {
    if (part.kind !== 'readings') continue;
    if ((part.readings[0]?.at ?? 0) >= toAt) break;
    readings.push(...part.readings.filter(({ at }) => at >= fromAt && at < toAt));
  }
  return readings;
}

/** What a counter grew by from its first reading to its last; in an hour none of them begins anew. */
function increaseOf(readings: readonly SentReading[], tag: string): number {
  const values = readings.filter((reading) => reading.tag === tag).map(({ value }) => value as number);
  return (values.at(-1) as number) - (values[0] as number);
}

function lineOf(tag: string, at: number, value: unknown): string {
  return `${tag} ${at} ${value}`;
}

async function startConnected(config: string): Promise<RunProcess> {
  const run = startRun(config, ['--listen', '127.0.0.1:0']);
  const base = await listeningAt(run);
  await vi.waitFor(async () => {
    const metrics = await (await fetch(`${base}/metrics`)).text();
    expect(metrics).toContain('connected{source="broker"} 1');
  }, eventually);
  return run;
}

async function listeningAt({ said }: RunProcess): Promise<string> {
  await vi.waitFor(() => expect(said()).toMatch(/Metrics at \S+\/metrics/), eventually);
  return (/Metrics at (\S+)\/metrics/.exec(said()) as RegExpExecArray)[1] as string;
}
