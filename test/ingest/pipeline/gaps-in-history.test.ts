import { expect, test, vi } from 'vitest';
import type { GapRecord } from '../../../src/ingest/gaps/gap-record.ts';
import { GapTracker } from '../../../src/ingest/gaps/gap-tracker.ts';
import { restoreGap } from '../../../src/ingest/pipeline/former-gaps.ts';
import type { FactSink, IngestEvent } from '../../../src/ingest/pipeline/ingest.ts';
import { openIngest, runIngest } from '../../../src/ingest/pipeline/open-ingest.ts';
import { systemTimers } from '../../../src/ingest/pipeline/timers.ts';
import { GembaError, gapOpenEndAt } from '../../../src/model/index.ts';
import { Broker } from './support/broker.ts';
import { Life } from './support/life.ts';
import { MemoryDisk, openMemoryBuffer } from './support/memory-buffer.ts';
import { MemoryHistory, openMemorySink } from './support/memory-history.ts';
import { optionsOf, tagOf } from './support/plant.ts';

function makeWorld() {
  const broker = new Broker('broker');
  return { broker, life: new Life(), disk: new MemoryDisk(), history: new MemoryHistory(), brokers: [broker] };
}

const reading = (at: number, tag = 'temperature') => ({ readings: [{ tag, at, value: at }] });
const tags = [tagOf('temperature', { expectedIntervalMs: 1_000 })];
const disconnected = { source: 'broker', tag: '', cause: 'disconnected' } as const;

test('gaps that arise come to history, change there, and are told by the status while they last', async () => {
  const world = makeWorld();
  let nowMs = 10_000;
  const stop = new AbortController();
  const ingest = openIngest(optionsOf(world, { tags, clock: () => nowMs }));
  const running = ingest.run(stop.signal);
  world.broker.send(reading(10_000));
  await vi.waitFor(() => expect(world.history.listRows('reading')).toHaveLength(1));
  nowMs = 12_000;
  await vi.waitFor(() => expect(world.history.listRows('gap')).toMatchObject([{ cause: 'silence', status: 'open' }]));
  expect(ingest.status().openGaps).toMatchObject([{ tag: 'temperature', startAt: 10_000 }]);
  expect(ingest.status().sources[0]).toMatchObject({ openGapCount: 1, lastReadingAt: 10_000, lastReceivedAt: 10_000 });
  world.broker.send(reading(13_000));
  await vi.waitFor(() => expect(world.history.listRows('gap')).toMatchObject([{ endAt: 13_000, status: 'closed' }]));
  world.broker.tell({ kind: 'disconnected', at: 14_000, reason: 'connection closed' });
  world.broker.tell({ kind: 'notice', at: 14_000, message: 'The password was refused.' });
  world.broker.tell({ kind: 'skew', at: 14_000, skewMs: 250 });
  expect(ingest.status().sources[0]).toMatchObject({
    connection: { kind: 'disconnected', sinceAt: 14_000, reason: 'connection closed' },
    notice: { message: 'The password was refused.' },
    skewMs: 250,
  });
  // The last gap is written even when the ingest is stopped at once.
  stop.abort();
  await running;
  expect(world.history.listRows('gap')).toMatchObject([
    { status: 'closed' },
    { cause: 'disconnected', status: 'open' },
  ]);
  expect(world.history.accounts.get('gemba.gaps')).toMatchObject({ received: 3, stored: 3, superseding: 1 });
});

test('a gap that history or the buffer has open from before ends in this run', async () => {
  const world = makeWorld();
  const away = async () => {
    throw new Error('away');
  };
  const stop = new AbortController();
  const first = runIngest(optionsOf(world, { openSink: away }), { signal: stop.signal });
  world.broker.tell({ kind: 'connected', at: 1, isSessionResumed: false });
  await vi.waitFor(() => expect(world.disk.next.kept).toBe(0));
  world.broker.send(reading(1));
  await vi.waitFor(() => expect(world.broker.waitingCount).toBe(0));
  world.broker.tell({ kind: 'disconnected', at: 5_000, reason: 'gone' });
  await vi.waitFor(() => expect(world.disk.next.kept).toBe(2));
  stop.abort();
  await first;

  const open: GapRecord = {
    source: 'other',
    tag: '',
    cause: 'disconnected',
    startAt: 7_000,
    endAt: gapOpenEndAt,
    status: 'open',
  };
  const other = new Broker('other');
  const second = { ...world, brokers: [world.broker, other], life: new Life() };
  const openSink = async () => {
    const { sink, committed } = openMemorySink(world.history, second);
    return { sink, committed: { ...committed, openGaps: [open] } };
  };
  const ingest = openIngest(optionsOf(second, { openSink }));
  const end = new AbortController();
  const running = ingest.run(end.signal);
  await vi.waitFor(() => expect(ingest.status().openGaps).toHaveLength(2));
  await vi.waitFor(() =>
    expect(
      ingest
        .status()
        .sources.map(({ state }) => state)
        .slice(0, 2),
    ).toEqual(['running', 'running']),
  );
  for (const broker of second.brokers) {
    broker.send(reading(3));
    await vi.waitFor(() => expect(broker.waitingCount).toBe(0));
    broker.tell({ kind: 'connected', at: 9_000, isSessionResumed: true });
  }
  await vi.waitFor(() =>
    expect(world.history.listRows('gap')).toMatchObject([
      { ...disconnectedRow('broker'), startAt: 5_000, endAt: 9_000, status: 'closed' },
      { ...disconnectedRow('other'), startAt: 7_000, endAt: 9_000, status: 'closed' },
    ]),
  );
  end.abort();
  await running;
});

