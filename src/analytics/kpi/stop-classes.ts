/** Down time by what its reasons say was lost; each instant is of the stop that began first. */
import type { LossClass, Plant } from '../../model/index.ts';
import { emptySet, type IntervalSet, intersect, subtract, union } from '../../time/index.ts';
import type { DownRow } from '../maintenance/down-rows.ts';

/** `planned`: for a planned reason. `failure`, `setup`: of these loss classes. `other`: any other, and where nobody said why. */
export const stopClasses = ['planned', 'failure', 'setup', 'other'] as const;
export type StopClass = (typeof stopClasses)[number];

const classOf: Partial<Record<LossClass, StopClass>> = { breakdown: 'failure', setup: 'setup' };

/**
 * Disjoint sets that make up a unit's down time.
 *
 * @param rows its stops without minor ones, by start, as `downRowsByUnit` gives them
 * @param down its down time
 */
export function stopClassesOf(
  { reasons }: Plant,
  rows: readonly DownRow[],
  down: IntervalSet,
): Readonly<Record<StopClass, IntervalSet>> {
  const lossClasses = new Map(reasons.map(({ code, lossClass }) => [code, lossClass]));
  const [from, to] = [listsByClass(), listsByClass()];
  let coveredUntil = Number.NEGATIVE_INFINITY;
  for (const { startAt, endAt, reason, isPlanned } of rows) {
    const fromAt = Math.max(startAt, coveredUntil);
    coveredUntil = Math.max(coveredUntil, endAt);
    if (endAt <= fromAt) continue;
    const lossClass = lossClasses.get(reason);
    const one = isPlanned ? 'planned' : ((lossClass === undefined ? undefined : classOf[lossClass]) ?? 'other');
    from[one].push(fromAt);
    to[one].push(endAt);
  }
  const own = (one: StopClass): IntervalSet =>
    from[one].length === 0 ? emptySet : intersect(down, union(from[one], to[one]));
  const [planned, failure, setup] = [own('planned'), own('failure'), own('setup')];
  return { planned, failure, setup, other: subtract(subtract(subtract(down, planned), failure), setup) };
}

function listsByClass(): Record<StopClass, number[]> {
  return { planned: [], failure: [], setup: [], other: [] };
}
