/** A broker of Sparkplug as a source. */
import { type FactRow, rowAt } from 'gemba/model';
import { SparkplugEdgeNode, startFaultyProxy } from 'gemba/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SourceEvent } from '../../../src/ingest/source.ts';
import { type AedesBroker, publishAll, startAedes } from '../mqtt/support/aedes-broker.ts';
import { PacketTap } from '../mqtt/support/packet-tap.ts';
import { waitOptions } from '../mqtt/support/wait.ts';
import { bdSeq, deviceBirth, deviceData, nodeBirth, nodeDeath, type Sent, send, startMs } from './support/host.ts';
import { connectNode, device, edgeMetrics, openSparkplug, type Reader, readSource } from './support/source.ts';

let broker: AedesBroker;
beforeEach(async () => {
  broker = await startAedes();
});
afterEach(() => broker[Symbol.asyncDispose]());

const press = () => new SparkplugEdgeNode({ group: 'Plant1', node: 'EdgeA', devices: { Press01: [...edgeMetrics] } });
const at = (ms: number): number => startMs + ms;
const publish = (sent: readonly Sent[], qos: 0 | 1 = 0) =>
  publishAll(
    broker,
    sent.map(({ topic, payload }) => [topic, Buffer.from(payload)] as const),
    { qos },
  );
const sum = (reader: Reader, part: 'received' | 'refused' | 'filtered'): number =>
  reader.batches.reduce((total, { account }) => total + account[part], 0);
const eventsOf = <K extends SourceEvent['kind']>(reader: Reader, kind: K) =>
  reader.events.filter((event): event is Extract<SourceEvent, { kind: K }> => event.kind === kind);
const refusals = (reader: Reader): readonly FactRow<'refusal'>[] =>
  reader.batches.flatMap(({ facts }) =>
    facts.flatMap((table) =>
      table.kind === 'refusal' ? Array.from({ length: table.length }, (_, i) => rowAt(table, i)) : [],
    ),
  );

/** Opens the source and waits until its subscriptions are made. */
async function read(options: object = {}, readOptions: Parameters<typeof readSource>[1] = {}): Promise<Reader> {
  const before = broker.subscribedCount;
  const reader = readSource(openSparkplug({ url: broker.url, ...options }), readOptions);
  await vi.waitFor(() => expect(broker.subscribedCount).toBeGreaterThanOrEqual(before + 2), waitOptions);
  return reader;
}

test('a source says that it is online, reads births and data, and says that it is gone when it is stopped', async () => {
  await using node = await connectNode(broker.url, press());
  const reader = await read();
  await vi.waitFor(() => expect(node.states).toMatchObject([{ online: true }]), waitOptions);
  await node.birth();
  const now = Date.now();
  await node.send([
    { device: 'Press01', metric: 't', at: now, value: 21.5 },
    { device: 'Press01', metric: 'count', at: now, value: 7 },
  ]);
  await vi.waitFor(() => expect(reader.listReadings().length).toBe(5), waitOptions);
  expect(reader.listReadings().slice(3)).toMatchObject([
    { tag: 'temperature', at: now, value: 21.5 },
    { tag: `${device}/count`, at: now, value: 7 },
  ]);
  await reader.stop();
  await vi.waitFor(() => expect(node.states).toMatchObject([{ online: true }, { online: false }]), waitOptions);
  expect(node.rebirthCount).toBe(0);
});

test('a node of which nothing is heard is asked once for its births, where tags name it', async () => {
  await using node = await connectNode(broker.url, press());
  const reader = await read({ reorderTimeoutMs: 200 });
  await vi.waitFor(() => expect(reader.listReadings().length).toBe(3), waitOptions);
  expect(node.rebirthCount).toBe(1);
  await reader.stop();
});

test('a source that must not ask for rebirths asks for none', async () => {
  await using node = await connectNode(broker.url, press());
  const reader = await read({ reorderTimeoutMs: 100, asksForRebirths: false });
  const now = Date.now();
  await node.send([{ device: 'Press01', metric: 't', at: now, value: 1 }]);
  await vi.waitFor(() => expect(sum(reader, 'refused')).toBe(1), waitOptions);
  await node.birth();
  await vi.waitFor(() => expect(reader.listReadings().length).toBe(3), waitOptions);
  expect(node.rebirthCount).toBe(0);
  await reader.stop();
});

