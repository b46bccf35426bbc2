/** What the next shift takes over. */
import type { EquipmentState, Known, Unknown } from '../../model/index.ts';

/** One work unit at an instant, by what was reported up to then. */
export interface BoardRow {
  readonly equipment: string;
  readonly state: EquipmentState | 'silent';
  /** Begin of that state; undefined where nothing was ever reported. */
  readonly sinceAt: number | undefined;
  /** Meant to run at that instant. */
  readonly isPlanned: boolean;
  /** Of the last report of production or setup, however long ago; empty where there was none. */
  readonly workOrder: string;
  readonly operation: string;
  readonly product: string;
  /** Tokens. */
  readonly operators: readonly string[];
  /** Of the stop that goes on; empty where the unit is not down. */
  readonly reason: string;
  /** Pieces of that order completed at that operation, on any work unit. */
  readonly completed: number;
  readonly ordered: Known;
  /** Ordered less completed, never below 0. */
  readonly remaining: Known;
}

/** Down, or silent in planned time for at least an hour of it. */
export interface OpenProblem {
  readonly kind: 'down' | 'silent';
  readonly equipment: string;
  /** Where a silent unit never reported: the begin of all facts. */
  readonly sinceAt: number;
  /** Down time, or planned silent time, since then, at most of the 28 days before, ms. */
  readonly ms: number;
  readonly reason: string;
  readonly workOrder: string;
}

export interface Board {
  /** The instant it stands for: the end of a shift, or of the window. */
  readonly at: number;
  /** Name of the shift that ends then; undefined for the window's end. */
  readonly shift: string | undefined;
  /** Every work unit, in plant-file order. */
  readonly rows: readonly BoardRow[];
  /** Down first, then the longest. */
  readonly problems: readonly OpenProblem[];
  /** No routing and no schedule is in the data. */
  readonly nextOrders: Unknown;
}
