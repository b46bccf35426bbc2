/** In which time a series says anything. */
import { type IntervalSet, union } from '../../time/index.ts';
import { GrowingColumn } from '../growing-column.ts';
import { Holding, type KnownTimeRule } from './holding.ts';
import type { Series } from './series.ts';

/**
 * The time in which one of the readings holds: not in gaps, after a reading that the next does not follow in time, and
 * while readings are bad. Of a value that is absent nothing is known either.
 *
 * @example totalMs(knownTime(series, { untilAt: nowMs, expectedIntervalMs: 1_000 }))
 */
export function knownTime(series: Series, rule: KnownTimeRule): IntervalSet {
  const holding = new Holding(series, rule);
  const [from, to] = [new GrowingColumn(), new GrowingColumn()];
  for (let i = 0; i < series.length; i++) {
    if (Number.isNaN(series.value[i] as number) && series.text.codes[i] === 0) continue;
    const startAt = series.at[i] as number;
    const endAt = holding.endOf(i);
    if (endAt <= startAt) continue;
    if (to.length > 0 && to.at(to.length - 1) === startAt) to.set(to.length - 1, endAt);
    else {
      from.push(startAt);
      to.push(endAt);
    }
  }
  return union(from.values(), to.values());
}
