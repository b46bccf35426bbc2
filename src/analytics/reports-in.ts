import type { ReportColumns } from './activity.ts';

/** The reports that may touch `[fromAt, toAt)`: from the first whose end is reached to the last that starts before its end. */
export function reportRange(reports: ReportColumns, fromAt: number, toAt: number): { first: number; last: number } {
  return { first: lowerBound(reports.maxEndAt, fromAt), last: lowerBound(reports.startAt, toAt) };
}

/** Place of the first value that is not less, in values that never fall. */
export function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
