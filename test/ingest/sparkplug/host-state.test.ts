/** What a host says of itself, and topics. Rules: Sparkplug 3.0, 4, 5.2 and 6.4.29. */
import { describe, expect, test } from 'vitest';
import {
  answerOwnState,
  parseStateMessage,
  planHostConnection,
  planHostDeath,
} from '../../../src/ingest/sparkplug/host-state.ts';
import { createRebirthCommand } from '../../../src/ingest/sparkplug/rebirth-command.ts';
import { isId, parseTopic, sparkplugVerbs } from '../../../src/ingest/sparkplug/topic.ts';
import { fixture } from './support/fixtures.ts';
import { HostRig, startMs } from './support/host.ts';
import { decodePlainly } from './support/plain-decoder.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const json = (payload: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(payload));

describe('a host', () => {
  const plan = planHostConnection('gemba-host', startMs);

  test('has a will that says it is offline, and a birth with the same timestamp', () => {
    for (const [publication, start] of [
      [plan.birth, '17'],
      [plan.will, '18'],
    ] as const) {
      const { topic, bytes } = fixture(start);
      expect(publication).toEqual({ topic, payload: bytes, qos: 1, retain: true });
    }
    expect(plan.timestamp).toBe(startMs);
  });

  test('plans a clean session that ends with the connection', () => {
    expect(plan).toMatchObject({ isClean: true, sessionExpirySeconds: 0 });
  });

  test('plans to subscribe to its own state first, then to its groups', () => {
    const topics = ({ subscriptions }: typeof plan): readonly string[] => subscriptions.map(({ topic }) => topic);
    expect(topics(plan)).toEqual(['spBv1.0/STATE/gemba-host', 'spBv1.0/+/#']);
    expect(topics(planHostConnection('h', startMs, ['A', 'B']))).toEqual([
      'spBv1.0/STATE/h',
      'spBv1.0/A/#',
      'spBv1.0/B/#',
    ]);
  });

  test('plans a death of now for when it disconnects on purpose', () => {
    const death = planHostDeath('gemba-host', startMs + 5);
    expect(death).toMatchObject({ topic: 'spBv1.0/STATE/gemba-host', qos: 1, retain: true });
    expect(json(death.payload)).toEqual({ online: false, timestamp: startMs + 5 });
  });

  test('that hears that it is offline says again that it is online, with the timestamp of its will', () => {
    const rig = new HostRig();
    expect(rig.fixture('18').publications).toEqual([plan.birth]);
    expect(rig.fixture('17').publications).toEqual([]);
    expect(answerOwnState(utf8('offline'), plan)).toBeUndefined();
  });
});

test('a STATE message is an object of online and timestamp, and nothing else is one', () => {
  expect(parseStateMessage(fixture('17').bytes)).toEqual({ isOnline: true, timestamp: startMs });
  const others = ['ONLINE', '{', 'null', '7', '{"online":"true","timestamp":1}', '{"online":true}'];
  for (const text of others) expect(parseStateMessage(utf8(text))).toBeUndefined();
  expect(parseStateMessage(Uint8Array.of(0xff))).toBeUndefined();
});

test('a rebirth request is an NCMD of QoS 0, not retained, with a timestamp and without a number', () => {
  for (const nowMs of [1, 127, 128, startMs + 0.5]) {
    const { payload, ...rest } = createRebirthCommand('Plant1', 'EdgeA', nowMs);
    expect(rest).toEqual({ topic: 'spBv1.0/Plant1/NCMD/EdgeA', qos: 0, retain: false });
    const timestamp = Math.floor(nowMs);
    expect(decodePlainly(payload)).toMatchObject({
      timestamp,
      sequence: undefined,
      metrics: [{ name: 'Node Control/Rebirth', timestamp, dataType: 11, value: { field: 'boolean', value: true } }],
    });
  }
});

describe('a topic', () => {
  test('has namespace, group, verb, node, and a device where the verb is of one', () => {
    for (const verb of sparkplugVerbs) {
      const device = verb.startsWith('D') ? 'D 1' : undefined;
      const topic = `spBv1.0/G/${verb}/N${device === undefined ? '' : `/${device}`}`;
      expect(parseTopic(topic)).toEqual({ kind: 'edge', verb, group: 'G', node: 'N', device });
    }
    expect(parseTopic('spBv1.0/STATE/h')).toEqual({ kind: 'state', hostId: 'h' });
  });

  test.each([
    'spAv1.0/G/NDATA/N',
    'spBv1.0/G/NDATA/N/D',
    'spBv1.0/G/DDATA/N',
    'spBv1.0/G/DDATA/N/',
    'spBv1.0/G/DDATA/N/D/E',
    'spBv1.0/G/XDATA/N',
    'spBv1.0/G/NDATA/',
    'spBv1.0/G',
    'spBv1.0//NDATA/N',
    'spBv1.0/STATE',
    'spBv1.0/STATE/h/x',
    'STATE/h',
  ])('%s is none', (topic) => {
    expect(parseTopic(topic)).toBeUndefined();
  });

  test('has no part with a character that MQTT keeps for itself', () => {
    for (const id of ['a+', '#', 'a/b', 'a\0', '', undefined]) expect(isId(id)).toBe(false);
    expect(isId('Werk Süd 1')).toBe(true);
  });
});
