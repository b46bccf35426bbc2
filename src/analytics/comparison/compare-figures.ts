/** A figure of one time against that of another, with open time taken into account. */
import { bounded, type Known, unknown } from '../../model/index.ts';
import { hourMs } from '../../time/index.ts';

/**
 * What is compared. `perOpenHour`: a sum, over the hours in which machines were meant to run or ran. `asIs`: a ratio or mean, whose
 * base is in it already, or sums of days that are alike.
 */
export type ComparisonBasis = 'perOpenHour' | 'asIs';

export interface OpenFigure {
  readonly value: Known;
  /** Planned time and what ran outside it, over all machines, ms. */
  readonly openMs: number;
}

export interface ComparedFigure extends OpenFigure {
  /** What is compared: the value, or the value per open hour. */
  readonly compared: Known;
}

export interface FigureComparison {
  readonly basis: ComparisonBasis;
  readonly now: ComparedFigure;
  readonly before: ComparedFigure;
  /** Of what is compared, now less before. */
  readonly difference: Known;
  /** The same as a share of before; unknown where that is, or may be, 0 or less. */
  readonly changeRatio: Known;
  /** Whether no values within the bounds are the same: what is not known of either does not explain the difference. */
  readonly isToldApart: boolean;
  /** How much of the difference of the values comes of more or fewer open hours, and how much of the rate; they add up to it. */
  readonly effects: { readonly openHours: number; readonly rate: number } | undefined;
}

/**
 * A week of 500 pieces and one of 400 that a holiday took a fifth of are alike per open hour.
 *
 * @example compareFigures({ value: exactly(400), openMs: 32 * hourMs }, { value: exactly(500), openMs: 40 * hourMs }, 'perOpenHour').changeRatio // 0
 */
export function compareFigures(now: OpenFigure, before: OpenFigure, basis: ComparisonBasis): FigureComparison {
  const [own, other] = [comparedOf(now, basis), comparedOf(before, basis)];
  const [left, right] = [own.compared, other.compared];
  return {
    basis,
    now: own,
    before: other,
    difference: differenceOf(left, right),
    changeRatio: changeOf(left, right),
    isToldApart: left.kind === 'known' && right.kind === 'known' && (left.low > right.high || left.high < right.low),
    effects: basis === 'perOpenHour' ? effectsOf(own, other) : undefined,
  };
}

function comparedOf(figure: OpenFigure, basis: ComparisonBasis): ComparedFigure {
  const { value, openMs } = figure;
  if (basis === 'asIs' || value.kind === 'unknown') return { ...figure, compared: value };
  if (openMs === 0) return { ...figure, compared: unknown('no-time-base') };
  const perHour = (sum: number): number => (sum * hourMs) / openMs;
  return { ...figure, compared: bounded(perHour(value.value), perHour(value.low), perHour(value.high)) };
}

function differenceOf(now: Known, before: Known): Known {
  if (now.kind === 'unknown') return now;
  if (before.kind === 'unknown') return before;
  return bounded(now.value - before.value, now.low - before.high, now.high - before.low);
}

function changeOf(now: Known, before: Known): Known {
  if (now.kind === 'unknown') return now;
  if (before.kind === 'unknown') return before;
  if (before.low <= 0) return unknown('no-time-base');
  const change = (to: number, from: number): number => to / from - 1;
  return bounded(
    change(now.value, before.value),
    change(now.low, now.low >= 0 ? before.high : before.low),
    change(now.high, now.high >= 0 ? before.low : before.high),
  );
}

function effectsOf(now: ComparedFigure, before: ComparedFigure): FigureComparison['effects'] {
  if (now.compared.kind === 'unknown' || before.compared.kind === 'unknown') return undefined;
  return {
    openHours: (before.compared.value * (now.openMs - before.openMs)) / hourMs,
    rate: ((now.compared.value - before.compared.value) * now.openMs) / hourMs,
  };
}
