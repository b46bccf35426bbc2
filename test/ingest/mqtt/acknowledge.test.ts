/** What goes over the wire, seen by a tap between client and broker: docs/decisions/0007 rests on it. */
import { startFaultyProxy } from 'gemba/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { SourceBatch } from '../../../src/ingest/source.ts';
import { type AedesBroker, publishAll, startAedes } from './support/aedes-broker.ts';
import { PacketTap } from './support/packet-tap.ts';
import { openSource, readSource, timed } from './support/source.ts';
import { waitOptions } from './support/wait.ts';

let broker: AedesBroker;
beforeEach(async () => {
  broker = await startAedes();
});
afterEach(() => broker[Symbol.asyncDispose]());

/** A proxy with a tap for each direction and connection made through it so far. */
async function startTapped() {
  const sent = new PacketTap();
  const received = new PacketTap();
  const proxy = await startFaultyProxy({
    target: { host: '127.0.0.1', port: broker.port },
    onBytes: (direction, bytes) => (direction === 'to-target' ? sent : received).add(bytes),
  });
  return { proxy, sent, received, url: `mqtt://127.0.0.1:${proxy.port}` };
}

const messages = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => [`plant/${(from + i) % 10}`, timed(from + i)] as const);

it('no PUBACK is sent before the batch is acknowledged, though the client has taken every message', async () => {
  const { proxy, sent, received, url } = await startTapped();
  await using _ = proxy;
  const held: SourceBatch[] = [];
  const reader = readSource(openSource({ url }), { onBatch: async (batch) => void held.push(batch) });
  await vi.waitFor(() => expect(broker.subscribedCount).toBe(1), waitOptions);
  await publishAll(broker, messages(0, 100));
  await vi.waitFor(() => expect(reader.listValues()).toHaveLength(100), waitOptions);
  expect(received.listPublished()).toHaveLength(100);
  expect(sent.count('puback')).toBe(0);
  for (const batch of held) await batch.ack();
  await vi.waitFor(() => expect(sent.count('puback')).toBe(100), waitOptions);
  await reader.stop();
});

it('PUBACKs are sent in the order of receipt, each once, however the batches are acknowledged', async () => {
  const { proxy, sent, received, url } = await startTapped();
  await using _ = proxy;
  const held: SourceBatch[] = [];
  const reader = readSource(openSource({ url }), { onBatch: async (batch) => void held.push(batch) });
  await vi.waitFor(() => expect(broker.subscribedCount).toBe(1), waitOptions);
  for (const from of [0, 20, 40]) {
    await publishAll(broker, messages(from, from + 20));
    await vi.waitFor(() => expect(reader.listValues()).toHaveLength(from + 20), waitOptions);
  }
  expect(held.length).toBeGreaterThan(1);
  for (const batch of held.slice(1)) await batch.ack();
  expect(sent.count('puback')).toBe(0);
  await held[0]?.ack();
  for (const batch of held) await batch.ack();
  await vi.waitFor(() => expect(sent.listPubacks()).toHaveLength(60), waitOptions);
  expect(sent.listPubacks()).toEqual(received.listPublished());
  await reader.stop();
  expect(sent.listPubacks()).toHaveLength(60);
});

it('a batch that is acknowledged after its connection broke sends nothing on the next one; its messages come again', async () => {
  const { proxy, sent, received, url } = await startTapped();
  await using _ = proxy;
  const held: SourceBatch[] = [];
  const reader = readSource(openSource({ url }), { onBatch: async (batch) => void held.push(batch) });
  await vi.waitFor(() => expect(broker.subscribedCount).toBe(1), waitOptions);
  await publishAll(broker, messages(0, 30));
  await vi.waitFor(() => expect(reader.listValues()).toHaveLength(30), waitOptions);
  proxy.cut();
  await vi.waitFor(() => expect(sent.count('connect')).toBe(2), waitOptions);
  await vi.waitFor(() => expect(reader.listValues()).toHaveLength(60), waitOptions);
  await held[0]?.ack();
  expect(sent.count('puback')).toBe(0);
  for (const batch of held) await batch.ack();
  await vi.waitFor(() => expect(sent.count('puback')).toBe(30), waitOptions);
  const values = reader.listValues();
  expect(values.slice(30)).toEqual(values.slice(0, 30));
  expect(received.count('publish')).toBe(60);
  await reader.stop();
});

it('when the signal aborts, what was begun is handed over and its PUBACKs go out before DISCONNECT', async () => {
  const { proxy, sent, url } = await startTapped();
  await using _ = proxy;
  const gate = Promise.withResolvers<void>();
  const reader = readSource(openSource({ url }), { onBatch: (batch) => gate.promise.then(() => batch.ack()) });
  await vi.waitFor(() => expect(broker.subscribedCount).toBe(1), waitOptions);
  await publishAll(broker, messages(0, 50));
  await vi.waitFor(() => expect(reader.batches.length).toBe(1), waitOptions);
  const stopped = reader.stop();
  gate.resolve();
  await stopped;
  const names = sent.packets.map(({ name }) => name);
  expect(names.at(-1)).toBe('disconnect');
  expect(names.filter((name) => name === 'puback').length).toBe(reader.listValues().length);
});

it('batches that are acknowledged only after the abort are waited for', async () => {
  const { proxy, sent, url } = await startTapped();
  await using _ = proxy;
  const held: SourceBatch[] = [];
  const reader = readSource(openSource({ url }), { onBatch: async (batch) => void held.push(batch) });
  await vi.waitFor(() => expect(broker.subscribedCount).toBe(1), waitOptions);
  await publishAll(broker, messages(0, 10));
  await vi.waitFor(() => expect(reader.listValues()).toHaveLength(10), waitOptions);
  const stopped = reader.stop();
  expect(sent.count('disconnect')).toBe(0);
  for (const batch of held) await batch.ack();
  await stopped;
  expect(sent.count('puback')).toBe(10);
  expect(sent.packets.at(-1)?.name).toBe('disconnect');
});

it('messages of QoS 0 are readings and nothing is acknowledged', async () => {
  const { proxy, sent, url } = await startTapped();
  await using _ = proxy;
  const subscriptions = [{ topic: 'plant/#', qos: 0, mapping: { form: 'value', value: 'v', time: 't' } }];
  const reader = readSource(openSource({ url, subscriptions }));
  await vi.waitFor(() => expect(broker.subscribedCount).toBe(1), waitOptions);
  await publishAll(broker, messages(0, 10), { qos: 0 });
  await vi.waitFor(() => expect(reader.listValues()).toHaveLength(10), waitOptions);
  await reader.stop();
  expect(sent.count('puback')).toBe(0);
});
