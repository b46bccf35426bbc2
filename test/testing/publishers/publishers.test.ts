/** Publishers against a broker in this process, through a proxy that cuts their connections. */
import type { EquipmentId, Tag } from 'gemba/model';
import {
  openJsonPublisher,
  openSparkplugPublisher,
  type PublisherEvent,
  type SentReading,
  startFaultyProxy,
} from 'gemba/testing';
import mqtt from 'mqtt';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { SparkplugReading } from '../../../src/ingest/sparkplug/host-output.ts';
import { startAedes } from '../../ingest/mqtt/support/aedes-broker.ts';
import { HostRig, startMs } from '../../ingest/sparkplug/support/host.ts';

const eventually = { timeout: 30_000, interval: 10 };

interface Received {
  readonly topic: string;
  readonly payload: Buffer;
}

/** Messages of a topic, as they come. */
async function listen(url: string, topic: string): Promise<readonly Received[]> {
  const client = await mqtt.connectAsync(url);
  onTestFinished(() => client.endAsync(true));
  const received: Received[] = [];
  client.on('message', (of, payload) => void received.push({ topic: of, payload }));
  await client.subscribeAsync(topic, { qos: 1 });
  return received;
}

async function startBroker() {
  const broker = await startAedes();
  onTestFinished(() => broker[Symbol.asyncDispose]());
  const proxy = await startFaultyProxy({ target: { host: '127.0.0.1', port: broker.port } });
  onTestFinished(() => proxy.close());
  return { broker, proxy, url: `mqtt://${proxy.host}:${proxy.port}` };
}

const mapping = { form: 'list', name: 'tag', value: 'v', time: 't' } as const;
const counted = (from: number, to: number): SentReading[] =>
  Array.from({ length: to - from }, (_, i) => ({ tag: 'press/count', at: startMs + from + i, value: from + i }));

test('readings whose messages were on their way when the connection was cut are sent again: all arrive at QoS 1', async () => {
  const { broker, proxy, url } = await startBroker();
  const received = await listen(broker.url, 'press');
  const events: PublisherEvent['kind'][] = [];
  await using publisher = await openJsonPublisher({
    ...{ url, mapping, topic: 'press', readingsMax: 1, inFlightMax: 20, reconnectMs: 10 },
    onEvent: ({ kind }) => void events.push(kind),
  });
  for (let i = 0; i < 300; i++) {
    if (i % 100 === 50) proxy.cut();
    await publisher.publish(counted(i, i + 1));
  }
  await publisher.flush();
  expect(publisher.status()).toMatchObject({
    ...{ isConnected: true, publishedMessages: 300, publishedReadings: 300, acknowledgedReadings: 300 },
    inFlightMessages: 0,
  });
  expect(events.filter((kind) => kind === 'connected').length).toBe(publisher.status().connectCount);
  expect(publisher.status().connectCount).toBeGreaterThan(1);
  await vi.waitFor(() => {
    const values = received.map(({ payload }) => (JSON.parse(payload.toString()) as [{ v: number }])[0].v);
    expect([...new Set(values)].sort((a, b) => a - b)).toEqual(counted(0, 300).map(({ value }) => value));
  }, eventually);
});

test('a publisher is never further ahead of the broker than its limit, and an abort ends its waiting', async () => {
  const { proxy, url } = await startBroker();
  const abort = new AbortController();
  await using publisher = await openJsonPublisher({
    ...{ url, mapping, topic: 'press', readingsMax: 1, inFlightMax: 5, signal: abort.signal },
  });
  proxy.setMode('stall');
  let published = 0;
  const publishing = (async () => {
    for (; published < 100; published++) await publisher.publish(counted(published, published + 1));
  })();
  await vi.waitFor(() => expect(publisher.status().inFlightMessages).toBe(5), eventually);
  expect(published).toBeLessThanOrEqual(5);
  abort.abort(new Error('enough'));
  await expect(publishing).rejects.toMatchObject({ code: 'aborted' });
  expect(publisher.status().publishedMessages).toBe(5);
  await expect(publisher.flush()).rejects.toMatchObject({ code: 'aborted' });
});

test('at QoS 0 what is on its way when the connection is cut is lost, and is not counted as taken', async () => {
  const { proxy, url } = await startBroker();
  await using publisher = await openJsonPublisher({ url, mapping, topic: 'press', qos: 0, reconnectMs: 10 });
  await publisher.publish(counted(0, 10));
  await publisher.flush();
  expect(publisher.status()).toMatchObject({ publishedReadings: 10, acknowledgedReadings: 10 });
  proxy.cut();
  await vi.waitFor(() => expect(publisher.status().connectCount).toBe(2), eventually);
  await publisher.publish(counted(10, 20));
  await publisher.flush();
  expect(publisher.status()).toMatchObject({ publishedReadings: 20, acknowledgedReadings: 20 });
});

