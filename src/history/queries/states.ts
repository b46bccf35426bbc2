/** Time in state of work units and of what is above them: what was reported, by the rules of reports. */
import { createActivity, createUnitCalculation, type Ratios, ratiosOf, type Times } from '../../analytics/index.ts';
import type { Equipment, EquipmentLevel, Known } from '../../model/index.ts';
import { type Bucket, type BucketColumns, bucketColumns, listBuckets, type QueryStep } from './buckets.ts';
import { type GroupOfUnits, groupUnits, repeatNames } from './groups.ts';
import { checkRowCount } from './limits.ts';
import { chooseUnits, type Names } from './names.ts';
import type { QueryContext } from './query-context.ts';
import { sliceUnitFacts } from './slices.ts';
import { type NumberAnswer, numbers, type QueryTable, type TextAnswer } from './table.ts';
import { before, intervalOf, type QueryWindow } from './window.ts';

export interface StatesQuery {
  readonly window: QueryWindow;
  /** Ids: work units of these and of what is below them; default: of the plant. */
  readonly equipment?: Names;
  /** Default: the window as one. */
  readonly step?: QueryStep;
  /** Sums over the work units of each equipment of this level; default: each work unit. `plant`: over all of them. */
  readonly level?: EquipmentLevel | 'plant';
  readonly signal?: AbortSignal;
}

const timeNames: readonly (keyof Times)[] = [
  'windowMs',
  'runMs',
  'setupMs',
  'downMs',
  'waitMs',
  'blockedMs',
  'starvedMs',
  'minorStopMs',
  'silentMs',
  'plannedMs',
  'extraMs',
  'waitPlannedMs',
  'silentPlannedMs',
  'plannedStopMs',
  'keptStopMs',
];
type TimeColumns = { readonly [Name in keyof Times]: NumberAnswer };

export type StatesColumns = { readonly equipment: TextAnswer } & BucketColumns &
  TimeColumns & {
    /** Share of planned time that reports cover. */
    readonly reportedRatio: NumberAnswer;
    /** With the bounds that silence leaves. */
    readonly availabilityRatio: NumberAnswer;
    readonly availabilityLowRatio: NumberAnswer;
    readonly availabilityHighRatio: NumberAnswer;
  };

/** A row for each equipment and part of the window, also where nothing was reported; time after `untilAt` is in none. */
export async function queryStates(context: QueryContext, query: StatesQuery): Promise<QueryTable<StatesColumns>> {
  const { plant, untilAt } = context;
  const window = before(intervalOf(plant, query.window), untilAt);
  const units = chooseUnits(plant, query.equipment);
  const groups = groupUnits(plant, units, query.level ?? 'workUnit');
  const buckets = window === undefined ? [] : listBuckets(plant, window, query.step);
  checkRowCount(groups.names.length * buckets.length);
  const sums = createSums(groups, buckets);
  if (window !== undefined && buckets.length > 0)
    for await (const slice of sliceUnitFacts(context, {
      window,
      equipment: idsOf(units),
      signal: query.signal,
      aroundMs: plant.kpis.microStopMs,
    })) {
      const activity = createActivity(plant, slice.production, slice.equipmentState, units);
      const parts = partsIn(buckets, slice.window);
      activity.units.forEach((unit, i) => {
        const calculate = createUnitCalculation(activity, unit, slice.window);
        for (const { bucket, ...part } of parts) sums.add(i, bucket, calculate(part, () => undefined).times);
      });
    }
  const times = groups.names.length;
  return {
    length: times * buckets.length,
    columns: {
      equipment: repeatNames(groups, buckets.length),
      ...bucketColumns(buckets, query.step, times),
      ...sums.columns(),
    },
  };
}

export function idsOf(units: readonly Equipment[]): readonly string[] {
  return units.map(({ id }) => id);
}

export interface PartOfBucket {
  readonly bucket: number;
  readonly fromAt: number;
  readonly toAt: number;
}

/** What of the buckets, which ascend by begin, lies in a slice. */
export function partsIn(
  buckets: readonly Bucket[],
  slice: { readonly fromAt: number; readonly toAt: number },
): PartOfBucket[] {
  return buckets.flatMap(({ fromAt, toAt }, bucket) => {
    const part = { bucket, fromAt: Math.max(fromAt, slice.fromAt), toAt: Math.min(toAt, slice.toAt) };
    return part.toAt > part.fromAt ? [part] : [];
  });
}

function createSums({ groupOf, ignoresSilence, names }: GroupOfUnits, buckets: readonly Bucket[]) {
  const length = names.length * buckets.length;
  const columns = timeNames.map((name) => ({ name, values: new Float64Array(length) }));
  /** Silent planned time that stands in no base of a value. */
  const ignoredMs = new Float64Array(length);
  const addTo = (values: Float64Array, row: number, ms: number): void => {
    values[row] = (values[row] as number) + ms;
  };
  return {
    add(unit: number, bucket: number, times: Times): void {
      const row = (groupOf[unit] as number) * buckets.length + bucket;
      for (const { name, values } of columns) addTo(values, row, times[name]);
      if (ignoresSilence[unit]) addTo(ignoredMs, row, times.silentPlannedMs);
    },
    columns(): Omit<StatesColumns, 'equipment' | keyof BucketColumns> {
      const sums = Object.fromEntries(columns.map(({ name, values }) => [name, values])) as Record<
        keyof Times,
        Float64Array
      >;
      const ratios = Array.from({ length }, (_, row) => {
        const times = Object.fromEntries(timeNames.map((name) => [name, sums[name][row]])) as unknown as Times;
        return ratiosOf(times, noPieces, noIdeal, ignoredMs[row] as number);
      });
      const ratio = (read: (ratios: Ratios) => Known, bound: 'value' | 'low' | 'high' = 'value'): NumberAnswer =>
        numbers(
          Float64Array.from(ratios, (one) => boundOf(read(one), bound)),
          'no-time-base',
        );
      return {
        ...(Object.fromEntries(timeNames.map((name) => [name, numbers(sums[name])])) as TimeColumns),
        reportedRatio: { ...ratio(({ reportedRatio }) => reportedRatio), absent: 'no-planned-time' },
        availabilityRatio: ratio(({ availability }) => availability),
        availabilityLowRatio: ratio(({ availability }) => availability, 'low'),
        availabilityHighRatio: ratio(({ availability }) => availability, 'high'),
      };
    },
  };
}

function boundOf(known: Known, bound: 'value' | 'low' | 'high'): number {
  return known.kind === 'known' ? known[bound] : Number.NaN;
}

/** Ratios of times stand on no pieces. */
const noPieces = { completed: 0, scrap: 0, hold: 0, rework: 0 };
const noIdeal = {
  idealMs: 0,
  idealGoodMs: 0,
  idealEstimatedMs: 0,
  idealSetupRejectMs: 0,
  coveredRunMs: 0,
  coveredMinorStopMs: 0,
  pieces: 0,
  piecesWithout: 0,
  provisional: false,
};
