/**
 * Which files of rollups are merged: those of a level that follow each other and are of like size, told apart by factors of
 * eight, so that a row is rewritten a few times in its life. Only time that is answered whole is merged: what a commit has
 * touched waits until it is made anew, so that the merged file is as current as the store. Pure.
 */
import type { RollupLevel } from '../../../analytics/index.ts';
import type { Interval } from '../../../time/index.ts';
import type { RollupLimits } from './limits.ts';
import type { RollupPart, RollupSegment } from './rollup-segment.ts';
import type { RollupCalendar } from './settings.ts';
import { type KeptRollups, listSegments, listSlots, type RollupSlot } from './slots.ts';
import { statesPathOf } from './states-path.ts';
import type { MergeTask } from './tasks.ts';

/** Files whose times overlap, as where an hour of many was made anew: they are merged together or not at all. */
interface Cluster extends Interval {
  readonly segments: readonly RollupSegment[];
  readonly byteLength: number;
}

/** The next one; undefined where there is none. */
export function planRollupMerge(
  state: KeptRollups,
  level: RollupLevel,
  calendar: RollupCalendar | undefined,
  limits: Pick<RollupLimits, 'segmentsMin' | 'bytesMax'>,
): MergeTask | undefined {
  const segments = listSegments(state, level);
  const small = segments.filter(({ byteLength }) => byteLength < limits.bytesMax / 2);
  // With a large one whose hours they have made anew they may be enough.
  if (small.length + 1 < limits.segmentsMin) return undefined;
  const window = timeOf(small, segments);
  const slots = listSlots(state, level, window, calendar);
  for (const run of listRuns(slots)) {
    const merged = chooseClusters(clustersOf(run), limits);
    if (merged !== undefined) return taskOf(state, level, run.slots, merged);
  }
  return undefined;
}

/** From the first to the last of the small ones, with all of whatever lies across its ends. */
function timeOf(small: readonly RollupSegment[], segments: readonly RollupSegment[]): Interval {
  let [fromAt, toAt] = [Math.min(...small.map((one) => one.fromAt)), Math.max(...small.map((one) => one.toAt))];
  for (let count = 0; ; ) {
    const touched = segments.filter((one) => one.fromAt < toAt && one.toAt > fromAt);
    if (touched.length === count) return { fromAt, toAt };
    count = touched.length;
    fromAt = Math.min(fromAt, ...touched.map((one) => one.fromAt));
    toAt = Math.max(toAt, ...touched.map((one) => one.toAt));
  }
}

interface Run {
  readonly slots: readonly RollupSlot[];
  /** What a file must lie within to be answered whole. */
  readonly bounds: Interval;
}

/** Slots with none between them that nobody answers. */
function listRuns(slots: readonly RollupSlot[]): Run[] {
  const runs: Run[] = [];
  let owned: RollupSlot[] = [];
  let fromAt = Number.NEGATIVE_INFINITY;
  const close = (toAt: number): void => {
    if (owned.length > 0) runs.push({ slots: owned, bounds: { fromAt, toAt } });
    owned = [];
  };
  for (const slot of slots)
    if (slot.owner !== undefined) owned.push(slot);
    else if (slot.version > 0) {
      close(slot.fromAt);
      // The next unit may begin before this one ends.
      fromAt = slot.fromAt + 1;
    }
  close(Number.POSITIVE_INFINITY);
  return runs;
}

/** In the order of time; undefined stands for what cannot be merged. */
function clustersOf({ slots, bounds }: Run): (Cluster | undefined)[] {
  const segments = [...new Set(slots.map(({ owner }) => owner as RollupSegment))];
  const clusters: Cluster[] = [];
  for (const segment of segments.sort((a, b) => a.fromAt - b.fromAt)) {
    const last = clusters.at(-1);
    if (last === undefined || segment.fromAt >= last.toAt)
      clusters.push({
        fromAt: segment.fromAt,
        toAt: segment.toAt,
        segments: [segment],
        byteLength: segment.byteLength,
      });
    else
      clusters[clusters.length - 1] = {
        fromAt: last.fromAt,
        toAt: Math.max(last.toAt, segment.toAt),
        segments: [...last.segments, segment],
        byteLength: last.byteLength + segment.byteLength,
      };
  }
  return clusters.map((cluster) =>
    cluster.fromAt >= bounds.fromAt && cluster.toAt <= bounds.toAt ? cluster : undefined,
  );
}

const sizeOf = ({ byteLength }: Cluster): number => Math.floor(Math.log2(byteLength + 1) / 3);
const countOf = (clusters: readonly Cluster[]): number =>
  clusters.reduce((sum, { segments }) => sum + segments.length, 0);

function chooseClusters(
  clusters: readonly (Cluster | undefined)[],
  { segmentsMin, bytesMax }: Pick<RollupLimits, 'segmentsMin' | 'bytesMax'>,
): readonly Cluster[] | undefined {
  const crowded = clusters.find((cluster) => cluster !== undefined && cluster.segments.length >= segmentsMin);
  if (crowded !== undefined) return [crowded];
  const sizes = new Set(clusters.flatMap((cluster) => (cluster === undefined ? [] : [sizeOf(cluster)])));
  for (const size of [...sizes].sort((a, b) => a - b)) {
    let some: Cluster[] = [];
    for (const cluster of [...clusters, undefined]) {
      if (cluster !== undefined && sizeOf(cluster) <= size && cluster.byteLength < bytesMax / 2) {
        some.push(cluster);
        continue;
      }
      // Smaller ones between them go along; by themselves they would never have neighbours of their size.
      if (countOf(some.filter((one) => sizeOf(one) === size)) >= segmentsMin) return firstUpTo(bytesMax, some);
      some = [];
    }
  }
  return undefined;
}

/** The first, at least two, with no more bytes than these together. */
function firstUpTo(bytesMax: number, clusters: readonly Cluster[]): readonly Cluster[] {
  let bytes = 0;
  const count = clusters.findIndex(({ byteLength }, i) => {
    bytes += byteLength;
    return i >= 2 && bytes > bytesMax;
  });
  return count === -1 ? clusters : clusters.slice(0, count);
}

function taskOf(
  state: KeptRollups,
  level: RollupLevel,
  slots: readonly RollupSlot[],
  clusters: readonly Cluster[],
): MergeTask {
  const segments = clusters.flatMap((cluster) => cluster.segments);
  const window = {
    fromAt: (clusters[0] as Cluster).fromAt,
    toAt: Math.max(...clusters.map(({ toAt }) => toAt)),
  };
  const states = (segment: RollupSegment): RollupSegment | undefined => state.rollups.get(statesPathOf(segment));
  const parts: RollupPart[] = [];
  for (const slot of slots) {
    const { fromAt, owner } = slot;
    if (owner === undefined || !segments.includes(owner)) continue;
    const last = parts.at(-1);
    // A part is what begins in it, so each lasts until the next begins.
    if (last?.values === owner) continue;
    if (last !== undefined) parts[parts.length - 1] = { ...last, toAt: fromAt };
    parts.push({ fromAt, toAt: window.toAt, values: owner, states: states(owner) });
  }
  const removed = segments.flatMap((segment) => [segment, states(segment)]).flatMap((one) => one?.path ?? []);
  return { kind: 'merge', level, window, parts, removed };
}
