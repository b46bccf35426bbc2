/** The plant as everything right of ingest sees it, compiled once from the plant file. */
import type { Interval, IntervalSet, LocalDate, ProductionDay, Shift, ShiftCalendar, Zone } from '../time/index.ts';
import type { EquipmentId, EquipmentTree } from './equipment.ts';
import type { KpiSettings } from './kpi-settings.ts';
import type { PlantLine } from './lines.ts';
import type { Rates } from './rates.ts';
import type { Tag } from './tag.ts';

/** The five roles gemba knows; a plant may add its own. */
export const roles = ['director', 'production', 'quality', 'maintenance', 'shift-lead'] as const;
export type Role = (typeof roles)[number];

/** What an audience may see of people: names, keyed pseudonyms, or nothing. */
export const personViews = ['names', 'pseudonyms', 'none'] as const;
export type PersonView = (typeof personViews)[number];

export interface Audience {
  /** Such as `director`; the plant's own may have any name. */
  readonly id: string;
  /** Whose report it gets. */
  readonly role: Role;
  readonly language: string;
  readonly persons: PersonView;
  /** Mail addresses. */
  readonly recipients: readonly string[];
}

/** A node of the stop reason tree: `planned` and `lossClass` are inherited from the parent where not given. */
export interface StopReason {
  readonly code: string;
  readonly name: string;
  readonly planned: boolean;
  /** The big loss it belongs to. */
  readonly lossClass: LossClass;
  readonly category: string;
  /** Left out where it tells the cause of a stop. */
  readonly tells?: NoCause;
  /** Codes from the root. */
  readonly path: readonly string[];
}

/** `notSaid`: the code stands where nobody said why a unit stopped; `notKnown`: somebody was asked and does not know. */
export const noCauses = ['notSaid', 'notKnown'] as const;
export type NoCause = (typeof noCauses)[number];

export const lossClasses = [
  'breakdown',
  'setup',
  'minorStop',
  'speed',
  'startupReject',
  'productionReject',
  'planned',
  'other',
] as const;
export type LossClass = (typeof lossClasses)[number];

export interface DefectCode {
  readonly code: string;
  readonly name: string;
  readonly category: string;
  readonly path: readonly string[];
}

/** A stop planned ahead: maintenance, or a part of the plant shut down. Taken out of planned time, and named. */
export interface PlannedStop extends Interval {
  readonly name: string;
  readonly equipment: EquipmentId;
  readonly reason: string;
}

/** When equipment is meant to run. */
export interface PlantCalendar {
  readonly shifts: ShiftCalendar;
  readonly plannedStops: readonly PlannedStop[];
  /**
   * Planned busy time of one work unit in a window: its shifts less its planned stops; empty where `onDemand`. Throws
   * `unknown-name` for equipment the plant lacks. Units that nothing stops share one set: read it, do not write it.
   */
  plannedIn(equipment: string, window: Interval): IntervalSet;
  /** Planned stops that touch the window, of the equipment or anything above it. */
  listPlannedStops(equipment: string, window: Interval): readonly PlannedStop[];
}

export interface Plant {
  readonly id: string;
  readonly name: string;
  readonly zone: Zone;
  /** Minutes after local midnight at which the production day begins. */
  readonly dayStartMinutes: number;
  readonly language: string;
  readonly equipment: EquipmentTree;
  /** Production lines of which the plant file says more than the tree. */
  readonly lines: readonly PlantLine[];
  readonly calendar: PlantCalendar;
  /** In plant-file order. */
  readonly tags: readonly Tag[];
  readonly reasons: readonly StopReason[];
  readonly defects: readonly DefectCode[];
  /** Operations at which an order is finished, in order of authority. */
  readonly finalOperations: readonly string[];
  readonly audiences: readonly Audience[];
  /** Targets, where the plant has them: ratio 0 to 1 by KPI id. */
  readonly targets: Readonly<Record<string, number>>;
  /** Undefined where the plant file gives none: nothing is said of money then. */
  readonly rates: Rates | undefined;
  /** What standards leave open about KPIs, with the defaults where the plant file says nothing. */
  readonly kpis: KpiSettings;
  /** The production day of a date; throws `date-invalid` for a date that does not exist. */
  productionDay(date: LocalDate): ProductionDay;
  /** The production day that contains an instant. */
  productionDayAt(at: number): ProductionDay;
  /** The production day `days` after (before, where negative) `day`. */
  shiftDay(day: ProductionDay, days: number): ProductionDay;
  listShifts(window: Interval): Shift[];
}