test('it listens to the groups and nodes it is told to', async () => {
  const reader = await read({ groups: ['Plant2'], nodes: ['Plant1/EdgeA', 'Plant2/EdgeA'], otherMetrics: 'ignore' });
  const other = { topic: 'spBv1.0/Plant1/NBIRTH/EdgeB', payload: nodeBirth().payload };
  await publish([other, nodeBirth(), deviceBirth()]);
  await vi.waitFor(() => expect(reader.listReadings()).toMatchObject([{ tag: 'temperature' }]), waitOptions);
  await reader.stop();
});

test('a host that hears that it is offline says again that it is online', async () => {
  await using node = await connectNode(broker.url, press());
  const reader = await read();
  await vi.waitFor(() => expect(node.states).toHaveLength(1), waitOptions);
  const offline = JSON.stringify({ online: false, timestamp: 1 });
  await publishAll(broker, [['spBv1.0/STATE/gemba-host', offline]], { retain: true });
  await vi.waitFor(() => {
    expect(node.states).toContainEqual({ online: false, timestamp: 1 });
    expect(node.states.at(-1)).toEqual(node.states[0]);
  }, waitOptions);
  await reader.stop();
});

describe('a connection that breaks', () => {
  test('makes its tags unknown until they are told anew, and the state is said again', async () => {
    await using proxy = await startFaultyProxy({ target: { host: '127.0.0.1', port: broker.port } });
    await using node = await connectNode(broker.url, press());
    const reader = await read({ url: `mqtt://127.0.0.1:${proxy.port}`, reorderTimeoutMs: 200 });
    await node.birth();
    await vi.waitFor(() => expect(reader.listReadings().length).toBe(3), waitOptions);
    proxy.cut();
    const online = expect.objectContaining({ online: true });
    const offline = expect.objectContaining({ online: false });
    // Brokers may deliver a message once for each subscription that takes it, and each is answered.
    const states = () => node.states.filter((state, i) => JSON.stringify(state) !== JSON.stringify(node.states[i - 1]));
    await vi.waitFor(() => expect(states()).toEqual([online, offline, online]), waitOptions);
    const [birth, will] = states() as readonly { timestamp: number }[];
    expect(will?.timestamp).toBe(birth?.timestamp);
    // The node answers the request that follows.
    await vi.waitFor(() => expect(reader.listReadings().length).toBe(6), waitOptions);
    expect(node.rebirthCount).toBe(1);
    expect(eventsOf(reader, 'tags-unknown')).toMatchObject([
      { cause: 'disconnected', tags: ['temperature', `${device}/count`, `${device}/order`] },
    ]);
    expect(reader.events.map(({ kind }) => kind)).toEqual([
      ...['connected', 'tags-known', 'disconnected', 'connected', 'tags-unknown', 'tags-known'],
    ]);
    expect(reader.events[3]).toMatchObject({ isSessionResumed: false });
    await reader.stop();
  });

  test('is not told to the plant as a request that could not be sent', async () => {
    await using proxy = await startFaultyProxy({ target: { host: '127.0.0.1', port: broker.port } });
    const reader = await read({ url: `mqtt://127.0.0.1:${proxy.port}`, reorderTimeoutMs: 100 });
    proxy.setMode('refuse');
    proxy.cut();
    await vi.waitFor(() => expect(eventsOf(reader, 'disconnected')).toHaveLength(1), waitOptions);
    await vi.waitFor(() => expect(proxy.connectionCount).toBeGreaterThan(4), waitOptions);
    proxy.setMode('pass');
    await vi.waitFor(() => expect(eventsOf(reader, 'connected')).toHaveLength(2), waitOptions);
    // Nothing was heard before, so nothing became unknown.
    expect(eventsOf(reader, 'tags-unknown')).toEqual([]);
    await reader.stop();
  });
});

