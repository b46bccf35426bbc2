/** What the plant file may say of a Sparkplug source, and what a check of it says. */
import { expect, test } from 'vitest';
import { listScopes, sparkplugSourceSchema } from '../../../src/ingest/sparkplug/config.ts';
import { startAedes } from '../mqtt/support/aedes-broker.ts';
import { openSparkplug } from './support/source.ts';

const base = { kind: 'sparkplug', id: 'plant', url: 'mqtt://broker' };
const problemsOf = (more: object): readonly string[] =>
  (sparkplugSourceSchema.safeParse({ ...base, ...more }).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')} ${message}`,
  );

test('what is left out has its default', () => {
  expect(sparkplugSourceSchema.parse(base)).toEqual({
    ...base,
    protocolVersion: 5,
    keepaliveMs: 30_000,
    connectTimeoutMs: 30_000,
    reconnectMsMax: 60_000,
    receiveMaximum: 1_000,
    hostId: 'gemba',
    otherMetrics: 'refuse',
    asksForRebirths: true,
    reorderTimeoutMs: 2_000,
  });
});

test('what cannot be is told by its field', () => {
  expect(problemsOf({ hostId: 'a/b' })).toEqual([
    'hostId is empty or has one of `+`, `#`, `/`, which MQTT keeps for itself',
  ]);
  expect(problemsOf({ groups: ['+'] })[0]).toMatch(/^groups\.0 /);
  expect(problemsOf({ nodes: ['EdgeA'] })).toEqual(['nodes.0 is not `group/node`, such as `Plant1/EdgeA`']);
  expect(problemsOf({ nodes: ['Plant1/+'] })).toHaveLength(1);
  expect(problemsOf({ password: { env: 'P' }, tls: {} })).toEqual([
    'tls needs `mqtts://` or `wss://` in `url`.',
    'password needs a `username`.',
  ]);
});

test('a node of a group that is listened to anyway is not listened to twice', () => {
  expect(listScopes({})).toEqual(['+']);
  expect(listScopes({ groups: ['A'], nodes: ['A/n', 'B/n', 'B/n'] })).toEqual(['A', 'B/n']);
});

test('a check says what is granted and what is denied, and no edge node notices', async () => {
  await using broker = await startAedes({
    authorizeSubscribe: (_client, subscription, done) =>
      done(null, subscription.topic === 'spBv1.0/Secret/#' ? null : subscription),
  });
  const published: string[] = [];
  broker.aedes.on('publish', ({ topic }) => {
    if (!topic.startsWith('$SYS')) published.push(topic);
  });
  const check = (options: object) => openSparkplug({ url: broker.url, ...options }).check(new AbortController().signal);
  expect(await check({})).toEqual({ ok: true, message: `${broker.url}: 2 topics granted to the host gemba-host` });
  expect(await check({ groups: ['Secret'] })).toMatchObject({
    ok: false,
    message: expect.stringContaining('denies the topic spBv1.0/Secret/#'),
  });
  const discovered = openSparkplug({ url: broker.url, groups: ['Secret'] }).discover?.({
    signal: new AbortController().signal,
    listenMs: 60_000,
    asksForBirths: true,
  });
  expect(await discovered).toMatchObject({ ok: false, tags: [] });
  expect(published).toEqual([]);
});
