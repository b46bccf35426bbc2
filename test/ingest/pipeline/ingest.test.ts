import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { type FactSink, type IngestEvent, ingestSteps } from '../../../src/ingest/pipeline/ingest.ts';
import { openIngest, runIngest } from '../../../src/ingest/pipeline/open-ingest.ts';
import { systemTimers } from '../../../src/ingest/pipeline/timers.ts';
import { GembaError, toTable } from '../../../src/model/index.ts';
import { Broker } from './support/broker.ts';
import { Life } from './support/life.ts';
import { MemoryDisk, openMemoryBuffer } from './support/memory-buffer.ts';
import { MemoryHistory, openMemorySink } from './support/memory-history.ts';
import { optionsOf, quickTimers, type World } from './support/plant.ts';

function makeWorld(more: Partial<World> = {}): World & { readonly broker: Broker } {
  const broker = new Broker('press-hall');
  const world = { life: new Life(), disk: new MemoryDisk(), history: new MemoryHistory(), brokers: [broker] };
  return { ...world, ...more, broker };
}

const reading = (tag: string, at: number, value: number = at) => ({ tag, at, value });
const signal = () => new AbortController().signal;

test('what a source sent is in history once it has ended, acknowledged in order, and the buffer is empty', async () => {
  const world = makeWorld();
  const steps = new Set<string>();
  for (let i = 0; i < 200; i++) world.broker.send({ readings: [reading('temperature', i), reading('fan', i)] });
  world.broker.end();
  await runIngest(optionsOf(world, { onStep: (step) => steps.add(step) }), { signal: signal() });
  expect([...steps]).toEqual(ingestSteps);
  expect(world.history.listRows('reading')).toHaveLength(400);
  expect(world.broker.acknowledged).toEqual(Array.from({ length: 200 }, (_, i) => i));
  expect(world.disk.records).toEqual({ kept: [], droppable: [] });
  expect(world.history.accounts.get('press-hall')).toMatchObject({ received: 400, stored: 400, duplicate: 0 });
});

test('many small records of a source become few commits', async () => {
  const world = makeWorld();
  for (let i = 0; i < 500; i++) world.broker.send({ readings: [reading('temperature', i)] });
  world.broker.end();
  const applied = openMemorySink(world.history, world);
  let commits = 0;
  const sink: FactSink = {
    commit: (commit) => {
      commits++;
      return applied.sink.commit(commit);
    },
    [Symbol.asyncDispose]: () => applied.sink[Symbol.asyncDispose](),
  };
  const openSink = async () => ({ sink, committed: applied.committed });
  await runIngest(optionsOf(world, { openSink, gatherMs: 60_000, timers: systemTimers }), { signal: signal() });
  expect(world.history.listRows('reading')).toHaveLength(500);
  expect(commits).toBeLessThan(4);
});

test('refused and filtered readings are in the account, and a batch of them alone is committed', async () => {
  const world = makeWorld();
  world.broker.send({ readings: [reading('fan', 1)], refused: 2, filtered: 3 }, { readings: [], refused: 4 });
  world.broker.end();
  await runIngest(optionsOf(world), { signal: signal() });
  expect(world.history.accounts.get('press-hall')).toMatchObject({
    received: 10,
    stored: 1,
    refused: 6,
    filtered: 3,
  });
});

test('while history is away facts wait in the buffer and are acknowledged; afterwards they all come', async () => {
  const world = makeWorld();
  const events: IngestEvent[] = [];
  let isAway = true;
  const options = optionsOf(world, {
    onEvent: (event) => events.push(event),
    openSink: async () => {
      if (isAway) throw new GembaError('history-writer-failed', 'The disk of history is gone.');
      return openMemorySink(world.history, world);
    },
  });
  const ingest = openIngest(options);
  const stop = new AbortController();
  const running = ingest.run(stop.signal);
  for (let i = 0; i < 50; i++) world.broker.send({ readings: [reading('temperature', i)] });
  await vi.waitFor(() => expect(world.broker.acknowledged).toHaveLength(50));
  expect(world.history.facts.size).toBe(0);
  const [source] = ingest.status().sources;
  expect(source).toMatchObject({ id: 'press-hall', waitingCount: 50, committed: { received: 0 } });
  expect(ingest.status().history).toMatchObject({ kind: 'away', reason: expect.stringContaining('disk of history') });
  await vi.waitFor(() => expect(events.filter(({ kind }) => kind === 'history-away').length).toBeGreaterThan(2));
  isAway = false;
  await vi.waitFor(() => expect(world.history.listRows('reading')).toHaveLength(50));
  await vi.waitFor(() => expect(ingest.status().sources[0]).toMatchObject({ waitingCount: 0 }));
  expect(ingest.status().history.kind).toBe('open');
  stop.abort();
  await running;
});

