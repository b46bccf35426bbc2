/** Connecting, losing the connection, refusals and back-pressure, with a broker in this process. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { GembaError } from 'gemba/model';
import { startFaultyProxy } from 'gemba/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UnackedBatches } from '../../../src/ingest/mqtt/unacked-batches.ts';
import type { SourceBatch, SourceEvent } from '../../../src/ingest/source.ts';
import { type AedesBroker, publishAll, startAedes } from './support/aedes-broker.ts';
import { spawnReader } from './support/reader-process.ts';
import { packetTypes, startScripted } from './support/scripted-broker.ts';
import { openSource, readSource, timed, timedMapping } from './support/source.ts';
import { waitOptions } from './support/wait.ts';

let broker: AedesBroker;
beforeEach(async () => {
  broker = await startAedes();
});
afterEach(() => broker[Symbol.asyncDispose]());

const startProxy = () => startFaultyProxy({ target: { host: '127.0.0.1', port: broker.port } });
const kinds = (events: readonly SourceEvent[]): readonly string[] => events.map(({ kind }) => kind);
const messages = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => [`plant/${(from + i) % 10}`, timed(from + i)] as const);

it('a session that the broker keeps brings what came while nobody was connected', async () => {
  const { url } = broker;
  const first = readSource(openSource({ url }));
  await vi.waitFor(() => expect(broker.subscribedCount).toBe(1), waitOptions);
  await publishAll(broker, messages(0, 1));
  await vi.waitFor(() => expect(first.listValues()).toEqual([0]), waitOptions);
  await first.stop();
  await publishAll(broker, messages(1, 20));
  const second = readSource(openSource({ url }), { position: first.position });
  await vi.waitFor(() => expect(second.listValues()).toHaveLength(19), waitOptions);
  expect(first.events).toMatchObject([{ kind: 'connected', isSessionResumed: false }]);
  expect(second.events).toMatchObject([{ kind: 'connected', isSessionResumed: true }]);
  await second.stop();
});

it('a broken connection is told once with its reason, and made again', async () => {
  await using proxy = await startProxy();
  const reader = readSource(openSource({ url: `mqtt://127.0.0.1:${proxy.port}` }));
  await vi.waitFor(() => expect(kinds(reader.events)).toEqual(['connected']), waitOptions);
  // A session without a subscription is none to this broker.
  await vi.waitFor(() => expect(broker.subscribedCount).toBe(1), waitOptions);
  proxy.cut();
  await vi.waitFor(() => expect(kinds(reader.events)).toEqual(['connected', 'disconnected', 'connected']), waitOptions);
  expect(reader.events[1]).toMatchObject({ reason: expect.stringMatching(/ECONNRESET.*closed the connection/) });
  expect(reader.events[2]).toMatchObject({ isSessionResumed: true });
  await vi.waitFor(() => expect(broker.subscribedCount).toBe(2), waitOptions);
  await publishAll(broker, messages(0, 5));
  await vi.waitFor(() => expect(reader.listValues()).toHaveLength(5), waitOptions);
  await reader.stop();
});

it('a broker that cannot be reached is tried again for ever; the same reason is told once', async () => {
  await using proxy = await startProxy();
  proxy.setMode('refuse');
  const reader = readSource(openSource({ url: `mqtt://127.0.0.1:${proxy.port}` }));
  await vi.waitFor(() => expect(proxy.connectionCount).toBeGreaterThan(5), waitOptions);
  expect(new Set(reader.events.map((event) => JSON.stringify({ ...event, at: 0 }))).size).toBe(reader.events.length);
  expect(reader.events[0]?.kind).toBe('disconnected');
  proxy.setMode('pass');
  await vi.waitFor(() => expect(reader.events.at(-1)?.kind).toBe('connected'), waitOptions);
  await reader.stop();
});

it('a half-open connection is found by the keep-alive and replaced', async () => {
  await using proxy = await startProxy();
  const reader = readSource(openSource({ url: `mqtt://127.0.0.1:${proxy.port}`, keepaliveMs: 1_000 }));
  await vi.waitFor(() => expect(kinds(reader.events)).toEqual(['connected']), waitOptions);
  // Else it may go half-open before the broker has the subscription.
  await vi.waitFor(() => expect(broker.subscribedCount).toBe(1), waitOptions);
  proxy.setMode('half-open');
  await vi.waitFor(() => expect(kinds(reader.events)).toContain('disconnected'), waitOptions);
  proxy.setMode('pass');
  proxy.cut();
  await vi.waitFor(() => expect(reader.events.at(-1)?.kind).toBe('connected'), waitOptions);
  expect(reader.events[1]).toMatchObject({ reason: expect.stringContaining('Keepalive timeout') });
  await vi.waitFor(() => expect(broker.subscribedCount).toBe(2), waitOptions);
  await publishAll(broker, messages(0, 3));
  await vi.waitFor(() => expect(reader.listValues()).toHaveLength(3), waitOptions);
  await reader.stop();
});

it('a broker that takes the connection and says nothing is given up after the time for its answer', async () => {
  await using proxy = await startProxy();
  proxy.setMode('half-open');
  const reader = readSource(openSource({ url: `mqtt://127.0.0.1:${proxy.port}`, connectTimeoutMs: 200 }));
  await vi.waitFor(() => expect(proxy.connectionCount).toBeGreaterThan(1), waitOptions);
  expect(reader.events[0]).toMatchObject({ kind: 'disconnected', reason: expect.stringContaining('connack timeout') });
  await reader.stop();
});

it('stopping does not wait for a broker that is stalled', async () => {
  await using proxy = await startProxy();
  const reader = readSource(openSource({ url: `mqtt://127.0.0.1:${proxy.port}` }));
  await vi.waitFor(() => expect(kinds(reader.events)).toEqual(['connected']), waitOptions);
  proxy.setMode('stall');
  await reader.stop();
  expect(kinds(reader.events)).toEqual(['connected']);
});

it('a source that is stopped before it connected takes nothing and ends', async () => {
  const reader = readSource(openSource({ url: broker.url }));
  await reader.stop();
  expect(reader.batches).toEqual([]);
});

describe('what the broker does not permit', () => {
  const refuse = (returnCode: number) =>
    startAedes({
      authenticate: (_client, _user, _password, done) => done(Object.assign(new Error('no'), { returnCode }), null),
    });

  it('a refused password is told with what to check, and tried again', async () => {
    await using strict = await refuse(4);
    const options = { url: strict.url, username: 'gemba', password: { env: 'MQTT_PASSWORD' } };
    const reader = readSource(openSource(options, { env: { MQTT_PASSWORD: 'wrong horse' } }));
    await vi.waitFor(() => expect(reader.events).toHaveLength(1), waitOptions);
    expect(reader.events).toMatchObject([
      { kind: 'disconnected', reason: expect.stringMatching(/Bad username or password.*Check `username`/) },
    ]);
    expect(JSON.stringify(reader.events)).not.toContain('wrong horse');
    await reader.stop();
  });

  it('a variable that is not set is told by its name', async () => {
    const reader = readSource(openSource({ url: broker.url, username: 'gemba', password: { env: 'MQTT_PASSWORD' } }));
    await vi.waitFor(() => expect(reader.events).toHaveLength(1), waitOptions);
    expect(reader.events[0]).toMatchObject({ reason: expect.stringContaining('MQTT_PASSWORD is not set') });
    await reader.stop();
  });

  it('a denied topic is a notice; what is granted comes', async () => {
    await using strict = await startAedes({
      authorizeSubscribe: (_client, subscription, done) =>
        done(null, subscription.topic === 'other/#' ? null : subscription),
    });
    const subscriptions = ['plant/#', 'other/#'].map((topic) => ({ topic, mapping: timedMapping }));
    const reader = readSource(openSource({ url: strict.url, subscriptions }));
    await vi.waitFor(() => expect(reader.events).toHaveLength(2), waitOptions);
    expect(reader.events[1]).toMatchObject({
      kind: 'notice',
      message: expect.stringContaining('denies the topic other/#'),
    });
    await publishAll(strict, messages(0, 2));
    await vi.waitFor(() => expect(reader.listValues()).toHaveLength(2), waitOptions);
    await reader.stop();
  });
});

it('a QoS that is granted lower than asked for is a notice: readings can be lost', async () => {
  await using low = await startScripted((packet) => {
    if (packet[0] === packetTypes.connect) return [0x20, 2, 0, 0];
    return packet[0] === packetTypes.subscribe ? [0x90, 3, packet[2] as number, packet[3] as number, 0] : [];
  });
  const reader = readSource(openSource({ url: low.url }));
  await vi.waitFor(() => expect(reader.events).toHaveLength(2), waitOptions);
  expect(reader.events[1]).toMatchObject({
    kind: 'notice',
    message: expect.stringContaining('grants QoS 0 for the topic plant/#'),
  });
  await reader.stop();
});

it('why the broker ended the connection is told where it says so: another program has the same client id', async () => {
  await using broker5 = await startScripted((packet) => {
    if (packet[0] === packetTypes.connect) return [0x20, 3, 0, 0, 0];
    return packet[0] === packetTypes.subscribe ? [0xe0, 2, 0x8e, 0] : [];
  });
  const reader = readSource(openSource({ url: broker5.url, protocolVersion: 5 }));
  await vi.waitFor(() => expect(reader.events[1]?.kind).toBe('disconnected'), waitOptions);
  expect(reader.events[1]).toMatchObject({ reason: expect.stringContaining('uses the same client id') });
  await reader.stop();
});

it('what cannot be read is refused with its message, and acknowledged like the rest', async () => {
  const reader = readSource(openSource({ url: broker.url }));
  await vi.waitFor(() => expect(broker.subscribedCount).toBe(1), waitOptions);
  let acknowledged = 0;
  broker.aedes.on('ack', () => acknowledged++);
  await publishAll(broker, [
    ['plant/1', '{"t":'],
    ['plant/unheard-of', timed(1)],
    ['plant/1', timed(2)],
  ]);
  await vi.waitFor(() => expect(acknowledged).toBe(3), waitOptions);
  await reader.stop();
  const sum = (part: 'received' | 'refused') => reader.batches.reduce((total, { account }) => total + account[part], 0);
  expect([sum('received'), sum('refused'), reader.listValues()]).toEqual([3, 2, [2]]);
});

it('a source nobody listens to, or that is stopped before it begins, ends all the same', async () => {
  const source = openSource({ url: broker.url });
  for await (const _batch of source.batches({ position: undefined, signal: AbortSignal.abort() })) expect.fail();
  for await (const batch of readEndlessly()) {
    await batch.ack();
    break;
  }
  async function* readEndlessly() {
    broker.aedes.on('subscribe', () => void publishAll(broker, messages(0, 1)));
    yield* source.batches({ position: undefined, signal: new AbortController().signal });
  }
});

describe('back-pressure', () => {
  const limits = { readingsMax: 50, bytesMax: 1_000_000 };

  it('when the batch is full nothing more is read from the socket, and all of it comes once the pump goes on', async () => {
    const gate = Promise.withResolvers<void>();
    const subscriptions = [{ topic: 'plant/#', qos: 0, mapping: timedMapping }];
    const source = openSource({ url: broker.url, subscriptions, keepaliveMs: 1_000 }, {}, limits);
    const reader = readSource(source, { onBatch: (batch) => gate.promise.then(() => batch.ack()) });
    await vi.waitFor(() => expect(broker.subscribedCount).toBe(1), waitOptions);
    const text = JSON.stringify({ t: Date.now(), v: 1, filler: 'x'.repeat(100_000) });

    // QoS 0, so that only the socket holds it up: the broker's side of it fills.
    let count = 0;
    while (broker.queuedBytes < 1_000_000 && count < 1_000) {
      void publishAll(broker, [['plant/1', text]], { qos: 0 });
      count++;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(broker.queuedBytes).toBeGreaterThanOrEqual(1_000_000);
    expect(reader.batches.length).toBeLessThanOrEqual(1);
    // Longer than the keep-alive allows a silent connection, which this is not: it is held up.
    let pings = 0;
    broker.aedes.on('ping', () => pings++);
    await vi.waitFor(() => expect(pings).toBeGreaterThan(4), waitOptions);
    expect(kinds(reader.events)).toEqual(['connected']);
    gate.resolve();
    await vi.waitFor(() => expect(reader.listValues()).toHaveLength(count), waitOptions);
    for (const { account } of reader.batches) expect(account.received).toBeLessThanOrEqual(limits.readingsMax);
    await reader.stop();
  });

  it('a message is never split, so a batch exceeds its bound by its last message at most', async () => {
    const held: SourceBatch[] = [];
    const subscriptions = [{ topic: 'plant/#', mapping: { form: 'list', value: 'v', time: 't' } }];
    const source = openSource({ url: broker.url, subscriptions }, {}, limits);
    const gate = Promise.withResolvers<void>();
    const reader = readSource(source, {
      onBatch: async (batch) => {
        held.push(batch);
        await gate.promise;
        await batch.ack();
      },
    });
    await vi.waitFor(() => expect(broker.subscribedCount).toBe(1), waitOptions);
    const list = (from: number) =>
      JSON.stringify(Array.from({ length: 40 }, (_, i) => ({ t: Date.now(), v: from + i })));
    const published = publishAll(
      broker,
      [0, 40, 80, 120, 160].map((from) => ['plant/1', list(from)] as const),
    );
    await vi.waitFor(() => expect(held).toHaveLength(1), waitOptions);
    gate.resolve();
    await published;
    await vi.waitFor(() => expect(reader.listValues()).toHaveLength(200), waitOptions);
    for (const { account } of held) expect([40, 80]).toContain(account.received);
    expect(reader.listValues()).toEqual(Array.from({ length: 200 }, (_, i) => i));
    await reader.stop();
  });

  it('a source that is stopped while it is full leaves what it has not taken to the broker', async () => {
    const gate = Promise.withResolvers<void>();
    const source = openSource({ url: broker.url }, {}, { readingsMax: 10, bytesMax: 1_000_000 });
    const reader = readSource(source, { onBatch: (batch) => gate.promise.then(() => batch.ack()) });
    await vi.waitFor(() => expect(broker.subscribedCount).toBe(1), waitOptions);
    void publishAll(broker, messages(0, 60));
    await vi.waitFor(() => expect(reader.batches).toHaveLength(1), waitOptions);
    const stopped = reader.stop();
    gate.resolve();
    await stopped;
    const again = readSource(openSource({ url: broker.url }), { position: reader.position });
    await vi.waitFor(() => expect(new Set([...reader.listValues(), ...again.listValues()]).size).toBe(60), waitOptions);
    expect(again.listValues()).not.toContain(reader.listValues()[0]);
    await again.stop();
  });
});

it('batches that are never acknowledged hold a stop up for a bounded time', async () => {
  const unacked = new UnackedBatches();
  const ack = unacked.add(() => {});
  await unacked.waitBelow(1, 10);
  const waited = unacked.waitBelow(1, waitOptions.timeout);
  await ack();
  await waited;
});

it('while two batches are on their way to disk the next is gathered, until the first of them is there', async () => {
  const unacked = new UnackedBatches();
  const acks = [unacked.add(() => {}), unacked.add(() => {})];
  let isGathered = false;
  const gathered = unacked.waitBelow(2, waitOptions.timeout).then(() => {
    isGathered = true;
  });
  await Promise.resolve();
  expect(isGathered).toBe(false);
  await acks[0]?.();
  await gathered;
  await acks[1]?.();
  await unacked.waitBelow(1, waitOptions.timeout);
});

it('WebSocket carries it as well', async () => {
  const http = createServer();
  // The test runner's conditions lead mqtt.js to another form of its library, so the reader is a process of its own.
  const { WebSocketServer, createWebSocketStream } = createRequire(import.meta.resolve('mqtt'))('ws');
  const server = new WebSocketServer({ server: http, handleProtocols: () => 'mqtt' });
  server.on('connection', (socket: unknown) => broker.aedes.handle(createWebSocketStream(socket)));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/mqtt`;
  const reader = spawnReader({ url }, true);
  await vi.waitFor(() => expect(broker.subscribedCount).toBe(1), waitOptions);
  let acknowledged = 0;
  broker.aedes.on('ack', () => acknowledged++);
  await publishAll(broker, messages(0, 100));
  await vi.waitFor(() => expect(reader.listIdentities()).toHaveLength(100), waitOptions);
  await vi.waitFor(() => expect(acknowledged).toBe(100), waitOptions);
  await reader.kill();
  server.close();
  http.close();
});

it('a process that has lost the lease of its plant does not connect', async () => {
  let isLost = false;
  const confirmLease = (): void => {
    if (isLost) throw new GembaError('lease-lost', 'Another process has taken over.');
  };
  await using proxy = await startProxy();
  const reader = readSource(openSource({ url: `mqtt://127.0.0.1:${proxy.port}` }, { confirmLease }));
  await vi.waitFor(() => expect(kinds(reader.events)).toEqual(['connected']), waitOptions);
  const before = proxy.connectionCount;
  isLost = true;
  proxy.cut();
  await vi.waitFor(() => expect(kinds(reader.events)).toEqual(['connected', 'disconnected', 'notice']), waitOptions);
  expect(reader.events[2]).toMatchObject({ message: expect.stringContaining('taken over') });
  await reader.stop();
  expect(proxy.connectionCount).toBe(before);
});

it('a source whose events nobody listens to gives its batches all the same', async () => {
  await using broker = await startAedes();
  const stop = new AbortController();
  const values: unknown[] = [];
  const reading = (async () => {
    for await (const { facts, ack } of openSource({ url: broker.url }).batches({
      position: undefined,
      signal: stop.signal,
    })) {
      for (const table of facts) if (table.kind === 'reading') values.push(...table.columns.value);
      await ack();
    }
  })();
  await vi.waitFor(() => expect(broker.subscribedCount).toBe(1), waitOptions);
  await publishAll(broker, [['plant/1', timed(7)]]);
  await vi.waitFor(() => expect(values).toEqual([7]), waitOptions);
  stop.abort();
  await reading;
});
