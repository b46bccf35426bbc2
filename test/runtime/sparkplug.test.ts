/** An edge node's readings from the broker to history, with gaps, quarantine and replay. */
import { openPlant } from 'gemba';
import { type FactKind, type FactRow, gapOpenEndAt, rowAt } from 'gemba/model';
import { parsePlantFile, readPlantStatus, readQuarantine, replayQuarantine, runPlant } from 'gemba/runtime';
import { expect, test, vi } from 'vitest';
import { type AedesBroker, publishAll, startAedes } from '../ingest/mqtt/support/aedes-broker.ts';
import {
  bdSeq,
  deviceData,
  type MetricSpec,
  nodeBirth,
  nodeDeath,
  rebirth,
  type Sent,
  send,
} from '../ingest/sparkplug/support/host.ts';
import { makeFolder } from '../support/demo-plant.ts';
import { secret, sensorPlant } from '../support/sensor-plant.ts';

const eventually = { interval: 20, timeout: 60_000 };
const t = Date.UTC(2026, 0, 5, 6);
const device = 'Plant1/EdgeA/Press01';

type Fields = Readonly<Record<string, unknown>>;

function open(folder: string, { url }: AedesBroker, tags: readonly Fields[]) {
  const source = {
    kind: 'sparkplug',
    id: 'edge',
    url,
    protocolVersion: 4,
    hostId: 'gemba-host',
    reorderTimeoutMs: 200,
  };
  const file = parsePlantFile({ ...sensorPlant, plugins: [], tags, sources: [source] }, 'test');
  return openPlant({ file, folder, env: secret });
}

type Plant = Awaited<ReturnType<typeof open>>;

async function readRows<K extends FactKind>(plant: Plant, kind: K): Promise<readonly FactRow<K>[]> {
  const table = await (await plant.history.snapshot()).read({ kind });
  return Array.from({ length: table.length }, (_, i) => rowAt(table, i) as FactRow<K>);
}

/** Runs the plant while these messages come, until so many readings are in history. */
async function runWith(plant: Plant, broker: AedesBroker, sent: readonly Sent[], receivedCount: number): Promise<void> {
  const stop = new AbortController();
  const before = broker.subscribedCount;
  let received = 0;
  const running = runPlant(plant, {
    signal: stop.signal,
    pace: { gatherMs: 50 },
    onEvent: (event) => {
      if (event.kind === 'committed' && event.source === 'edge') received += event.account.received;
    },
  });
  await vi.waitFor(() => expect(broker.subscribedCount).toBe(before + 2), eventually);
  await publishAll(
    broker,
    sent.map(({ topic, payload }) => [topic, Buffer.from(payload)] as const),
  );
  await vi.waitFor(() => expect(received).toBe(receivedCount), eventually);
  stop.abort();
  await running;
}

const press = (verb: 'DBIRTH' | 'DDATA', seq: number, at: number, metrics: readonly MetricSpec[]): Sent =>
  send({ verb, device: 'Press01', seq, at, metrics });

/** Without its first field, the timestamp. */
const timeless = ({ topic, payload }: Sent): Sent => ({ topic, payload: payload.subarray(7) });

const tag = { id: 'temperature', equipment: 'press', max: 200, sourceNames: [`${device}/t`] };