function disconnectedRow(source: string) {
  return { source, cause: disconnected.cause };
}

test('the time since the last sign of life is a gap of each stream, and of no file', async () => {
  const world = makeWorld();
  const file = new Broker('file');
  world.broker.end();
  file.end();
  const sources = [world.broker.connect(), file.connect('finite')];
  await runIngest(optionsOf(world, { sources, lastAliveAt: 400_000 }), { signal: new AbortController().signal });
  expect(world.history.listRows('gap')).toMatchObject([
    { source: 'broker', cause: 'stopped', startAt: 400_000, endAt: 1_000_000, status: 'closed' },
  ]);
});

test('a buffer that fails while a gap is written ends the ingest', async () => {
  const world = makeWorld();
  const buffer = openMemoryBuffer(world.disk, world);
  const { append } = buffer;
  buffer.append = (batch, ...rest) =>
    batch.source === 'gemba.gaps'
      ? Promise.reject(new GembaError('buffer-failed', 'The folder of the buffer is gone.'))
      : append(batch, ...rest);
  const running = runIngest(optionsOf(world, { buffer }), { signal: new AbortController().signal });
  world.broker.send(reading(1));
  await vi.waitFor(() => expect(world.broker.waitingCount).toBe(0));
  world.broker.tell({ kind: 'disconnected', at: 5_000, reason: 'gone' });
  await expect(running).rejects.toMatchObject({ code: 'buffer-failed' });
});

test('a buffer that fails as the last gap is written is told, though the ingest was stopped', async () => {
  const world = makeWorld();
  const buffer = openMemoryBuffer(world.disk, world);
  buffer.append = () => Promise.reject(new GembaError('buffer-failed', 'The folder of the buffer is gone.'));
  const stop = new AbortController();
  const running = runIngest(optionsOf(world, { buffer, tickMs: 1e9, timers: systemTimers }), { signal: stop.signal });
  let told = 0;
  await vi.waitFor(() => {
    world.broker.tell({ kind: 'disconnected', at: 5_000, reason: 'gone' });
    told++;
    expect(told).toBeGreaterThan(3);
  });
  stop.abort();
  await expect(running).rejects.toMatchObject({ code: 'buffer-failed' });
});

test('stopping does not wait for a history that is away, nor for a buffer that is full: what is there stays', async () => {
  const world = { ...makeWorld(), buffer: { keptMax: 1 } };
  const events: IngestEvent[] = [];
  const openSink = async () => {
    throw new Error('away');
  };
  const options = optionsOf(world, { openSink, drainMs: 20, onEvent: (event) => events.push(event) });
  const stop = new AbortController();
  const running = runIngest(options, { signal: stop.signal });
  world.broker.send(reading(1));
  await vi.waitFor(() => expect(world.broker.waitingCount).toBe(0));
  world.broker.tell({ kind: 'disconnected', at: 5_000, reason: 'gone' });
  await vi.waitFor(() => expect(events.some(({ kind }) => kind === 'history-away')).toBe(true));
  // One more, for which there is no room.
  world.broker.send(reading(2));
  await vi.waitFor(() => expect(events.filter(({ kind }) => kind === 'history-away').length).toBeGreaterThan(3));
  stop.abort();
  await running;
  expect(world.disk.records.kept).toHaveLength(1);
  expect(world.broker.acknowledged).toEqual([0]);
});

test('a history that cannot be closed is told of; what it took stays taken', async () => {
  const world = makeWorld();
  const events: IngestEvent[] = [];
  const openSink = async () => {
    const { sink, committed } = openMemorySink(world.history, world);
    const closing: FactSink = {
      commit: (commit) => sink.commit(commit),
      [Symbol.asyncDispose]: () => Promise.reject(new Error('The lease is gone.')),
    };
    return { sink: closing, committed };
  };
  world.broker.send(reading(1));
  world.broker.end();
  const options = optionsOf(world, { openSink, onEvent: (event) => events.push(event) });
  await runIngest(options, { signal: new AbortController().signal });
  expect(events.filter(({ kind }) => kind === 'history-unclosed')).toHaveLength(1);
  expect(world.history.listRows('reading')).toHaveLength(1);
});

test('a file that history has not told about yet ends where the ingest is stopped before', async () => {
  const world = makeWorld();
  const file = new Broker('file');
  const openSink = async () => {
    throw new Error('away');
  };
  const stop = new AbortController();
  const ingest = openIngest(optionsOf(world, { sources: [file.connect('finite')], openSink, drainMs: 5 }));
  const running = ingest.run(stop.signal);
  await vi.waitFor(() => expect(ingest.status().history).toMatchObject({ reason: expect.stringContaining('away') }));
  expect(ingest.status().sources[0]).toMatchObject({ state: 'waiting' });
  stop.abort();
  await running;
  expect(ingest.status().sources[0]).toMatchObject({ state: 'ended' });
});

