/** Against Eclipse Mosquitto: what it acknowledges, keeps, refuses and repeats. */
import { rowAt } from 'gemba/model';
import { startFaultyProxy } from 'gemba/testing';
import { describe, expect, it, vi } from 'vitest';
import { type Mosquitto, startMosquitto } from './support/mosquitto.ts';
import { PacketTap } from './support/packet-tap.ts';
import { openPublisher } from './support/publisher.ts';
import { spawnReader } from './support/reader-process.ts';
import {
  bareMapping,
  listIdentities,
  openSource,
  type Reader,
  readSource,
  type SourceOptions,
  timed,
  timedMapping,
} from './support/source.ts';
import { waitOptions } from './support/wait.ts';

const messages = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => [`plant/${(from + i) % 10}`, timed(from + i)] as const);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const sorted = (values: readonly (number | undefined)[]) => [...values].map(Number).sort((a, b) => a - b);
const distinct = (reader: Reader) => new Set(listIdentities(reader.batches)).size;

/** Waits until the broker has let it in. */
async function awaitConnected(reader: Reader): Promise<void> {
  await vi.waitFor(() => expect(reader.events.map(({ kind }) => kind)).toContain('connected'), waitOptions);
}

/** Subscribes once, so that the broker has a session that keeps what comes: leaving waits for its answer. */
async function makeSession(options: SourceOptions): Promise<void> {
  const reader = readSource(openSource(options));
  await awaitConnected(reader);
  await reader.stop();
}

