/** Ideal time per piece, learned from what was demonstrated: the "best demonstrated" time of a product at an operation. */
import { signalSourceId } from '../model/index.ts';
import { createGrowingQuantile, type GrowingQuantile } from '../stats/index.ts';
import type { Activity } from './activity.ts';
import { gather } from './gather.ts';
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
 * ideal time is the piece-weighted 10 % quantile of at least 5 such reports. Pieces counted by sensors teach nothing.
 *
 * Only groups that are asked for are worked out, each report of them once, however many instants are visited.
 *
 * @param instants ascending
 */
export function visitIdealTimes(
  activity: Activity,
  instants: readonly number[],
  visit: (index: number, lookup: IdealTimeLookup) => void,
): void {
  const timesAt = createIdealTimes(activity, instants);
  for (let index = 0; index < instants.length; index++) {
    const asked = new Map<number, LearnedIdealTime | undefined>();
    visit(index, (group) => {
      if (!asked.has(group)) asked.set(group, timesAt.ofGroup(group, index) ?? timesAt.ofOperation(group, index));
      return asked.get(group);
    });
  }
}

/** What the reports that had ended by an instant teach. Instants are asked for in ascending order. */
export interface IdealTimesAt {
  /** Of the group's own reports; undefined where they are too few. */
  ofGroup(group: number, index: number): LearnedIdealTime | undefined;
  /** Of all reports of the group's operation; undefined where they are too few. */
  ofOperation(group: number, index: number): LearnedIdealTime | undefined;
}

export function createIdealTimes(activity: Activity, instants: readonly number[]): IdealTimesAt {
  const samples = collectSamples(activity, Float64Array.from(instants));
  const operations = new Map<string, number>();
  const operationOf = Uint32Array.from(activity.groups, ({ operation }) => {
    const place = operations.get(operation) ?? operations.size;
    operations.set(operation, place);
    return place;
  });
  const byGroup = createQuantiles(samples, samples.group, activity.groups.length);
  let byOperation: QuantileAt | undefined;
  return {
    ofGroup: (group, index) => learned(byGroup(group, index), false, instants[index] as number),
    ofOperation(group, index) {
      byOperation ??= createQuantiles(
        samples,
        samples.group.map((one) => operationOf[one] as number),
        operations.size,
      );
      return learned(byOperation(operationOf[group] as number, index), true, instants[index] as number);
    },
  };
}

function learned(
  quantiles: GrowingQuantile | undefined,
  provisional: boolean,
  asOfAt: number,
): LearnedIdealTime | undefined {
  const ms = quantiles?.quantile(idealTimeQuantile);
  return quantiles === undefined || ms === undefined ? undefined : { ms, count: quantiles.count, provisional, asOfAt };
}

/** Reports that teach, in the order of the first instant at which they had ended. Those that end later are left out. */
interface Samples {
  /** Shared time per piece. */
  readonly ms: Float64Array;
  readonly pieces: Float64Array;
  readonly group: Uint32Array;
  /** Index of that instant. */
  readonly bucket: Uint32Array;
}

function collectSamples({ units, production }: Activity, instants: Float64Array): Samples {
  const { source } = production.columns;
  const counted = source.dictionary.indexOf(signalSourceId);
  const size = units.reduce((sum, { reports }) => sum + reports.length, 0);
  const [ms, pieces] = [new Float64Array(size), new Float64Array(size)];
  const [group, bucket] = [new Uint32Array(size), new Uint32Array(size)];
  let length = 0;
  for (const { reports, shared } of units) {
    const sharedMs = shared.ofSorted(reports.startAt, reports.endAt);
    for (let i = 0; i < reports.length; i++) {
      const made = (reports.completed[i] as number) + (reports.scrap[i] as number) + (reports.hold[i] as number);
      // What sensors count at an instant does not tell how long it took: it would teach that pieces take no time.
      const isCounted = source.codes[reports.row[i] as number] === counted;
      if (reports.isRunning[i] === 0 || made <= 0 || isCounted) continue;
      const first = lowerBound(instants, reports.endAt[i] as number);
      if (first === instants.length) continue;
      ms[length] = (sharedMs[i] as number) / made;
      pieces[length] = made;
      group[length] = reports.group[i] as number;
      bucket[length] = first;
      length++;
    }
  }
  const { order } = sortByKey(bucket.subarray(0, length), instants.length);
  return {
    ms: gather(ms, order),
    pieces: gather(pieces, order),
    group: gather(group, order),
    bucket: gather(bucket, order),
  };
}

/** Quantiles of the samples of a key that had ended by an instant; undefined under 5 of them. Instants never fall. */
type QuantileAt = (key: number, index: number) => GrowingQuantile | undefined;

function createQuantiles(samples: Samples, keys: Uint32Array, count: number): QuantileAt {
  const { order, startOf } = sortByKey(keys, count);
  const nextOf = startOf.slice();
  const grown: { quantiles: GrowingQuantile; ms: Float64Array; pieces: Float64Array }[] = [];
  const grow = (key: number): (typeof grown)[number] => {
    const own = order.subarray(startOf[key], startOf[key + 1]);
    const ms = gather(samples.ms, own);
    const pieces = gather(samples.pieces, own);
    return { quantiles: createGrowingQuantile(ms), ms, pieces };
  };
  return (key, index) => {
    const [start, end] = [startOf[key] as number, startOf[key + 1] as number];
    const before = nextOf[key] as number;
    let next = before;
    while (next < end && (samples.bucket[order[next] as number] as number) <= index) next++;
    nextOf[key] = next;
    if (next - start < idealTimeReportsMin) return undefined;
    let own = grown[key];
    if (own === undefined) {
      own = grow(key);
      grown[key] = own;
      own.quantiles.addAll(own.ms.subarray(0, next - start), own.pieces.subarray(0, next - start));
    } else if (next > before)
      own.quantiles.addAll(
        own.ms.subarray(before - start, next - start),
        own.pieces.subarray(before - start, next - start),
      );
    return own.quantiles;
  };
}

/** Places by key, in their order, by counting: no sort over all reports. */
function sortByKey(keys: Uint32Array, count: number): { order: Uint32Array; startOf: Uint32Array } {
  const startOf = new Uint32Array(count + 1);
  for (const key of keys) startOf[key + 1] = (startOf[key + 1] as number) + 1;
  for (let k = 1; k < startOf.length; k++) startOf[k] = (startOf[k] as number) + (startOf[k - 1] as number);
  const next = startOf.slice();
  const order = new Uint32Array(keys.length);
  keys.forEach((key, i) => {
    const place = next[key] as number;
    order[place] = i;
    next[key] = place + 1;
  });
  return { order, startOf };
}
