/** Down time by reason, by the rule of reports. */
import { type Activity, createActivity, downRowsByUnit, type UnitActivity } from '../../analytics/index.ts';
import type { Interval } from '../../time/index.ts';
import { type BucketColumns, bucketColumns, listBuckets } from './buckets.ts';
import { firstReaching } from './first-reaching.ts';
import { groupUnits } from './groups.ts';
import { chooseUnits } from './names.ts';
import type { QueryContext } from './query-context.ts';
import { sliceUnitFacts } from './slices.ts';
import { idsOf, type PartOfBucket, partsIn, type StatesQuery } from './states.ts';
import { type NumberAnswer, numbers, type QueryTable, type TextAnswer, textsOf } from './table.ts';
import { before, intervalOf } from './window.ts';

export type StopReasonsColumns = {
  readonly equipment: TextAnswer;
  readonly reason: TextAnswer;
  /** Whether the plant file calls the reason planned. */
  readonly isPlanned: NumberAnswer;
} & BucketColumns & { readonly downMs: NumberAnswer };

/**
 * A row for each equipment, reason and part of the window with down time. Each instant of a unit counts for the stop that
 * began first, so that rows add up to `downMs` of `states`.
 */
export async function queryStopReasons(
  context: QueryContext,
  query: StatesQuery,
): Promise<QueryTable<StopReasonsColumns>> {
  const { plant, untilAt } = context;
  const window = before(intervalOf(plant, query.window), untilAt);
  const units = chooseUnits(plant, query.equipment);
  const { names, groupOf } = groupUnits(plant, units, query.level ?? 'workUnit');
  const buckets = window === undefined ? [] : listBuckets(plant, window, query.step);
  const groupOfUnit = new Map(units.map(({ id }, i) => [id as string, groupOf[i] as number]));
  const sums = new Map<string, { group: number; bucket: number; reason: string; downMs: number }>();
  if (window !== undefined && buckets.length > 0)
    for await (const slice of sliceUnitFacts(context, {
      window,
      equipment: idsOf(units),
      signal: query.signal,
      aroundMs: plant.kpis.microStopMs,
    })) {
      const parts = partsIn(buckets, slice.window);
      const firstOf = firstReaching(parts);
      for (const { equipment, reason, fromAt, toAt } of listDown(
        createActivity(plant, slice.production, slice.equipmentState, units),
        slice.window.toAt,
      )) {
        const group = groupOfUnit.get(equipment);
        if (group === undefined) continue;
        for (let i = firstOf(fromAt); i < parts.length; i++) {
          const part = parts[i] as PartOfBucket;
          if (part.fromAt >= toAt) break;
          const ms = Math.min(toAt, part.toAt) - Math.max(fromAt, part.fromAt);
          if (ms <= 0) continue;
          const key = JSON.stringify([group, part.bucket, reason]);
          const sum = sums.get(key) ?? { group, bucket: part.bucket, reason, downMs: 0 };
          sum.downMs += ms;
          sums.set(key, sum);
        }
      }
    }
  const rows = [...sums.values()].sort(
    (a, b) => a.group - b.group || a.bucket - b.bucket || b.downMs - a.downMs || (a.reason < b.reason ? -1 : 1),
  );
  const planned = new Set(plant.reasons.filter((reason) => reason.planned).map(({ code }) => code));
  const asked = rows.map(({ bucket }) => buckets[bucket] as (typeof buckets)[number]);
  return {
    length: rows.length,
    columns: {
      equipment: textsOf(rows.map(({ group }) => names[group] as string)),
      reason: textsOf(rows.map(({ reason }) => reason)),
      isPlanned: {
        type: 'flag',
        values: Float64Array.from(rows, ({ reason }) => Number(planned.has(reason))),
        absent: 'not-in-the-data',
      },
      ...bucketColumns(asked, query.step, 1),
      downMs: numbers(Float64Array.from(rows, ({ downMs }) => downMs)),
    },
  };
}

interface Down extends Interval {
  readonly equipment: string;
  readonly reason: string;
}

/** Stops of each unit without what an earlier one covers. */
function listDown(activity: Activity, beforeAt: number): Down[] {
  return downRowsByUnit(activity, beforeAt).flatMap((rows, u) => {
    const { id } = (activity.units[u] as UnitActivity).equipment;
    let coveredUntil = Number.NEGATIVE_INFINITY;
    return rows.flatMap(({ startAt, endAt, reason }) => {
      const fromAt = Math.max(startAt, coveredUntil);
      coveredUntil = Math.max(coveredUntil, endAt);
      return endAt > fromAt ? [{ equipment: id, reason, fromAt, toAt: endAt }] : [];
    });
  });
}