describe.each([
  { name: 'MQTT 5', protocolVersion: 5 },
  { name: 'MQTT 3.1.1', protocolVersion: 4 },
])('$name', ({ protocolVersion }) => {
  const over = (broker: Mosquitto, more: object = {}): SourceOptions => ({ url: broker.url, protocolVersion, ...more });

  it('what was not acknowledged when the process was killed comes again; what was acknowledged does not', async () => {
    await using broker = await startMosquitto();
    const options = over(broker, { subscriptions: [{ topic: 'plant/#', mapping: timedMapping }] });
    await makeSession(options);
    await using publisher = await openPublisher(broker.url);
    await publisher.publish(messages(0, 50));
    const killed = spawnReader(options, false);
    await vi.waitFor(() => expect(killed.listIdentities()).toHaveLength(50), waitOptions);
    await killed.kill();
    const second = spawnReader(options, true);
    await vi.waitFor(() => expect(second.listIdentities()).toHaveLength(50), waitOptions);
    expect(second.listIdentities()).toEqual(killed.listIdentities());
    // The acknowledgements have reached the broker when it has answered what was sent after them.
    await publisher.publish(messages(50, 51));
    await vi.waitFor(() => expect(second.listIdentities()).toHaveLength(51), waitOptions);
    await second.kill();
    await publisher.publish(messages(51, 60));
    const third = readSource(openSource(options));
    await vi.waitFor(() => expect(third.listValues()).toEqual(expect.arrayContaining(range(51, 60))), waitOptions);
    expect(sorted(third.listValues()).filter((value) => value < 50)).toEqual([]);
    await third.stop();
  });

  it('a reading without a time keeps that of its first receipt when its message is repeated after a kill', async () => {
    await using broker = await startMosquitto();
    const options = over(broker, { subscriptions: [{ topic: 'plant/#', mapping: bareMapping }] });
    const first = readSource(openSource(options));
    await awaitConnected(first);
    await first.stop();
    await using publisher = await openPublisher(broker.url);
    // The same value again and again: nothing but the time tells the readings apart.
    await publisher.publish(range(0, 40).map(() => ['plant/bare', '21.5'] as const));
    const killed = spawnReader(options, false);
    await vi.waitFor(() => expect(killed.listIdentities()).toHaveLength(40), waitOptions);
    await killed.kill();
    expect(new Set(killed.listIdentities()).size).toBe(40);
    const again = readSource(openSource(options), { position: killed.position() as Record<string, unknown> });
    await vi.waitFor(() => expect(again.listValues()).toHaveLength(40), waitOptions);
    expect(listIdentities(again.batches)).toEqual(killed.listIdentities());
    await again.stop();
  });

  it('the broker keeps the session over a restart of its own, and nothing that was published is lost', async () => {
    await using broker = await startMosquitto();
    const options = over(broker, { sessionExpiryMs: 3_600_000 });
    const reader = readSource(openSource(options), { onBatch: async () => {} });
    await awaitConnected(reader);
    {
      await using publisher = await openPublisher(broker.url);
      await publisher.publish(messages(0, 30));
    }
    await vi.waitFor(() => expect(reader.listValues()).toHaveLength(30), waitOptions);
    await broker.stop();
    await vi.waitFor(() => expect(reader.events.at(-1)?.kind).not.toBe('connected'), waitOptions);
    await broker.start();
    await vi.waitFor(() => expect(reader.listValues()).toHaveLength(60), waitOptions);
    expect(reader.events.at(-1)).toMatchObject({ kind: 'connected', isSessionResumed: true });
    expect(distinct(reader)).toBe(30);
    for (const batch of reader.batches) await batch.ack();
    await reader.stop();
    const next = readSource(openSource(options));
    await awaitConnected(next);
    await using publisher = await openPublisher(broker.url);
    await publisher.publish(messages(30, 31));
    await vi.waitFor(() => expect(next.listValues()).toEqual([30]), waitOptions);
    await next.stop();
  });

  it('a broker that lost the session says so, and the loss is an event', async () => {
    await using broker = await startMosquitto({ more: ['autosave_interval 0'] });
    const reader = readSource(openSource(over(broker)));
    await awaitConnected(reader);
    await broker.stop('SIGKILL');
    await vi.waitFor(() => expect(reader.events[1]?.kind).toBe('disconnected'), waitOptions);
    await broker.start();
    await vi.waitFor(() => expect(reader.events.at(-1)?.kind).toBe('connected'), waitOptions);
    expect(reader.events.at(-1)).toMatchObject({ isSessionResumed: false });
    await using publisher = await openPublisher(broker.url);
    await vi.waitFor(async () => {
      await publisher.publish(messages(0, 1));
      expect(reader.listValues()).not.toEqual([]);
    }, waitOptions);
    await reader.stop();
  });

  it('cuts, stalls and half-open connections while it is published lose and double nothing', async () => {
    await using broker = await startMosquitto();
    const proxyTarget = { host: '127.0.0.1', port: broker.port };
    await using proxy = await startFaultyProxy({ target: proxyTarget });
    const options = over(broker, { url: `mqtt://127.0.0.1:${proxy.port}`, keepaliveMs: 1_000 });
    await makeSession({ ...options, url: broker.url });
    const reader = readSource(openSource(options));
    await awaitConnected(reader);
    await using publisher = await openPublisher(broker.url);
    let count = 0;
    const publishSome = async (): Promise<void> => {
      await publisher.publish(messages(count, count + 200));
      count += 200;
    };
    const reconnected = async (connections: number): Promise<void> => {
      await vi.waitFor(() => expect(proxy.connectionCount).toBeGreaterThan(connections), waitOptions);
    };
    for (let round = 0; round < 5; round++) {
      await publishSome();
      const before = proxy.connectionCount;
      proxy.cut();
      await publishSome();
      await reconnected(before);
    }
    proxy.setDelay(5);
    await publishSome();
    proxy.setMode('stall');
    await publishSome();
    proxy.setMode('pass');
    const before = proxy.connectionCount;
    proxy.setMode('half-open');
    await publishSome();
    await reconnected(before);
    proxy.setMode('pass');
    proxy.cut();
    await vi.waitFor(() => expect(new Set(sorted(reader.listValues())).size).toBe(count), waitOptions);
    expect(distinct(reader)).toBe(count);
    await reader.stop();
  });

  it('retained messages are readings of their own time, once in effect; without a time they are refused', async () => {
    await using broker = await startMosquitto();
    await using publisher = await openPublisher(broker.url);
    await publisher.publish(messages(0, 3), { retain: true });
    await publisher.publish([['plant/bare', '{"v":1}']], { retain: true });
    const subscriptions = [
      { topic: 'plant/#', mapping: { ...timedMapping, time: { path: 't', missing: 'received' } } },
    ];
    const read = async () => {
      const reader = readSource(openSource(over(broker, { subscriptions, clientId: `reader-${Math.random()}` })));
      const received = () => reader.batches.reduce((sum, { account }) => sum + account.received, 0);
      await vi.waitFor(() => expect(received()).toBe(4), waitOptions);
      await reader.stop();
      return reader;
    };
    const [first, second] = [await read(), await read()];
    expect(first.listValues()).toEqual([0, 1, 2]);
    expect(listIdentities(second.batches)).toEqual(listIdentities(first.batches));
    const refused = first.batches.flatMap(({ facts }) => facts.filter(({ kind }) => kind === 'refusal'));
    expect(refused.map((table) => rowAt(table, 0)['code' as never])).toEqual(['missing-time']);
  });

  it('topics that the plant file names no more are left; what came under them meanwhile is refused, not lost', async () => {
    await using broker = await startMosquitto();
    const both = ['plant/#', 'other/#'].map((topic) => ({ topic, mapping: timedMapping }));
    const first = readSource(openSource(over(broker, { subscriptions: both })));
    await awaitConnected(first);
    await using publisher = await openPublisher(broker.url);
    await vi.waitFor(async () => {
      await publisher.publish([['other/0', timed(0)]]);
      expect(first.listValues()).not.toEqual([]);
    }, waitOptions);
    await first.stop();
    await publisher.publish([['other/0', timed(1)]]);
    const second = readSource(openSource(over(broker)), { position: first.position });
    await vi.waitFor(() => expect(second.batches.map(({ account }) => account.refused)).toContain(1), waitOptions);
    const refusedCount = () => second.batches.reduce((sum, { account }) => sum + account.refused, 0);
    const before = refusedCount();
    await vi.waitFor(async () => {
      await publisher.publish(messages(0, 1));
      expect(second.listValues()).not.toEqual([]);
    }, waitOptions);
    await publisher.publish([['other/0', timed(2)]]);
    await publisher.publish(messages(1, 2));
    await vi.waitFor(() => expect(second.listValues()).toContain(1), waitOptions);
    expect(refusedCount()).toBe(before);
    await second.stop();
  });
});

