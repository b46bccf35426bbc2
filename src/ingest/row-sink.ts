/** What the decoders of a row write to besides their column: its hash, its problems, its adjustments. */
import type { Adjustment } from '../model/index.ts';
import type { KeyedHash } from './keyed-hash.ts';
import type { RowProblem } from './refusal-codes.ts';

/** An adjustment of the row being read; its place is added when the row is accepted. */
export type RowAdjustment = Pick<Adjustment, 'code' | 'field' | 'received' | 'takenAs'>;

export interface RowSink {
  readonly hash: KeyedHash;
  readonly problems: RowProblem[];
  readonly adjustments: RowAdjustment[];
}
