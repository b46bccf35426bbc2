/** An edge node against a host: what is sent arrives, whatever the host asks. Rules: Sparkplug 3.0, chapters 5 and 6. */
import fc from 'fast-check';
import { decodeSparkplugPayload, type Publication, type SparkplugPayload } from 'gemba/ingest';
import { type EdgeReading, SparkplugEdgeNode } from 'gemba/testing';
import { describe, expect, test } from 'vitest';
import type { SparkplugReading } from '../../../src/ingest/sparkplug/host-output.ts';
import { HostRig, startMs } from '../../ingest/sparkplug/support/host.ts';

const config = {
  group: 'Plant1',
  node: 'EdgeA',
  metrics: [{ name: 'Uptime', type: 'Int64' }],
  devices: {
    Press01: [
      { name: 'Temperature', type: 'Double', properties: { engUnit: 'Cel' } },
      { name: 'State', type: 'String' },
    ],
    Press02: [{ name: 'Count/Good', type: 'UInt32' }],
  },
} as const;

const payloadOf = ({ payload }: Publication): SparkplugPayload => {
  const decoded = decodeSparkplugPayload(payload);
  if (decoded.kind !== 'payload') throw new Error(decoded.failure);
  return decoded.payload;
};
const topics = (publications: readonly Publication[]): string[] => publications.map(({ topic }) => topic);
const temperature = (at: number, value: number): EdgeReading => ({
  device: 'Press01',
  metric: 'Temperature',
  at,
  value,
});

function openNode(): SparkplugEdgeNode {
  const node = new SparkplugEdgeNode(config);
  node.openSession(startMs);
  return node;
}

describe('births', () => {
  test('come first of all, the node’s before its devices’, numbered from 0 on', () => {
    const births = openNode().births(startMs);
    expect(topics(births)).toEqual([
      'spBv1.0/Plant1/NBIRTH/EdgeA',
      'spBv1.0/Plant1/DBIRTH/EdgeA/Press01',
      'spBv1.0/Plant1/DBIRTH/EdgeA/Press02',
    ]);
    expect(births.map((birth) => payloadOf(birth).sequence)).toEqual([0, 1, 2]);
    expect(births.map(({ qos, retain }) => [qos, retain])).toEqual(births.map(() => [0, false]));
  });

  test('have the number of the session that the will has, one more with each connection, and 0 after 255', () => {
    const node = new SparkplugEdgeNode(config);
    const numbers = Array.from({ length: 257 }, () => {
      const { will } = node.openSession(startMs);
      const [nbirth] = node.births(startMs) as [Publication];
      const [ofWill, ofBirth] = [will, nbirth].map((message) => payloadOf(message).metrics[0]);
      expect([ofWill?.name, ofBirth?.name]).toEqual(['bdSeq', 'bdSeq']);
      expect(ofWill?.value).toEqual(ofBirth?.value);
      expect([will.topic, will.qos, will.retain]).toEqual(['spBv1.0/Plant1/NDEATH/EdgeA', 1, false]);
      expect(payloadOf(will).sequence).toBeUndefined();
      return ofBirth?.value.field === 'long' ? ofBirth.value.value : undefined;
    });
    expect(numbers).toEqual([...Array.from({ length: 256 }, (_, i) => i), 0]);
  });

  test('have the last value of each metric, and null where there was none', () => {
    const node = openNode();
    node.data([temperature(startMs + 5, 71.5)], startMs + 10);
    const [, press] = node.births(startMs + 20) as [Publication, Publication];
    expect(payloadOf(press).metrics).toMatchObject([
      { name: 'Temperature', timestamp: startMs + 5, value: { field: 'double', value: 71.5 }, isNull: false },
      { name: 'State', isNull: true },
    ]);
  });

  test('declare an alias for each metric, unique in the node, which data then name alone', () => {
    const node = openNode();
    const aliases = node
      .births(startMs)
      .flatMap((birth) => payloadOf(birth).metrics)
      .flatMap(({ alias }) => (alias === undefined ? [] : [alias]));
    expect(new Set(aliases).size).toBe(4);
    const [data] = node.data([temperature(startMs, 1)], startMs) as [Publication];
    expect(payloadOf(data).metrics[0]).toMatchObject({ name: undefined, alias: aliases[1], dataType: undefined });
  });
});

test('a host that asks for a rebirth gets all births of the same session, numbered from 0', () => {
  const node = openNode();
  const births = node.births(startMs);
  const rig = new HostRig();
  rig.nowMs = startMs;
  // Without its births the host cannot read the data, and asks once the reorder window has passed.
  for (const { topic, payload } of node.data([temperature(startMs, 1)], startMs)) rig.receive({ topic, payload });
  const { publications } = rig.tickAfter(10_000);
  const [request] = publications as [Publication];
  expect(request.topic).toBe('spBv1.0/Plant1/NCMD/EdgeA');
  const answer = node.receive(request.topic, request.payload, rig.nowMs);
  expect(topics(answer)).toEqual(topics(births));
  expect(payloadOf(answer[0] as Publication)).toMatchObject({ sequence: 0 });
  expect(payloadOf(answer[0] as Publication).metrics[0]?.value).toEqual(
    payloadOf(births[0] as Publication).metrics[0]?.value,
  );
  rig.receiveAll(...answer);
  const [data] = node.data([temperature(startMs + 60_000, 2)], rig.nowMs) as [Publication];
  expect(rig.receive(data).readings).toMatchObject([{ tag: 'Plant1/EdgeA/Press01/Temperature', value: 2 }]);
});

