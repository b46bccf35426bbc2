/** What was planted, as truth records. */

import { dayMs } from '../../time/index.ts';
import type { PlantLayout } from '../plant/layout.ts';
import type { PlantRun } from '../plant/plant-run.ts';
import { type TruthOf, type TruthRecord, truthSchemaVersion } from './record.ts';

/** What stands before anything happens: the plant, planned stops, anomalies and changes. */
export function listPlanned({ input, horizon, machines }: PlantLayout): TruthRecord[] {
  const machineOf = new Map(input.sensors.map(({ id, machine }) => [id, machine]));
  return [
    {
      kind: 'plant',
      schemaVersion: truthSchemaVersion,
      plant: input.id,
      seed: input.seed,
      zone: input.zone,
      startAt: horizon.fromAt,
      endAt: horizon.toAt,
      machineCount: machines.length,
      sensorCount: input.sensors.length,
    },
    ...input.stops.map(
      (stop): TruthOf<'plannedStop'> => ({
        kind: 'plannedStop',
        id: stop.id,
        form: stop.kind,
        equipment: [...stop.machines],
        startAt: stop.fromAt,
        endAt: stop.toAt,
      }),
    ),
    ...input.anomalies.map(
      ({ id, sensor, form, fromAt, toAt, size, cause }): TruthOf<'anomaly'> => ({
        kind: 'anomaly',
        id,
        tag: sensor,
        equipment: machineOf.get(sensor) as string,
        form,
        startAt: fromAt,
        endAt: toAt,
        size,
        ...(cause === undefined ? {} : { scrapCause: cause }),
      }),
    ),
    ...input.changes.map(
      ({ id, form, machine, at, sizes, product }): TruthOf<'change'> => ({
        kind: 'change',
        id,
        form,
        equipment: machine,
        at,
        sizes: product === undefined ? { ...sizes } : { ...sizes, ...offsetsOf(product, machine, input) },
        ...(product === undefined ? {} : { product }),
      }),
    ),
    ...listCalibrations(input, horizon.fromAt),
  ];
}

/** Maintenance sets the drift of calibrated sensors back to 0: a step that is no anomaly. */
function listCalibrations({ stops, sensors }: PlantLayout['input'], startAt: number): TruthOf<'change'>[] {
  const lastAt = new Map<string, number>();
  return stops
    .filter(({ kind }) => kind === 'maintenance')
    .toSorted((a, b) => a.toAt - b.toAt)
    .flatMap(({ id, machines, toAt }) =>
      machines.flatMap((machine): TruthOf<'change'>[] => {
        const sizes = sensors.flatMap((sensor): [string, number][] => {
          const drift =
            sensor.machine === machine && sensor.signal?.isCalibrated === true ? sensor.signal.driftPerDay : 0;
          return drift === 0 ? [] : [[sensor.id, (-drift * (toAt - (lastAt.get(machine) ?? startAt))) / dayMs]];
        });
        lastAt.set(machine, toAt);
        return sizes.length === 0
          ? []
          : [
              {
                kind: 'change',
                id: `${id}-${machine}-calibration`,
                form: 'calibration',
                equipment: machine,
                at: toAt,
                sizes: Object.fromEntries(sizes),
              },
            ];
      }),
    );
}

function offsetsOf(product: string, machine: string, input: PlantLayout['input']): Record<string, number> {
  return Object.fromEntries(
    input.sensors.flatMap((sensor) => {
      const offset = sensor.signal?.productOffsets?.[product];
      return sensor.machine === machine && offset !== undefined ? [[sensor.id, offset]] : [];
    }),
  );
}

/** What came of the planted causes of scrap: known when all is over. */
export function listScrapCauses({ layout, tally }: PlantRun): TruthOf<'scrapCause'>[] {
  const { scrapCauses, anomalies } = layout.input;
  return scrapCauses.map((cause, i) => ({
    kind: 'scrapCause',
    id: cause.id,
    form: cause.kind,
    equipment: cause.machine,
    startAt: cause.fromAt,
    endAt: cause.toAt,
    effectEquipment: cause.effectMachine,
    effectStartAt: cause.effectFromAt,
    effectEndAt: cause.effectToAt,
    lagMs: cause.effectFromAt - cause.fromAt,
    scrapRatio: cause.scrapRatio,
    defect: cause.defect,
    tags: anomalies.flatMap((anomaly) => (anomaly.cause === cause.id ? [anomaly.sensor] : [])),
    ...withLists(tally.resultOf(i)),
  }));
}

function withLists<T extends { readonly workOrders: readonly string[] }>(result: T): T & { workOrders: string[] } {
  return { ...result, workOrders: [...result.workOrders] };
}
