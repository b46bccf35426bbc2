import { expect, test, vi } from 'vitest';
import type { FactBuffer } from '../../../src/ingest/buffer/fact-buffer.ts';
import { retryWaitMs } from '../../../src/ingest/pipeline/back-off.ts';
import { CommitGroup, noBatchAccount } from '../../../src/ingest/pipeline/commit-group.ts';
import { splitByLane } from '../../../src/ingest/pipeline/lane-split.ts';
import { Ledger } from '../../../src/ingest/pipeline/ledger.ts';
import { listMissing } from '../../../src/ingest/pipeline/missing.ts';
import { openIngest } from '../../../src/ingest/pipeline/open-ingest.ts';
import {
  newerPosition,
  parseBufferedPosition,
  parseCommittedPosition,
  toCommittedPosition,
} from '../../../src/ingest/pipeline/position.ts';
import { Progress } from '../../../src/ingest/pipeline/progress.ts';
import { QuarantineLimit } from '../../../src/ingest/pipeline/quarantine-limit.ts';
import { SourcePump } from '../../../src/ingest/pipeline/source-pump.ts';
import { SourceWatch } from '../../../src/ingest/pipeline/source-watch.ts';
import { systemTimers } from '../../../src/ingest/pipeline/timers.ts';
import { countWaiting } from '../../../src/ingest/pipeline/waiting.ts';
import type { Source, SourceBatch } from '../../../src/ingest/source.ts';
import { rowAt, toTable } from '../../../src/model/index.ts';
import { Broker, toReadings } from './support/broker.ts';
import { Life } from './support/life.ts';
import { MemoryDisk, openMemoryBuffer } from './support/memory-buffer.ts';
import { MemoryHistory, openMemorySink } from './support/memory-history.ts';
import { optionsOf } from './support/plant.ts';

const at = (tag: string, time: number) => ({ tag, at: time, value: time });

function countUp(): () => number {
  let last = 0;
  return () => ++last;
}

function batchOf(facts: SourceBatch['facts'], account: Partial<SourceBatch['account']>): SourceBatch {
  const ack = () => Promise.resolve();
  const told = { adjustments: [], adjustmentCount: 0, position: {}, ack };
  return { source: 'broker', identityBy: 'content', facts, account: { ...noBatchAccount, ...account }, ...told };
}

test('readings of droppable tags go to their lane; refused and filtered ones stay with what is kept', () => {
  const table = toReadings('broker', [at('fan', 1), at('temperature', 2), at('fan', 3)]);
  const stop = toTable('equipmentState', [{ equipment: 'press', startAt: 1, endAt: 2, state: 'down' }]);
  const parts = splitByLane(batchOf([table, stop], { received: 7, refused: 2, filtered: 1 }), new Set(['fan']));
  expect(parts.map(({ lane, batch }) => [lane, batch.account.received, batch.account.refused])).toEqual([
    ['droppable', 2, 0],
    ['kept', 5, 2],
  ]);
  const [droppable] = parts[0]?.batch.facts ?? [];
  expect([0, 1].map((i) => rowAt(droppable as typeof table, i))).toMatchObject([{ at: 1 }, { tag: 'fan', at: 3 }]);
  expect(parts[1]?.batch.facts.map(({ kind, length }) => [kind, length])).toEqual([
    ['reading', 1],
    ['equipmentState', 1],
  ]);
});

test('a batch of one lane is not taken apart', () => {
  const fan = batchOf([toReadings('broker', [at('fan', 1)])], { received: 1 });
  expect(splitByLane(fan, new Set(['fan']))).toMatchObject([{ lane: 'droppable', batch: { facts: fan.facts } }]);
  expect(splitByLane(fan, new Set(['other']))).toMatchObject([{ lane: 'kept', batch: { facts: fan.facts } }]);
  expect(splitByLane(fan, new Set())).toMatchObject([{ lane: 'kept', batch: { facts: fan.facts } }]);
  const mixed = batchOf(fan.facts, { received: 3, refused: 2 });
  expect(splitByLane(mixed, new Set(['fan'])).map(({ lane }) => lane)).toEqual(['droppable', 'kept']);
});

