/** A simulated plant as the model knows plants: the plant part of a plant file, and its tags. */
import type { EquipmentId, PlantInput, Tag, TagConfig } from '../model/index.ts';
import { createZone } from '../time/index.ts';
import type { SimulatedPlantInput, SimulatedSensor } from './plant/input.ts';

/** Codes whose name says more than they do; the others are named as they are, as a person writes them. */
const names: Readonly<Record<string, string>> = {
  mechanical: 'Mechanical fault',
  electrical: 'Electrical fault',
  hydraulic: 'Hydraulic fault',
  control: 'Control fault',
  dimension: 'Out of dimension',
  surface: 'Surface flaw',
  maintenance: 'Planned maintenance',
  shutdown: 'Shut down',
};

/** @example nameOf('noMaterial') // 'No material' */
function nameOf(code: string): string {
  const words = code.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return names[code] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** A tag is silent once so many of its readings are missing: one that is late on the network is none. */
const expectedIntervals = 3;

/** Reasons of stops that come from the line, not from a machine. */
const lineReasons = ['starved', 'blocked', 'noMaterial', 'noOperator'] as const;

/**
 * The plant file's plant part for a simulated plant: equipment with its ideal times and signals, calendar, planned stops,
 * reasons, defects and tags, so that its facts can be analysed as a plant's.
 */
export function plantInputOf(input: SimulatedPlantInput): PlantInput {
  const zone = createZone(input.zone);
  const machines = input.lines.flatMap((line) => line.machines);
  const failures = unique(machines.flatMap(({ failure }) => (failure === undefined ? [] : [failure.reason])));
  const defects = unique([...machines.map(({ defect }) => defect), ...input.scrapCauses.map(({ defect }) => defect)]);
  const local = (at: number): string => zone.format(at).slice(0, 16);
  return {
    id: input.id,
    name: input.name,
    zone: input.zone,
    dayStart: input.dayStart,
    equipment: [
      {
        id: input.id,
        name: input.name,
        level: 'site',
        children: input.lines.map((line) => ({
          id: line.id,
          name: line.name,
          level: 'workCenter' as const,
          kind: 'productionLine' as const,
          children: line.machines.map((machine) => ({
            id: machine.id,
            name: machine.name,
            ...(machine.signals === undefined ? {} : { signals: machine.signals }),
            idealTimes: line.products.map((product) => ({
              product,
              secondsPerPiece: secondsOf(
                machine.idealTimeMs * (input.products.find(({ id }) => id === product)?.pace ?? 1),
              ),
            })),
          })),
        })),
      },
    ],
    calendar: input.calendar,
    plannedStops: input.stops.flatMap(({ kind, machines: stopped, fromAt, toAt }) =>
      stopped.map((equipment) => ({
        equipment,
        from: local(fromAt),
        to: local(toAt),
        name: nameOf(kind),
        reason: kind,
      })),
    ),
    reasons: [
      { code: 'maintenance', name: 'Planned maintenance', planned: true },
      { code: 'shutdown', name: 'Shut down', planned: true },
      ...failures.map((code) => ({ code, name: nameOf(code), lossClass: 'breakdown' as const })),
      ...lineReasons.filter((code) => !failures.includes(code)).map((code) => ({ code, name: nameOf(code) })),
    ],
    defects: defects.map((code) => ({ code, name: nameOf(code) })),
    tags: input.sensors.map(tagConfigOf),
    finalOperations: input.lines.flatMap(({ machines: all }) => all.slice(-1).map(({ name }) => name)),
  };
}

/** The tags of a simulated plant's sensors. */
export function tagsOf(input: SimulatedPlantInput): Tag[] {
  return input.sensors.map((sensor) => ({
    id: sensor.id,
    name: sensor.name,
    equipment: sensor.machine as EquipmentId,
    kind: sensor.kind === 'product' ? 'state' : sensor.kind,
    valueType: isText(sensor) ? 'text' : 'number',
    unit: sensor.unit,
    ...(sensor.min === undefined ? {} : { min: sensor.min }),
    ...(sensor.max === undefined ? {} : { max: sensor.max }),
    expectedIntervalMs: expectedIntervals * sensor.intervalMs,
    ...(sensor.kind === 'counter' && sensor.rollover !== undefined ? { rolloverAt: sensor.rollover } : {}),
    isDroppable: sensor.kind === 'measure',
    sourceNames: [sensor.id],
  }));
}

/** To the nanosecond: what a product of two numbers has beyond is noise. */
function secondsOf(ms: number): number {
  return Math.round(ms * 1e6) / 1e9;
}

/** A tag as the plant file says it. */
function tagConfigOf(sensor: SimulatedSensor): TagConfig {
  const { id, name, machine, kind, unit, min, max, intervalMs, rollover } = sensor;
  return {
    id,
    name,
    equipment: machine,
    kind: kind === 'product' ? 'state' : kind,
    ...(isText(sensor) ? { valueType: 'text' as const } : {}),
    ...(unit === '1' ? {} : { unit }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    expectedIntervalSeconds: (expectedIntervals * intervalMs) / 1_000,
    ...(kind === 'counter' && rollover !== undefined ? { rolloverAt: rollover } : {}),
    ...(kind === 'measure' ? { droppable: true } : {}),
  };
}

function isText({ kind }: SimulatedSensor): boolean {
  return kind === 'state' || kind === 'product';
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