describe('several connections', () => {
  const shared = [{ topic: 'plant/#', orderMatters: false, mapping: timedMapping }];

  it('share the messages, and together lose and double nothing, whatever happens to each', async () => {
    await using broker = await startMosquitto();
    await using proxy = await startFaultyProxy({ target: { host: '127.0.0.1', port: broker.port } });
    const options = {
      url: `mqtt://127.0.0.1:${proxy.port}`,
      protocolVersion: 5,
      connections: 4,
      subscriptions: shared,
    };
    const reader = readSource(openSource(options));
    await vi.waitFor(() => expect(proxy.openCount).toBe(4), waitOptions);
    await using publisher = await openPublisher(broker.url);
    let marks = 0;
    await vi.waitFor(async () => {
      await publisher.publish(range(0, 8).map((i) => ['plant/9', timed(1_000_000 + marks++ * 8 + i)] as const));
      expect(reader.batches.length).toBeGreaterThan(0);
    }, waitOptions);
    const wanted = range(0, 4_000);
    for (const from of [0, 1_000, 2_000, 3_000]) {
      await publisher.publish(messages(from, from + 1_000));
      proxy.cut();
    }
    await vi.waitFor(() => {
      const values = new Set(sorted(reader.listValues()).filter((value) => value < 1_000_000));
      expect(values.size).toBe(wanted.length);
    }, waitOptions);
    await reader.stop();
    expect(distinct(reader)).toBe(new Set(reader.listValues()).size);
  });

  it('what waits in the session of a connection that is no more is still taken', async () => {
    await using broker = await startMosquitto();
    await using proxy = await startFaultyProxy({ target: { host: '127.0.0.1', port: broker.port } });
    const four = { protocolVersion: 5, connections: 4, subscriptions: shared };
    const first = readSource(openSource({ ...four, url: `mqtt://127.0.0.1:${proxy.port}` }), {
      onBatch: async () => {},
    });
    await vi.waitFor(() => expect(proxy.openCount).toBe(4), waitOptions);
    await using publisher = await openPublisher(broker.url);
    await vi.waitFor(async () => {
      await publisher.publish(messages(0, 40));
      expect(distinct(first)).toBe(40);
    }, waitOptions);
    // As a kill: nothing was acknowledged, so each of the four sessions holds its share.
    proxy.setMode('refuse');
    proxy.cut();
    const second = readSource(openSource({ ...four, url: broker.url, connections: 1 }), { position: first.position });
    await vi.waitFor(() => expect(distinct(second)).toBe(40), waitOptions);
    await second.stop();
    for (const batch of first.batches) await batch.ack();
    await first.stop();
  });
});

it('the broker is asked whether acknowledgements arrived only where readings have no time of their own', async () => {
  await using broker = await startMosquitto();
  const run = async (mapping: object, clientId: string): Promise<{ pings: number; receipts: string }> => {
    const sent = new PacketTap();
    await using proxy = await startFaultyProxy({
      target: { host: '127.0.0.1', port: broker.port },
      onBytes: (direction, bytes) => direction === 'to-target' && sent.add(bytes),
    });
    const options = { url: `mqtt://127.0.0.1:${proxy.port}`, clientId, subscriptions: [{ topic: 'plant/#', mapping }] };
    const reader = readSource(openSource(options));
    await awaitConnected(reader);
    await using publisher = await openPublisher(broker.url);
    let count = 0;
    await vi.waitFor(async () => {
      await publisher.publish([['plant/1', 'v' in mapping || 'time' in mapping ? timed(count++) : `${count++}`]]);
      expect(reader.listValues().length).toBeGreaterThan(20);
    }, waitOptions);
    await reader.stop();
    const [receipts] = (reader.position as { receipts: readonly string[] }).receipts;
    return { pings: sent.count('pingreq'), receipts: receipts as string };
  };
  const timedRun = await run(timedMapping, 'timed');
  const bareRun = await run(bareMapping, 'bare');
  expect(timedRun).toEqual({ pings: 0, receipts: '' });
  expect(bareRun.pings).toBeGreaterThan(0);
  // Confirmed ones are forgotten: what is written does not grow with what was received.
  expect(Buffer.from(bareRun.receipts, 'base64').length).toBeLessThan(20 * 14);
});