test('a broker that is not there is told at once, with what to do', async () => {
  const url = 'mqtt://127.0.0.1:1';
  await expect(openJsonPublisher({ url, mapping, topic: 'press' })).rejects.toMatchObject({
    code: 'broker-unreachable',
    message: expect.stringContaining('Nothing listens there'),
  });
  await expect(openSparkplugPublisher({ url, group: 'Plant1', node: 'EdgeA', tags: [] })).rejects.toMatchObject({
    code: 'broker-unreachable',
  });
  const signal = AbortSignal.abort();
  await expect(openJsonPublisher({ url, mapping, topic: 'press', signal })).rejects.toMatchObject({ code: 'aborted' });
});

const tags: readonly Tag[] = [
  { id: 'press-1.count', kind: 'counter', valueType: 'number', unit: '1' },
  { id: 'press-1.state', kind: 'state', valueType: 'text', unit: '1' },
  { id: 'oven.temperature', kind: 'measure', valueType: 'number', unit: 'Cel' },
].map((tag) => ({
  ...(tag as Pick<Tag, 'id' | 'kind' | 'valueType' | 'unit'>),
  name: tag.id,
  equipment: tag.id.split('.')[0] as EquipmentId,
  isDroppable: false,
  sourceNames: [],
}));

test('an edge node is a new session after each cut, and sends what was on its way once more, marked historical', async () => {
  const { broker, proxy, url } = await startBroker();
  const received = await listen(broker.url, 'spBv1.0/#');
  await using publisher = await openSparkplugPublisher({
    ...{ url, group: 'Plant1', node: 'EdgeA', tags, reconnectMs: 10 },
    current: [{ tag: 'press-1.state', at: startMs, value: 'running' }],
  });
  await publisher.publish([{ tag: 'press-1.count', at: startMs, value: 0 }]);
  await publisher.flush();
  await vi.waitFor(() => expect(received.some(({ topic }) => topic.includes('/DDATA/'))).toBe(true), eventually);
  // What is written from now on is taken by nobody.
  proxy.setMode('stall');
  await publisher.publish([{ tag: 'oven.temperature', at: startMs, value: 180.5 }]);
  proxy.cut();
  proxy.setMode('pass');
  await vi.waitFor(() => expect(publisher.status().connectCount).toBe(2), eventually);
  await publisher.publish([
    { tag: 'press-1.count', at: startMs + 1_000, value: 1, quality: 'uncertain' },
    { tag: 'press-1.state', at: startMs + 1_000, value: null },
  ]);
  await publisher.flush();
  await vi.waitFor(
    () => expect(received.filter(({ topic }) => topic.includes('/NBIRTH/'))).toHaveLength(2),
    eventually,
  );
  await vi.waitFor(() => {
    const deaths = received.filter(({ topic }) => topic.includes('/NDEATH/'));
    expect(deaths).toHaveLength(1);
  }, eventually);
  await vi.waitFor(() => {
    const rig = new HostRig();
    const all = received.map((message) => rig.receive(message)).flatMap(({ readings }) => readings);
    const of = (tag: string): readonly SparkplugReading[] => all.filter((one) => one.tag === `Plant1/EdgeA/${tag}`);
    expect(of('press-1/state').map(({ value }) => value)).toContain('running');
    expect(of('press-1/count').map(({ value, quality }) => [value, quality])).toContainEqual([1, 1]);
    expect(of('press-1/state').at(-1)).toMatchObject({ value: null, at: startMs + 1_000 });
    expect(rig.tickAfter(10_000).publications).toEqual([]);
  }, eventually);
});

test('an edge node answers a host that asks for its births, and says its death when it ends', async () => {
  const { broker, url } = await startBroker();
  const received = await listen(broker.url, 'spBv1.0/#');
  const births = (): number => received.filter(({ topic }) => topic.includes('BIRTH')).length;
  const publisher = await openSparkplugPublisher({ url, group: 'Plant1', node: 'EdgeA', tags });
  await vi.waitFor(() => expect(births()).toBe(3), eventually);
  const host = await mqtt.connectAsync(broker.url);
  onTestFinished(() => host.endAsync(true));
  const rig = new HostRig();
  const stranger = await mqtt.connectAsync(broker.url);
  onTestFinished(() => stranger.endAsync(true));
  await publisher.publish([{ tag: 'press-1.count', at: startMs, value: 5 }]);
  await vi.waitFor(() => expect(received.some(({ topic }) => topic.includes('/DDATA/'))).toBe(true), eventually);
  const data = received.find(({ topic }) => topic.includes('/DDATA/')) as Received;
  rig.receive(data);
  const [request] = rig.tickAfter(10_000).publications;
  await host.publishAsync(request?.topic as string, request?.payload as Buffer, { qos: 0 });
  await vi.waitFor(() => expect(births()).toBe(6), eventually);
  await publisher[Symbol.asyncDispose]();
  await publisher[Symbol.asyncDispose]();
  await vi.waitFor(() => expect(received.at(-1)?.topic).toBe('spBv1.0/Plant1/NDEATH/EdgeA'), eventually);
  await expect(publisher.publish([{ tag: 'nobody', at: startMs, value: 5 }])).rejects.toMatchObject({ code: 'usage' });
});
