/** The buffer on disk, full while history is away: what it dropped is lost once, all else is stored, to the reading. */
import { openFactBuffer, type SourceStatus } from 'gemba/ingest';
import { expect, test, vi } from 'vitest';
import { openIngest } from '../../../src/ingest/pipeline/open-ingest.ts';
import { makeFolder } from '../../support/demo-plant.ts';
import { Broker } from './support/broker.ts';
import { Life } from './support/life.ts';
import { MemoryDisk } from './support/memory-buffer.ts';
import { MemoryHistory, openMemorySink } from './support/memory-history.ts';
import { optionsOf } from './support/plant.ts';

const eventually = { interval: 10, timeout: 60_000 };
const messageCount = 400;

test('a buffer on disk that was full while history was away loses only droppable readings, and each is counted', async () => {
  const dir = await makeFolder();
  const broker = new Broker('broker');
  const world = { life: new Life(), disk: new MemoryDisk(), history: new MemoryHistory(), brokers: [broker] };
  const openBuffer = () => openFactBuffer({ dir, sizeBytesMax: 262_144, clock: Date.now });
  const away = async () => {
    throw new Error('away');
  };
  for (let message = 0; message < messageCount; message++) {
    const fan = Array.from({ length: 50 }, (_, i) => ({ tag: 'fan', at: message * 50 + i, value: i }));
    broker.send({ readings: [{ tag: 'temperature', at: message, value: message }, ...fan], refused: 1 });
  }
  {
    await using buffer = await openBuffer();
    const stop = new AbortController();
    const ingest = openIngest(optionsOf(world, { buffer, openSink: away, drainMs: 5 }));
    const running = ingest.run(stop.signal);
    await vi.waitFor(() => expect(broker.waitingCount).toBe(0), eventually);
    expect(buffer.listLosses().length).toBeGreaterThan(0);
    stop.abort();
    await running;
  }
  // Two more runs: the second has nothing to do and must count nothing again.
  broker.end();
  const sent = messageCount * 52;
  for (let i = 0; i < 2; i++) {
    await using buffer = await openBuffer();
    const openSink = async () => openMemorySink(world.history, world);
    const ingest = openIngest(optionsOf(world, { buffer, openSink }));
    const { committed, waitingCount, uncountedCount } = ingest.status().sources[0] as SourceStatus;
    // Before history is asked the buffer knows of all that it does not have, the first time.
    if (i === 0) expect(committed.received + waitingCount + uncountedCount).toBe(sent);
    await ingest.run(new AbortController().signal);
    expect(buffer.status().pendingRecords).toBe(0);
    const account = world.history.accounts.get('broker');
    expect(account).toMatchObject({ received: sent, refused: messageCount, duplicate: 0 });
    const stored = world.history.listRows('reading');
    expect(stored.filter(({ tag }) => tag === 'temperature')).toHaveLength(messageCount);
    expect(account?.lost).toBe(messageCount * 50 - stored.filter(({ tag }) => tag === 'fan').length);
    expect(account?.lost).toBeGreaterThan(0);
    const gaps = world.history.listRows('gap').filter(({ cause }) => cause === 'buffer-full');
    expect(gaps.reduce((sum, { lostCount }) => sum + Number(lostCount), 0)).toBe(account?.lost);
  }
}, 120_000);
