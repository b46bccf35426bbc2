/**
 * What `ingest.latency` publishes: 1,000 tags, each ten times a second. The value of a reading is the instant at which it
 * is due, ms of the machine's monotonic clock, which all processes share: what holds up the publisher counts too.
 */
import { definePlant, type PlantFileInput } from '../../src/index.ts';
import type { Publication } from './publish-packet.ts';

export const tagCount = 1_000;
export const readingsPerSecond = 10_000;

/** Now, ms of CLOCK_MONOTONIC. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Message number `i`, with so many readings: machines of so many sensors take turns. */
export function latencyMessage(i: number, readings: number, dueMs: number): Publication {
  const machine = i % (tagCount / readings);
  if (readings === 1) return { topic: `plant/${machine}`, payload: JSON.stringify({ t: Date.now(), v: dueMs }) };
  const values = Array.from({ length: readings }, (_, sensor) => [machine * readings + sensor, dueMs]);
  return {
    topic: `plant/machine-${machine}`,
    payload: JSON.stringify({ t: Date.now(), ...Object.fromEntries(values) }),
  };
}

export function latencyPlant(url: string, readings: number): PlantFileInput {
  const time = { path: 't', format: 'epoch-ms' };
  const mapping = readings === 1 ? { form: 'value', value: 'v', time } : { form: 'object', tag: 'plant/{key}', time };
  const day = { name: 'day', start: '06:00', end: '18:00' };
  return definePlant({
    id: 'latency',
    name: 'Latency',
    zone: 'UTC',
    dayStart: '06:00',
    secret: { env: 'GEMBA_SECRET' },
    equipment: [{ id: 'line', name: 'Line', level: 'workUnit' }],
    calendar: { shifts: [day], rotation: { anchor: '2024-01-01', days: [['day']] } },
    tags: Array.from({ length: tagCount }, (_, i) => ({
      id: `sensor-${i}`,
      equipment: 'line',
      unit: 'Cel',
      expectedIntervalSeconds: 5,
      sourceNames: [`plant/${i}`],
    })),
    sources: [{ kind: 'mqtt', id: 'broker', url, subscriptions: [{ topic: 'plant/#', mapping }] }],
  });
}
