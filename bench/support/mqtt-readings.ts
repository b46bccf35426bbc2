/** The readings that the MQTT benches publish, and how gemba is told to read them. */
import type { EquipmentId, Tag } from '../../src/model/index.ts';

export const benchTagCount = 100;

export const benchTags: readonly Tag[] = Array.from({ length: benchTagCount }, (_, i) => ({
  id: `line-1.sensor-${i}`,
  name: `Sensor ${i}`,
  equipment: 'line-1' as EquipmentId,
  kind: 'measure',
  valueType: 'number',
  unit: 'Cel',
  min: -50,
  max: 500,
  isDroppable: false,
  sourceNames: [`sensor-${i}`, `plant/line-1/sensor-${i}`, `Plant1/Line1/sensor-${i}`],
}));

/** A value of a sensor with two decimals. */
export function sensorValue(message: number, sensor: number): number {
  return Math.round(2_000 + sensor * 100 + 500 * Math.sin(message / 50 + sensor)) / 100;
}

export const startAt = 1_790_000_000_000;

/** Message number `i`: all sensors at one time, or one sensor. */
export function benchMessage(i: number, readings: number): { readonly topic: string; readonly payload: string } {
  const at = startAt + i * 10;
  if (readings === 1) {
    const sensor = i % benchTagCount;
    return { topic: `plant/line-1/sensor-${sensor}`, payload: JSON.stringify({ t: at, v: sensorValue(i, sensor) }) };
  }
  const values = Array.from({ length: readings }, (_, sensor) => [`sensor-${sensor}`, sensorValue(i, sensor)]);
  return { topic: 'plant/line-1', payload: JSON.stringify({ timestamp_ms: at, ...Object.fromEntries(values) }) };
}

export function benchMapping(readings: number): object {
  return readings === 1
    ? { form: 'value', value: 'v', time: { path: 't', format: 'epoch-ms' }, aheadMsMax: 1e12 }
    : { form: 'object', tag: '{key}', time: { path: 'timestamp_ms', format: 'epoch-ms' }, aheadMsMax: 1e12 };
}
