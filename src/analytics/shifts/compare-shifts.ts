/** Shifts of a day beside each other, adjusted for what they had to make. */
import { exactly, type Known, unknown } from '../../model/index.ts';
import { signTest } from '../../stats/index.ts';
import { hourMs, type Shift } from '../../time/index.ts';
import type { PlantFigures, WindowFigures } from '../figures.ts';
import { usualRangeOf } from '../usual-range.ts';
import type { ComparedShift, ShiftDifference } from './shift-comparison.ts';

/** Days on which both were worked, below which nothing is judged. */
export const comparedDaysMin = 10;
/** A split of days that chance makes no more often tells shifts apart. */
export const comparedChanceMax = 0.05;
/** Share of pieces with an ideal time that a shift needs on a day that is compared. */
export const ratedRatioMin = 0.8;

/** A shift as worked, with the figures of the whole of it. */
export interface WorkedShift {
  readonly shift: Shift;
  readonly figures: WindowFigures;
}

/**
 * Each shift against all others of the same day. Ideal time of good pieces over planned and extra machine time is what
 * is compared: a shift that was given slow products, or fewer machines, is not behind for it.
 *
 * @param now shifts of the window, in time
 * @param days those of each of the last days, the window's own among them
 * @param operatorsOf people who reported in a shift
 */
export function compareShifts(
  now: readonly WorkedShift[],
  days: readonly (readonly WorkedShift[])[],
  operatorsOf: (shift: Shift) => number,
): ComparedShift[] {
  if (now.length < 2) return [];
  return now.map(({ shift, figures: { plant } }): ComparedShift => {
    const baseMs = baseOf(plant);
    return {
      shift: shift.name,
      fromAt: shift.fromAt,
      toAt: shift.toAt,
      operators: operatorsOf(shift),
      completed: plant.pieces.completed,
      baseMs,
      completedPerHour: baseMs === 0 ? unknown('no-time-base') : exactly((plant.pieces.completed * hourMs) / baseMs),
      earnedRatio: earnedRatioOf([plant]),
      ratedRatio: ratedRatioOf([plant]),
      isProvisional: plant.ideal.provisional,
      against: differenceOf(shift.name, days),
    };
  });
}

function differenceOf(name: string, days: readonly (readonly WorkedShift[])[]): ShiftDifference {
  const differences = days.flatMap((worked) => {
    const own = figuresOf(worked.filter(({ shift }) => shift.name === name));
    const others = figuresOf(worked.filter(({ shift }) => shift.name !== name));
    const [a, b] = [earnedRatioOf(own), earnedRatioOf(others)];
    if (a.kind === 'unknown' || b.kind === 'unknown' || !isRated(own) || !isRated(others)) return [];
    return [a.value - b.value];
  });
  const ahead = differences.filter((difference) => difference > 0).length;
  const behind = differences.filter((difference) => difference < 0).length;
  const isEnough = differences.length >= comparedDaysMin;
  const chance = signTest(ahead, behind);
  return {
    days: differences.length,
    ahead,
    behind,
    difference: usualRangeOf(differences),
    chance: isEnough ? exactly(chance) : unknown('too-little-history'),
    judgement: !isEnough
      ? 'too-little-history'
      : chance > comparedChanceMax
        ? 'no-difference'
        : ahead > behind
          ? 'ahead'
          : 'behind',
  };
}

function figuresOf(worked: readonly WorkedShift[]): PlantFigures[] {
  return worked.map(({ figures }) => figures.plant);
}

function baseOf({ times }: PlantFigures): number {
  return times.plannedMs + times.extraMs;
}

function sumOf(figures: readonly PlantFigures[], read: (one: PlantFigures) => number): number {
  return figures.reduce((sum, one) => sum + read(one), 0);
}

function earnedRatioOf(figures: readonly PlantFigures[]): Known {
  const base = sumOf(figures, baseOf);
  const pieces = sumOf(figures, ({ ideal }) => ideal.pieces);
  if (base === 0) return unknown('no-time-base');
  if (pieces > 0 && pieces === sumOf(figures, ({ ideal }) => ideal.piecesWithout)) return unknown('no-ideal-time');
  return exactly(sumOf(figures, ({ ideal }) => ideal.idealGoodMs) / base);
}

function ratedRatioOf(figures: readonly PlantFigures[]): Known {
  const pieces = sumOf(figures, ({ ideal }) => ideal.pieces);
  if (pieces === 0) return unknown('no-pieces');
  return exactly(1 - sumOf(figures, ({ ideal }) => ideal.piecesWithout) / pieces);
}

function isRated(figures: readonly PlantFigures[]): boolean {
  const rated = ratedRatioOf(figures);
  return rated.kind === 'known' && rated.value >= ratedRatioMin;
}
