/** Stretches of time that are worth reading through: between them readings are passed over. */
import { hourMs, type Interval, listIntervals, union } from '../../time/index.ts';

/** To look up what held at an instant costs about as much as to read so much time. */
const distanceMaxMs = hourMs;

/** Intervals, in any order, of which those less than an hour apart are one; sorted, apart from each other. */
export function clustersOf(fromAt: Float64Array, toAt: Float64Array): readonly Interval[] {
  const reaching = toAt.map((at) => at + distanceMaxMs);
  return listIntervals(union(fromAt, reaching)).map((one) => ({ fromAt: one.fromAt, toAt: one.toAt - distanceMaxMs }));
}