describe('what is missing', () => {
  test('the death of a node makes the tags of the node and its devices unknown, that of a device only its own', async () => {
    const reader = await read();
    const uptime = { name: 'uptime', alias: 1n, type: 'Double', double_value: 1 };
    await publish([nodeBirth(startMs, 0, [uptime]), deviceBirth()]);
    await publish([send({ verb: 'DDEATH', device: 'Press01', seq: 2, at: at(500) })]);
    await publish([deviceBirth(at(900), 3), nodeDeath()]);
    await vi.waitFor(() => expect(eventsOf(reader, 'tags-unknown')).toHaveLength(2), waitOptions);
    const ofDevice = ['temperature', `${device}/count`, `${device}/order`];
    const [first, second] = eventsOf(reader, 'tags-unknown');
    expect(first).toMatchObject({ cause: 'disconnected', at: at(500), tags: ofDevice });
    expect(second).toMatchObject({ cause: 'disconnected', tags: [...ofDevice, 'Plant1/EdgeA/uptime'] });
    expect(eventsOf(reader, 'tags-known')).toMatchObject([
      { at: startMs, tags: ['Plant1/EdgeA/uptime'] },
      { at: startMs, tags: ['temperature'] },
      { at: at(900), tags: ['temperature'] },
    ]);
    await reader.stop();
  });

  test('a message that does not come makes the tags of its node unknown, from the last one before it on', async () => {
    const reader = await read({ reorderTimeoutMs: 100 });
    await publish([nodeBirth(), deviceBirth(at(10)), deviceData(3, at(30))]);
    await vi.waitFor(() => expect(eventsOf(reader, 'tags-unknown')).toHaveLength(1), waitOptions);
    expect(eventsOf(reader, 'tags-unknown')).toMatchObject([
      {
        cause: 'sequence',
        at: at(10),
        tags: ['temperature', `${device}/count`, `${device}/order`, 'Plant1/EdgeA/uptime'],
      },
    ]);
    await vi.waitFor(
      () => expect(reader.listReadings()).toMatchObject([{}, { value: 3, quality: 'uncertain' }]),
      waitOptions,
    );
    await reader.stop();
  });

  test('messages without a time of their own have one for what is missing all the same', async () => {
    const reader = await read({ reorderTimeoutMs: 100 });
    const timeless = ({ topic, payload }: Sent): Sent => ({ topic, payload: payload.subarray(7) });
    const reading = { alias: 7n, at: at(30), double_value: 3 };
    await publish([timeless(nodeBirth()), deviceBirth(at(10))]);
    const data = send({ verb: 'DDATA', device: 'Press01', seq: 3, metrics: [reading] });
    await publish([timeless(data)]);
    await vi.waitFor(() => expect(eventsOf(reader, 'tags-unknown')).toMatchObject([{ at: at(10) }]), waitOptions);
    const birth = { name: 't', alias: 7n, type: 'Double', double_value: 0, at: at(40) };
    await publish([timeless(send({ verb: 'DBIRTH', device: 'Press01', seq: 4, metrics: [birth] }))]);
    await vi.waitFor(() => expect(eventsOf(reader, 'tags-known')).toHaveLength(2), waitOptions);
    expect(eventsOf(reader, 'tags-known')[1]?.at).toBeGreaterThan(at(40));
    await reader.stop();
  });

  test('a node whose engineer has something to mend is told by its name', async () => {
    const reader = await read();
    await publish([send({ verb: 'NBIRTH', seq: 0, metrics: [bdSeq(0)] })]);
    await vi.waitFor(() => expect(eventsOf(reader, 'notice')).toHaveLength(1), waitOptions);
    expect(eventsOf(reader, 'notice')[0]?.message).toMatch(
      /^Plant1\/EdgeA: The birth has no metric "Node Control\/Rebirth"/,
    );
    await reader.stop();
  });
});

