/** What is planted on a sensor, as spans between which nothing changes. */
import { dayMs } from '../../time/index.ts';
import type { SimulatedPlantInput, SimulatedSensor } from '../plant/input.ts';

/** From `startAt` to the next span's: what is added while it lasts, whether it runs or not and only while it runs. */
export interface EffectSpan {
  readonly startAt: number;
  /** Added: `offset` at the instant 0, and `slopePerMs` times the instant. */
  readonly offset: number;
  readonly slopePerMs: number;
  /** Added while the machine runs: changes of recipe, and what maintenance did. */
  readonly runningOffset: number;
  readonly noiseFactor: number;
  readonly isStuck: boolean;
  readonly isSilent: boolean;
}

/** The spans of a sensor, the first from −∞ on. */
export function listEffectSpans(sensor: SimulatedSensor, input: SimulatedPlantInput, startAt: number): EffectSpan[] {
  const anomalies = input.anomalies.filter((anomaly) => anomaly.sensor === sensor.id);
  const changes = input.changes.filter(({ sizes }) => Object.hasOwn(sizes, sensor.id));
  const calibrations =
    sensor.signal?.isCalibrated === true
      ? input.stops.filter(({ kind, machines }) => kind === 'maintenance' && machines.includes(sensor.machine))
      : [];
  const instants = new Set([
    Number.NEGATIVE_INFINITY,
    ...anomalies.flatMap(({ fromAt, toAt }) => [fromAt, toAt]),
    ...changes.map(({ at }) => at),
    ...calibrations.map(({ toAt }) => toAt),
  ]);
  const driftPerMs = (sensor.signal?.driftPerDay ?? 0) / dayMs;
  return [...instants]
    .sort((a, b) => a - b)
    .map((at) => {
      const active = anomalies.filter(({ fromAt, toAt }) => at >= fromAt && at < toAt);
      const calibratedAt = Math.max(startAt, ...calibrations.flatMap(({ toAt }) => (toAt <= at ? [toAt] : [])));
      let offset = -driftPerMs * calibratedAt;
      let slopePerMs = driftPerMs;
      let noiseFactor = 1;
      for (const { form, size, fromAt, toAt } of active) {
        if (form === 'spike' || form === 'level') offset += size;
        else if (form === 'noise') noiseFactor *= size;
        else if (form === 'drift') {
          const slope = size / (toAt - fromAt);
          slopePerMs += slope;
          offset -= slope * fromAt;
        }
      }
      return {
        startAt: at,
        offset,
        slopePerMs,
        runningOffset: changes.reduce((sum, change) => sum + (change.at <= at ? (change.sizes[sensor.id] ?? 0) : 0), 0),
        noiseFactor,
        isStuck: active.some(({ form }) => form === 'stuck'),
        isSilent: active.some(({ form }) => form === 'silence'),
      };
    });
}
