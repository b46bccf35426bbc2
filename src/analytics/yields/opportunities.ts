/** Opportunities for a defect that the pieces of a unit had in a window. */
import { findOpportunities } from '../../model/index.ts';
import type { Activity, UnitActivity } from '../activity.ts';
import { reportRange } from '../reports-in.ts';
import { splitCount } from '../split-count.ts';

/** Per piece, by group of the activity; `NaN` where the plant file does not say. Undefined where it says nothing of any. */
export function opportunitiesByGroup({ plant, groups }: Activity): Float64Array | undefined {
  if (plant.kpis.opportunities.length === 0) return undefined;
  return Float64Array.from(
    groups,
    ({ product, operation }) => findOpportunities(plant.kpis, product, operation) ?? Number.NaN,
  );
}

/** Over the pieces of the first pass; `NaN` where some of them have none set. */
export function opportunitiesIn(
  { reports }: UnitActivity,
  byGroup: Float64Array | undefined,
  fromAt: number,
  toAt: number,
): number {
  if (byGroup === undefined) return Number.NaN;
  let sum = 0;
  const { first, last } = reportRange(reports, fromAt, toAt);
  for (let i = first; i < last; i++) {
    if (reports.isRework[i] === 1) continue;
    const [s, e] = [reports.startAt[i] as number, reports.endAt[i] as number];
    const within = (counts: Float64Array): number => splitCount(counts[i] as number, s, e, fromAt, toAt);
    const inspected = within(reports.completed) + within(reports.scrap) + within(reports.hold);
    if (inspected > 0) sum += inspected * (byGroup[reports.group[i] as number] as number);
  }
  return sum;
}
