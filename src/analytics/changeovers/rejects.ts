/** Pieces that were no good before the first good one after a change. */
import { type Bounded, bounded } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { ReportColumns } from '../activity.ts';
import { lowerBound } from '../reports-in.ts';
import { splitCount } from '../split-count.ts';
import type { Change, KeyOf } from './find-changes.ts';

/**
 * Scrap of what came after the change. The pieces of a running report share its time evenly; those of setup come at its end, as
 * its good ones do. At least the scrap of reports without a good piece that ended by then; at most all scrapped and held pieces
 * up to the end of the report of the first good one.
 *
 * @param span from the last good piece to the first, by their values
 */
export function rejectsOf(reports: ReportColumns, { after }: Change, span: Interval, keyOf: KeyOf): Bounded {
  const goodStartAt = reports.startAt[after] as number;
  const goodEndAt = reports.endAt[after] as number;
  const key = keyOf(after);
  let [value, low, high] = [0, 0, 0];
  for (let i = lowerBound(reports.maxEndAt, span.fromAt); i < reports.length; i++) {
    const [s, e] = [reports.startAt[i] as number, reports.endAt[i] as number];
    if (s > goodEndAt) break;
    if (keyOf(i) !== key || e < span.fromAt) continue;
    const scrap = reports.scrap[i] as number;
    const own =
      reports.isRunning[i] === 1
        ? splitCount(scrap, s, e, span.fromAt, span.toAt)
        : e > span.fromAt && e <= span.toAt
          ? scrap
          : 0;
    value += own;
    // What an instant report says may be of before or after a good piece of the same instant.
    if (reports.completed[i] === 0 && s >= span.fromAt && e <= goodStartAt) low += own;
    high += scrap + (reports.hold[i] as number);
  }
  return bounded(value, low, high);
}