test('within a group the commits of a source keep the order of its records, and an older position does not win', () => {
  const group = new CommitGroup();
  const record = (number: number, identityBy: 'content' | 'key', order: number) => ({
    place: { buffer: 'b', lane: 'kept' as const, number },
    batch: {
      ...batchOf([toReadings('broker', [at('fan', number)])], { received: 1 }),
      identityBy,
      position: { order },
    },
  });
  for (const [i, identityBy] of (['content', 'content', 'key', 'content'] as const).entries())
    group.add(record(i, identityBy, i === 1 ? 0 : 10 + i));
  expect(group.parts.map(({ identityBy, number, position }) => [identityBy, number, position.order])).toEqual([
    ['content', 1, 10],
    ['key', 2, 12],
    ['content', 3, 13],
  ]);
});

test('a group is full by facts or by records', () => {
  const group = new CommitGroup();
  for (let number = 0; number < 4_096; number++) {
    expect(group.isFull).toBe(false);
    const place = { buffer: 'b', lane: 'kept' as const, number };
    group.add({ place, batch: { ...batchOf([], {}), position: {} } });
  }
  expect(group.isFull).toBe(true);
});

test('a committed position reads back as it was; one of before there was a buffer is the source’s own', () => {
  const place = { buffer: 'b', numbers: { kept: 4, droppable: -1 }, counted: ['kept/2-3'] };
  const position = { source: { file: 1 }, order: 7, place };
  expect(parseCommittedPosition(JSON.parse(JSON.stringify(toCommittedPosition(position))))).toEqual(position);
  const former = { format: 1, files: {} };
  expect(parseCommittedPosition(former)).toEqual({ source: former, order: 0, place: undefined });
  expect(parseCommittedPosition(undefined)).toEqual({ source: undefined, order: 0, place: undefined });
  expect(parseCommittedPosition(toCommittedPosition({ ...position, place: undefined })).place).toBeUndefined();
});

test('a source starts where the newer of buffer and history stands', () => {
  const committed = { source: { file: 2 }, order: 5 };
  expect(newerPosition(undefined, committed)).toEqual(committed);
  expect(newerPosition({ source: { file: 1 }, order: 4 }, committed)).toEqual(committed);
  expect(newerPosition({ source: { file: 3 }, order: 6 }, committed)).toEqual({ source: { file: 3 }, order: 6 });
  expect(newerPosition({ source: { file: 3 } }, { source: undefined, order: 0 }).order).toBe(0);
});

test('beyond its limit the quarantine counts refused rows, but keeps no bytes of them', () => {
  const limit = new QuarantineLimit(3);
  limit.noteHeld(1);
  const rows = ['a', 'b', 'c'].map((raw) => ({ code: 'not-json', raw, header: 'h', status: 'open', source: 'broker' }));
  const table = toTable('refusal', rows);
  const apply = () => {
    const [limited] = limit.apply(batchOf([table], { received: 3, refused: 3 })).facts as [typeof table];
    return [0, 1, 2].map((i) => rowAt(limited, i));
  };
  expect(apply()).toEqual([rows[0], rows[1], { code: 'not-json', status: 'open', source: 'broker' }]);
  expect(apply().every(({ raw, code }) => raw === undefined && code === 'not-json')).toBe(true);
  const none = batchOf([toReadings('broker', [at('fan', 1)])], { received: 1 });
  expect(limit.apply(none)).toBe(none);
  expect(new QuarantineLimit(9).apply(batchOf([table], {})).facts[0]).toBe(table);
});

test('the rate is what history took over the last minute', () => {
  const watch = new SourceWatch();
  expect(watch.committedPerSecond).toBe(0);
  watch.sample(0, 0);
  expect(watch.committedPerSecond).toBe(0);
  for (let second = 1; second <= 100; second++) watch.sample(second * 1_000, second * 20);
  expect(watch.committedPerSecond).toBe(20);
  // A history that was opened anew may say less.
  watch.sample(101_000, 0);
  expect(watch.committedPerSecond).toBe(0);
  watch.noteEvent({ kind: 'connected', at: 5, isSessionResumed: true });
  expect(watch.connection).toEqual({ kind: 'connected', sinceAt: 5 });
});

