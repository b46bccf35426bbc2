/** What a host makes of births, deaths, gaps and strangers. Rules: Sparkplug 3.0, 5 and 6. */
import { describe, expect, test } from 'vitest';
import { draftTags } from '../../../src/ingest/sparkplug/draft-tags.ts';
import {
  bdSeq,
  deviceBirth,
  deviceData,
  HostRig,
  nodeBirth,
  nodeDeath,
  options,
  rebirth,
  send,
  startMs,
  valuesOf,
} from './support/host.ts';

const bornRig = (...args: ConstructorParameters<typeof HostRig>): HostRig => {
  const rig = new HostRig(...args);
  rig.receiveAll(nodeBirth(), deviceBirth());
  return rig;
};
const at = (ms: number): number => startMs + ms;
const { reorderTimeoutMs } = options;

describe('order', () => {
  test('messages that wait are read once the missing one comes, and nothing is asked for', () => {
    const rig = bornRig();
    for (const seq of [4, 3, 5]) expect(rig.receive(deviceData(seq, at(seq))).readings).toEqual([]);
    expect(rig.host.dueAt).toBe(rig.nowMs + reorderTimeoutMs);
    expect(rig.receive(deviceData(2, at(2))).readings.map(({ value }) => value)).toEqual([2, 3, 4, 5]);
    expect(rig.tickAfter(reorderTimeoutMs)).toMatchObject({ publications: [], readings: [] });
  });

  test('when the reorder timeout is over a rebirth is asked for, and what waited is read and uncertain', () => {
    const rig = bornRig();
    rig.receive(deviceData(4, at(4)));
    expect(rig.tickAfter(reorderTimeoutMs - 1)).toMatchObject({ publications: [], readings: [] });
    const output = rig.tickAfter(1);
    expect(output.rebirths).toEqual([{ scope: 'Plant1/EdgeA', reason: 'missing-messages' }]);
    expect(output.readings).toMatchObject([{ value: 4, quality: 1 }]);
    expect(output.events).toEqual([
      { kind: 'sequence-jump', scope: 'Plant1/EdgeA', fromAt: startMs, toAt: at(4), missingCount: 2 },
    ]);
    expect(rig.receive(deviceData(5, at(5))).readings).toMatchObject([{ value: 5, quality: 1 }]);
  });

  test('a missing message that comes after all is read', () => {
    const rig = bornRig();
    rig.receive(deviceData(3, at(3)));
    rig.tickAfter(reorderTimeoutMs);
    expect(rig.receive(deviceData(2, at(2))).readings).toMatchObject([{ value: 2, quality: 1 }]);
    expect(rig.receive(deviceData(2, at(2))).dropped).toMatchObject([{ reason: 'duplicate' }]);
    expect(rig.receive(deviceData(4, at(4))).readings).toMatchObject([{ value: 4 }]);
  });

  test('a birth or death of a device that comes too late says nothing of now', () => {
    const rig = bornRig();
    rig.receive(deviceData(4, at(4)));
    rig.tickAfter(reorderTimeoutMs);
    const late = send({
      verb: 'DBIRTH',
      device: 'Press01',
      seq: 2,
      at: at(2),
      metrics: [{ name: 'u', alias: 7n, type: 'Double', double_value: 9 }],
    });
    expect(valuesOf(rig.receive(late).readings)).toEqual({ 'Press01/u': 9 });
    expect(rig.receive(send({ verb: 'DDEATH', device: 'Press01', seq: 3, at: at(3) })).events).toEqual([]);
    expect(valuesOf(rig.receive(deviceData(5, at(5))).readings)).toEqual({ 'Press01/t': 5 });
  });

  test('when too many wait the rebirth is asked for at once', () => {
    const rig = bornRig({ reorderCountMax: 2 });
    rig.receiveAll(deviceData(3, at(3)), deviceData(4, at(4)));
    const output = rig.receive(deviceData(5, at(5)));
    expect(output.readings.map(({ value }) => value)).toEqual([3, 4, 5]);
    expect(output.publications).toHaveLength(1);
  });

  test('of two messages with one number both are read', () => {
    const rig = bornRig();
    rig.receiveAll(deviceData(3, at(3), 1), deviceData(3, at(4), 2));
    expect(rig.tickAfter(reorderTimeoutMs).readings.map(({ value }) => value)).toEqual([1, 2]);
    expect(rig.receive(deviceData(4, at(5))).readings).toHaveLength(1);
  });

  test('where the numbers begin anew without a birth, how many are missing is not known', () => {
    const rig = bornRig();
    for (let seq = 2; seq < 60; seq++) rig.receive(deviceData(seq, at(seq)));
    rig.receive(deviceData(1, at(300)));
    const { events, publications } = rig.tickAfter(reorderTimeoutMs);
    expect(events).toMatchObject([{ kind: 'sequence-jump', missingCount: undefined }]);
    expect(publications).toHaveLength(1);
    expect(rig.receive(deviceData(2, at(301))).readings).toHaveLength(1);
  });

  test('a redelivered message changes nothing, waiting or read', () => {
    const rig = bornRig();
    for (const sent of [deviceBirth(), nodeBirth()]) {
      expect(rig.receive(sent)).toMatchObject({ dropped: [{ reason: 'duplicate' }], readings: [], events: [] });
    }
    rig.receive(deviceData(3, at(3)));
    expect(rig.receive(deviceData(3, at(3))).dropped).toMatchObject([{ reason: 'duplicate' }]);
  });

  test('a message without a number, or with one beyond 255, is refused', () => {
    const rig = bornRig();
    for (const sent of [send({ verb: 'NDATA' }), send({ verb: 'NDATA', seq: 256 }), send({ verb: 'NBIRTH' })]) {
      expect(rig.receive(sent).refusals).toMatchObject([{ code: 'missing-sequence', field: '' }]);
    }
  });
});