test.for(['lease-held', 'lease-lost'] as const)('%s ends the ingest: another process writes', async (code) => {
  const world = makeWorld();
  const openSink = async () => {
    throw new GembaError(code, 'The other one writes.');
  };
  await expect(runIngest(optionsOf(world, { openSink }), { signal: signal() })).rejects.toMatchObject({ code });
});

test('a commit that fails is applied later; one that was applied all the same is not counted again', async () => {
  for (const when of ['onCommit', 'onCommitted'] as const) {
    let calls = 0;
    const sink = {
      [when]: () => {
        calls++;
        if (calls === 2) throw new Error('The machine lost its disk.');
      },
    };
    const world = makeWorld({ sink });
    const running = runIngest(optionsOf(world), { signal: signal() });
    for (let i = 0; i < 20; i++) {
      world.broker.send({ readings: [reading('temperature', i), reading('fan', i)] });
      await vi.waitFor(() => expect(world.broker.waitingCount).toBe(0));
    }
    world.broker.end();
    await running;
    expect(calls).toBeGreaterThan(2);
    expect(world.history.listRows('reading')).toHaveLength(40);
    expect(world.history.accounts.get('press-hall')).toMatchObject({ received: 40, stored: 40, duplicate: 0 });
  }
});

test('without trying again the first failure of history is thrown, and what was acknowledged stays in the buffer', async () => {
  const sink = {
    onCommit: () => {
      throw new GembaError('history-writer-failed', 'The disk of history is gone.');
    },
  };
  const world = makeWorld({ sink });
  world.broker.send({ readings: [reading('temperature', 1)] });
  world.broker.end();
  const run = runIngest(optionsOf(world, { isRetrying: false }), { signal: signal() });
  await expect(run).rejects.toMatchObject({ code: 'history-writer-failed' });
  expect(world.disk.records.kept).toHaveLength(1);
  await runIngest(optionsOf({ ...world, sink: {} }), { signal: signal() });
  expect(world.history.listRows('reading')).toHaveLength(1);
});

test('a full buffer acknowledges nothing, so that the sender holds what it has', async () => {
  let isAway = true;
  const world = makeWorld({ buffer: { keptMax: 3 } });
  const openSink = async () => {
    if (isAway) throw new Error('away');
    return openMemorySink(world.history, world);
  };
  const stop = new AbortController();
  const ingest = openIngest(optionsOf(world, { openSink }));
  const running = ingest.run(stop.signal);
  for (let i = 0; i < 10; i++) world.broker.send({ readings: [reading('temperature', i)] });
  await vi.waitFor(() => expect(ingest.status().buffer.state).toBe('full'));
  await vi.waitFor(() => expect(world.broker.acknowledged.length).toBe(world.disk.records.kept.length));
  expect(world.broker.waitingCount).toBeGreaterThan(0);
  isAway = false;
  await vi.waitFor(() => expect(world.history.listRows('reading')).toHaveLength(10));
  stop.abort();
  await running;
  expect(world.broker.waitingCount).toBe(0);
});

test('what the buffer dropped is lost in the account and a gap of its tag, once, whatever was going on', async () => {
  let isAway = true;
  const world = makeWorld({ buffer: { droppableMax: 5 } });
  const openSink = async () => {
    if (isAway) throw new Error('away');
    return openMemorySink(world.history, world);
  };
  const events: IngestEvent[] = [];
  const options = optionsOf(world, { openSink, onEvent: (event) => events.push(event) });
  const running = runIngest(options, { signal: signal() });
  for (let i = 0; i < 12; i++) world.broker.send({ readings: [reading('fan', i), reading('temperature', i)] });
  await vi.waitFor(() => expect(world.broker.waitingCount).toBe(0));
  expect(world.disk.losses).toHaveLength(7);
  isAway = false;
  await vi.waitFor(() => expect(world.history.listRows('reading')).toHaveLength(17));
  world.broker.end();
  await running;
  expect(world.history.accounts.get('press-hall')).toMatchObject({ received: 24, stored: 17, lost: 7 });
  expect(world.history.listRows('gap')).toHaveLength(7);
  expect(world.history.listRows('gap')[0]).toMatchObject({ cause: 'buffer-full', tag: 'fan', lostCount: 1 });
  expect(world.disk.losses).toEqual([]);
  expect(events.filter(({ kind }) => kind === 'buffer-loss')).toHaveLength(7);
});

