/** What a broker sent and was refused, let in after a fix of the plant file: from the message to history and back. */
import { openPlant } from 'gemba';
import { emptyAccount, type FactRow, rowAt } from 'gemba/model';
import { parsePlantFile, readPlantStatus, readQuarantine, replayQuarantine, runPlant } from 'gemba/runtime';
import { expect, test, vi } from 'vitest';
import { type AedesBroker, publishAll, startAedes } from '../ingest/mqtt/support/aedes-broker.ts';
import { makeFolder } from '../support/demo-plant.ts';
import { secret, sensorPlant } from '../support/sensor-plant.ts';

const eventually = { interval: 20, timeout: 60_000 };
const hourMs = 3_600_000;
const t = Date.UTC(2026, 0, 5, 6);

type Fields = Readonly<Record<string, unknown>>;

/** Messages under `press/` say when; those under `bare/` do not. */
function sourceOf(url: string, aliases: Fields): Fields {
  return {
    kind: 'mqtt',
    id: 'broker',
    url,
    protocolVersion: 4,
    reconnectMsMax: 100,
    subscriptions: [
      { topic: 'press/+', mapping: { form: 'value', value: 'v', time: 't' } },
      { topic: 'bare/+', mapping: { form: 'value' } },
    ],
    aliases: { tags: aliases },
  };
}

const broken = {
  tags: [
    {
      id: 'temperature',
      equipment: 'press',
      max: 200,
      expectedIntervalSeconds: 10,
      sourceNames: ['press/temperature'],
    },
    { id: 'speed', equipment: 'press', deadBand: 5, sourceNames: ['press/speed'] },
  ],
  aliases: {},
} as const;

const mended = {
  tags: [
    { ...broken.tags[0], max: 1_000 },
    broken.tags[1],
    { id: 'pressure', equipment: 'press' },
    { id: 'level', equipment: 'press', deadBand: 100, sourceNames: ['press/level'] },
    { id: 'flow', equipment: 'press', expectedIntervalSeconds: 1 },
  ],
  aliases: { 'press/pressure': 'pressure', 'bare/flow': 'flow' },
} as const;

const timed = (at: number, v: number): string => JSON.stringify({ t: at, v });

const messages: readonly (readonly [topic: string, payload: string])[] = [
  ['press/temperature', timed(t, 21.5)],
  ['press/temperature', timed(t + hourMs, 500)],
  ['press/temperature', timed(t + 2 * hourMs, 600)],
  ['press/temperature', 'no JSON'],
  ['press/pressure', timed(t + 1, 3)],
  ['press/level', timed(t + 2, 70)],
  ['press/level', timed(t + 3, 71)],
  ['press/speed', timed(t + 4, 10)],
  ['press/speed', timed(t + 5, 11)],
  ['bare/flow', '7'],
];
/** All but the broken JSON. */
const letInCount = 6;

function open(folder: string, { url }: AedesBroker, { tags, aliases }: { tags: readonly Fields[]; aliases: Fields }) {
  const file = parsePlantFile({ ...sensorPlant, plugins: [], tags, sources: [sourceOf(url, aliases)] }, 'test');
  return openPlant({ file, folder, env: secret });
}

type Plant = Awaited<ReturnType<typeof open>>;

/** Runs the plant while these messages come, until all of them are in history. */
async function runWith(plant: Plant, broker: AedesBroker): Promise<void> {
  const stop = new AbortController();
  const before = broker.subscribedCount;
  let received = 0;
  const running = runPlant(plant, {
    signal: stop.signal,
    pace: { gatherMs: 50 },
    onEvent: (event) => {
      if (event.kind === 'committed' && event.source === 'broker') received += event.account.received;
    },
  });
  await vi.waitFor(() => expect(broker.subscribedCount).toBe(before + 2), eventually);
  await publishAll(broker, messages);
  await vi.waitFor(() => expect(received).toBe(messages.length), eventually);
  stop.abort();
  await running;
}

