/** What of a tag bears on its rollups. */
import type { Tag, TagKind } from '../../../model/index.ts';
import { dayMs } from '../../../time/index.ts';

export interface RollupRule {
  /** Of a `measure` numbers are sketched; of a `counter` what it counted is kept; of a `state` time in each number. */
  readonly kind: TagKind;
  /** Longest time between two readings when all is well; absent: silence says nothing. */
  readonly expectedIntervalMs?: number;
  /** Of a counter: the count at which it begins anew at 0. */
  readonly rolloverAt?: number;
}

/** The rule of a tag that nobody described. */
export const plainRule: RollupRule = { kind: 'measure' };

/**
 * How long a reading holds at most in rollups and what is resampled from them, and over how long a counter is counted on, ms.
 * So a window stands on the readings of a day before it and its own.
 */
export const rollupHoldMaxMs: number = dayMs;

/**
 * The rule of a tag.
 *
 * @example rollupRuleOf(tag) // { kind: 'counter', expectedIntervalMs: 10_000, rolloverAt: 65_536 }
 */
export function rollupRuleOf({ kind, expectedIntervalMs, rolloverAt }: Tag): RollupRule {
  return {
    kind,
    ...(expectedIntervalMs === undefined ? {} : { expectedIntervalMs }),
    ...(rolloverAt === undefined || kind !== 'counter' ? {} : { rolloverAt }),
  };
}
