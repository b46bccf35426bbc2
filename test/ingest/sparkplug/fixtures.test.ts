/** The messages of the fixture folder, by what their makers expect. */
import { expect, test } from 'vitest';
import { decodePayload } from '../../../src/ingest/sparkplug/decode-payload.ts';
import { findProperty } from '../../../src/ingest/sparkplug/metric-value.ts';
import type { SparkplugPayload } from '../../../src/ingest/sparkplug/payload.ts';
import { fixture, messages } from './support/fixtures.ts';
import { HostRig, nodeBirth, send, startMs, valuesOf } from './support/host.ts';

function payloadOf(start: string): SparkplugPayload {
  const decoded = decodePayload(fixture(start).bytes);
  if (decoded.kind !== 'payload') throw new Error(decoded.failure);
  return decoded.payload;
}

test('each message has the sequence number and the names that are expected of it', () => {
  for (const { file, expect: expected } of messages) {
    if (file.endsWith('.json') || 'error' in expected) continue;
    const payload = payloadOf(file);
    if ('seq' in expected) expect(payload.sequence).toBe(expected['seq']);
    const metrics = (expected['metrics'] ?? []) as Readonly<Record<string, unknown>>[];
    metrics.forEach(({ name, alias, timestamp, is_historical }, i) => {
      const metric = payload.metrics[i];
      if (alias !== undefined) expect(metric?.alias).toBe(Number(alias));
      else expect(metric?.name).toBe(name);
      if (timestamp !== undefined) expect(metric?.timestamp).toBe(timestamp);
      if (is_historical !== undefined) expect(metric?.isHistorical).toBe(is_historical);
    });
  }
});

test('malformed messages are refused, each with what is wrong', () => {
  const failures = { '90': 'length-past-end', '91': 'varint-too-long', '92': 'length-past-end' };
  for (const [start, failure] of Object.entries(failures)) {
    expect(decodePayload(fixture(start).bytes)).toMatchObject({ kind: 'malformed', failure });
    const output = new HostRig().fixture(start);
    expect(output.refusals.map(({ code, field }) => [code, field])).toEqual([['malformed', '']]);
    expect(output.readings).toEqual([]);
  }
});

test('a birth gives the values of all its metrics, a null one without a value and bad', () => {
  const rig = new HostRig();
  expect(valuesOf(rig.fixture('01').readings)).toEqual({ 'Properties/Firmware': '1.4.2', Uptime: -5 });
  const { readings } = rig.fixture('02');
  expect(valuesOf(readings)).toEqual({
    'Press01/Temperature': 71.5,
    'Press01/Pressure': 1.0132500000000002,
    'Press01/Count/Good': 18446744073709551615n,
    'Press01/Count/Scrap': 4294967295,
    'Press01/State': -7,
    'Press01/Small': -1,
    'Press01/Order': null,
    'Press01/LastChange': 1767222000000,
  });
  expect(readings.filter(({ quality }) => quality !== 0).map(({ tag, quality }) => [tag, quality])).toEqual([
    ['Plant1/EdgeA/Press01/Order', 2],
  ]);
  const properties = payloadOf('02').metrics[0]?.properties as NonNullable<
    SparkplugPayload['metrics'][0]['properties']
  >;
  expect([findProperty(properties, 'engUnit'), findProperty(properties, 'Quality')]).toEqual(['Cel', 192]);
});

test('data have names and types of the birth, and times of their own', () => {
  const rig = new HostRig();
  rig.fixture('01');
  rig.fixture('02');
  const expected = [
    { tag: 'Plant1/EdgeA/Press01/Temperature', at: 1767225600990, value: 72.25, quality: 0, isHistorical: false },
    { tag: 'Plant1/EdgeA/Press01/Count/Good', at: 1767225600995, value: 1001, quality: 0, isHistorical: false },
  ];
  expect(rig.fixture('03').readings).toEqual(expected);
  const { readings } = rig.fixture('04');
  expect(readings.map(({ value, isHistorical }) => [value, isHistorical])).toEqual([
    [70, true],
    [71, true],
    [72, true],
    [73, true],
    [74, true],
    [75.5, false],
  ]);
  const other = new HostRig();
  other.fixture('01');
  other.fixture('02');
  expect(other.fixture('94').readings).toEqual(expected);
});

