import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { clientIdOf } from '../../../src/ingest/mqtt/client-options.ts';
import { mqttSourceSchema } from '../../../src/ingest/mqtt/config.ts';
import { mqttConfig, mqttContext, timedMapping } from './support/source.ts';

const valid = {
  kind: 'mqtt',
  id: 'broker',
  url: 'mqtt://b',
  subscriptions: [{ topic: 'plant/#', mapping: timedMapping }],
};
const problemsOf = (more: object): string => {
  const { error } = mqttSourceSchema.safeParse({ ...valid, ...more });
  return error === undefined ? '' : z.prettifyError(error);
};

it('what is left out has the value of the reference', () => {
  expect(mqttSourceSchema.parse(valid)).toMatchObject({
    protocolVersion: 5,
    sessionExpiryMs: 7 * 86_400_000,
    keepaliveMs: 30_000,
    receiveMaximum: 1_000,
    connections: 1,
    subscriptions: [{ qos: 1, orderMatters: true }],
  });
});

it.each([
  [
    'QoS 2, which is not taken',
    { subscriptions: [{ topic: 'a', qos: 2, mapping: timedMapping }] },
    /QoS 2 is not taken/,
  ],
  ['a password in the url', { url: 'mqtt://user:secret@broker' }, /stand in `username` and `password`/],
  ['a password without a user', { password: { env: 'X' } }, /needs a `username`/],
  ['a password as text', { username: 'u', password: 'secret' }, /password/],
  ['TLS without a secure url', { tls: { ca: 'ca.pem' } }, /needs `mqtts:\/\/` or `wss:\/\/`/],
  ['a certificate without its key', { url: 'mqtts://b', tls: { cert: 'c.pem' } }, /give both or neither/],
  ['checking switched off', { url: 'mqtts://b', tls: { rejectUnauthorized: false } }, /rejectUnauthorized/],
  ['connections with nothing to share', { connections: 4 }, /orderMatters: false/],
  [
    'a topic twice',
    { subscriptions: [valid.subscriptions[0], valid.subscriptions[0]] },
    /names the topic `plant\/#` twice/,
  ],
  ['a shared subscription by hand', { subscriptions: [{ topic: '$share/g/a', mapping: timedMapping }] }, /no `\$share/],
  ['half seconds', { keepaliveMs: 1_500 }, /whole number of seconds/],
  ['a variable’s name that is none', { username: { env: 'NO NAME' } }, /environment variable/],
])('refuses %s', (_name, more, message) => {
  expect(problemsOf(more)).toMatch(message);
});

it('accepts the broker’s addresses of the reference', () => {
  for (const url of [
    'mqtt://broker',
    'mqtts://broker:8883',
    'ws://broker/mqtt',
    'wss://broker:443/a/b',
    'mqtt://[::1]:1883',
  ])
    expect(problemsOf({ url })).toBe('');
});

it('the client id is the same at every start, and another for another plant or source', () => {
  const config = mqttConfig({ url: 'mqtt://b' });
  const other = mqttContext({ identityKey: new Uint8Array(32).fill(8) });
  const ids = [
    clientIdOf(config, mqttContext()),
    clientIdOf(config, other),
    clientIdOf(mqttConfig({ url: 'mqtt://b', id: 'second' }), mqttContext()),
  ];
  expect(clientIdOf(config, mqttContext())).toBe(ids[0]);
  expect(new Set(ids).size).toBe(3);
  expect(clientIdOf(mqttConfig({ url: 'mqtt://b', clientId: 'mine' }), other)).toBe('mine');
  for (const id of ids) expect(id).toMatch(/^gemba-[a-z]+-[0-9a-f]{8}$/);
});

it('every source in the guide is right', () => {
  const guide = readFileSync(new URL('../../../docs/connect-your-broker.md', import.meta.url), 'utf8');
  const blocks = [...guide.matchAll(/```json(?: plant)?\n(.*?)```/gs)].map(([, text]) => JSON.parse(text as string));
  const sources = blocks.flatMap((block) => block.sources ?? [block]);
  expect(sources).toHaveLength(3);
  for (const source of sources) expect(mqttSourceSchema.safeParse(source).error).toBeUndefined();
});
