/** Ideal time per piece, learned from what was demonstrated: the "best demonstrated" time of a product at an operation. */
import { createGrowingQuantile, type GrowingQuantile } from '../stats/index.ts';
import type { Activity } from './activity.ts';
import { lowerBound } from './reports-in.ts';

/** The share of pieces that were made at least as fast. */
export const idealTimeQuantile = 0.1;
/** Fewer reports than this teach nothing. */
export const idealTimeReportsMin = 5;

export interface LearnedIdealTime {
  readonly ms: number;
  /** Reports it stands on. */
  readonly count: number;
  /** Learned from all parts of the operation, for want of enough reports of the part itself. */
  readonly provisional: boolean;
  /** Only reports that ended by then are in it. */
  readonly asOfAt: number;
}

/** What was known at an instant, by group of `Activity.groups`. */
export type IdealTimeLookup = (group: number) => LearnedIdealTime | undefined;

/**
 * Visits instants in ascending order, with the ideal times of the reports that had ended by each. A report's time per
 * piece is its shared time (1/n where n reports of the unit overlap) over its completed, scrapped and held pieces; the
 * ideal time is the piece-weighted 10 % quantile of at least 5 such reports.
 *
 * Each report is added once, however many instants are visited.
 *
 * @param instants ascending
 */
export function visitIdealTimes(
  activity: Activity,
  instants: readonly number[],
  visit: (index: number, lookup: IdealTimeLookup) => void,
): void {
  const samples = collectSamples(activity);
  const operations = new Map<string, number>();
  const operationOf = activity.groups.map(({ operation }) => {
    const place = operations.get(operation) ?? operations.size;
    operations.set(operation, place);
    return place;
  });
  const byGroup = createQuantiles(samples, (group) => group, activity.groups.length);
  const byOperation = createQuantiles(samples, (group) => operationOf[group] as number, operations.size);
  const { order, startOf } = bucketByInstant(samples.endAt, Float64Array.from(instants));
  for (let index = 0; index < instants.length; index++) {
    for (let k = startOf[index] as number; k < (startOf[index + 1] as number); k++) {
      const i = order[k] as number;
      const [ms, pieces] = [samples.ms[i] as number, samples.pieces[i] as number];
      const group = samples.group[i] as number;
      byGroup[group]?.add(ms, pieces);
      byOperation[operationOf[group] as number]?.add(ms, pieces);
    }
    const asOfAt = instants[index] as number;
    const asked = new Map<number, LearnedIdealTime | undefined>();
    visit(index, (group) => {
      if (!asked.has(group)) {
        const operation = operationOf[group] as number;
        asked.set(group, learned(byGroup[group], false, asOfAt) ?? learned(byOperation[operation], true, asOfAt));
      }
      return asked.get(group);
    });
  }
}

function learned(
  quantiles: GrowingQuantile | undefined,
  provisional: boolean,
  asOfAt: number,
): LearnedIdealTime | undefined {
  if (quantiles === undefined || quantiles.count < idealTimeReportsMin) return undefined;
  const ms = quantiles.quantile(idealTimeQuantile);
  return ms === undefined ? undefined : { ms, count: quantiles.count, provisional, asOfAt };
}

interface Samples {
  readonly endAt: Float64Array;
  readonly ms: Float64Array;
  readonly pieces: Float64Array;
  readonly group: Uint32Array;
}

function collectSamples({ units }: Activity): Samples {
  const size = units.reduce((sum, { reports }) => sum + reports.length, 0);
  const [endAt, ms, pieces] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const group = new Uint32Array(size);
  let length = 0;
  for (const { reports, shared } of units)
    for (let i = 0; i < reports.length; i++) {
      const made = (reports.completed[i] as number) + (reports.scrap[i] as number) + (reports.hold[i] as number);
      if (reports.isRunning[i] === 0 || made <= 0) continue;
      endAt[length] = reports.endAt[i] as number;
      ms[length] = shared.of(reports.startAt[i] as number, reports.endAt[i] as number) / made;
      pieces[length] = made;
      group[length] = reports.group[i] as number;
      length++;
    }
  return {
    endAt: endAt.subarray(0, length),
    ms: ms.subarray(0, length),
    pieces: pieces.subarray(0, length),
    group: group.subarray(0, length),
  };
}

function createQuantiles(
  samples: Samples,
  keyOf: (group: number) => number,
  count: number,
): (GrowingQuantile | undefined)[] {
  const sizes = new Uint32Array(count);
  for (const group of samples.group) sizes[keyOf(group)] = (sizes[keyOf(group)] as number) + 1;
  const domains = Array.from(sizes, (size) => new Float64Array(size));
  sizes.fill(0);
  samples.group.forEach((group, i) => {
    const key = keyOf(group);
    const next = sizes[key] as number;
    (domains[key] as Float64Array)[next] = samples.ms[i] as number;
    sizes[key] = next + 1;
  });
  return domains.map((domain) => (domain.length < idealTimeReportsMin ? undefined : createGrowingQuantile(domain)));
}

/** Reports by the first instant at which they had ended, by counting: no sort over all reports. */
function bucketByInstant(endAt: Float64Array, instants: Float64Array): { order: Uint32Array; startOf: Uint32Array } {
  const bucketOf = Uint32Array.from(endAt, (end) => lowerBound(instants, end));
  const startOf = new Uint32Array(instants.length + 2);
  for (const bucket of bucketOf) startOf[bucket + 1] = (startOf[bucket + 1] as number) + 1;
  for (let k = 1; k < startOf.length; k++) startOf[k] = (startOf[k] as number) + (startOf[k - 1] as number);
  const next = startOf.slice();
  const order = new Uint32Array(endAt.length);
  bucketOf.forEach((bucket, i) => {
    const place = next[bucket] as number;
    order[place] = i;
    next[bucket] = place + 1;
  });
  return { order, startOf };
}
