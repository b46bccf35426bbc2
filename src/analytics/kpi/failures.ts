/** Failures of a unit: unplanned down time without interruption, but for minor stops, counted where it began. */
import { type IntervalSet, union } from '../../time/index.ts';
import type { DownRow } from '../maintenance/down-rows.ts';
import { lowerBound } from '../reports-in.ts';

export interface Failures {
  /** Unplanned down time. */
  readonly set: IntervalSet;
  /** How many began in a window. */
  countIn(fromAt: number, toAt: number): number;
  /** How long those took that began in a window, whole, also where they ended after it. */
  restorationMsIn(fromAt: number, toAt: number): number;
}

/** @param rows stops without minor ones, as `downRowsByUnit` gives them */
export function createFailures(rows: readonly DownRow[]): Failures {
  const unplanned = rows.filter(({ isPlanned }) => !isPlanned);
  const set = union(
    unplanned.map(({ startAt }) => startAt),
    unplanned.map(({ endAt }) => endAt),
  );
  const starts = set.filter((_, i) => i % 2 === 0);
  const msBefore = new Float64Array(starts.length + 1);
  for (let i = 0; i < starts.length; i++)
    msBefore[i + 1] = (msBefore[i] as number) + (set[i * 2 + 1] as number) - (starts[i] as number);
  const before = (at: number): number => lowerBound(starts, at);
  return {
    set,
    countIn: (fromAt, toAt) => before(toAt) - before(fromAt),
    restorationMsIn: (fromAt, toAt) => (msBefore[before(toAt)] as number) - (msBefore[before(fromAt)] as number),
  };
}
