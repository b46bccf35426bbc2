/** History that takes its time: what comes meanwhile waits its turn, and nothing is passed over. */
import { expect, test, vi } from 'vitest';
import type { FactSink } from '../../../src/ingest/pipeline/ingest.ts';
import { openIngest } from '../../../src/ingest/pipeline/open-ingest.ts';
import { Broker } from './support/broker.ts';
import { Life } from './support/life.ts';
import { MemoryDisk } from './support/memory-buffer.ts';
import { MemoryHistory, openMemorySink } from './support/memory-history.ts';
import { optionsOf } from './support/plant.ts';

const eventually = { interval: 2, timeout: 30_000 };

test('a reading that comes while as many commits are under way as may be is in a later one', async () => {
  const broker = new Broker('press-hall');
  const world = { life: new Life(), disk: new MemoryDisk(), history: new MemoryHistory(), brokers: [broker] };
  const { sink, committed } = openMemorySink(world.history, world);
  const free = Promise.withResolvers<void>();
  let commitCount = 0;
  const busy: FactSink = {
    commit: async (commit) => {
      commitCount++;
      await free.promise;
      return sink.commit(commit);
    },
    [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose](),
  };
  const running = openIngest(optionsOf(world, { openSink: async () => ({ sink: busy, committed }) })).run(
    new AbortController().signal,
  );
  for (let i = 0; i < 4; i++) {
    broker.send({ readings: [{ tag: 'temperature', at: i, value: i }] });
    await vi.waitFor(() => expect(commitCount).toBe(i + 1), eventually);
  }
  for (let i = 4; i < 8; i++) {
    broker.send({ readings: [{ tag: 'temperature', at: i, value: i }] });
    await vi.waitFor(() => expect(broker.acknowledged).toHaveLength(i + 1), eventually);
  }
  expect(commitCount).toBe(4);
  free.resolve();
  broker.end();
  await running;
  expect(world.history.listRows('reading').map(({ at }) => at)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(world.history.accounts.get('press-hall')).toMatchObject({ received: 8, stored: 8, duplicate: 0 });
});

test('an ingest that is stopped while history is still being opened ends, though the opening fails then', async () => {
  const broker = new Broker('press-hall');
  const world = { life: new Life(), disk: new MemoryDisk(), history: new MemoryHistory(), brokers: [broker] };
  const stop = new AbortController();
  const opened = Promise.withResolvers<void>();
  const openSink = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('The disk did not answer.')));
      opened.resolve();
    });
  const running = openIngest(optionsOf(world, { openSink, drainMs: 20 })).run(stop.signal);
  await opened.promise;
  stop.abort();
  await expect(running).resolves.toBeUndefined();
});
