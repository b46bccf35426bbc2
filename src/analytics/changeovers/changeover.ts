/** A changeover: from the last good piece of one thing to the first good piece of another. */
import type { Bounded } from '../../model/index.ts';

export interface MadeThing {
  readonly product: string;
  readonly operation: string;
  readonly order: string;
}

/**
 * Open time of the changeover, in three: from the last good piece to where setup begins, until it ends, and from there to the
 * first good piece. The first and the last are what single-minute exchange of die (SMED) asks about first. They add up to it.
 */
export interface ChangeoverSplit {
  readonly beforeMs: number;
  /** From the begin of the first setup to the end of the last, whatever lies between. */
  readonly setupSpanMs: number;
  readonly afterMs: number;
}

/**
 * Reports tell the instants of pieces by their own begin and end only. The last good piece of a report comes at its end, the
 * first at its place in the row of good pieces that share the report's time evenly; one of setup comes when setup ends. In
 * `low` and `high` they come at either end of their reports.
 *
 * Source of the definition: "Changeover", Lean Lexicon, Lean Enterprise Institute.
 */
export interface Changeover {
  readonly equipment: string;
  readonly from: MadeThing;
  readonly to: MadeThing;
  readonly lastGoodAt: Bounded;
  readonly firstGoodAt: Bounded;
  /** All time between the two, ms, also when nobody was there. */
  readonly elapsedMs: Bounded;
  /** Of it: planned time, and what was run, set up or down outside it. */
  readonly openMs: Bounded;
  /**
   * Of that, what the changeover took, as far as one can tell it from a machine that nobody wanted anything of: without reported
   * waiting, and without silence before anything was reported of what came after, setup too. Where nothing was reported before its
   * first good piece, that silence counts. In `low` all silence is left out, in `high` all of it counts. What changeovers are
   * compared by.
   */
  readonly takenMs: Bounded;
  /** Parts of the value of `openMs`; silent is what none of the others is. */
  readonly runMs: number;
  readonly setupMs: number;
  readonly downMs: number;
  readonly waitMs: number;
  readonly silentMs: number;
  /** Undefined where no setup was reported within. */
  readonly split: ChangeoverSplit | undefined;
  /**
   * Pieces of what came after that were no good before the first that was: startup rejects. `high` counts every bad or held
   * piece of its reports from the changeover on to the end of the report of the first good piece.
   */
  readonly rejects: Bounded;
}
