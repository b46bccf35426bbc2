/** Yields and defect rates of pieces counted by pass. */
import { bounded, type Known, unknown } from '../../model/index.ts';
import { wilsonInterval } from '../../stats/index.ts';
import { defectsOf, doubtfulOf, inspectedOf, type PassCounts } from './pass-counts.ts';

const million = 1e6;

export interface YieldFigures {
  /** Ratio, 0 to 1. */
  readonly firstPassYield: Known;
  /** Ratios that pieces made in the same way could have shown as well, in 95 of 100 cases; undefined without a piece. */
  readonly firstPassYield95: { readonly low: number; readonly high: number } | undefined;
  /** Defective pieces of the first pass, per million inspected. */
  readonly ppm: Known;
  /** Defects per inspected piece; above 1 − first-pass yield where pieces failed at rework again. */
  readonly dpu: Known;
  /** Defects per million opportunities for one. */
  readonly dpmo: Known;
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
  const inspected = inspectedOf(counts);
  const defective = inspected - counts.completed;
  return {
    firstPassYield: firstPassYieldOf(counts),
    firstPassYield95: wilsonInterval(counts.completed, inspected),
    ppm: boundedPer(inspected, million, defective, defective - counts.hold, defective + doubtfulOf(counts)),
    dpu: defectsPer(counts, inspected, 1),
    dpmo: opportunities === undefined ? unknown('not-in-the-data') : defectsPer(counts, opportunities, million),
  };
}

/** Without the held pieces at least, which may have no defect; with those that were made again at most. */
function defectsPer(counts: PassCounts, base: number, scale: number): Known {
  const defects = defectsOf(counts);
  return boundedPer(base, scale, defects, defects - counts.hold - counts.reworkHold, defects + doubtfulOf(counts));
}

function boundedPer(base: number, scale: number, value: number, low: number, high: number): Known {
  return base === 0
    ? unknown('no-pieces')
    : bounded((scale * value) / base, (scale * low) / base, (scale * high) / base);
}