test('damage of the buffer is counted as lost once, over restarts too', async () => {
  const world = makeWorld();
  const away = async () => {
    throw new Error('away');
  };
  const stop = new AbortController();
  const first = runIngest(optionsOf(world, { openSink: away }), { signal: stop.signal });
  for (let i = 0; i < 9; i++) world.broker.send({ readings: [reading('temperature', i)] });
  await vi.waitFor(() => expect(world.broker.waitingCount).toBe(0));
  stop.abort();
  await first;
  world.disk.damage('kept', 3, 5);
  world.disk.damage('kept', 8, 9);
  world.broker.end();
  for (let i = 0; i < 3; i++) {
    await runIngest(optionsOf({ ...world, life: new Life() }), { signal: signal() });
    expect(world.history.accounts.get('press-hall')).toMatchObject({ received: 9, stored: 6, lost: 3 });
  }
  expect(world.history.listRows('gap')).toMatchObject([
    { cause: 'buffer-damaged', source: 'press-hall', lostCount: 2 },
    { cause: 'buffer-damaged', source: 'press-hall', lostCount: 1 },
  ]);
});

test('another buffer begins where the source stands, and what comes again is stored once', async () => {
  const world = makeWorld();
  const stop = new AbortController();
  const first = runIngest(optionsOf(world), { signal: stop.signal });
  world.broker.send({ readings: [reading('temperature', 1)] });
  await vi.waitFor(() => expect(world.history.listRows('reading')).toHaveLength(1));
  stop.abort();
  await first;
  const again = new Broker('press-hall');
  again.send({ readings: [reading('temperature', 1), reading('temperature', 2)] });
  again.end();
  await runIngest(optionsOf({ ...world, brokers: [again], disk: new MemoryDisk('another') }), { signal: signal() });
  expect(world.history.accounts.get('press-hall')).toMatchObject({ received: 3, stored: 2, duplicate: 1 });
});

test('a source that fails is started again where it stood; the others go on', async () => {
  const world = makeWorld();
  const good = new Broker('good');
  let starts = 0;
  const failing = {
    ...world.broker.connect(),
    async *batches(start: Parameters<ReturnType<Broker['connect']>['batches']>[0]) {
      starts++;
      yield* world.broker.connect().batches(start);
      if (starts < 3) throw new Error('The connection broke.');
    },
  };
  const events: IngestEvent[] = [];
  world.broker.send({ readings: [reading('temperature', 1)] });
  world.broker.end();
  good.send({ readings: [reading('temperature', 1)] });
  good.end();
  const options = optionsOf(world, { sources: [failing, good.connect()], onEvent: (event) => events.push(event) });
  await runIngest(options, { signal: signal() });
  expect(starts).toBe(3);
  expect(events.filter(({ kind }) => kind === 'source-failed')).toHaveLength(2);
  expect(world.history.accounts.get('press-hall')).toMatchObject({ received: 1, stored: 1 });
  expect(world.history.accounts.get('good')).toMatchObject({ received: 1, stored: 1 });
});

test('without trying again a failing source ends the ingest, after what it had read is in history', async () => {
  const world = makeWorld();
  const failing = {
    ...world.broker.connect('finite'),
    async *batches(start: Parameters<ReturnType<Broker['connect']>['batches']>[0]) {
      yield* world.broker.connect('finite').batches(start);
      throw new GembaError('data-file-missing', 'There is no log.csv.');
    },
  };
  world.broker.send({ readings: [reading('temperature', 1)] });
  world.broker.end();
  const run = runIngest(optionsOf(world, { sources: [failing], isRetrying: false }), { signal: signal() });
  await expect(run).rejects.toMatchObject({ code: 'data-file-missing' });
  expect(world.history.listRows('reading')).toHaveLength(1);
  expect(world.disk.records.kept).toEqual([]);
});

test('a batch that does not add up is refused before it is on disk, where it would hold up everything', async () => {
  const world = makeWorld();
  const wrong = {
    ...world.broker.connect(),
    async *batches(start: Parameters<ReturnType<Broker['connect']>['batches']>[0]) {
      for await (const batch of world.broker.connect().batches(start))
        yield { ...batch, account: { ...batch.account, received: 5 } };
    },
  };
  world.broker.send({ readings: [reading('temperature', 1)] });
  const run = runIngest(optionsOf(world, { sources: [wrong], isRetrying: false }), { signal: signal() });
  await expect(run).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('does not add up') });
  expect(world.disk.next.kept).toBe(0);
  expect(world.broker.acknowledged).toEqual([]);
});

