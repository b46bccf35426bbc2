/** Edges of buckets on the time axis. */
import type { Interval } from '../../time/index.ts';

/** More would be a mistake in the step. */
const bucketsMax = 10_000_000;

/**
 * Edges of a window's buckets, aligned to UTC: whole multiples of the step since 1970, and the window's own ends. So
 * buckets of windows that meet at a multiple meet too.
 *
 * @param stepMs length of a bucket, ms; the first and last may be shorter
 * @throws RangeError for a step that is not above 0 or makes more than 10,000,000 buckets
 * @example createGrid({ fromAt: 1_500, toAt: 3_200 }, 1_000) // 1500, 2000, 3000, 3200
 */
export function createGrid({ fromAt, toAt }: Interval, stepMs: number): Float64Array {
  const count = (toAt - fromAt) / stepMs;
  if (!(stepMs > 0 && count <= bucketsMax))
    throw new RangeError(
      `Steps of ${stepMs} ms from ${fromAt} to ${toAt} are no grid of up to ${bucketsMax} buckets. Use a longer step.`,
    );
  if (toAt <= fromAt) return Float64Array.of(fromAt);
  const edges = [fromAt];
  for (let k = Math.floor(fromAt / stepMs) + 1; k * stepMs < toAt; k++) edges.push(k * stepMs);
  edges.push(toAt);
  return Float64Array.from(edges);
}

/** @throws RangeError where edges do not ascend, or there is none */
export function checkEdges(edges: Float64Array): void {
  if (edges.length === 0) throw new RangeError('A grid has at least one edge.');
  for (let i = 1; i < edges.length; i++)
    if (!((edges[i] as number) > (edges[i - 1] as number)))
      throw new RangeError(
        `Edges ascend, but ${edges[i]} at place ${i} does not come after ${edges[i - 1]}. Sort them, each once.`,
      );
}