test('a message that comes after the next one is read before it', () => {
  const rig = new HostRig();
  for (const start of ['01', '02', '03', '04']) rig.fixture(start);
  expect(rig.fixture('05').readings).toEqual([]);
  const { readings, events, publications } = rig.fixture('06');
  expect(readings.map(({ tag }) => tag.split('/').at(-1))).toEqual(['Pressure', 'Temperature']);
  expect([events, publications, rig.host.dueAt]).toEqual([[], [], Number.POSITIVE_INFINITY]);
});

test('after 255 comes 0', () => {
  const rig = new HostRig();
  const birth = nodeBirth(startMs);
  // A birth may have any number; here, so that the next is 255.
  const late = send({ verb: 'NBIRTH', seq: 253 });
  rig.receive({ ...birth, payload: late.payload });
  const temperature = { name: 'Temperature', alias: 10n, type: 'Float', float_value: 1 };
  rig.receive(send({ verb: 'DBIRTH', device: 'Press01', seq: 254, metrics: [temperature] }));
  const outputs = ['07', '08', '09'].map((start) => rig.fixture(start));
  expect(outputs.map(({ readings }) => readings.length)).toEqual([1, 1, 1]);
  expect(JSON.parse(String(outputs[2]?.readings[0]?.value))).toEqual({
    columns: ['product', 'good', 'scrapRate'],
    rows: [
      ['A-1', 1200, 0.0125],
      ['B-7', 340, 0],
    ],
  });
});

test('members of a template are tags below its instance, arrays are one text', () => {
  const rig = new HostRig();
  expect(rig.fixture('10').readings).toEqual([]);
  expect(valuesOf(rig.fixture('11').readings)).toEqual({ 'Press01/Motor1/rpm': 1480, 'Press01/Motor1/amps': 12.5 });
  // The bytes give Vibration the type 29, which is UInt64Array; what is expected, FloatArray, is 30.
  const { topic, hex } = fixture('12');
  const payload = Uint8Array.from(Buffer.from(hex.replace('b733201d82', 'b733201e82'), 'hex'));
  const values = valuesOf(rig.receive({ topic, payload }).readings);
  expect(Object.fromEntries(Object.entries(values).map(([tag, value]) => [tag, JSON.parse(String(value))]))).toEqual({
    'Press01/Vibration': [0.5, -0.25, 0.125, 1],
    'Press01/Flags': [false, true, false, true, false, true, false, true, true, true, false, true],
    'Press01/Names': ['one', 'two'],
    'Press01/I32s': [1, -2, 2147483647],
  });
  const { events, readings } = rig.fixture('15');
  const scope = 'Plant1/EdgeA/Press01';
  expect(events).toEqual([{ kind: 'device-offline', scope, at: payloadOf('15').timestamp }]);
  expect(readings).toEqual([]);
});

test('a death ends the session of its number only', () => {
  const rig = new HostRig();
  rig.fixture('01');
  expect(rig.fixture('14').dropped.map(({ reason }) => reason)).toEqual(['stale-death']);
  // By the clock of the host: the will was written long before.
  rig.nowMs += 77;
  expect(rig.fixture('13').events).toMatchObject([{ kind: 'node-offline', scope: 'Plant1/EdgeA', at: startMs + 77 }]);
  rig.fixture('10');
  for (const start of ['13', '14']) {
    expect(rig.fixture(start)).toMatchObject({ dropped: [{ reason: 'stale-death' }], events: [] });
  }
});

test('an alias that no birth had is refused, and a rebirth is asked for as it is in the fixture', () => {
  const rig = new HostRig();
  rig.fixture('01');
  rig.fixture('02');
  const command = fixture('16');
  rig.nowMs = 1767225728056;
  const { refusals, publications, rebirths } = rig.fixture('93');
  expect(refusals.map(({ code, field }) => [code, field])).toEqual([['unknown-alias', 'metrics[0]']]);
  expect(rebirths).toEqual([{ scope: 'Plant1/EdgeA', reason: 'unknown-metric' }]);
  expect(publications).toHaveLength(1);
  expect(publications[0]).toMatchObject({ topic: command.topic, qos: 0, retain: false });
  const sent = decodePayload(publications[0]?.payload as Uint8Array);
  const { timestamp, ...rest } = payloadOf('16');
  expect(sent).toMatchObject({
    payload: { ...rest, timestamp: 1767225728056, metrics: [{ value: rest.metrics[0]?.value }] },
  });
  expect(timestamp).toBeGreaterThan(startMs);
});
