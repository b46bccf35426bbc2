/** What `gemba check` says of a broker, and that it always says something. */
import { startFaultyProxy } from 'gemba/testing';
import { expect, it, vi } from 'vitest';
import { describeFailure } from '../../../src/ingest/mqtt/failure.ts';
import { publishAll, startAedes } from './support/aedes-broker.ts';
import { packetTypes, startScripted } from './support/scripted-broker.ts';
import { openSource, readSource, timed, timedMapping } from './support/source.ts';
import { waitOptions } from './support/wait.ts';

const never = new AbortController().signal;

it('a broker that grants every topic is ok, and takes nothing from the source’s session', async () => {
  await using broker = await startAedes();
  const source = openSource({ url: broker.url });
  const reader = readSource(source);
  await vi.waitFor(() => expect(broker.subscribedCount).toBe(1), waitOptions);
  await publishAll(broker, [['plant/1', timed(1)]], { retain: true });
  expect(await source.check(never)).toEqual({ ok: true, message: `${broker.url}: 1 topics granted` });
  expect(reader.events.map(({ kind }) => kind)).toEqual(['connected']);
  await vi.waitFor(() => expect(reader.listValues()).toEqual([1]), waitOptions);
  await reader.stop();
});

it('what a broker sends before it answers is not taken, and not acknowledged', async () => {
  const received: number[] = [];
  await using broker = await startScripted((packet) => {
    received.push(packet[0] as number);
    if (packet[0] === packetTypes.connect) return [0x20, 2, 0, 0];
    if (packet[0] !== packetTypes.subscribe) return [];
    // PUBLISH at QoS 1 on `a`, packet id 9, then SUBACK.
    return [0x32, 6, 0, 1, 0x61, 0, 9, 0x31, 0x90, 3, packet[2] as number, packet[3] as number, 1];
  });
  expect(await openSource({ url: broker.url }).check(never)).toMatchObject({ ok: true });
  expect(received).not.toContain(0x40);
});

it('QoS 0 is granted with a warning', async () => {
  await using broker = await startAedes();
  const subscriptions = [{ topic: 'plant/#', qos: 0, mapping: timedMapping }];
  expect(await openSource({ url: broker.url, subscriptions }).check(never)).toEqual({
    ok: true,
    message: `${broker.url}: 1 topics granted; QoS 0, so readings can be lost when a connection breaks: plant/#`,
  });
});

it('a shared subscription is asked for under a group of its own', async () => {
  const asked: string[] = [];
  await using broker = await startAedes({
    authorizeSubscribe: (_client, subscription, done) => {
      asked.push(subscription.topic);
      done(null, subscription);
    },
  });
  const subscriptions = [{ topic: 'plant/#', orderMatters: false, mapping: timedMapping }];
  await openSource({ url: broker.url, connections: 2, subscriptions }).check(never);
  expect(asked).toEqual([expect.stringMatching(/^\$share\/gemba-broker-[0-9a-f]{8}-check-[0-9a-f]{8}\/plant\/#$/)]);
});

it('a denied topic is named', async () => {
  await using broker = await startAedes({ authorizeSubscribe: (_client, _subscription, done) => done(null, null) });
  expect(await openSource({ url: broker.url }).check(never)).toMatchObject({
    ok: false,
    message: expect.stringContaining('denies the topic plant/# (reason code 128)'),
  });
});

it('nothing that listens, no such host, and a connection that is closed are told apart', async () => {
  await using broker = await startAedes();
  await using proxy = await startFaultyProxy({ target: { host: '127.0.0.1', port: broker.port } });
  const messageOf = async (url: string) => (await openSource({ url }).check(never)).message;
  proxy.setMode('refuse');
  expect(await messageOf(`mqtt://127.0.0.1:${proxy.port}`)).toMatch(/ECONNRESET.*closed the connection/);
  const { port } = proxy;
  await proxy.close();
  expect(await messageOf(`mqtt://127.0.0.1:${port}`)).toMatch(/ECONNREFUSED.*Nothing listens there/);
  expect(await messageOf('mqtt://no-such-host.invalid')).toMatch(/no-such-host\.invalid.*(No such host|name service)/);
});

it('a connection that ends without a word is told as that', async () => {
  await using broker = await startAedes({
    authorizeSubscribe: (client) => client.close(),
  });
  expect(await openSource({ url: broker.url }).check(never)).toEqual({
    ok: false,
    message: `${broker.url}: the connection was closed.`,
  });
});

it('a broker that never answers SUBSCRIBE is given up, and an abort ends the check at once', async () => {
  await using broker = await startAedes({ authorizeSubscribe: () => {} });
  const source = openSource({ url: broker.url, connectTimeoutMs: 300 });
  expect(await source.check(never)).toMatchObject({ ok: false, message: expect.stringContaining('SUBSCRIBE') });
  const abort = new AbortController();
  const checked = openSource({ url: broker.url }).check(abort.signal);
  broker.aedes.once('clientReady', () => abort.abort());
  await expect(checked).rejects.toThrow(/abort/);
  await expect(openSource({ url: broker.url }).check(AbortSignal.abort())).rejects.toThrow(/abort/);
});

it('what is not known is told in its own words, in one line', () => {
  expect(describeFailure(new Error('some\n\tthing.'), 'mqtt://b')).toBe('mqtt://b: some thing.');
  expect(describeFailure({ code: 'ODD' }, 'mqtt://b')).toBe('mqtt://b: ODD.');
  expect(describeFailure('nothing', 'mqtt://b')).toBe('mqtt://b: nothing.');
  expect(describeFailure(undefined, 'mqtt://b')).toBe('mqtt://b: undefined.');
  expect(describeFailure({ code: 'ERR_SSL_WRONG_VERSION_NUMBER', message: 'x' }, 'mqtts://b')).toContain('TLS failed.');
  expect(describeFailure({ code: 'EPROTO', message: 'x' }, 'mqtts://b')).toContain('TLS failed.');
  expect(describeFailure({ code: 142, message: 'taken over' }, 'mqtt://b')).toContain('uses the same client id');
});