test('other commands are not answered', () => {
  const node = openNode();
  expect(node.receive('spBv1.0/Plant1/NCMD/EdgeB', new Uint8Array(), startMs)).toEqual([]);
  expect(node.receive('spBv1.0/Plant1/NCMD/EdgeA', Uint8Array.of(0x18, 7), startMs)).toEqual([]);
  expect(node.receive('spBv1.0/Plant1/NCMD/EdgeA', Uint8Array.of(0xff), startMs)).toEqual([]);
});

test('a device that died has no data until its birth', () => {
  const node = openNode();
  node.births(startMs);
  expect(node.deviceDeath('Press01', startMs).topic).toBe('spBv1.0/Plant1/DDEATH/EdgeA/Press01');
  expect(topics(node.births(startMs))).not.toContain('spBv1.0/Plant1/DBIRTH/EdgeA/Press01');
  expect(() => node.data([temperature(startMs, 1)], startMs)).toThrow('not alive');
  expect(node.deviceBirth('Press01', startMs).topic).toBe('spBv1.0/Plant1/DBIRTH/EdgeA/Press01');
  expect(node.data([temperature(startMs, 1)], startMs)).toHaveLength(1);
});

test('what the node does not have is misuse', () => {
  const node = openNode();
  expect(() => node.data([{ metric: 'None', at: startMs, value: 1 }], startMs)).toThrow('There is no metric None');
  expect(() => node.deviceBirth('Press09', startMs)).toThrow('has no device Press09');
  expect(() => new SparkplugEdgeNode({ group: 'a/b', node: 'n' })).toThrow("'a/b' cannot stand in a topic");
  const twice = [{ name: 't', type: 'Double' } as const, { name: 't', type: 'Double' } as const];
  expect(() => new SparkplugEdgeNode({ group: 'g', node: 'n', metrics: twice })).toThrow('Two metrics');
});

test('a host reads every reading as it was sent, with and without aliases, past the wrap of the numbers', () => {
  const at = fc.integer({ min: startMs, max: startMs + 1e9 });
  const flags = { isHistorical: fc.boolean(), quality: fc.constantFrom(undefined, 'uncertain', 'bad') };
  const reading = fc.oneof(
    fc.record({ metric: fc.constant('Uptime'), at, value: fc.integer(), ...flags }),
    fc.record({
      device: fc.constant('Press01'),
      metric: fc.constant('Temperature'),
      at,
      value: fc.double({ noNaN: true }),
      ...flags,
    }),
    fc.record({ device: fc.constant('Press01'), metric: fc.constant('State'), at, value: fc.string(), ...flags }),
    fc.record({ device: fc.constant('Press02'), metric: fc.constant('Count/Good'), at, value: fc.nat(), ...flags }),
    fc.record({ device: fc.constant('Press02'), metric: fc.constant('Count/Good'), at, value: fc.constant(null) }),
  ) as fc.Arbitrary<EdgeReading>;
  fc.assert(
    fc.property(
      fc.array(fc.array(reading, { maxLength: 4 }), { minLength: 1, maxLength: 200 }),
      fc.boolean(),
      (batches, hasAliases) => {
        const node = new SparkplugEdgeNode({ ...config, hasAliases });
        const rig = new HostRig();
        node.openSession(startMs);
        rig.receiveAll(...node.births(startMs));
        const received: SparkplugReading[] = [];
        for (const batch of batches)
          for (const message of node.data(batch, startMs)) {
            const { readings, refusals, publications } = rig.receive(message);
            expect([refusals, publications]).toEqual([[], []]);
            received.push(...readings);
          }
        const byTag = (wanted: string): unknown =>
          received
            .filter(({ tag }) => tag === wanted)
            .map(({ at: when, value, quality, isHistorical }) => [when, value, quality, isHistorical]);
        for (const [device, metric] of [
          [undefined, 'Uptime'],
          ['Press01', 'Temperature'],
          ['Press01', 'State'],
          ['Press02', 'Count/Good'],
        ] as const) {
          const sent = batches.flat().filter((one) => one.metric === metric);
          const tag = ['Plant1', 'EdgeA', ...(device === undefined ? [] : [device]), metric].join('/');
          expect(byTag(tag)).toEqual(
            sent.map((one) => [
              one.at,
              one.value,
              one.value === null || one.quality === 'bad' ? 2 : one.quality === 'uncertain' ? 1 : 0,
              one.isHistorical === true,
            ]),
          );
        }
      },
    ),
    { numRuns: 30 },
  );
});