describe('births', () => {
  test('data before a birth wait for it, then are refused and a rebirth is asked for', () => {
    const rig = new HostRig();
    expect(rig.receive(deviceData(5, startMs))).toMatchObject({ readings: [], refusals: [], publications: [] });
    const output = rig.tickAfter(reorderTimeoutMs);
    expect(output.refusals.map(({ code }) => code)).toEqual(['no-birth']);
    expect(output.rebirths).toEqual([{ scope: 'Plant1/EdgeA', reason: 'no-birth' }]);
    expect(rig.receive(deviceData(5, startMs)).dropped).toMatchObject([{ reason: 'duplicate' }]);
  });

  test('what waited for the birth is read after it; what is older than the birth is refused', () => {
    const rig = new HostRig();
    rig.receiveAll(deviceData(57, at(-1)), deviceData(2, at(2)), deviceBirth());
    const output = rig.receive(nodeBirth());
    expect(output.refusals.map(({ code }) => code)).toEqual(['no-birth']);
    expect(output.readings.map(({ value }) => value)).toEqual([0, 2]);
    expect(rig.host.dueAt).toBe(Number.POSITIVE_INFINITY);
  });

  test('data of a device that was not born, or not again after its node, are refused and a rebirth is asked for', () => {
    const rig = new HostRig();
    rig.receive(nodeBirth());
    expect(rig.receive(deviceData(1, at(1)))).toMatchObject({
      refusals: [{ code: 'no-birth' }],
      rebirths: [{ reason: 'no-birth' }],
    });
    const other = bornRig();
    other.receive(nodeBirth(at(10)));
    expect(other.receive(deviceData(1, at(11)))).toMatchObject({ refusals: [{ code: 'no-birth' }] });
    other.receiveAll(nodeBirth(at(20)), deviceBirth(at(20)));
    expect(other.receive(deviceData(2, at(21))).readings).toHaveLength(1);
  });

  test('a birth of the same session is a rebirth: nobody was offline', () => {
    const rig = bornRig();
    expect(rig.receive(nodeBirth(at(10))).events).toMatchObject([{ kind: 'node-online', isRebirth: true }]);
    expect(rig.receive(deviceBirth(at(10))).events).toEqual([]);
  });

  test('a birth of another session ends the one before', () => {
    const rig = bornRig();
    expect(rig.receive(nodeBirth(at(10), 1)).events).toMatchObject([
      { kind: 'node-offline' },
      { kind: 'node-online', isRebirth: false },
    ]);
    expect(rig.receive(deviceBirth(at(10))).events).toMatchObject([{ kind: 'device-online' }]);
    expect(rig.receive(nodeDeath(0)).dropped).toMatchObject([{ reason: 'stale-death' }]);
    expect(rig.receive(nodeDeath(1)).events).toMatchObject([{ kind: 'node-offline' }]);
  });

  test('a birth that is older by clock and session is ignored, unless a birth was asked for', () => {
    const rig = new HostRig();
    rig.receive(nodeBirth(at(100), 5));
    expect(rig.receive(nodeBirth(at(50), 4)).dropped).toMatchObject([{ reason: 'older-birth' }]);
    // The number of the session wraps, and a node that has lost it begins anew with a later clock.
    expect(rig.receive(nodeBirth(at(200), 0)).dropped).toEqual([]);
    expect(rig.receive(nodeBirth(at(150), 255)).dropped).toMatchObject([{ reason: 'older-birth' }]);
    rig.receive(deviceData(1, at(201)));
    expect(rig.receive(nodeBirth(at(190), 0)).events).toMatchObject([{ kind: 'node-online' }]);
  });

  test('a birth without a session number or a time is taken', () => {
    const rig = bornRig();
    const output = rig.receive(send({ verb: 'NBIRTH', seq: 0, at: at(-50), metrics: [] }));
    expect(output.events).toMatchObject([{ kind: 'node-offline' }, { kind: 'node-online' }, { kind: 'notice' }]);
    expect(rig.receive(send({ verb: 'NDEATH' })).events).toMatchObject([{ kind: 'node-offline' }]);
    const older = bornRig();
    older.receive(send({ verb: 'NBIRTH', seq: 0, at: at(-50), metrics: [rebirth] }));
    expect(older.receive(nodeBirth(at(-60), 0)).dropped).toEqual([]);
  });

  test('messages that the broker had kept say nothing of now', () => {
    const rig = new HostRig();
    expect(rig.receive(nodeBirth(), true)).toMatchObject({ dropped: [{ reason: 'retained' }], readings: [] });
  });

  test('what is wrong with a birth is told once', () => {
    const rig = new HostRig();
    const twice = [
      { name: 'Press01/x', alias: 3n, type: 'Double', double_value: 1 },
      { name: 'b', alias: 3n, type: 'Double', double_value: 2 },
    ];
    const metrics = [bdSeq(0), ...twice];
    const { events } = rig.receive(send({ verb: 'NBIRTH', seq: 0, metrics }));
    const notices = events.flatMap((event) => (event.kind === 'notice' ? [event.message] : []));
    expect(notices).toEqual([
      expect.stringMatching(/one alias to several metrics: 3\./),
      expect.stringMatching(/no metric "Node Control\/Rebirth"/),
    ]);
    expect(rig.receive(deviceBirth()).events).toMatchObject([
      { kind: 'device-online' },
      { kind: 'notice', message: expect.stringMatching(/metrics named "Press01\/…"/) },
    ]);
    const data = send({ verb: 'NDATA', seq: 2, metrics: [{ alias: 3n, double_value: 1 }] });
    expect(rig.receive(data).refusals).toMatchObject([{ code: 'unknown-alias' }]);
    const again = rig.receive(send({ verb: 'NBIRTH', seq: 0, at: at(9), metrics }));
    expect(again.events.map(({ kind }) => kind)).toEqual(['node-online']);
  });
});

