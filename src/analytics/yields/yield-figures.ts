/** Yields and defect rates of pieces counted by pass. */
import { bounded, type Known, unknown } from '../../model/index.ts';
import { type ProportionInterval, wilsonInterval } from '../../stats/index.ts';
import { defectsOf, doubtfulOf, inspectedOf, type PassCounts } from './pass-counts.ts';

const million = 1e6;

/**
 * Source of the formulas: D. H. Stamatis, "Six Sigma Fundamentals" (2004). `low` leaves out held pieces, which may turn out
 * to be good; `high` adds what may have been such a defect as well.
 */
export interface DefectFigures {
  /** Defective pieces of the first pass, per million inspected. */
  readonly ppm: Known;
  /** Defects per inspected piece: a piece that fails at rework again has two. */
  readonly dpu: Known;
  /** Defects per million opportunities for one; unknown where the plant file does not say how many there are. */
  readonly dpmo: Known;
}

export interface YieldFigures extends DefectFigures {
  /** Ratio, 0 to 1. */
  readonly firstPassYield: Known;
  /**
   * The yields that so many pieces do not speak against, at 95 %; undefined without a piece. Chance alone, of pieces that fail
   * independently of each other: the bounds of the yield, which stand for what was not told, are another thing.
   */
  readonly firstPassYield95: ProportionInterval | undefined;
}

/**
 * GP / IP of ISO 22400-2 (no. 15): completed at once, of what was inspected for the first time. Held pieces may yet be found
 * good, which is `high`; those that were made again may be among the completed, which is `low`.
 *
 * @example firstPassYieldOf({ ...createPassCounts(), completed: 90, scrap: 6, hold: 4 }) // 0.9, up to 0.94
 */
export function firstPassYieldOf(counts: PassCounts): Known {
  const { completed, hold } = counts;
  return boundedPer(inspectedOf(counts), 1, completed, completed - doubtfulOf(counts), completed + hold);
}

/**
 * @param opportunities for a defect, over all inspected pieces; undefined where the plant does not say of every piece
 */
export function yieldFiguresOf(counts: PassCounts, opportunities: number | undefined): YieldFigures {
  return {
    firstPassYield: firstPassYieldOf(counts),
    firstPassYield95: wilsonInterval(counts.completed, inspectedOf(counts)),
    ...defectFiguresOf(counts, noPieces, counts, opportunities),
  };
}

/**
 * Rates of one kind of defect among pieces.
 *
 * @param told pieces whose defect is of this kind; of good ones nothing is read
 * @param possible those whose defect may be of this kind
 * @param all pieces, good ones too
 */
export function defectFiguresOf(
  told: PassCounts,
  possible: PassCounts,
  all: PassCounts,
  opportunities: number | undefined,
): DefectFigures {
  const inspected = inspectedOf(all);
  const doubtful = doubtfulOf(all);
  const defective = told.scrap + told.hold;
  const defects = defectsOf(told);
  const defectsLow = told.scrap + told.reworkScrap;
  const defectsHigh = defects + defectsOf(possible) + doubtful;
  return {
    ppm: boundedPer(inspected, million, defective, told.scrap, defective + possible.scrap + possible.hold + doubtful),
    dpu: boundedPer(inspected, 1, defects, defectsLow, defectsHigh),
    dpmo:
      opportunities === undefined
        ? unknown('not-in-the-data')
        : boundedPer(opportunities, million, defects, defectsLow, defectsHigh),
  };
}

const noPieces: PassCounts = { completed: 0, scrap: 0, hold: 0, reworkCompleted: 0, reworkScrap: 0, reworkHold: 0 };

function boundedPer(base: number, scale: number, value: number, low: number, high: number): Known {
  return base === 0
    ? unknown('no-pieces')
    : bounded((scale * value) / base, (scale * low) / base, (scale * high) / base);
}
