/** A file of rollup rows, as the manifest names it. */
import type { RollupLevel } from '../../../analytics/index.ts';

/** `values`: the rows of a `RollupTable`; `states`: those of its `states`. */
export const rollupContents = ['values', 'states'] as const;
export type RollupContent = (typeof rollupContents)[number];

export interface RollupSegment {
  /** `rollup/<level>/<content>/<name>.parquet`, relative to the store, with `/`. Columns are named as in the table. */
  readonly path: string;
  readonly level: RollupLevel;
  readonly content: RollupContent;
  /**
   * The time it speaks for: of every bucket of the level that begins in it, it has the rows of all tags with readings.
   */
  readonly fromAt: number;
  readonly toAt: number;
  /**
   * The store's version as of which it says what the readings say. An hour of UTC that a later commit brought readings or
   * gaps of is not answered by it; of two files that speak for an hour the one of the later version counts.
   */
  readonly version: number;
  /** Of days and shifts: fingerprint of the calendar they were cut by. */
  readonly calendar?: string;
  readonly rowCount: number;
  readonly byteLength: number;
  readonly sha256: string;
}

/** Time that one file answers; parts of one level do not overlap. */
export interface RollupPart {
  readonly fromAt: number;
  readonly toAt: number;
  readonly values: RollupSegment;
  /** Undefined where no tag had a state. */
  readonly states: RollupSegment | undefined;
}