describe('deaths', () => {
  test('after a death messages on their way are read for a while, then a rebirth is asked for', () => {
    const rig = bornRig();
    rig.receive(deviceData(3, at(3)));
    const death = rig.receive(nodeDeath());
    expect(death.readings).toHaveLength(1);
    expect(death.publications).toEqual([]);
    for (const seq of [4, 2]) expect(rig.receive(deviceData(seq, at(seq))).readings).toMatchObject([{ quality: 1 }]);
    const late = send({ verb: 'DDATA', device: 'Other', seq: 5, at: at(5), metrics: [{ alias: 1n, double_value: 1 }] });
    expect(rig.receive(late)).toMatchObject({ refusals: [{ code: 'no-birth' }], publications: [] });
    const unknown = send({
      verb: 'DDATA',
      device: 'Press01',
      seq: 6,
      at: at(6),
      metrics: [{ alias: 1n, double_value: 1 }],
    });
    expect(rig.receive(unknown)).toMatchObject({ refusals: [{ code: 'unknown-alias' }], publications: [] });
    rig.nowMs += reorderTimeoutMs + 1;
    expect(rig.receive(deviceData(7, at(7))).readings).toEqual([]);
    expect(rig.tickAfter(reorderTimeoutMs).rebirths).toEqual([{ scope: 'Plant1/EdgeA', reason: 'no-birth' }]);
  });

  test('a message of before the birth is refused also after the death', () => {
    const rig = bornRig();
    rig.receive(nodeDeath());
    expect(rig.receive(deviceData(2, at(-1)))).toMatchObject({
      refusals: [{ code: 'before-birth' }],
      publications: [],
    });
  });

  test('a device that died has to be born again', () => {
    const rig = bornRig();
    const death = send({ verb: 'DDEATH', device: 'Press01', seq: 2, at: at(2) });
    expect(rig.receive(death).events).toEqual([{ kind: 'device-offline', scope: 'Plant1/EdgeA/Press01', at: at(2) }]);
    expect(rig.receive(send({ verb: 'DDEATH', device: 'Press01', seq: 3, at: at(3) })).events).toEqual([]);
    expect(rig.receive(deviceData(4, at(4)))).toMatchObject({ refusals: [{ code: 'no-birth' }], rebirths: [{}] });
    expect(rig.receive(deviceBirth(at(5), 5)).events).toMatchObject([{ kind: 'device-online' }]);
    const timeless = { ...death, payload: Uint8Array.of(0x18, 6) };
    expect(rig.receive(timeless).events).toMatchObject([{ kind: 'device-offline', at: rig.nowMs }]);
  });
});

