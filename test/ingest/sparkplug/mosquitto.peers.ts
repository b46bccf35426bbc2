/** Against Eclipse Mosquitto: the state of the host as others see it, and what is left after a kill. */
import { SparkplugEdgeNode, sourceConformance } from 'gemba/testing';
import mqtt from 'mqtt';
import { describe, expect, it, vi } from 'vitest';
import { startMosquitto } from '../mqtt/support/mosquitto.ts';
import { spawnReader } from '../mqtt/support/reader-process.ts';
import { waitOptions } from '../mqtt/support/wait.ts';
import { fixtureOf } from './support/conformance.ts';
import { startMs } from './support/host.ts';
import { startKeepingNode } from './support/keeping-node.ts';
import { connectNode, edgeMetrics, openSparkplug, readSource } from './support/source.ts';

const program = new URL('./programs/reader.ts', import.meta.url);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const records = (from: number, to: number) =>
  range(from, to).map((i) => ({ name: 'uptime', type: 'Double', at: startMs + i * 1_000, double_value: i }));

describe('Mosquitto as a source of Sparkplug, with an edge node that keeps what it measures for its host', () => {
  const createFixture = fixtureOf(() => startMosquitto());
  for (const { name, check } of sourceConformance) it(name, () => check(createFixture));
});

describe.each([
  { name: 'MQTT 5', protocolVersion: 5 },
  { name: 'MQTT 3.1.1', protocolVersion: 4 },
])('the state of a host, $name', ({ protocolVersion }) => {
  it('is online once it listens, offline when it is killed, online again, and offline when it is stopped', async () => {
    await using broker = await startMosquitto();
    const options = { url: broker.url, protocolVersion };
    const observer = await mqtt.connectAsync(broker.url);
    const seen: { online: boolean; timestamp: number; retained: boolean; qos: number }[] = [];
    observer.on('message', (_topic, payload, { retain, qos }) => {
      seen.push({
        ...(JSON.parse(payload.toString()) as { online: boolean; timestamp: number }),
        retained: retain,
        qos,
      });
    });
    await observer.subscribeAsync('spBv1.0/STATE/gemba-host', { qos: 1 });
    const killed = spawnReader(options, true, undefined, program);
    await vi.waitFor(() => expect(seen).toMatchObject([{ online: true, qos: 1 }]), waitOptions);
    await killed.kill();
    await vi.waitFor(() => expect(seen).toHaveLength(2), waitOptions);
    expect(seen[1]).toEqual({ ...seen[0], online: false });
    const reader = readSource(openSparkplug(options));
    await vi.waitFor(() => expect(seen.at(-1)).toMatchObject({ online: true }), waitOptions);
    expect(seen.at(-1)?.timestamp).toBeGreaterThan(seen[0]?.timestamp as number);
    await reader.stop();
    await vi.waitFor(() => expect(seen.at(-1)).toMatchObject({ online: false }), waitOptions);
    expect(seen.at(-1)?.timestamp).toBeGreaterThan(seen.at(-2)?.timestamp as number);
    // Retained: who comes later knows it too.
    const late = await mqtt.connectAsync(broker.url);
    const told = new Promise((resolve) =>
      late.once('message', (_topic, payload, { retain }) => resolve([String(payload), retain])),
    );
    await late.subscribeAsync('spBv1.0/STATE/gemba-host', { qos: 1 });
    expect(await told).toEqual([JSON.stringify({ online: false, timestamp: seen.at(-1)?.timestamp }), true]);
    await Promise.all([late.endAsync(), observer.endAsync()]);
  });

  it('asks a node for its births on its own connection, and the node answers', async () => {
    await using broker = await startMosquitto();
    const press = { group: 'Plant1', node: 'EdgeA', devices: { Press01: [...edgeMetrics] } };
    await using node = await connectNode(broker.url, new SparkplugEdgeNode(press));
    const reader = readSource(openSparkplug({ url: broker.url, protocolVersion, reorderTimeoutMs: 200 }));
    await vi.waitFor(() => expect(reader.listReadings()).toHaveLength(3), waitOptions);
    expect(node.rebirthCount).toBe(1);
    await reader.stop();
  });
});

it('killed at any moment, what was acknowledged is there, and what was not the node sends again: nothing is lost', async () => {
  await using broker = await startMosquitto();
  await using node = await startKeepingNode(broker);
  const options = { url: node.url, protocolVersion: 4, asksForRebirths: false };
  const identities = new Set<string>();
  let count = 0;
  for (const round of range(0, 4)) {
    const reader = spawnReader(options, true, undefined, program);
    await vi.waitFor(() => expect(node.states.at(-1)).toMatchObject({ online: true }), waitOptions);
    const keeping = node.keep(records(count, count + 200));
    count += 200;
    await vi.waitFor(() => expect(reader.listIdentities().length).toBeGreaterThan(round * 40), waitOptions);
    await reader.kill();
    await vi.waitFor(() => expect(node.states.at(-1)).toMatchObject({ online: false }), waitOptions);
    await keeping;
    for (const identity of reader.listIdentities()) identities.add(identity);
    expect(identities.size).toBeGreaterThanOrEqual(count - node.keptCount);
  }
  // Nobody listens: it is kept.
  await node.keep(records(count, count + 10));
  count += 10;
  expect(node.keptCount).toBeGreaterThanOrEqual(10);
  const last = spawnReader(options, true, undefined, program);
  await vi.waitFor(() => expect(new Set([...identities, ...last.listIdentities()]).size).toBe(count), waitOptions);
  await vi.waitFor(() => expect(node.keptCount).toBe(0), waitOptions);
  await last.kill();
});
