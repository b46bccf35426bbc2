/** Pieces of stations by product, and what a piece of a product should take at a station. */
import { findIdealTimeMs } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import type { IdealTimeLookup } from '../ideal-times.ts';
import { lowerBound, reportRange } from '../reports-in.ts';
import { splitCount } from '../split-count.ts';
import { createUnitIdealTime } from '../unit-figures.ts';
import type { LineUnit } from './line-units.ts';

export interface ProductPieces {
  readonly good: number;
  readonly scrap: number;
  readonly hold: number;
}

/** Whole pieces of units in a window by product, without rework: those were counted when they were made. */
export function piecesByProduct(
  { groups }: Activity,
  units: readonly LineUnit[],
  { fromAt, toAt }: Interval,
): ReadonlyMap<string, ProductPieces> {
  const sums = new Map<string, { good: number; scrap: number; hold: number }>();
  for (const { reports } of units.map(({ activity }) => activity)) {
    const { first, last } = reportRange(reports, fromAt, toAt);
    for (let i = first; i < last; i++) {
      if (reports.isRework[i] === 1) continue;
      const [s, e] = [reports.startAt[i] as number, reports.endAt[i] as number];
      const good = splitCount(reports.completed[i] as number, s, e, fromAt, toAt);
      const scrap = splitCount(reports.scrap[i] as number, s, e, fromAt, toAt);
      const hold = splitCount(reports.hold[i] as number, s, e, fromAt, toAt);
      if (good + scrap + hold === 0) continue;
      const product = groups[reports.group[i] as number]?.product ?? '';
      const sum = sums.get(product) ?? { good: 0, scrap: 0, hold: 0 };
      sums.set(product, sum);
      sum.good += good;
      sum.scrap += scrap;
      sum.hold += hold;
    }
  }
  return sums;
}

/** Ideal time of a piece of a product at a station, ms; undefined where nobody knows it. */
export type StationIdealTime = (product: string) => number | undefined;

/**
 * Over the units of the station and the operations they do, weighed by the pieces that they made of the product up to the window's
 * end; of a product that never came there what the plant file sets for its units.
 */
export function stationIdealTime(
  activity: Activity,
  station: readonly LineUnit[],
  learned: IdealTimeLookup,
  toAt: number,
): StationIdealTime {
  const sums = new Map<string, { pieces: number; ms: number }>();
  for (const { activity: unit } of station) {
    const { reports } = unit;
    const made = new Float64Array(activity.groups.length);
    const until = lowerBound(reports.startAt, toAt);
    for (let i = 0; i < until; i++) {
      const group = reports.group[i] as number;
      const pieces = (reports.completed[i] as number) + (reports.scrap[i] as number) + (reports.hold[i] as number);
      made[group] = (made[group] as number) + pieces;
    }
    const idealOf = createUnitIdealTime(activity, unit)(learned);
    made.forEach((pieces, group) => {
      const ideal = pieces > 0 ? idealOf(group) : undefined;
      if (ideal === undefined) return;
      const product = activity.groups[group]?.product ?? '';
      const sum = sums.get(product) ?? { pieces: 0, ms: 0 };
      sums.set(product, sum);
      sum.pieces += pieces;
      sum.ms += pieces * ideal.ms;
    });
  }
  return (product) => {
    const sum = sums.get(product);
    if (sum !== undefined) return sum.ms / sum.pieces;
    // Units of one station do the same step: the first that has an ideal time stands for all.
    for (const { activity: unit } of station) {
      const ms = findIdealTimeMs(unit.equipment, '', product);
      if (ms !== undefined) return ms;
    }
    return undefined;
  };
}

export interface RatedPieces {
  readonly pieces: number;
  /** Their ideal time; those without one count with the mean of the others, ms. */
  readonly idealMs: number;
  readonly piecesWithout: number;
}

/** @param count which of the pieces */
export function rate(
  pieces: ReadonlyMap<string, ProductPieces>,
  idealOf: StationIdealTime,
  count: (pieces: ProductPieces) => number,
): RatedPieces {
  let [rated, ratedMs, piecesWithout] = [0, 0, 0];
  for (const [product, own] of pieces) {
    const ideal = idealOf(product);
    if (ideal === undefined) piecesWithout += count(own);
    else {
      rated += count(own);
      ratedMs += count(own) * ideal;
    }
  }
  const meanMs = rated > 0 ? ratedMs / rated : 0;
  return { pieces: rated + piecesWithout, idealMs: ratedMs + piecesWithout * meanMs, piecesWithout };
}