describe('clocks', () => {
  test('a message of before the birth is refused, and nothing is asked for', () => {
    const rig = bornRig();
    expect(rig.receive(deviceData(9, at(-1)))).toMatchObject({
      refusals: [{ code: 'before-birth' }],
      publications: [],
    });
    expect(rig.receive(deviceData(2, at(1))).readings).toHaveLength(1);
  });

  test('where a clock was set back a rebirth is asked for, and its birth is taken though it is older', () => {
    const rig = bornRig();
    expect(rig.receive(deviceData(2, at(-9_000))).publications).toHaveLength(1);
    expect(rig.receive(nodeBirth(at(-8_000))).events).toMatchObject([{ kind: 'node-online' }]);
    rig.receive(deviceBirth(at(-8_000)));
    expect(rig.receive(deviceData(2, at(-7_000))).readings).toMatchObject([{ quality: 0 }]);
  });

  test('a clock set back before a birth that is ignored is found out by the messages after it', () => {
    const rig = bornRig();
    expect(rig.receive(nodeBirth(at(-9_000))).dropped).toMatchObject([{ reason: 'older-birth' }]);
    const outputs = [11, 12, 13, 14, 15, 16, 17, 18, 19].map((seq) => rig.receive(deviceData(seq, at(-9_000 + seq))));
    expect(outputs.map(({ publications }) => publications.length)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });
});

describe('rebirth requests', () => {
  test('are made at once, then ever more seldom while no birth comes', () => {
    const rig = new HostRig({ rebirth: { firstMs: 10_000, longestMs: 30_000 } });
    rig.receive(deviceData(5, startMs));
    const askedAt: number[] = [];
    for (let second = 0; second < 120; second++) {
      if (rig.tickAfter(1_000).publications.length > 0) askedAt.push((rig.nowMs - startMs) / 1_000);
    }
    expect(askedAt).toEqual([2, 12, 32, 62, 92]);
    rig.receive(nodeBirth(rig.nowMs));
    expect(rig.host.dueAt).toBe(Number.POSITIVE_INFINITY);
  });

  test('are limited also where births come and do not help', () => {
    const rig = bornRig();
    const unknown = (seq: number): Parameters<typeof rig.receive>[0] =>
      send({ verb: 'NDATA', seq, at: at(seq), metrics: [{ alias: 99n, double_value: 1 }] });
    expect(rig.receive(unknown(2)).publications).toHaveLength(1);
    rig.receive(nodeBirth(at(3)));
    expect(rig.receive(unknown(1)).publications).toEqual([]);
    expect(rig.receive(nodeBirth(at(4))).publications).toEqual([]);
    expect(rig.receive(send({ verb: 'NDATA', seq: 1, at: at(5), metrics: [{ alias: 98n }] })).publications).toEqual([]);
    expect(rig.tickAfter(10_000).publications).toHaveLength(1);
  });

  test('are not held up by a clock of the host that was set back', () => {
    const rig = bornRig();
    const unknown = (seq: number): Parameters<typeof rig.receive>[0] =>
      send({ verb: 'NDATA', seq, at: at(seq), metrics: [{ alias: 99n, double_value: 1 }] });
    rig.receive(unknown(2));
    rig.nowMs -= 3_600_000;
    expect(rig.receive(unknown(3)).publications).toHaveLength(1);
  });
});

describe('metrics', () => {
  test('one that no birth had is read by its own name and type, and a rebirth is asked for', () => {
    const rig = bornRig();
    const output = rig.receive(
      send({ verb: 'NDATA', seq: 2, metrics: [{ name: 'new', type: 'Int32', int_value: 5 }] }),
    );
    expect(valuesOf(output.readings)).toEqual({ new: 5 });
    expect(output.rebirths).toMatchObject([{ reason: 'unknown-metric' }]);
  });

  test('each is refused for what is wrong with it, and the others of its message are read', () => {
    const rig = bornRig();
    const output = rig.receive({
      topic: 'spBv1.0/Plant1/DDATA/EdgeA/Press01',
      payload: send({
        verb: 'DDATA',
        seq: 2,
        metrics: [
          { double_value: 1 },
          { name: 'untyped', double_value: 1 },
          { alias: 7n },
          { alias: 7n, string_value: 'x' },
          { alias: 7n, double_value: 2 },
          { alias: 7n, double_value: 3, is_transient: true },
          {
            name: 'm',
            type: 'Template',
            template_value: { metrics: [{ double_value: 1 }, { name: 'x', double_value: 1 }] },
          },
        ],
      }).payload,
    });
    expect(output.refusals.map(({ code, field }) => [code, field])).toEqual([
      ['missing-name', 'metrics[0]'],
      ['missing-type', 'metrics[1]'],
      ['missing-value', 'metrics[2]'],
      ['wrong-value', 'metrics[3]'],
      ['missing-name', 'metrics[6].metrics[0]'],
      ['missing-type', 'metrics[6].metrics[1]'],
    ]);
    expect(output.readings).toMatchObject([{ value: 2 }]);
    expect(output.transientCount).toBe(1);
  });

  test('without a time of its own one has that of its message, and without that it is refused', () => {
    const rig = bornRig();
    expect(rig.receive(deviceData(2, at(5))).readings).toMatchObject([{ at: at(5) }]);
    // A message of seq 3 and one metric: alias 7, double 0.
    const payload = Uint8Array.of(0x12, 11, 0x10, 7, 0x69, 0, 0, 0, 0, 0, 0, 0, 0, 0x18, 3);
    const output = rig.receive({ topic: 'spBv1.0/Plant1/DDATA/EdgeA/Press01', payload });
    expect(output.refusals).toMatchObject([{ code: 'missing-time' }]);
  });

  test('quality 192 is good, 0 bad, anything else uncertain', () => {
    const rig = bornRig();
    const quality = (code: number): object => ({
      properties: { keys: ['Quality'], values: [{ type: 3, int_value: code }] },
    });
    const metrics = [192, 0, 500, 7].map((code) => ({ alias: 7n, double_value: 1, ...quality(code) }));
    const { readings } = rig.receive(send({ verb: 'DDATA', device: 'Press01', seq: 2, metrics }));
    expect(readings.map((reading) => reading.quality)).toEqual([0, 2, 1, 1]);
  });

  test('those of the protocol are no readings', () => {
    const rig = bornRig();
    const metrics = [
      { name: 'Device Control/Reboot', type: 'Boolean', boolean_value: false },
      { name: 'bdSeq', type: 'Int64', long_value: 1n },
    ];
    expect(rig.receive(send({ verb: 'NDATA', seq: 2, metrics }))).toMatchObject({ readings: [], rebirths: [] });
  });

  test('bytes are one text, and so are numbers that JSON does not have', () => {
    const rig = bornRig();
    const metrics = [
      { name: 'b', type: 'Bytes', bytes_value: Uint8Array.of(1, 2) },
      { name: 'f', type: 'DoubleArray', bytes_value: new Uint8Array(Float64Array.of(Number.NaN, 1).buffer) },
      { name: 'u', type: 'UInt64Array', bytes_value: new Uint8Array(BigUint64Array.of(2n ** 64n - 1n).buffer) },
    ];
    expect(valuesOf(rig.receive(send({ verb: 'NDATA', seq: 2, metrics })).readings)).toEqual({
      b: 'AQI=',
      f: '["NaN",1]',
      u: '["18446744073709551615"]',
    });
  });

  test('members of templates within templates have the types of the definitions', () => {
    const rig = new HostRig();
    const inner = { is_definition: true, metrics: [{ name: 'x', datatype: 10n }, { datatype: 10n }] };
    const innerRef = { template_ref: 'Inner', is_definition: false, metrics: [] };
    const outer = { is_definition: true, metrics: [{ name: 'in', datatype: 19n, template_value: innerRef }] };
    const instance = (value: number, ref: object): object => ({
      template_value: {
        ...ref,
        metrics: [{ name: 'in', template_value: { metrics: [{ name: 'x', double_value: value }] } }],
      },
    });
    const birth = nodeBirth(startMs, 0, [
      { name: 'Inner', type: 'Template', template_value: inner },
      { name: 'Outer', type: 'Template', template_value: outer },
      { name: 'machine', alias: 4n, type: 'Template', ...instance(1, { template_ref: 'Outer' }) },
    ]);
    expect(valuesOf(rig.receive(birth).readings)).toEqual({ 'machine/in/x': 1 });
    const drafted = draftTags(rig.host.listBirths(), () => 'press');
    expect(drafted.map(({ id, valueType }) => [id, valueType])).toEqual([['Plant1/EdgeA/machine/in/x', 'number']]);
    const data = send({ verb: 'NDATA', seq: 1, at: at(1), metrics: [{ alias: 4n, ...instance(2, {}) }] });
    expect(valuesOf(rig.receive(data).readings)).toEqual({ 'machine/in/x': 2 });
    const undefinedOnes = {
      metrics: [{ name: 'in', template_value: { metrics: [{ name: 'x', datatype: 10n, double_value: 3 }] } }],
    };
    const other = send({
      verb: 'NDATA',
      seq: 2,
      metrics: [{ name: 'other', type: 'Template', template_value: undefinedOnes }],
    });
    expect(valuesOf(rig.receive(other).readings)).toEqual({ 'other/in/x': 3 });
  });
});

describe('bounds', () => {
  test('nodes and devices beyond a bound are refused', () => {
    const rig = new HostRig({ nodesMax: 1, devicesMax: 1 });
    rig.receiveAll(nodeBirth(), deviceBirth());
    const other = { ...nodeBirth(), topic: 'spBv1.0/Plant1/NBIRTH/EdgeB' };
    expect(rig.receive(other).refusals).toMatchObject([{ code: 'too-many', expected: 'at most 1 edge nodes' }]);
    expect(rig.receive(send({ verb: 'DBIRTH', device: 'Second', seq: 2 })).refusals).toMatchObject([
      { code: 'too-many' },
    ]);
    expect(rig.receive(deviceBirth(at(3), 3)).refusals).toEqual([]);
  });

  test('other topics are refused, and what is for others is dropped', () => {
    const rig = new HostRig();
    const payload = new Uint8Array();
    expect(rig.receive({ topic: 'plant/line/x', payload }).refusals).toMatchObject([{ code: 'unknown-topic' }]);
    for (const topic of ['spBv1.0/Plant1/NCMD/EdgeA', 'spBv1.0/Plant1/DCMD/EdgeA/Press01', 'spBv1.0/STATE/other']) {
      expect(rig.receive({ topic, payload }).dropped).toMatchObject([{ reason: 'other-host' }]);
    }
  });
});

test('tags are drafted from births', () => {
  const rig = new HostRig();
  rig.fixture('10');
  rig.fixture('11');
  const other = new HostRig();
  other.fixture('01');
  other.fixture('02');
  const births = [...rig.host.listBirths(), ...other.host.listBirths()];
  const tags = draftTags(births, (scope) => scope.split('/').at(-1) as string);
  expect(tags.map(({ id, valueType, unit }) => [id.replace('Plant1/EdgeA/', ''), valueType, unit])).toEqual([
    ['Press01/Motor1/rpm', 'number', undefined],
    ['Press01/Motor1/amps', 'number', undefined],
    ['Properties/Firmware', 'text', undefined],
    ['Uptime', 'number', undefined],
    ['Press01/Temperature', 'number', 'Cel'],
    ['Press01/Pressure', 'number', undefined],
    ['Press01/Count/Good', 'number', undefined],
    ['Press01/Count/Scrap', 'number', undefined],
    ['Press01/State', 'number', undefined],
    ['Press01/Small', 'number', undefined],
    ['Press01/Order', 'text', undefined],
    ['Press01/LastChange', 'number', undefined],
  ]);
  expect(tags[0]?.equipment).toBe('Press01');
});

test('a drafted tag has an id that the plant file takes, and the name of its source beside it', () => {
  const rig = new HostRig();
  const unit = (text: string): object => ({
    properties: { keys: ['engUnit'], values: [{ type: 12, string_value: text }] },
  });
  rig.receive(
    nodeBirth(startMs, 0, [
      { name: 'oil level', type: 'Double', double_value: 1, ...unit('%') },
      { name: 'oil-level', type: 'Boolean', boolean_value: true, ...unit('%') },
      { name: 'bad unit', type: 'Double', double_value: 1, ...unit('deg C') },
      { name: 'set', type: 'PropertySet' },
      { name: 'sets', type: 'PropertySetList' },
      { name: 'unknown', type: 'Unknown' },
      { name: 'empty', type: 'Template' },
      { name: 'ratio', type: 'Float', float_value: 1 },
      { name: 'none' },
      { alias: 1n, type: 'Double' },
    ]),
  );
  expect(draftTags(rig.host.listBirths(), () => 'press')).toEqual([
    {
      id: 'Plant1/EdgeA/oil-level',
      equipment: 'press',
      valueType: 'number',
      unit: '%',
      sourceNames: ['Plant1/EdgeA/oil level'],
    },
    {
      id: 'Plant1/EdgeA/oil-level-2',
      equipment: 'press',
      valueType: 'boolean',
      sourceNames: ['Plant1/EdgeA/oil-level'],
    },
    { id: 'Plant1/EdgeA/bad-unit', equipment: 'press', valueType: 'number', sourceNames: ['Plant1/EdgeA/bad unit'] },
    { id: 'Plant1/EdgeA/ratio', equipment: 'press', valueType: 'number' },
  ]);
});

test('a drafted id begins with a letter or digit, and nothing is drafted of a node that was not born', () => {
  const rig = new HostRig();
  const { payload } = nodeBirth(startMs, 0, [{ name: '!', type: 'Boolean', boolean_value: true }]);
  rig.receiveAll({ topic: 'spBv1.0/!/NBIRTH/!', payload }, deviceData(1, startMs));
  expect(draftTags(rig.host.listBirths(), () => 'press').map(({ id }) => id)).toEqual(['tag']);
});