test('a buffer that fails ends the ingest, and nothing is acknowledged', async () => {
  const world = makeWorld();
  const buffer = {
    ...openMemoryBuffer(world.disk, world),
    append: () => Promise.reject(new GembaError('buffer-failed', 'The folder of the buffer is gone.')),
  };
  for (let i = 0; i < 3; i++) world.broker.send({ readings: [reading('temperature', i)] });
  world.broker.send({ readings: [reading('temperature', 1), reading('fan', 1)] });
  await expect(runIngest(optionsOf(world, { buffer }), { signal: signal() })).rejects.toMatchObject({
    code: 'buffer-failed',
  });
  expect(world.broker.acknowledged).toEqual([]);
});

test('behind a batch that does not come to disk nothing is acknowledged, and no other lane is written', async () => {
  for (const second of [reading('temperature', 2), reading('fan', 2)]) {
    const world = makeWorld();
    const buffer = openMemoryBuffer(world.disk, world);
    const { append } = buffer;
    let appends = 0;
    buffer.append = async (...args) => {
      appends++;
      if (appends > 1) return append(...args);
      for (let i = 0; i < 10; i++) await setImmediate();
      throw new GembaError('buffer-failed', 'The folder of the buffer is gone.');
    };
    world.broker.send({ readings: [reading('temperature', 1)] }, { readings: [second] });
    await expect(runIngest(optionsOf(world, { buffer }), { signal: signal() })).rejects.toMatchObject({
      code: 'buffer-failed',
    });
    expect(world.broker.acknowledged).toEqual([]);
    expect(world.disk.next.droppable).toBe(0);
  }
});

test('records of another source behind a commit that failed are let go of only after it', async () => {
  let calls = 0;
  const two = new Broker('two');
  const world = makeWorld();
  const stop = new AbortController();
  const away = async () => {
    throw new Error('away');
  };
  const brokers = [world.broker, two];
  const waiting = runIngest(optionsOf({ ...world, brokers }, { openSink: away, drainMs: 5 }), { signal: stop.signal });
  // Large enough to be a commit of its own.
  world.broker.send({ readings: Array.from({ length: 65_536 }, (_, i) => reading('temperature', i)) });
  await vi.waitFor(() => expect(world.disk.next.kept).toBe(1), { timeout: 20_000 });
  two.send({ readings: [reading('temperature', 1)] });
  await vi.waitFor(() => expect(two.waitingCount).toBe(0));
  stop.abort();
  await waiting;
  // History has the second record already.
  const [, record] = world.disk.records.kept;
  world.history.apply({
    ...(record as (typeof world.disk.records.kept)[number]).batch,
    position: { order: 1, buffer: { id: 'buffer-1', kept: 1, droppable: -1 } },
  });
  for (const broker of brokers) broker.end();
  const openSink = async () => {
    const { sink, committed } = openMemorySink(world.history, world);
    const slow: FactSink = {
      async commit(commit) {
        calls++;
        if (calls > 1) return sink.commit(commit);
        // It fails only once the record behind it has come by.
        await vi.waitFor(() => expect(ingest.status().sources[1]).toMatchObject({ id: 'two', waitingCount: 0 }));
        for (let i = 0; i < 20; i++) await quickTimers.wait(1, signal());
        throw new Error('The disk of history failed.');
      },
      [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose](),
    };
    return { sink: slow, committed };
  };
  const ingest = openIngest(optionsOf({ ...world, life: new Life(), brokers }, { openSink }));
  await ingest.run(signal());
  expect(calls).toBe(2);
  expect(world.history.accounts.get('press-hall')).toMatchObject({ received: 65_536, stored: 65_536 });
  expect(world.history.accounts.get('two')).toMatchObject({ received: 1, stored: 1, duplicate: 0 });
});

test('a source that does not listen to its signal is left where the buffer fails', async () => {
  const world = makeWorld();
  const buffer = {
    ...openMemoryBuffer(world.disk, world),
    append: () => Promise.reject(new GembaError('buffer-failed', 'The folder of the buffer is gone.')),
  };
  for (let i = 0; i < 3; i++) world.broker.send({ readings: [reading('temperature', i)] });
  const deaf = {
    ...world.broker.connect(),
    batches: (start: Parameters<ReturnType<Broker['connect']>['batches']>[0]) =>
      (async function* () {
        for await (const batch of world.broker.connect().batches({ ...start, signal: signal() })) {
          yield batch;
          await setImmediate();
          await setImmediate();
        }
      })(),
  };
  const run = runIngest(optionsOf(world, { buffer, sources: [deaf] }), { signal: signal() });
  await expect(run).rejects.toMatchObject({ code: 'buffer-failed' });
});

