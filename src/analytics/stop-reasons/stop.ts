/** Stops as their reasons are asked for. */
import type { Interval } from '../../time/index.ts';

/** Down time of one work unit without interruption, for one cause or for none that anybody said. */
export interface Stop {
  /** Work unit and start: the same however often the facts are read. */
  readonly id: string;
  readonly equipment: string;
  readonly startAt: number;
  /** Exclusive. */
  readonly endAt: number;
  /** It reaches the end of what is known, so that it may last longer. */
  readonly isOpen: boolean;
  /** Code of the cause; empty where nobody said one. */
  readonly reason: string;
  /** Somebody was asked, and said that it is not known: it is not asked again. */
  readonly isPassed: boolean;
  /** What was worked on, by the stop's own report, else by the last one before it; empty where nobody said. */
  readonly workOrder: string;
  readonly operation: string;
  readonly product: string;
  /** Where it was reported first. */
  readonly source: { readonly id: string; readonly file: string; readonly line: number };
}

/** Whether somebody said why. */
export function isTold({ reason }: Stop): boolean {
  return reason !== '';
}

export function lengthMs({ startAt, endAt }: Stop): number {
  return endAt - startAt;
}

export function overlapMs({ startAt, endAt }: Stop, { fromAt, toAt }: Interval): number {
  return Math.max(0, Math.min(endAt, toAt) - Math.max(startAt, fromAt));
}
