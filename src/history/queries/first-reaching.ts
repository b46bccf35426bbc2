/** Finds where to begin among parts of time that may overlap. */
import type { Interval } from '../../time/index.ts';

/** Place of the first part that ends after an instant, of parts by ascending begin; none before it reaches the instant. */
export function firstReaching(parts: readonly Interval[]): (at: number) => number {
  let latest = Number.NEGATIVE_INFINITY;
  const endsUntil = parts.map(({ toAt }) => {
    latest = Math.max(latest, toAt);
    return latest;
  });
  return (at) => {
    let [low, high] = [0, parts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((endsUntil[middle] as number) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