test('what an edge node sent and was refused is let in after a fix, by what its births said then', async () => {
  await using broker = await startAedes();
  const folder = await makeFolder();
  const definition = {
    name: 'Motor',
    type: 'Template',
    template_value: {
      is_definition: true,
      metrics: [
        { name: 'rpm', datatype: 3 },
        { name: 'amps', datatype: 10 },
      ],
    },
  };
  const motor = (rpm: number): MetricSpec => ({
    template_value: { template_ref: 'Motor', is_definition: false, metrics: [{ name: 'rpm', int_value: rpm }] },
  });
  const big = 2n ** 60n;
  const messages = [
    nodeBirth(t, 0, [definition, { name: 'load', type: 'Double', double_value: 1 }]),
    press('DBIRTH', 1, t, [
      { name: 't', alias: 7n, type: 'Double', double_value: 500 },
      { name: 'nobody', alias: 2n ** 60n, type: 'Int8', int_value: 255 },
      { name: 'motor', alias: 9n, type: 'Template', ...motor(1_000) },
      { name: 'spare', alias: 10n, type: 'Int32', int_value: 0, is_transient: true },
    ]),
    press('DDATA', 2, t + 1_000, [
      { alias: 7n, double_value: 21.5 },
      { alias: big, int_value: 254 },
      { alias: 9n, ...motor(1_100) },
      { alias: 11n, int_value: 3 },
      { name: 'nobody', int_value: 5, at: t + 1_500 },
      { alias: 7n, double_value: 700, at: t + 1_600 },
      { alias: 7n, double_value: 1, at: Date.now() + 86_400_000 },
    ]),
    // The message has no time of its own, its metric has.
    timeless(press('DDATA', 3, t, [{ name: 'nobody', int_value: 6, at: t + 1_800 }])),
    // Of the next session, in which the numbers mean something else.
    nodeBirth(t + 2_000, 1),
    press('DBIRTH', 1, t + 2_000, [{ name: 't', alias: 9n, type: 'Double', double_value: 20 }]),
    { topic: 'spBv1.0/Plant1/DDATA/EdgeB/Press01', payload: deviceData(4, t).payload },
  ];
  const counts = { received: 15, stored: 2, refused: 12, filtered: 1 };
  {
    await using plant = await open(folder, broker, [tag]);
    await runWith(plant, broker, messages, counts.received);
    const [source] = (await readPlantStatus(plant)).sources;
    expect(source?.committed).toMatchObject({ ...counts, duplicate: 0, expired: 0, lost: 0 });
    expect((await readQuarantine(plant)).unknownNames).toEqual([
      { source: 'edge', name: `${device}/nobody`, count: 4 },
      { source: 'edge', name: `${device}/motor/rpm`, count: 2 },
      { source: 'edge', name: 'Plant1/EdgeA/load', count: 1 },
    ]);
    expect(await replayQuarantine(plant)).toMatchObject([{ source: 'edge', account: { received: 0 } }]);
  }
  await using plant = await open(folder, broker, [
    { ...tag, max: 1_000 },
    { id: 'level', equipment: 'press', sourceNames: [`${device}/nobody`] },
    { id: 'speed', equipment: 'press', sourceNames: [`${device}/motor/rpm`] },
    { id: 'load', equipment: 'press', sourceNames: ['Plant1/EdgeA/load'] },
  ]);
  expect(await replayQuarantine(plant)).toMatchObject([
    { account: { received: 9, stored: 9, refused: 0, filtered: 0 } },
  ]);
  const readings = await readRows(plant, 'reading');
  expect(readings.map((row) => [row.tag, row.at, row.value]).sort()).toEqual(
    [
      ['load', t, 1],
      ['temperature', t, 500],
      ['level', t, -1],
      ['speed', t, 1_000],
      ['temperature', t + 1_000, 21.5],
      ['level', t + 1_000, -2],
      ['speed', t + 1_000, 1_100],
      ['level', t + 1_500, 5],
      ['level', t + 1_800, 6],
      ['temperature', t + 1_600, 700],
      ['temperature', t + 2_000, 20],
    ].sort(),
  );
  // An alias that no birth had, a time that has not come, and data without a birth.
  const waiting = (await readRows(plant, 'refusal')).filter(({ status }) => status === 'open');
  expect(waiting.map(({ code }) => code).sort()).toEqual(['no-birth', 'time-in-future', 'unknown-alias']);
});

test('the death of a node is a gap of its tags until they are told again, and what it kept meanwhile recovers it', async () => {
  await using broker = await startAedes();
  const now = Date.now();
  const born = (at: number, session: number): readonly Sent[] => [
    send({ verb: 'NBIRTH', seq: 0, at, metrics: [bdSeq(session), rebirth] }),
    press('DBIRTH', 1, at, [{ name: 't', alias: 7n, type: 'Double', double_value: session }]),
  ];
  const kept = { alias: 7n, double_value: 7, is_historical: true, at: now + 60_000 };
  await using plant = await open(await makeFolder(), broker, [tag, { id: 'elsewhere', equipment: 'press' }]);
  const messages = [...born(now, 0), nodeDeath(0), ...born(now + 120_000, 1), press('DDATA', 2, now + 120_001, [kept])];
  await runWith(plant, broker, messages, 3);
  const gaps = (await readRows(plant, 'gap')).filter((gap) => gap.tag !== undefined);
  expect(gaps).toMatchObject([{ source: 'edge', tag: 'temperature', cause: 'disconnected', endAt: now + 120_000 }]);
  expect(gaps[0]).toMatchObject({ status: 'recovered', recoveredAt: expect.any(Number) });
  expect(gaps[0]?.startAt).toBeLessThan(now + 60_000);
  expect(gaps[0]?.endAt).not.toBe(gapOpenEndAt);
});
