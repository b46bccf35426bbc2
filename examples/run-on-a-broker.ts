/** Runs a plant on an MQTT broker and prints what came into its history. Run: node examples/run-on-a-broker.ts */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import { definePlant, openPlant } from 'gemba';
import { rowAt } from 'gemba/model';
import { parsePlantFile, runPlant } from 'gemba/runtime';

// Your broker and your lathe; here both are in this program.
const broker = await Aedes.createBroker();
broker.once('subscribe', () => {
  for (const [i, v] of [21.5, 21.7, 250].entries()) {
    const payload = JSON.stringify({ t: Date.UTC(2026, 10, 20, 6, i), v });
    const message = { cmd: 'publish', qos: 1, topic: 'plant/lathe-7/temperature', payload, retain: false, dup: false };
    broker.publish(message as Parameters<typeof broker.publish>[0], () => undefined);
  }
});
const server = createServer(broker.handle).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;

const day = { name: 'day', start: '06:00', end: '22:00' };
const subscriptions = [{ topic: 'plant/lathe-7/+', mapping: { form: 'value', value: 'v', time: 't' } }];
const file = definePlant({
  id: 'my-plant',
  name: 'My plant',
  zone: 'Europe/Berlin',
  dayStart: '06:00',
  secret: { env: 'EXAMPLE_SECRET' },
  equipment: [{ id: 'lathe-7', name: 'Lathe 7', level: 'workUnit' }],
  calendar: { shifts: [day], rotation: { anchor: '2024-01-01', days: [['day']] } },
  tags: [
    { id: 'temperature', equipment: 'lathe-7', unit: 'Cel', max: 200, sourceNames: ['plant/lathe-7/temperature'] },
  ],
  sources: [{ kind: 'mqtt', id: 'broker', url, protocolVersion: 4, subscriptions }],
});

const folder = await mkdtemp(join(tmpdir(), 'gemba-example-'));
{
  const env = { EXAMPLE_SECRET: 'a long random text, kept as long as the store' };
  await using plant = await openPlant({ file: parsePlantFile(file, 'examples/run-on-a-broker.ts'), folder, env });
  const stop = new AbortController();
  await runPlant(plant, {
    signal: stop.signal,
    onEvent: (event) => {
      if (event.kind !== 'committed' || event.source !== 'broker') return;
      console.log(event.account);
      stop.abort();
    },
  });
  const readings = await (await plant.history.snapshot()).read({ kind: 'reading' });
  for (let i = 0; i < readings.length; i++) console.log(rowAt(readings, i));
}
broker.close(() => server.close());
await rm(folder, { recursive: true });
