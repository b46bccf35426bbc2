/** What a scenario plants: maintenance, shutdowns, shortages, causes of scrap, anomalies and legitimate changes. */
import { createRandom, type Random } from '../../stats/index.ts';
import { dayMs, hourMs, type Interval, minuteMs } from '../../time/index.ts';
import {
  type AnomalyForm,
  anomalyForms,
  type LegitimateChange,
  type PlantedAnomaly,
  type ScrapCause,
  type SimulatedLine,
  type SimulatedSensor,
  type SimulatedShortage,
  type SimulatedStop,
  scrapCauseKinds,
} from '../plant/input.ts';
import { between, round } from './lines.ts';
import type { ScenarioPlan } from './options.ts';

/** A cause of scrap, with the anomalies in which it shows. */
export interface PlannedScrap {
  readonly cause: ScrapCause;
  readonly anomalies: readonly PlantedAnomaly[];
}

/** A span of up to `lengthMs` within the horizon, at most a quarter of it, in whole minutes. */
export function spanIn(horizon: Interval, lengthMs: number, random: Random): Interval {
  const whole = horizon.toAt - horizon.fromAt;
  const length = Math.max(minuteMs, Math.min(lengthMs, whole / 4));
  const fromAt = horizon.fromAt + Math.floor((random.nextUniform() * (whole - length)) / minuteMs) * minuteMs;
  return { fromAt, toAt: fromAt + Math.max(1, Math.round(length / minuteMs)) * minuteMs };
}

/** Two hours of maintenance for each machine, once a week. */
export function planMaintenance(line: SimulatedLine, horizon: Interval, { seed }: ScenarioPlan): SimulatedStop[] {
  return line.machines.flatMap(({ id }) => {
    const random = createRandom(seed, id, 'maintenance');
    const stops: SimulatedStop[] = [];
    let fromAt = horizon.fromAt + Math.round(between(random, 0, 5 * 24)) * hourMs;
    for (; fromAt + 2 * hourMs < horizon.toAt; fromAt += 7 * dayMs)
      stops.push({
        id: `${id}-maintenance-${stops.length + 1}`,
        kind: 'maintenance',
        machines: [id],
        fromAt,
        toAt: fromAt + 2 * hourMs,
      });
    return stops;
  });
}

/** The second half of a line stands for up to a day. */
export function planShutdown(line: SimulatedLine, horizon: Interval, { seed }: ScenarioPlan): SimulatedStop {
  return {
    id: `${line.id}-shutdown`,
    kind: 'shutdown',
    machines: line.machines.slice(Math.floor(line.machines.length / 2)).map(({ id }) => id),
    ...spanIn(horizon, dayMs, createRandom(seed, line.id, 'shutdown')),
  };
}

export function planShortage(line: SimulatedLine, horizon: Interval, { seed }: ScenarioPlan): SimulatedShortage {
  return { line: line.id, ...spanIn(horizon, 3 * hourMs, createRandom(seed, line.id, 'shortage')) };
}

/** The kinds in turn; a cause that a sensor of its machine can show is planted there as an anomaly too. */
export function planScrap(
  line: SimulatedLine,
  sensors: readonly SimulatedSensor[],
  turn: number,
  horizon: Interval,
  { seed }: ScenarioPlan,
): PlannedScrap {
  const random = createRandom(seed, line.id, 'scrap-cause');
  const kind = scrapCauseKinds[turn % scrapCauseKinds.length] as ScrapCause['kind'];
  const id = `${line.id}-${kind}`;
  const shown = { wornTool: 'vibration', supplierBatch: '', temperatureExcursion: 'temperature' }[kind];
  const sensor = sensors.find((one) => one.id.split('.')[1] === shown);
  const machine = sensor?.machine ?? (line.machines[0] as { id: string }).id;
  const at = line.machines.findIndex((one) => one.id === machine);
  // What a tool or heat does to a piece is found where it is done; a bad batch where it is first tested.
  const effectAt = kind === 'supplierBatch' ? Math.min(at + 1, line.machines.length - 1) : at;
  const span = spanIn(horizon, { wornTool: 16, supplierBatch: 8, temperatureExcursion: 5 }[kind] * hourMs, random);
  const lagMs = Math.round(Math.min(between(random, 10, 40) * minuteMs, (span.toAt - span.fromAt) / 4) / 1_000) * 1_000;
  const cause: ScrapCause = {
    id,
    kind,
    machine,
    effectMachine: (line.machines[effectAt] as { id: string }).id,
    ...span,
    effectFromAt: span.fromAt + lagMs,
    effectToAt: kind === 'wornTool' ? span.toAt : span.toAt + lagMs,
    scrapRatio: round(between(random, 0.1, 0.3), 2),
    defect: { wornTool: 'dimension', supplierBatch: 'material', temperatureExcursion: 'crack' }[kind],
  };
  if (sensor === undefined) return { cause, anomalies: [] };
  const form = kind === 'wornTool' ? 'drift' : 'level';
  return {
    cause,
    anomalies: [
      { id: `${id}-signal`, sensor: sensor.id, form, ...span, size: sizeOf(sensor, form, random), cause: id },
    ],
  };
}

export function planAnomaly(
  sensor: SimulatedSensor,
  turn: number,
  horizon: Interval,
  { seed, intervalMs }: ScenarioPlan,
): PlantedAnomaly {
  const random = createRandom(seed, sensor.id, 'anomaly');
  const form = anomalyForms[turn % anomalyForms.length] as AnomalyForm;
  const hours = {
    spike: 0,
    level: between(random, 0.5, 4),
    drift: between(random, 8, 24),
    noise: between(random, 1, 3),
    stuck: between(random, 0.3, 2),
    silence: between(random, 0.2, 1),
  }[form];
  const span = spanIn(horizon, hours * hourMs, random);
  return {
    id: `${sensor.id}-${form}`,
    sensor: sensor.id,
    form,
    fromAt: span.fromAt,
    toAt: form === 'spike' ? span.fromAt + 3 * intervalMs : span.toAt,
    size: form === 'stuck' || form === 'silence' ? 0 : sizeOf(sensor, form, random),
  };
}

/** After its first maintenance a machine's vibration is less; a recipe changes set points for good. */
export function planChange(
  sensor: SimulatedSensor,
  stop: SimulatedStop | undefined,
  horizon: Interval,
  { seed }: ScenarioPlan,
): LegitimateChange {
  const random = createRandom(seed, sensor.id, 'change');
  const size = sizeOf(sensor, 'level', random);
  return stop === undefined
    ? {
        id: `${sensor.id}-recipe`,
        form: 'newRecipe',
        machine: sensor.machine,
        at: spanIn(horizon, hourMs, random).fromAt,
        sizes: { [sensor.id]: size },
      }
    : {
        id: `${sensor.id}-maintained`,
        form: 'maintenance',
        machine: sensor.machine,
        at: stop.toAt,
        sizes: { [sensor.id]: -Math.abs(size) },
      };
}

/** From six to twelve deviations of the sensor's noise, up or down; of noise a factor. */
function sizeOf({ signal }: SimulatedSensor, form: AnomalyForm, random: Random): number {
  if (form === 'noise') return round(between(random, 3, 6), 1);
  const deviation = Math.sqrt((signal?.whiteDeviation ?? 0) ** 2 + (signal?.slowDeviation ?? 0) ** 2);
  const sign = random.nextUniform() < 0.7 ? 1 : -1;
  return round(sign * between(random, 6, 12) * deviation, 3);
}