test('refused rows go to history as facts of their own, beside the readings', async () => {
  const world = makeWorld();
  const refusal = toTable('refusal', [{ code: 'not-json', raw: '{', status: 'open', source: 'press-hall' }]);
  const refusing = {
    ...world.broker.connect(),
    async *batches(start: Parameters<ReturnType<Broker['connect']>['batches']>[0]) {
      for await (const batch of world.broker.connect().batches(start))
        yield { ...batch, facts: [...batch.facts, refusal] };
    },
  };
  world.broker.send({ readings: [reading('temperature', 1)], refused: 1 });
  world.broker.end();
  await runIngest(optionsOf(world, { sources: [refusing] }), { signal: signal() });
  expect(world.history.listRows('refusal')).toHaveLength(1);
  expect(world.history.accounts.get('press-hall')).toMatchObject({ received: 2, stored: 1, refused: 1 });
});

test('a source that gives a batch of another is refused', async () => {
  const world = makeWorld();
  const other = new Broker('other');
  other.send({ readings: [reading('temperature', 1)] });
  const wrong = { ...other.connect(), id: 'press-hall' };
  const run = runIngest(optionsOf(world, { sources: [wrong], isRetrying: false }), { signal: signal() });
  await expect(run).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining("'other'") });
});

test('files come one after another', async () => {
  const world = makeWorld();
  const files = ['one', 'two', 'three'].map((id) => new Broker(id));
  const events: string[] = [];
  for (const file of files) {
    file.send({ readings: [reading('temperature', 1)] });
    file.end();
  }
  const options = optionsOf(world, {
    sources: files.map((file) => file.connect('finite')),
    onEvent: (event) => {
      if (event.kind === 'acknowledged' || event.kind === 'source-ended') events.push(`${event.kind} ${event.source}`);
    },
  });
  await runIngest(options, { signal: signal() });
  expect(events).toEqual(['one', 'two', 'three'].flatMap((id) => [`acknowledged ${id}`, `source-ended ${id}`]));
});

test('defaults gather for a second and try again after one', async () => {
  const world = makeWorld();
  world.broker.send({ readings: [reading('temperature', 1)] });
  world.broker.end();
  const { timers: _, gatherMs: __, tickMs: ___, ...defaults } = optionsOf(world);
  await runIngest(defaults, { signal: signal() });
  expect(world.history.listRows('reading')).toHaveLength(1);
});

test('a file is told where it stands only by history or the buffer, so it waits for one of them', async () => {
  const world = makeWorld();
  let isAway = true;
  const starts: unknown[] = [];
  const file = {
    ...world.broker.connect('finite'),
    async *batches(start: Parameters<ReturnType<Broker['connect']>['batches']>[0]) {
      starts.push(start.position);
      yield* world.broker.connect('finite').batches(start);
    },
  };
  world.history.positions.set('press-hall', { format: 1, files: {} });
  world.broker.send({ readings: [reading('temperature', 1)] });
  world.broker.end();
  const options = optionsOf(world, {
    sources: [file],
    openSink: async () => {
      if (isAway) throw new Error('away');
      return openMemorySink(world.history, world);
    },
  });
  const ingest = openIngest(options);
  const running = ingest.run(signal());
  await vi.waitFor(() => expect(ingest.status().history).toMatchObject({ reason: expect.stringContaining('away') }));
  expect(starts).toEqual([]);
  isAway = false;
  await running;
  // A position of before there was a buffer is the source's own.
  expect(starts).toEqual([{ format: 1, files: {} }]);
  expect(world.history.positions.get('press-hall')).toMatchObject({
    source: { message: 0 },
    buffer: { id: 'buffer-1' },
  });
});

test('how long a stopped ingest goes on is asked when it is stopped, and what it has not brought into history waits', async () => {
  const world = makeWorld();
  const asked: number[] = [];
  const stop = new AbortController();
  const drainMs = () => {
    asked.push(world.broker.waitingCount);
    return 0;
  };
  const openSink = async () => {
    throw new Error('History is away.');
  };
  const running = runIngest(optionsOf(world, { openSink, drainMs }), { signal: stop.signal });
  world.broker.send({ readings: [reading('temperature', 1)] });
  await vi.waitFor(() => expect(world.broker.waitingCount).toBe(0), { timeout: 30_000 });
  expect(asked).toEqual([]);
  stop.abort();
  await running;
  expect([asked, world.disk.records.kept.length]).toEqual([[0], 1]);
});