test('waiting ends early where its signal aborts, and does not begin where it has', async () => {
  const stop = new AbortController();
  const waiting = systemTimers.wait(3_600_000, stop.signal);
  stop.abort();
  await waiting;
  await systemTimers.wait(3_600_000, stop.signal);
  await systemTimers.wait(1, new AbortController().signal);
});

test('back-off doubles up to its cap, with full jitter, and never is nothing', () => {
  const backOff = { baseMs: 1_000, capMs: 60_000 };
  expect([1, 2, 3, 9, 99].map((attempt) => retryWaitMs(backOff, attempt, () => 0.999_999))).toEqual([
    999, 1_999, 3_999, 59_999, 59_999,
  ]);
  expect(retryWaitMs(backOff, 1, () => 0)).toBe(1);
});

test('damage of which no record around tells a time is put at the time it is found', () => {
  const disk = new MemoryDisk();
  const damage = { lane: 'kept' as const, file: 's', fromByte: 0, toByte: 9, fromNumber: 0, toNumber: 2 };
  const lost = new Map([['broker', 5]]);
  disk.damages.push(
    { ...damage, lost, fromAt: undefined, toAt: undefined },
    { ...damage, fromNumber: 4, toNumber: 5, lost, fromAt: 7_000, toAt: 6_000 },
  );
  const buffer = openMemoryBuffer(disk, { life: new Life() });
  expect(listMissing(buffer, 9_000).map(({ gaps }) => gaps[0])).toMatchObject([
    { startAt: 9_000, endAt: 9_000, lostCount: 5 },
    { startAt: 6_000, endAt: 6_000, lostCount: 5 },
  ]);
  const ledger = new Ledger(buffer, listMissing(buffer, 9_000));
  expect(ledger.of('broker')).toMatchObject({ waitingCount: 0, uncountedCount: 10 });
  expect(ledger.of('nobody')).toMatchObject({ waitingCount: 0, uncountedCount: 0 });
});

test('what waits where nothing runs is what the buffer has and history has not; what is in both is let go of', async () => {
  const broker = new Broker('broker');
  const world = { life: new Life(), disk: new MemoryDisk(), history: new MemoryHistory(), brokers: [broker] };
  const buffer = openMemoryBuffer(world.disk, world);
  // A process that was killed before it let go of what it had committed.
  buffer.release = () => Promise.resolve();
  const stop = new AbortController();
  const ingest = openIngest(optionsOf(world, { buffer }));
  const running = ingest.run(stop.signal);
  broker.send({ readings: [at('temperature', 1), at('fan', 1)] }, { readings: [at('temperature', 2)] });
  await vi.waitFor(() => expect(ingest.status().sources[0]).toMatchObject({ committed: { received: 3 } }));
  world.life.end();
  stop.abort();
  void running;
  const { committed } = openMemorySink(world.history, { life: new Life() });
  const again = openMemoryBuffer(world.disk, { life: new Life() });
  await again.append(
    { ...batchOf([toReadings('broker', [at('temperature', 3)])], { received: 1 }), position: {} },
    'kept',
  );
  expect(again.status().pending.get('broker')).toBe(4);
  expect(await countWaiting(again, committed)).toEqual(new Map([['broker', 1]]));
  expect(again.status().pendingRecords).toBe(1);
});

test('in an empty buffer nothing waits', async () => {
  const buffer = openMemoryBuffer(new MemoryDisk(), { life: new Life() });
  expect(await countWaiting(buffer, { findPosition: () => undefined })).toEqual(new Map());
});

test('a pump by itself takes a source to disk and acknowledges it', async () => {
  const broker = new Broker('broker');
  broker.send({ readings: [at('fan', 1)] });
  broker.end();
  const disk = new MemoryDisk();
  const nothing = () => undefined;
  const pump = new SourcePump(
    {
      source: broker.connect(),
      buffer: openMemoryBuffer(disk, { life: new Life() }),
      droppableTags: new Set(),
      nextOrder: countUp(),
      flushPersons: () => Promise.resolve(),
      awaitRoom: () => Promise.resolve(),
      onEvent: nothing,
      onReceived: nothing,
      onDurable: nothing,
      onAcknowledged: nothing,
    },
    { source: undefined, order: 0 },
  );
  await pump.run(new AbortController().signal);
  expect([disk.records.kept.length, broker.acknowledged, pump.acknowledgedCount]).toEqual([1, [0], 1]);
});

