/** Equipment after ISA-95: a tree `enterprise / site / area / workCenter / workUnit`; levels may be skipped. */

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
  /** Ideal time per piece where the plant sets it, ms, by operation (`*` for any). */
  readonly idealTimeMs?: Readonly<Record<string, number>>;
}

export interface EquipmentTree {
  /** All, parents before children, in plant-file order. */
  readonly all: readonly Equipment[];
  readonly workUnits: readonly Equipment[];
  find(id: string): Equipment | undefined;
  /** Throws `unknown-name` where missing. */
  get(id: string): Equipment;
  /** The equipment itself and everything below it. */
  listBelow(id: string): readonly Equipment[];
}
