/** Time is UTC epoch milliseconds everywhere but at the edges; intervals are half-open, `[fromAt, toAt)`. */

/** A half-open interval `[fromAt, toAt)` of UTC epoch milliseconds. */
export interface Interval {
  readonly fromAt: number;
  readonly toAt: number;
}

export const secondMs = 1_000;
export const minuteMs: number = 60 * secondMs;
export const hourMs: number = 60 * minuteMs;
export const dayMs: number = 24 * hourMs;

/**
 * The length of an interval in milliseconds; 0 where it is empty or reversed.
 *
 * @example durationMs({ fromAt: 0, toAt: 60_000 }) // 60000
 */
export function durationMs(interval: Interval): number {
  return Math.max(0, interval.toAt - interval.fromAt);
}

/** Whether two half-open intervals share an instant. An interval of no length touches one that contains its instant. */
export function touches(a: Interval, b: Interval): boolean {
  if (a.fromAt === a.toAt) return a.fromAt >= b.fromAt && a.fromAt < b.toAt;
  if (b.fromAt === b.toAt) return b.fromAt >= a.fromAt && b.fromAt < a.toAt;
  return a.fromAt < b.toAt && b.fromAt < a.toAt;
}
