/** Stops over time: where time went, how often machines fail, how long repair takes. */
import type { Known } from '../../model/index.ts';
import type { Interval, LocalDate } from '../../time/index.ts';

/** Down time of a machine for a reason. Where stops overlap, time counts for the one that began first. */
export interface DowntimeRow {
  readonly equipment: string;
  readonly reason: string;
  /** The plant file calls the reason planned. */
  readonly isPlanned: boolean;
  readonly stops: number;
  readonly downMs: number;
  /** Of all down time, this row and those before it. */
  readonly cumulativeRatio: number;
}

/** Failures of a machine in a period. A failure is unplanned down time without interruption, in the period it began. */
export interface ReliabilityPeriod extends Interval {
  readonly failures: number;
  /** Run time, the divisor's counterpart, ms. */
  readonly runMs: number;
  /** Run time / failures (operating time between failures); unknown without a failure. */
  readonly timeBetweenFailuresMs: Known;
  /** Mean length of the failures that ended by the window's end; unknown without one. */
  readonly timeToRepairMs: Known;
  /** How many repairs that mean stands on. */
  readonly repairs: number;
}

/** `worse` and `better` are told by a test of the two rates of failure at 10 %. */
export type ReliabilityTrend = 'worse' | 'better' | 'same' | 'too-little-history';

export interface ReliabilityRow {
  readonly equipment: string;
  /** The 28 production days up to the window's end. */
  readonly now: ReliabilityPeriod;
  /** The 28 before; undefined where the facts begin later. */
  readonly before: ReliabilityPeriod | undefined;
  readonly trend: ReliabilityTrend;
}

/** Down time of machines in the last 13 spans of seven production days, oldest first, the last ending with the day. */
export interface DownWeeks {
  /** First and last production day; empty for a window that is no production day. */
  readonly weeks: readonly { readonly from: LocalDate; readonly to: LocalDate }[];
  /** Machines that were down in any of them, most down time first; undefined where nothing of it was reported. */
  readonly rows: readonly { readonly equipment: string; readonly downMs: readonly (number | undefined)[] }[];
}

/** A planned stop of one work unit and what was reported in it, within the window. */
export interface PlannedStopRow extends Interval {
  readonly name: string;
  readonly reason: string;
  readonly equipment: string;
  /** Reported as planned down time. */
  readonly plannedDownMs: number;
  readonly runMs: number;
  readonly silentMs: number;
  /** `done`: planned down time was reported; `ran-instead`: it ran for half of the time or more; else `not-reported`. */
  readonly outcome: 'done' | 'ran-instead' | 'not-reported';
}

export interface MaintenanceOfDay {
  /** Of the window, most time first. */
  readonly downtime: readonly DowntimeRow[];
  /** Of the 28 production days up to the window's end. */
  readonly downtime28: readonly DowntimeRow[];
  /** Machines with a failure in either period, most failures first. Empty for a window that is no production day. */
  readonly reliability: readonly ReliabilityRow[];
  readonly downWeeks: DownWeeks;
  readonly planned: readonly PlannedStopRow[];
}
