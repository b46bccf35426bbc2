/** A broker of Sparkplug as a source. */
import { SparkplugEdgeNode } from 'gemba/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AedesBroker, startAedes } from '../mqtt/support/aedes-broker.ts';
import { waitOptions } from '../mqtt/support/wait.ts';
import { connectNode, edgeMetrics, openSparkplug, readSource } from './support/source.ts';

let broker: AedesBroker;
beforeEach(async () => {
  broker = await startAedes();
});
afterEach(() => broker[Symbol.asyncDispose]());

const press = () => new SparkplugEdgeNode({ group: 'Plant1', node: 'EdgeA', devices: { Press01: [...edgeMetrics] } });

test('says that it is online, reads births and data, and says that it is gone when it is stopped', async () => {
  await using node = await connectNode(broker.url, press());
  const reader = readSource(openSparkplug({ url: broker.url }));
  await vi.waitFor(() => expect(node.states).toMatchObject([{ online: true }]), waitOptions);
  await node.birth();
  const at = Date.now();
  await node.send([
    { device: 'Press01', metric: 't', at, value: 21.5 },
    { device: 'Press01', metric: 'count', at, value: 7 },
  ]);
  await vi.waitFor(() => expect(reader.listReadings().length).toBe(5), waitOptions);
  expect(reader.listReadings().slice(3)).toMatchObject([
    { tag: 'temperature', at, value: 21.5 },
    { tag: 'Plant1/EdgeA/Press01/count', at, value: 7 },
  ]);
  await reader.stop();
  await vi.waitFor(() => expect(node.states).toMatchObject([{ online: true }, { online: false }]), waitOptions);
});