test('a file whose turn has not come when the ingest is stopped is not begun', async () => {
  const world = makeWorld();
  const files = [new Broker('one'), new Broker('two')];
  const stop = new AbortController();
  const ingest = openIngest(optionsOf(world, { sources: files.map((file) => file.connect('finite')) }));
  const running = ingest.run(stop.signal);
  for (const file of files) file.send(reading(1));
  await vi.waitFor(() => expect(files[0]?.acknowledged).toEqual([0]));
  stop.abort();
  await running;
  expect(files[1]?.acknowledged).toEqual([]);
});

test('an ingest that is stopped before it begins does nothing', async () => {
  const world = makeWorld();
  world.broker.send(reading(1));
  const file = new Broker('file');
  const sources = [world.broker.connect(), file.connect('finite')];
  await runIngest(optionsOf(world, { sources, drainMs: 5 }), { signal: AbortSignal.abort() });
  expect(world.broker.acknowledged).toEqual([]);
});

test('a source that is new was not stopped: it has no gap of the time before it', async () => {
  const world = makeWorld();
  const added = new Broker('added');
  world.broker.end();
  added.end();
  const sources = [world.broker.connect(), added.connect()];
  const before = { lastAliveAt: 400_000, lastSources: new Set(['broker']) };
  await runIngest(optionsOf(world, { sources, ...before }), { signal: new AbortController().signal });
  expect(world.history.listRows('gap')).toMatchObject([{ source: 'broker', cause: 'stopped' }]);
});

test('a gap that lasts of a source or tag that the plant file has no more ends with the last sign of life', async () => {
  const world = makeWorld();
  const lasts = { startAt: 5_000, endAt: gapOpenEndAt, status: 'open' } as const;
  const openGaps: readonly GapRecord[] = [
    { ...lasts, source: 'removed', tag: '', cause: 'disconnected' },
    { ...lasts, source: 'broker', tag: 'removed-tag', cause: 'silence' },
    { ...lasts, source: 'broker', tag: 'temperature', cause: 'silence' },
  ];
  const openSink = async () => {
    const { sink, committed } = openMemorySink(world.history, world);
    return { sink, committed: { ...committed, openGaps } };
  };
  const end = new AbortController();
  const plant = { tags, openSink, lastAliveAt: 13_000, plantSources: new Set(['broker', 'not in this ingest']) };
  const ingest = openIngest(optionsOf(world, { ...plant, clock: () => 20_000 }));
  const running = ingest.run(end.signal);
  await vi.waitFor(() =>
    expect(world.history.listRows('gap').filter(({ cause }) => cause !== 'stopped')).toMatchObject([
      { source: 'removed', cause: 'disconnected', startAt: 5_000, endAt: 13_000, status: 'closed' },
      { source: 'broker', tag: 'removed-tag', cause: 'silence', startAt: 5_000, endAt: 13_000, status: 'closed' },
    ]),
  );
  expect(ingest.status().openGaps).toMatchObject([{ source: 'broker', tag: 'temperature' }]);
  end.abort();
  await running;
});

test('a gap that lasts of a source that is gone ends now, where no sign of life tells when it was last looked for', () => {
  const tracker = new GapTracker([]);
  const gap = { source: 'removed', tag: '', cause: 'disconnected', startAt: 5_000, endAt: gapOpenEndAt } as const;
  restoreGap(tracker, { ...gap, status: 'open' }, { plantSources: new Set(), tags: [], clock: () => 20_000 });
  expect(tracker.book.takeChanges()).toEqual([{ ...gap, endAt: 20_000, status: 'closed' }]);
});

test('a tag of which a source has heard readings that a filter held back is not silent', async () => {
  const world = makeWorld();
  let nowMs = 10_000;
  const heardOf = world.broker.connect();
  const source = {
    ...heardOf,
    async *batches(start: Parameters<typeof heardOf.batches>[0]) {
      for await (const batch of heardOf.batches(start))
        yield { ...batch, heard: [{ tag: 'temperature', fromAt: nowMs, toAt: nowMs }] };
    },
  };
  const stop = new AbortController();
  const running = runIngest(optionsOf(world, { sources: [source], tags, clock: () => nowMs }), { signal: stop.signal });
  world.broker.send(reading(10_000));
  await vi.waitFor(() => expect(world.history.listRows('reading')).toHaveLength(1));
  nowMs = 10_900;
  world.broker.send({ readings: [], filtered: 1 });
  await vi.waitFor(() => expect(world.broker.waitingCount).toBe(0));
  // Silent since its last reading that passed, but not since it was heard of.
  nowMs = 11_500;
  world.broker.send({ readings: [{ tag: 'other', at: nowMs, value: 1 }] });
  await vi.waitFor(() => expect(world.history.listRows('reading')).toHaveLength(2));
  stop.abort();
  await running;
  expect(world.history.listRows('gap')).toEqual([]);
});