async function readRows<K extends 'reading' | 'refusal' | 'gap'>(
  plant: Plant,
  kind: K,
): Promise<readonly FactRow<K>[]> {
  const table = await (await plant.history.snapshot()).read({ kind });
  return Array.from({ length: table.length }, (_, i) => rowAt(table, i) as FactRow<K>);
}

async function readAccount(plant: Plant) {
  const { sources } = await readPlantStatus(plant);
  const source = sources.find(({ id }) => id === 'broker');
  expect(source?.waitingCount).toBe(0);
  const { received, stored, duplicate, refused, filtered, expired, lost } = source?.committed ?? emptyAccount;
  expect(received).toBe(stored + duplicate + refused + filtered + expired + lost);
  return { received, stored, duplicate, refused, filtered };
}

test('what a broker sent and was refused is let in once after a fix, with the time it had, and the account adds up', async () => {
  const folder = await makeFolder();
  await using broker = await startAedes();
  const before = Date.now();
  {
    await using plant = await open(folder, broker, broken);
    await runWith(plant, broker);
    expect(await readAccount(plant)).toEqual({ received: 10, stored: 2, duplicate: 0, refused: 7, filtered: 1 });
    const refusals = await readRows(plant, 'refusal');
    expect(refusals.map(({ code, file, raw }) => [code, file, raw]).sort()).toEqual(
      [
        ['not-json', ...(messages[3] ?? [])],
        ...[1, 2].map((i) => ['out-of-range', ...(messages[i] ?? [])]),
        ...[4, 5, 6, 9].map((i) => ['unknown-tag', ...(messages[i] ?? [])]),
      ].sort(),
    );
    expect((await readQuarantine(plant)).unknownNames).toEqual([
      { source: 'broker', name: 'press/level', count: 2 },
      { source: 'broker', name: 'bare/flow', count: 1 },
      { source: 'broker', name: 'press/pressure', count: 1 },
    ]);
    // Nothing is fixed: nothing happens.
    expect(await replayQuarantine(plant)).toMatchObject([{ source: 'broker', account: { received: 0 } }]);
  }
  const after = Date.now();

  await using plant = await open(folder, broker, mended);
  const gapsBefore = await readRows(plant, 'gap');
  expect(await replayQuarantine(plant)).toMatchObject([
    { source: 'broker', account: { received: letInCount, stored: letInCount, duplicate: 0, refused: 0, filtered: 0 } },
  ]);
  const readings = await readRows(plant, 'reading');
  const flow = readings.find(({ tag }) => tag === 'flow');
  expect(readings.map(({ tag, at, value }) => [tag, at, value]).sort()).toEqual(
    [
      ['temperature', t, 21.5],
      ['temperature', t + hourMs, 500],
      ['temperature', t + 2 * hourMs, 600],
      ['pressure', t + 1, 3],
      ['level', t + 2, 70],
      ['level', t + 3, 71],
      ['speed', t + 4, 10],
      // It has no time of its own, so that of its receipt.
      ['flow', flow?.at, 7],
    ].sort(),
  );
  expect(flow?.at).toBeGreaterThanOrEqual(before);
  expect(flow?.at).toBeLessThanOrEqual(after);
  const account = { received: 10 + letInCount, stored: 2 + letInCount, duplicate: 0, refused: 7, filtered: 1 };
  expect(await readAccount(plant)).toEqual(account);
  expect(await readQuarantine(plant)).toEqual({ openCount: 1, overflowCount: 0, unknownNames: [] });
  // An hour between two readings that were refused is no silence of their tag: others came in between.
  expect(await readRows(plant, 'gap')).toEqual(gapsBefore);

  for (const _ of [1, 2])
    expect(await replayQuarantine(plant)).toMatchObject([{ source: 'broker', account: { received: 0 } }]);
  expect(await readAccount(plant)).toEqual(account);

  // Sent once more, all that has a time of its own is known.
  await runWith(plant, broker);
  expect(await readRows(plant, 'reading')).toHaveLength(readings.length + 1);
  expect(await readAccount(plant)).toMatchObject({ stored: account.stored + 1, refused: 8 });
});
