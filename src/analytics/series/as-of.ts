/** What a tag said last, at given instants. */
import { Holding, type KnownTimeRule } from './holding.ts';
import type { Series } from './series.ts';

/**
 * Whether a reading is known at an instant, and if not, why. `no-reading`: none came by then; `too-old`: the last one is
 * older than the tolerance; `silent`: a gap, or the next did not come in time; `bad`: its quality, or it has no value.
 */
export const asOfOutcomes = ['known', 'no-reading', 'too-old', 'silent', 'bad'] as const;
export type AsOfOutcome = (typeof asOfOutcomes)[number];

export interface AsOfRule extends KnownTimeRule {
  /** Greatest age of a reading, ms, itself included. Default: any. */
  readonly toleranceMs?: number | undefined;
}

/** By instant. */
export interface AsOfColumns {
  readonly length: number;
  /** Place of the last reading at or before the instant, of several of an instant the last; -1 where there is none. */
  readonly place: Int32Array;
  /** Age of that reading, ms; NaN where there is none. */
  readonly ageMs: Float64Array;
  /** Its value where it is known and a number, else NaN. */
  readonly value: Float64Array;
  /** Index of `asOfOutcomes`. */
  readonly outcome: Uint8Array;
}

const [known, noReading, tooOld, silent, bad] = asOfOutcomes.map((_, i) => i) as [
  number,
  number,
  number,
  number,
  number,
];

/**
 * Joins instants with the last reading at or before each, as pandas' `merge_asof` does; other than there, a reading is not
 * taken over a gap. One pass over both.
 *
 * @param instants ascending, UTC epoch ms
 * @throws RangeError where instants do not ascend; equal ones may follow each other
 * @example
 * const { value, outcome } = joinAsOf(series, instants, { untilAt, toleranceMs: 60_000 });
 * asOfOutcomes[outcome[0] as number] // 'known', then value[0] is the reading's
 */
export function joinAsOf(series: Series, instants: Float64Array, rule: AsOfRule): AsOfColumns {
  const { at, value, text, length } = series;
  const { toleranceMs = Number.POSITIVE_INFINITY } = rule;
  const count = instants.length;
  const columns = {
    length: count,
    place: new Int32Array(count).fill(-1),
    ageMs: new Float64Array(count).fill(Number.NaN),
    value: new Float64Array(count).fill(Number.NaN),
    outcome: new Uint8Array(count).fill(noReading),
  };
  const holding = new Holding(series, rule);
  let place = -1;
  for (let k = 0; k < count; k++) {
    const instant = instants[k] as number;
    if (k > 0 && !(instant >= (instants[k - 1] as number)))
      throw new RangeError(`Instants ascend, but ${instant} at place ${k} comes before ${instants[k - 1]}. Sort them.`);
    while (place + 1 < length && (at[place + 1] as number) <= instant) place++;
    if (place < 0) continue;
    const ageMs = instant - (at[place] as number);
    columns.place[k] = place;
    columns.ageMs[k] = ageMs;
    const isEmpty = Number.isNaN(value[place] as number) && text.codes[place] === 0;
    if (isEmpty || holding.isBad(place)) columns.outcome[k] = bad;
    else if (ageMs > toleranceMs) columns.outcome[k] = tooOld;
    else if (instant >= holding.endOf(place)) columns.outcome[k] = silent;
    else {
      columns.outcome[k] = known;
      columns.value[k] = value[place] as number;
    }
  }
  return columns;
}
