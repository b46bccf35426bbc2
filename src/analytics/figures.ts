/** What analytics says of a window: times, pieces and ratios of a work unit, a group or the plant. */
import type { Known } from '../model/index.ts';
import type { Interval } from '../time/index.ts';

/** Times of a work unit in a window, or their sums over a group, integer ms. `run + setup + down + wait + silent = window`. */
export interface Times {
  readonly windowMs: number;
  readonly runMs: number;
  readonly setupMs: number;
  readonly downMs: number;
  /** Could run: blocked, starved, or nobody wanted anything of it. */
  readonly waitMs: number;
  /** Of these. */
  readonly blockedMs: number;
  readonly starvedMs: number;
  /** Of `runMs`: stops and waits too short to count as such. 0 where the plant file has no `kpis.microStopSeconds`. */
  readonly minorStopMs: number;
  readonly silentMs: number;
  /** Calendar shifts less planned stops. */
  readonly plannedMs: number;
  /** run ∪ setup ∪ down outside planned time. */
  readonly extraMs: number;
  readonly waitPlannedMs: number;
  readonly silentPlannedMs: number;
  /** Planned stops within shift time, taken out of `plannedMs`. */
  readonly plannedStopMs: number;
  /** Of these: in which the unit neither ran, was set up nor was down; in the others it is extra time. */
  readonly keptStopMs: number;
}

/** Whole pieces; sums over resources: work done, not output. */
export interface Pieces {
  readonly completed: number;
  readonly scrap: number;
  readonly hold: number;
  readonly rework: number;
}

/** Ideal time of what was made, in the time base of `runMs`. */
export interface IdealTimes {
  /** Ideal time of all pieces with a known ideal time, ms. */
  readonly idealMs: number;
  /** Of `idealMs`: completed pieces; the rest is scrap and hold. */
  readonly idealGoodMs: number;
  /** Of `idealMs`: what stands on learned ideal times, for want of ones that the plant sets. */
  readonly idealEstimatedMs: number;
  /** Of `idealMs`: scrap and hold of reports of setup. */
  readonly idealSetupRejectMs: number;
  /** Run time (ms) of reports whose pieces have a known ideal time, and of all. */
  readonly coveredRunMs: number;
  /** Minor stops in it, ms. */
  readonly coveredMinorStopMs: number;
  readonly pieces: number;
  readonly piecesWithout: number;
  /** Whether an estimate over all parts of an operation stands in for a part's own. */
  readonly provisional: boolean;
}

export interface Ratios {
  readonly availability: Known;
  readonly performance: Known;
  readonly quality: Known;
  readonly oee: Known;
  readonly reportedRatio: Known;
  /** setup / (run + setup + down + silentPlanned): share of the time base. */
  readonly setupRatio: Known;
  /** down / the same base. */
  readonly downRatio: Known;
}

export interface Figures {
  readonly times: Times;
  readonly pieces: Pieces;
  readonly ideal: IdealTimes;
  readonly ratios: Ratios;
}

/** Pieces that left as finished: `low ≤ value ≤ high`. */
export interface Finished {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface UnitFigures extends Figures {
  readonly equipment: string;
}

export interface PlantFigures extends Figures {
  readonly finished: Finished;
}

/** Figures of one window. */
export interface WindowFigures {
  readonly window: Interval;
  readonly plant: PlantFigures;
  /** Every work unit, silent ones too, in plant-file order. */
  readonly units: readonly UnitFigures[];
}
