/** What a host sends as it connects, byte by byte. Source of the packets: MQTT 3.1.1 and 5, 3.1, 3.3 and 3.8. */
import { describe, expect, test, vi } from 'vitest';
import { packetTypes, startScripted } from '../mqtt/support/scripted-broker.ts';
import { waitOptions } from '../mqtt/support/wait.ts';
import { openSparkplug, readSource } from './support/source.ts';

const topic = 'spBv1.0/STATE/gemba-host';
/** Clean start, a will of QoS 1 that is retained. */
const connectFlags = 0b0010_1110;
const publishOfQos1Retained = 0x33;

/** Lets whoever comes in and grants all; a publish is acknowledged. */
function startBroker(protocolVersion: 4 | 5, packets: Buffer[]) {
  const properties = protocolVersion === 5 ? [0] : [];
  return startScripted((bytes) => {
    packets.push(bytes);
    const [type] = bytes as unknown as readonly number[];
    if (type === packetTypes.connect) return [0x20, 2 + properties.length, 0, 0, ...properties];
    if (type === publishOfQos1Retained) {
      const id = 4 + bytes.readUInt16BE(2);
      return [0x40, 2, bytes[id] as number, bytes[id + 1] as number];
    }
    if (type !== packetTypes.subscribe) return [];
    const granted = bytes
      .toString('latin1')
      .split('spBv1.0')
      .slice(1)
      .map(() => 1);
    return [
      0x90,
      2 + properties.length + granted.length,
      bytes[2] as number,
      bytes[3] as number,
      ...properties,
      ...granted,
    ];
  });
}

/** A text as MQTT writes it, with its length. */
function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}

describe.each([{ protocolVersion: 4 }, { protocolVersion: 5 }] as const)(
  'as MQTT $protocolVersion',
  ({ protocolVersion }) => {
    const at = Date.UTC(2026, 0, 1);
    const state = (online: boolean) => Buffer.from(JSON.stringify({ online, timestamp: at }));

    test('a host asks for a session that ends with its connection, and leaves its state of offline as its will', async () => {
      const packets: Buffer[] = [];
      await using broker = await startBroker(protocolVersion, packets);
      const reader = readSource(openSparkplug({ url: broker.url, protocolVersion }, { clock: () => at }));
      await vi.waitFor(() => expect(packets.length).toBeGreaterThan(0), waitOptions);
      const connect = packets[0] as Buffer;
      const flagsAt = connect.indexOf('MQTT') + 5;
      expect([connect[flagsAt - 1], connect[flagsAt]]).toEqual([protocolVersion, connectFlags]);
      expect(connect.includes(Buffer.concat([text(topic), text(state(false))]))).toBe(true);
      // Session expiry interval, 0.
      if (protocolVersion === 5) expect(connect.includes(Buffer.from([0x11, 0, 0, 0, 0]))).toBe(true);
      await reader.stop();
    });

    test('it subscribes to its own state and its groups, then says that it is online, before it publishes anything else', async () => {
      const packets: Buffer[] = [];
      await using broker = await startBroker(protocolVersion, packets);
      const options = { url: broker.url, protocolVersion, groups: ['Plant1'], reorderTimeoutMs: 100 };
      const reader = readSource(openSparkplug(options, { clock: () => at }));
      await vi.waitFor(() => expect(packets.length).toBeGreaterThanOrEqual(3), waitOptions);
      const [, subscribe, publish] = packets as [Buffer, Buffer, Buffer];
      expect(subscribe[0]).toBe(packetTypes.subscribe);
      const own = subscribe.indexOf(text(topic));
      expect(own).toBeGreaterThan(0);
      expect(subscribe.indexOf(text('spBv1.0/Plant1/#'))).toBeGreaterThan(own);
      expect(publish[0]).toBe(publishOfQos1Retained);
      expect(publish.includes(text(topic))).toBe(true);
      // The same timestamp as in the will.
      expect(publish.includes(state(true))).toBe(true);
      await reader.stop();
    });
  },
);
