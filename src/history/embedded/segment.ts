/** A file of facts, as the manifest names it. */
import type { FactKind } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { PartitionDay, SegmentRole } from './layout.ts';

export interface Segment {
  /** Relative to the store, with `/`. */
  readonly path: string;
  readonly role: SegmentRole;
  readonly kind: FactKind;
  readonly day: PartitionDay;
  readonly rowCount: number;
  readonly byteLength: number;
  readonly sha256: string;
  /** Of readings: 2 where they are stored without identity and content; absent: with them. */
  readonly format?: 2;
  /** Of such readings: whether some instant is no whole millisecond, so that instants are stored as doubles. */
  readonly hasFractions?: true;
  /** First and last place of its rows, where they are few of the day's; absent: any. */
  readonly places?: readonly [first: string, last: string];
  /** First start, last start and last end of its rows; absent where they are undated, and for `superseded`. */
  readonly minStartAt?: number;
  readonly maxStartAt?: number;
  readonly maxEndAt?: number;
  /** Of readings: the hours of the day with some, a bit each, where there are none between; absent: from the first to the last. */
  readonly hours?: number;
  /** Of readings: which tags it has none of any more, as they have expired (`keyOfExpired`); absent: none, or it was not looked. */
  readonly without?: string;
  /**
   * Of facts but readings: from when on the first and the last of them age, their end or of refusals their receipt; null where
   * some are kept for ever. Segments of before format 4 do not say it.
   */
  readonly agesFrom?: readonly [first: number | null, last: number | null];
  /** Of gaps: the time whose readings say something else since they came. */
  readonly touched?: Interval;
  /**
   * Of `superseded` only, and not of readings, whose corrections lie where they lay: what the partition's remaining facts
   * span once it is applied; null where none remain.
   */
  readonly remaining?: Interval | null;
}

/** The segments of a kind and day, of both roles, in the order they were added. */
export type Partition = ReadonlyMap<string, Segment>;
export type Days = ReadonlyMap<PartitionDay, Partition>;
export type Months = ReadonlyMap<string, Days>;
