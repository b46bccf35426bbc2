/** `gemba check --discover` over a broker with an edge node. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePlantFile } from 'gemba/runtime';
import { SparkplugEdgeNode } from 'gemba/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AedesBroker, publishAll, startAedes } from '../ingest/mqtt/support/aedes-broker.ts';
import { connectNode } from '../ingest/sparkplug/support/source.ts';
import { gemba, makeFolder } from '../support/demo-plant.ts';

let broker: AedesBroker;
beforeEach(async () => {
  broker = await startAedes();
});
afterEach(() => broker[Symbol.asyncDispose]());

/** A plant with a press and one tag of it. */
async function writePlant(url: string, sources?: readonly object[]): Promise<{ config: string; file: object }> {
  const config = join(await makeFolder(), 'gemba.config.json');
  const file = {
    id: 'p',
    name: 'P',
    zone: 'UTC',
    dayStart: '06:00',
    secret: { env: 'GEMBA_SECRET' },
    equipment: [{ id: 'press-1', name: 'Press01', level: 'workUnit' }],
    calendar: {
      shifts: [{ name: 'day', start: '06:00', end: '22:00' }],
      rotation: { anchor: '2024-01-01', days: [['day']] },
    },
    tags: [{ id: 'temperature', equipment: 'press-1', sourceNames: ['Plant1/EdgeA/Press01/t'] }],
    sources: sources ?? [{ kind: 'sparkplug', id: 'edge', url, protocolVersion: 4 }],
  };
  await writeFile(config, JSON.stringify(file));
  return { config, file };
}

const node = () =>
  new SparkplugEdgeNode({
    group: 'Plant1',
    node: 'EdgeA',
    devices: {
      Press01: [
        { name: 't', type: 'Double', properties: { engUnit: 'Cel' } },
        { name: 'speed', type: 'Int32', properties: { engUnit: 'mm/s' } },
      ],
      Robot02: [{ name: 'Program name', type: 'String' }],
    },
  });
const env = { GEMBA_SECRET: 'a secret that is long enough to be one, for tests' };

test('a draft of what edge nodes declare can be pasted into the plant file, once it names equipment that is there', async () => {
  await using edge = await connectNode(broker.url, node());
  const { config, file } = await writePlant(broker.url);
  const { code, stdout } = await gemba(['check', '--discover', '--seconds', '4', '--ask-births', '--config', config], {
    env,
  });
  expect(code, stdout).toBe(0);
  expect(edge.rebirthCount).toBe(1);
  expect(stdout).toContain('3 metrics declared, 2 of them not in the plant file');
  expect(stdout).toContain("equipment 'Robot02' is not in the plant file");
  const pasted = JSON.parse(`{${stdout.slice(stdout.indexOf('"tags": ['))}}`) as { tags: readonly { id: string }[] };
  expect(pasted.tags).toEqual([
    { id: 'Plant1/EdgeA/Press01/speed', equipment: 'press-1', valueType: 'number', unit: 'mm/s' },
    {
      id: 'Plant1/EdgeA/Robot02/Program-name',
      equipment: 'Robot02',
      valueType: 'text',
      sourceNames: ['Plant1/EdgeA/Robot02/Program name'],
    },
  ]);
  const mended = pasted.tags.map((tag) => ({ ...tag, equipment: 'press-1' }));
  expect(() => parsePlantFile({ ...file, tags: mended }, 'gemba.config.json')).not.toThrow();
  // It is no host: edge nodes go on as they were.
  expect(edge.states).toEqual([]);
});

test('nothing is asked of the plant unless it is asked for, and nodes that say nothing of themselves are told', async () => {
  await using edge = await connectNode(broker.url, node());
  const { config } = await writePlant(broker.url);
  const listening = gemba(['check', '--discover', '--seconds', '3', '--config', config, '--json'], { env });
  const sending = setInterval(() => {
    void edge.send([{ device: 'Press01', metric: 't', at: Date.now(), value: 1 }]);
    void publishAll(broker, [['spBv1.0/STATE/another', '{"online":true,"timestamp":1}']]);
  }, 50);
  const { stdout } = await listening.finally(() => clearInterval(sending));
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    sources: [{ source: 'edge', declaredCount: 0, tags: [], silent: ['Plant1/EdgeA'], unknownEquipment: [] }],
  });
  expect(edge.rebirthCount).toBe(0);
  const said = await gemba(['check', '--discover', '--seconds', '0', '--config', config], { env });
  expect(said).toMatchObject({ code: 0, stdout: expect.stringContaining('0 metrics declared') });
});

test('a broker that is not there, a source that cannot say what there is, and a time that is none are told', async () => {
  const { config } = await writePlant('mqtt://127.0.0.1:1');
  const away = await gemba(['check', '--discover', '--seconds', '1', '--config', config], { env });
  expect(away).toMatchObject({ code: 1, stdout: expect.stringContaining('FAILED source edge: mqtt://127.0.0.1:1') });
  const wrong = await gemba(['check', '--discover', '--seconds', 'soon', '--config', config], { env });
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("not 'soon'") });
  const files = await writePlant('', []);
  const none = await gemba(['check', '--discover', '--config', files.config], { env });
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('No source of the plant file') });
});
