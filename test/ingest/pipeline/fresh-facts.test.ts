/** What ingest tells of facts as they are received, and when it says that history has them. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { IngestEvent } from '../../../src/ingest/pipeline/ingest.ts';
import { openIngest, runIngest } from '../../../src/ingest/pipeline/open-ingest.ts';
import { Broker } from './support/broker.ts';
import { Life } from './support/life.ts';
import { Listener } from './support/listener.ts';
import { MemoryDisk } from './support/memory-buffer.ts';
import { MemoryHistory, openMemorySink } from './support/memory-history.ts';
import { optionsOf, tagOf, type World } from './support/plant.ts';

function makeWorld(more: Partial<World> = {}) {
  const broker = new Broker('broker');
  const world = { life: new Life(), disk: new MemoryDisk(), history: new MemoryHistory(), brokers: [broker], ...more };
  return { ...world, broker, listener: new Listener(world.history, world.disk) };
}

const reading = (tag: string, at: number) => ({ tag, at, value: at });
const signal = () => new AbortController().signal;
const eventually = { timeout: 30_000 };

test('a batch is told before it is on disk, and settled once history has it', async () => {
  const world = makeWorld();
  const onDisk: number[] = [];
  world.broker.send({ readings: [reading('temperature', 1), reading('fan', 1)] });
  world.broker.end();
  const onFresh: Listener['onFresh'] = (item) => {
    if (item.kind === 'facts') onDisk.push(world.disk.next.kept + world.disk.next.droppable);
    world.listener.onFresh(item);
  };
  await runIngest(optionsOf(world, { onFresh }), { signal: signal() });
  expect(world.listener.wrong).toEqual([]);
  expect(onDisk).toEqual([0]);
  const [facts, settled] = world.listener.items;
  expect(facts).toMatchObject({ kind: 'facts', source: 'broker', facts: [{ kind: 'reading', length: 2 }] });
  expect(settled).toEqual({ kind: 'settled', source: 'broker', order: facts?.order });
});

test('whatever fails and however often a process starts again, orders grow, what is settled is in history, and all settles', async () => {
  const message = fc.record({
    tags: fc.uniqueArray(fc.constantFrom('temperature', 'fan'), { maxLength: 2 }),
    broker: fc.constantFrom(0, 1),
  });
  const life = fc.record({
    messages: fc.array(message, { maxLength: 8 }),
    isKilled: fc.boolean(),
    isHistoryAway: fc.boolean(),
    failAtCommit: fc.integer({ min: 1, max: 10 }),
    isAppliedThen: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(life, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 4 }),
      async (lives, droppableMax) => {
        const brokers = [new Broker('one'), new Broker('two')];
        const world = makeWorld({ brokers, buffer: { droppableMax } });
        let { listener } = world;
        const wrong: string[] = [];
        let at = 0;
        let nowMs = 1_000_000;
        for (const { messages, isKilled, isHistoryAway, failAtCommit, isAppliedThen } of lives) {
          let commits = 0;
          const fail = () => {
            commits++;
            if (commits === failAtCommit) throw new Error('The disk of history failed.');
          };
          const now = { ...world, life: new Life(), sink: isAppliedThen ? { onCommitted: fail } : { onCommit: fail } };
          const stop = new AbortController();
          const listening = listener;
          nowMs += 1_000;
          const options = optionsOf(now, {
            onFresh: (item) => {
              if (!now.life.isOver) listening.onFresh(item);
            },
            openSink: async () => {
              await now.life.during(Promise.resolve());
              if (isHistoryAway) throw new Error('History is away.');
              return openMemorySink(now.history, { life: now.life, ...now.sink });
            },
            clock: () => nowMs,
            drainMs: 20,
          });
          const running = runIngest(options, { signal: stop.signal });
          for (const { tags, broker } of messages) {
            brokers[broker]?.send({ readings: tags.map((tag) => reading(tag, at++)) });
            await new Promise((resolve) => setImmediate(resolve));
          }
          if (isKilled) now.life.end();
          stop.abort();
          if (!isKilled) await running;
          wrong.push(...listener.wrong);
          listener = new Listener(world.history, world.disk, listener);
        }
        for (const broker of brokers) broker.end();
        const last = optionsOf(
          { ...world, life: new Life() },
          { onFresh: listener.onFresh, clock: () => nowMs + 1_000 },
        );
        await runIngest(last, { signal: signal() });
        expect([...wrong, ...listener.wrong]).toEqual([]);
        expect(listener.listUnsettled()).toEqual([]);
      },
    ),
    { numRuns: 40, endOnFailure: true },
  );
}, 240_000);

test('what had waited in the buffer since before this run is told as it goes into history', async () => {
  const world = makeWorld();
  const away = async () => {
    throw new Error('away');
  };
  const stop = new AbortController();
  const first = runIngest(optionsOf(world, { openSink: away, onFresh: world.listener.onFresh }), {
    signal: stop.signal,
  });
  for (let at = 0; at < 5; at++) world.broker.send({ readings: [reading('temperature', at), reading('fan', at)] });
  await vi.waitFor(() => expect(world.broker.waitingCount).toBe(0), eventually);
  stop.abort();
  await first;
  expect(world.listener.listFacts('broker')).toHaveLength(5);
  expect(world.listener.settledOf('broker')).toBe(-1);
  const later = new Listener(world.history, world.disk, world.listener);
  world.broker.end();
  await runIngest(optionsOf({ ...world, life: new Life() }, { onFresh: later.onFresh }), { signal: signal() });
  expect([later.wrong, later.listUnsettled()]).toEqual([[], []]);
  const rows = later
    .listFacts('broker')
    .flatMap(({ facts }) => facts)
    .reduce((sum, { length }) => sum + length, 0);
  expect(rows).toBe(10);
});

test('what a full buffer dropped is settled too, with its gap told: nobody waits for ever', async () => {
  const world = makeWorld({ buffer: { droppableMax: 2 } });
  let isAway = true;
  const openSink = async () => {
    if (isAway) throw new Error('away');
    return openMemorySink(world.history, world);
  };
  const running = runIngest(optionsOf(world, { openSink, onFresh: world.listener.onFresh }), { signal: signal() });
  for (let at = 0; at < 6; at++) {
    world.broker.send({ readings: [reading('fan', at)] });
    await vi.waitFor(() => expect(world.broker.waitingCount).toBe(0), eventually);
  }
  isAway = false;
  const orders = () => world.listener.listFacts('broker').map(({ order }) => order);
  await vi.waitFor(() => expect(world.listener.settledOf('broker')).toBe(Math.max(...orders())), eventually);
  expect(world.history.listRows('reading')).toHaveLength(2);
  const gaps = world.listener.listFacts('gemba.gaps').flatMap(({ facts }) => facts);
  expect(gaps.reduce((sum, { length }) => sum + length, 0)).toBe(4);
  await vi.waitFor(() => expect(world.listener.listUnsettled()).toEqual([]), eventually);
  expect(world.listener.wrong).toEqual([]);
  world.broker.end();
  await running;
});

test('gaps that are found are told as facts of their source, and settled', async () => {
  const world = makeWorld();
  let nowMs = 10_000;
  const tags = [tagOf('temperature', { expectedIntervalMs: 1_000 })];
  const stop = new AbortController();
  const running = runIngest(optionsOf(world, { tags, clock: () => nowMs, onFresh: world.listener.onFresh }), {
    signal: stop.signal,
  });
  world.broker.send({ readings: [reading('temperature', 10_000)] });
  await vi.waitFor(() => expect(world.history.listRows('reading')).toHaveLength(1), eventually);
  nowMs = 12_000;
  await vi.waitFor(() => expect(world.listener.settledOf('gemba.gaps')).toBeGreaterThan(0), eventually);
  expect(world.listener.listFacts('gemba.gaps')).toMatchObject([{ facts: [{ kind: 'gap', length: 1 }] }]);
  expect(world.listener.wrong).toEqual([]);
  stop.abort();
  await running;
});

test('a batch that brings no fact is told to nobody', async () => {
  const world = makeWorld();
  world.broker.send({ readings: [], filtered: 3 });
  world.broker.end();
  await runIngest(optionsOf(world, { onFresh: world.listener.onFresh }), { signal: signal() });
  expect(world.listener.items).toEqual([]);
  expect(world.history.accounts.get('broker')).toMatchObject({ filtered: 3 });
});

test('what a listener throws is one event until it works again, and hurts neither the facts nor their acknowledgement', async () => {
  const world = makeWorld();
  const events: IngestEvent[] = [];
  let told = 0;
  const onFresh = () => {
    told++;
    if (told !== 3) throw new Error('A bug of a listener.');
  };
  const ingest = openIngest(optionsOf(world, { onFresh, onEvent: (event) => events.push(event) }));
  const running = ingest.run(signal());
  for (let at = 0; at < 5; at++) world.broker.send({ readings: [reading('temperature', at)] });
  world.broker.end();
  await running;
  expect(events.filter(({ kind }) => kind === 'fresh-failed')).toMatchObject([
    { error: { message: 'A bug of a listener.' } },
    { error: { message: 'A bug of a listener.' } },
  ]);
  expect(told).toBeGreaterThan(4);
  expect(world.broker.acknowledged).toEqual([0, 1, 2, 3, 4]);
  expect(world.history.listRows('reading')).toHaveLength(5);
});
