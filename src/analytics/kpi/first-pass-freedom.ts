/** What nobody told of the first pass. */
import type { Freedom } from './element-table.ts';

/** Pieces of which nobody told whether they were good at once. */
export interface UntoldPieces {
  /** Of the first pass. */
  readonly held: Float64Array;
  /** Those of rework too. */
  readonly heldAtAll: Float64Array;
  /** Completed, though they may have been made again. */
  readonly doubtful: Float64Array;
}

/** Held pieces may turn out to be good; those made again on the unit may be among what it had completed. */
export function firstPassFreedom({ held, heldAtAll, doubtful }: UntoldPieces): Freedom {
  const minus = (column: Float64Array): Float64Array => column.map((own) => 0 - own);
  return {
    name: 'held and reworked pieces',
    ways: [{}, { GP: held, DEFECTS: minus(heldAtAll) }, { GP: minus(doubtful), DEFECTS: doubtful }],
  };
}
