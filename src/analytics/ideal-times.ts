/** Ideal time per piece, learned from what was demonstrated: the "best demonstrated" time of a product at an operation. */
import { createRunningQuantile } from '../stats/index.ts';
import type { Activity, SortedReports } from './activity.ts';
import { gather } from './gather.ts';

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
  for (let index = 0; index < instants.length; index++) visit(index, timesAt.lookupAt(index));
}

/** What the reports that had ended by an instant teach. */
export interface IdealTimesAt {
  /** Of the group's own reports; undefined where they are too few. */
  ofGroup(group: number, index: number): LearnedIdealTime | undefined;
  /** Of all reports of the group's operation; undefined where they are too few. */
  ofOperation(group: number, index: number): LearnedIdealTime | undefined;
  /** Of the group, else of its operation. */
  lookupAt(index: number): IdealTimeLookup;
}

/** Reports by unit, whether or not anything else is made of them. */
export type TeachingReports = Pick<SortedReports, 'units' | 'groups'>;

/** @param instants ascending */
export function createIdealTimes(activity: TeachingReports, instants: readonly number[]): IdealTimesAt {
  const samples = collectSamples(activity, Float64Array.from(instants));
  const operations = new Map<string, number>();
  const operationOf = Uint32Array.from(activity.groups, ({ operation }) => {
    const place = operations.get(operation) ?? operations.size;
    operations.set(operation, place);
    return place;
  });
  const byGroup = createSteps(samples, samples.group, activity.groups.length);
  let byOperation: StepsOfKeys | undefined;
  const learned = (steps: Steps, index: number, provisional: boolean): LearnedIdealTime | undefined => {
    const place = placeOf(steps, index);
    if (place < 0) return undefined;
    const [ms, count] = [steps.ms[place] as number, steps.count[place] as number];
    return { ms, count, provisional, asOfAt: instants[index] as number };
  };
  const ofGroup: IdealTimesAt['ofGroup'] = (group, index) => learned(byGroup(group), index, false);
  const ofOperation: IdealTimesAt['ofOperation'] = (group, index) => {
    byOperation ??= createSteps(samples, gather(operationOf, samples.group), operations.size);
    return learned(byOperation(operationOf[group] as number), index, true);
  };
  return {
    ofGroup,
    ofOperation,
    lookupAt(index) {
      // Reports that follow each other are mostly of one group.
      let [asked, time] = [-1, undefined as LearnedIdealTime | undefined];
      return (group) => {
        if (group !== asked) {
          asked = group;
          time = ofGroup(group, index) ?? ofOperation(group, index);
        }
        return time;
      };
    },
  };
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

function collectSamples({ units }: TeachingReports, instants: Float64Array): Samples {
  const size = units.reduce((sum, { reports }) => sum + reports.length, 0);
  const [ms, pieces] = [new Float64Array(size), new Float64Array(size)];
  const [group, bucket] = [new Uint32Array(size), new Uint32Array(size)];
  let length = 0;
  for (const { reports, shared } of units) {
    const sharedMs = shared.ofSorted(reports.startAt, reports.endAt);
    let first = 0;
    for (let i = 0; i < reports.length; i++) {
      const made = (reports.completed[i] as number) + (reports.scrap[i] as number) + (reports.hold[i] as number);
      // What sensors count at an instant does not tell how long it took: it would teach that pieces take no time.
      if (reports.isRunning[i] === 0 || made <= 0 || reports.isCounted[i] === 1) continue;
      const endAt = reports.endAt[i] as number;
      // Reports come by their start, so that the instants before their ends are close to each other.
      while (first > 0 && (instants[first - 1] as number) >= endAt) first--;
      while (first < instants.length && (instants[first] as number) < endAt) first++;
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

/** The ideal time of a key as it grew: from each instant on at which reports of it had newly ended. */
interface Steps {
  readonly length: number;
  /** Index of the instant, ascending. */
  readonly bucket: Uint32Array;
  readonly ms: Float64Array;
  /** Reports it stands on; at least 5. */
  readonly count: Uint32Array;
}

type StepsOfKeys = (key: number) => Steps;

/** Worked out where they are asked for, once. */
function createSteps({ ms, pieces, bucket }: Samples, keys: Uint32Array, keyCount: number): StepsOfKeys {
  const { order, startOf } = sortByKey(keys, keyCount);
  const running = createRunningQuantile(idealTimeQuantile);
  const known: Steps[] = [];
  const compute = (key: number): Steps => {
    const [start, end] = [startOf[key] as number, startOf[key + 1] as number];
    const [buckets, counts] = [new Uint32Array(end - start), new Uint32Array(end - start)];
    const times = new Float64Array(end - start);
    let length = 0;
    running.clear();
    for (let i = start; i < end; i++) {
      const sample = order[i] as number;
      running.add(ms[sample] as number, pieces[sample] as number);
      const own = bucket[sample] as number;
      if (running.count < idealTimeReportsMin) continue;
      if (i + 1 < end && bucket[order[i + 1] as number] === own) continue;
      buckets[length] = own;
      times[length] = running.quantile() as number;
      counts[length] = running.count;
      length++;
    }
    return { length, bucket: buckets.slice(0, length), ms: times.slice(0, length), count: counts.slice(0, length) };
  };
  return (key) => {
    known[key] ??= compute(key);
    return known[key];
  };
}

/** The last step up to an instant; −1: none. */
function placeOf({ bucket, length }: Steps, index: number): number {
  if (length === 0 || (bucket[0] as number) > index) return -1;
  let [low, high] = [1, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bucket[middle] as number) <= index) low = middle + 1;
    else high = middle;
  }
  return low - 1;
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
