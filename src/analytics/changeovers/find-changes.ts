/** Where a unit goes over from one thing to another, by its reports with good pieces. */
import type { ReportColumns } from '../activity.ts';

/** `product`: from one product or operation to another. `order`: from one order to another too, though of the same product. */
export const changeKinds = ['product', 'order'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** What a report is of, by its place: equal for the same. */
export type KeyOf = (place: number) => number;

/** Places in the unit's reports. */
export interface Change {
  /** The report of what was made before that ended last. */
  readonly before: number;
  /** Latest start of a report of what was made before. */
  readonly beforeStartAt: number;
  /** The report of the first good piece of what came after. */
  readonly after: number;
}

/**
 * Changes in the order of time. A report that begins while another's pieces are still being made begins no change: reports that
 * overlap share the unit, which makes both. What begins once everything has ended follows what ended last; of several that
 * ended together, the last in the order of reports.
 *
 * A change depends on the report that begins it and on those before it alone.
 */
export function findChanges(reports: ReportColumns, keyOf: KeyOf): Change[] {
  const changes: Change[] = [];
  const lastStartOf = new Map<number, number>();
  // What ended last of all so far: its instant, the place of its last report, and all that ended with it.
  let [endedAt, ended] = [Number.POSITIVE_INFINITY, -1];
  const endedKeys = new Set<number>();
  for (let i = 0; i < reports.length; i++) {
    if (reports.completed[i] === 0) continue;
    const [startAt, endAt] = [reports.startAt[i] as number, reports.endAt[i] as number];
    const key = keyOf(i);
    if (endedAt <= startAt && !endedKeys.has(key))
      changes.push({ before: ended, beforeStartAt: lastStartOf.get(keyOf(ended)) as number, after: i });
    lastStartOf.set(key, startAt);
    if (ended >= 0 && endAt < endedAt) continue;
    if (endAt !== endedAt) endedKeys.clear();
    endedKeys.add(key);
    [endedAt, ended] = [endAt, i];
  }
  return changes;
}
