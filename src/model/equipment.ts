/** Equipment after ISA-95: a tree `enterprise / site / area / workCenter / workUnit`; levels may be skipped. */
import type { UnitSignals } from './signals.ts';

export const equipmentLevels = ['enterprise', 'site', 'area', 'workCenter', 'workUnit'] as const;
export type EquipmentLevel = (typeof equipmentLevels)[number];

export const workCenterKinds = ['productionLine', 'workCell', 'productionUnit', 'storageZone'] as const;
export type WorkCenterKind = (typeof workCenterKinds)[number];

declare const equipmentIdBrand: unique symbol;
export type EquipmentId = string & { readonly [equipmentIdBrand]: true };

/** `shifts`: planned by the calendar; `onDemand`: nothing is planned, all its work is extra. */
export const staffings = ['shifts', 'onDemand'] as const;
export type Staffing = (typeof staffings)[number];

/** What it means when nobody reports anything in planned time. */
export const silences = ['idle', 'unknown'] as const;
export type Silence = (typeof silences)[number];

export interface Equipment {
  readonly id: EquipmentId;
  /** As people say it, verbatim as in the source. */
  readonly name: string;
  readonly level: EquipmentLevel;
  readonly workCenterKind?: WorkCenterKind;
  /** Ids from the root, joined by `/`: `acme/haifa/machining/lathe-7`. */
  readonly path: string;
  readonly parent?: EquipmentId;
  readonly staffed: Staffing;
  readonly silence: Silence;
  /** Names by which sources know it; its name where the plant file gives none. */
  readonly sourceNames: readonly string[];
  /** What an hour of its machine time costs, in the currency of the plant's rates; left out where it has none. */
  readonly machineHourRate?: number;
  /** Ideal time per piece where the plant sets it, ms, by operation (`*` for any), for any product. */
  readonly idealTimeMs?: Readonly<Record<string, number>>;
  /** The same by product, then by operation. `findIdealTimeMs` looks in both. */
  readonly productIdealTimeMs?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Which of its tags are read as its states and pieces; left out where none is. */
  readonly signals?: UnitSignals;
}

export interface EquipmentTree {
  /** All, parents before children, in plant-file order. */
  readonly all: readonly Equipment[];
  readonly workUnits: readonly Equipment[];
  find(id: string): Equipment | undefined;
  /** The equipment that sources know by this name; else the one with this id. */
  findBySourceName(name: string): Equipment | undefined;
  /** Throws `unknown-name` where missing. */
  get(id: string): Equipment;
  /** The equipment itself and everything below it. */
  listBelow(id: string): readonly Equipment[];
}

/**
 * The ideal time per piece that the plant sets, ms: that of the product and operation, else of the operation, else of
 * the product, else of the equipment; undefined where it sets none.
 */
export function findIdealTimeMs(
  equipment: Pick<Equipment, 'idealTimeMs' | 'productIdealTimeMs'>,
  operation: string,
  product: string,
): number | undefined {
  const { idealTimeMs, productIdealTimeMs } = equipment;
  const ofProduct =
    productIdealTimeMs !== undefined && Object.hasOwn(productIdealTimeMs, product)
      ? productIdealTimeMs[product]
      : undefined;
  return (
    timeFor(ofProduct, operation) ??
    timeFor(idealTimeMs, operation) ??
    timeFor(ofProduct, '*') ??
    timeFor(idealTimeMs, '*')
  );
}

function timeFor(times: Readonly<Record<string, number>> | undefined, operation: string): number | undefined {
  return times !== undefined && Object.hasOwn(times, operation) ? times[operation] : undefined;
}
