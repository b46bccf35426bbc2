/** 28 days of every work unit at a glance. */
import type { Interval, LocalDate } from '../time/index.ts';

export interface HeatMap {
  /** 28 production days, oldest first, the window last; empty for a window that is no production day. */
  readonly days: readonly (Interval & { readonly date: LocalDate })[];
  /** Every work unit, in plant-file order; values by day, undefined where unknown, or where nothing was planned or reported. */
  readonly rows: readonly {
    readonly equipment: string;
    /** OEE, 0 to 1 (above where the ideal time is suspect). */
    readonly oee: readonly (number | undefined)[];
    /** Planned and extra time in which the unit did not run: silent, down and setup, ms. */
    readonly lostMs: readonly (number | undefined)[];
    readonly downMs: readonly (number | undefined)[];
  }[];
}