test.each([
  ['where it says', { receipts: 'of both' }, { receipts: 'of both' }],
  ['where it stood before', undefined, { receipts: 'of none' }],
])(
  'a batch of which only the droppable part came to disk comes again whole: its source starts %s',
  async (_, positionInPart, started) => {
    const table = toTable('reading', [
      { tag: 'fan', at: 1, value: 1, source: 'broker' },
      { tag: 'press', at: 1, value: 2, source: 'broker' },
    ]);
    const starts: unknown[] = [];
    const source: Source = {
      ...new Broker('broker').connect(),
      async *batches({ position }) {
        starts.push(position);
        yield {
          source: 'broker',
          identityBy: 'key',
          facts: [table],
          account: { received: 2, refused: 0, filtered: 0, expired: 0, lost: 0 },
          adjustments: [],
          adjustmentCount: 0,
          position: { receipts: 'all' },
          ...(positionInPart === undefined ? {} : { positionInPart }),
          ack: () => Promise.resolve(),
        };
      },
    };
    const disk = new MemoryDisk();
    const whole = openMemoryBuffer(disk, { life: new Life() });
    let failures = 0;
    const buffer: FactBuffer = Object.assign(Object.create(whole), {
      append: (...args: Parameters<FactBuffer['append']>) =>
        args[1] === 'kept' && failures++ === 0 ? Promise.reject(new Error('the disk')) : whole.append(...args),
    });
    const nothing = () => undefined;
    const pump = new SourcePump(
      {
        source,
        buffer,
        droppableTags: new Set(['fan']),
        nextOrder: countUp(),
        flushPersons: () => Promise.resolve(),
        awaitRoom: () => Promise.resolve(),
        onEvent: nothing,
        onReceived: nothing,
        onDurable: nothing,
        onAcknowledged: nothing,
      },
      { source: { receipts: 'of none' }, order: 0 },
    );
    await expect(pump.run(new AbortController().signal)).rejects.toThrow('the disk');
    // After a kill the buffer tells where the source stands, after a failure the pump does.
    expect(parseBufferedPosition(whole.findPosition('broker') ?? {}).source).toEqual(started);
    await pump.run(new AbortController().signal);
    expect(starts).toEqual([{ receipts: 'of none' }, started]);
    expect(parseBufferedPosition(whole.findPosition('broker') ?? {}).source).toEqual({ receipts: 'all' });
  },
);

test('a file waits while history is behind by more than it may hold', async () => {
  const broker = new Broker('file');
  const world = { life: new Life(), disk: new MemoryDisk(), history: new MemoryHistory(), brokers: [broker] };
  for (let message = 0; message < 8; message++)
    broker.send({ readings: Array.from({ length: 70_000 }, (_, i) => at('temperature', message * 70_000 + i)) });
  broker.end();
  const gate = Promise.withResolvers<void>();
  const openSink = async () => {
    const { sink, committed } = openMemorySink(world.history, world);
    const gated = {
      ...sink,
      commit: (commit: Parameters<typeof sink.commit>[0]) => gate.promise.then(() => sink.commit(commit)),
    };
    return { sink: gated, committed };
  };
  const ingest = openIngest(optionsOf(world, { sources: [broker.connect('finite')], openSink }));
  const running = ingest.run(new AbortController().signal);
  const waiting = () => ingest.status().sources[0]?.waitingCount ?? 0;
  await vi.waitFor(() => expect(waiting()).toBeGreaterThan(131_072), { timeout: 20_000 });
  // What was under way then still comes to disk; no more is read.
  expect(broker.acknowledged.length).toBeLessThan(5);
  gate.resolve();
  await running;
  expect(world.history.accounts.get('file')).toMatchObject({ received: 560_000, stored: 560_000 });
});

test('whoever waits for a step looks again with each, and goes when the signal aborts', async () => {
  const progress = new Progress();
  const stop = new AbortController();
  let steps = 0;
  const waiting = progress.until(() => steps === 2, stop.signal);
  for (steps = 1; steps < 2; steps++) progress.note();
  progress.note();
  await waiting;
  const never = progress.until(() => false, stop.signal);
  stop.abort();
  await never;
  await progress.until(() => false, stop.signal);
});