describe('acknowledgements', () => {
  /** What goes over the wire: messages to the source, and what it acknowledges. */
  async function startTap() {
    const [received, sent] = [new PacketTap(), new PacketTap()];
    const proxy = await startFaultyProxy({
      target: { host: '127.0.0.1', port: broker.port },
      onBytes: (direction, bytes) => (direction === 'to-target' ? sent : received).add(bytes),
    });
    return {
      url: `mqtt://127.0.0.1:${proxy.port}`,
      listReceived: () => received.listPublished().filter((id) => id !== undefined),
      listAcknowledged: () => sent.listPubacks(),
      [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
    };
  }

  test('a message is acknowledged once its readings are on disk', async () => {
    await using tap = await startTap();
    const gate = Promise.withResolvers<void>();
    const reader = await read({ url: tap.url }, { onBatch: (batch) => gate.promise.then(() => batch.ack()) });
    await publish([nodeBirth(), deviceBirth(), deviceData(2, at(2))], 1);
    await vi.waitFor(() => expect(reader.batches.length).toBeGreaterThan(0), waitOptions);
    await vi.waitFor(() => expect(tap.listReceived().length).toBeGreaterThanOrEqual(4), waitOptions);
    expect(tap.listAcknowledged()).toEqual([]);
    gate.resolve();
    await vi.waitFor(() => expect(tap.listAcknowledged()).toEqual(tap.listReceived()), waitOptions);
    expect(reader.listValues()).toEqual([0, 2]);
    await reader.stop();
  });

  test('one that waits for another is not, nor is what came after it, until both are on disk', async () => {
    await using tap = await startTap();
    const reader = await read({ url: tap.url, reorderTimeoutMs: 60_000 });
    await publish([nodeBirth(), deviceBirth()], 1);
    await vi.waitFor(() => expect(reader.listValues()).toEqual([0]), waitOptions);
    await vi.waitFor(() => expect(tap.listAcknowledged()).toEqual(tap.listReceived()), waitOptions);
    const before = tap.listAcknowledged();
    const uptime = { name: 'uptime', type: 'Double', double_value: 5 };
    await publish([deviceData(3, at(3))], 1);
    await publish([nodeBirth(at(1), 0, [uptime], 0)].map(ofEdgeB), 1);
    await vi.waitFor(() => expect(sum(reader, 'refused')).toBe(1), waitOptions);
    expect(tap.listReceived()).toHaveLength(before.length + 2);
    expect(tap.listAcknowledged()).toEqual(before);
    await publish([deviceData(2, at(2))], 1);
    await vi.waitFor(() => expect(reader.listValues()).toEqual([0, 2, 3]), waitOptions);
    await vi.waitFor(() => expect(tap.listAcknowledged()).toEqual(tap.listReceived()), waitOptions);
    expect(tap.listReceived()).toHaveLength(before.length + 3);
    await reader.stop();
  });

  test('what waits when the source is stopped is read as it is, handed over and acknowledged', async () => {
    await using tap = await startTap();
    const reader = await read({ url: tap.url, reorderTimeoutMs: 60_000 });
    await publish([nodeBirth(), deviceBirth(), deviceData(3, at(3)), deviceData(5, at(5))], 1);
    // Comes after them, so they have come too when it is refused.
    await publish([{ topic: 'spBv1.0/Plant1/NDATA/EdgeB', payload: Buffer.from('no protobuf') }], 1);
    await vi.waitFor(() => expect(sum(reader, 'refused')).toBe(1), waitOptions);
    expect(reader.listValues()).toEqual([0]);
    const received = tap.listReceived();
    await reader.stop();
    expect(reader.listReadings().slice(1)).toMatchObject([
      { value: 3, quality: 'uncertain' },
      { value: 5, quality: 'uncertain' },
    ]);
    expect(tap.listAcknowledged()).toEqual(received);
  });
});

/** The same of another node. */
function ofEdgeB({ topic, payload }: Sent): Sent {
  return { topic: topic.replace('EdgeA', 'EdgeB'), payload };
}

describe('the account', () => {
  test('readings of messages that come twice, or are transient, count as filtered', async () => {
    const reader = await read();
    const twice = deviceData(2, at(2));
    const transient = { alias: 7n, double_value: 9, is_transient: true };
    const fleeting = send({
      verb: 'DDATA',
      device: 'Press01',
      seq: 3,
      at: at(3),
      metrics: [transient, { ...transient }],
    });
    await publish([nodeBirth(), deviceBirth(), twice, twice, fleeting, deviceData(4, at(4))]);
    await publish([deviceBirth(at(0), 1)]);
    await vi.waitFor(() => expect(reader.listValues()).toEqual([0, 2, 4]), waitOptions);
    await vi.waitFor(() => expect(sum(reader, 'filtered')).toBe(4), waitOptions);
    expect([sum(reader, 'received'), sum(reader, 'refused')]).toEqual([7, 0]);
    await reader.stop();
  });

  test('what is refused keeps its message, and says which metric and why', async () => {
    const reader = await read({
      ageMsMax: 1e12,
      aliases: { tags: { [`${device}/hot`]: { tag: 'temperature', unit: '[degF]' } } },
    });
    const metrics = [
      { name: 't', alias: 7n, type: 'Double', double_value: 1 },
      { name: 'hot', alias: 9n, type: 'Double', double_value: 212 },
      { name: 'count', alias: 8n, type: 'UInt64', long_value: 2n ** 60n },
      { name: 'order', type: 'UInt64', long_value: 2n ** 60n + 1n },
      { name: 'nobody', type: 'Double', double_value: 3 },
      { name: 't', alias: 7n, type: 'Double', double_value: 501 },
      { name: 't', alias: 7n, type: 'Double', at: 5, double_value: 20 },
      { name: 't', alias: 7n, type: 'Double' },
      { name: 'nobody', type: 'Double', double_value: 3, is_transient: true },
    ];
    await publish([nodeBirth(), send({ verb: 'DBIRTH', device: 'Press01', seq: 1, metrics })]);
    await publish([{ topic: 'spBv1.0/Plant1/DDATA/EdgeA/Press01', payload: Buffer.from('no protobuf') }]);
    await vi.waitFor(() => expect(sum(reader, 'received')).toBe(10), waitOptions);
    expect(reader.listReadings()).toMatchObject([
      { tag: 'temperature', value: 1 },
      { tag: 'temperature', value: 100 },
      { tag: `${device}/order`, text: String(2n ** 60n + 1n) },
    ]);
    expect(refusals(reader).map(({ code, field, received }) => [code, field, received])).toEqual([
      ['out-of-range', 'metrics[2]', String(2n ** 60n)],
      ['unknown-tag', 'metrics[4]', `${device}/nobody`],
      ['out-of-range', 'metrics[5]', '501'],
      ['time-too-old', 'metrics[6].timestamp', '5'],
      ['missing-value', 'metrics[7]', undefined],
      ['malformed', undefined, '11 bytes'],
    ]);
    expect(sum(reader, 'filtered')).toBe(1);
    await reader.stop();
  });

  test('metrics that no tag names are not counted where they are to be ignored', async () => {
    const reader = await read({ otherMetrics: 'ignore' });
    const metrics = [
      { name: 'nobody', type: 'Double', double_value: 3 },
      { name: 'nobody', type: 'Double', double_value: 3, is_transient: true },
      { name: 't', type: 'Double', double_value: 1, is_transient: true },
      { name: 't', type: 'Double', double_value: 1 },
    ];
    await publish([nodeBirth(), send({ verb: 'DBIRTH', device: 'Press01', seq: 1, metrics })]);
    await vi.waitFor(() => expect(reader.listValues()).toEqual([1]), waitOptions);
    expect([sum(reader, 'received'), sum(reader, 'filtered'), sum(reader, 'refused')]).toEqual([2, 1, 0]);
    await reader.stop();
  });
});

test('no instant of receipt is given twice, whatever the clock says after a restart', async () => {
  const ahead = Date.now() + 3_600_000;
  const reader = await read({}, { position: { lastReceivedAt: ahead } });
  await publish([{ topic: 'spBv1.0/Plant1/NDATA/EdgeA', payload: Buffer.from('x') }]);
  await vi.waitFor(() => expect(refusals(reader)).toHaveLength(1), waitOptions);
  expect(JSON.parse(String(refusals(reader)[0]?.header)).receivedAt).toBeGreaterThan(ahead);
  expect(reader.position).toEqual({ lastReceivedAt: expect.any(Number) });
  await reader.stop();
});

test('a source that is stopped before it begins connects to nothing', async () => {
  const source = openSparkplug({ url: broker.url });
  for await (const _ of source.batches({ position: undefined, signal: AbortSignal.abort() })) expect.fail();
  expect(broker.subscribedCount).toBe(0);
});

test('a source nobody listens to reads all the same, and ends when it is left', async () => {
  await using node = await connectNode(broker.url, press());
  const source = openSparkplug({ url: broker.url, reorderTimeoutMs: 100 });
  for await (const batch of source.batches({ position: undefined, signal: new AbortController().signal })) {
    await batch.ack();
    if (batch.account.received > 0) break;
  }
  await vi.waitFor(() => expect(node.states.at(-1)).toMatchObject({ online: false }), waitOptions);
});
