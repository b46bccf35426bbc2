/** How far around an instant readings matter to what is said of it. */
import type { Plant } from '../../model/index.ts';
import { dayMs } from '../../time/index.ts';

/**
 * A reading holds for a day at most, and so does the side from which a value came into the band of a hysteresis; a counter
 * is not counted on over more than a day. So a window is worked out from the readings of a day before it and what follows,
 * and is the same whoever works it out.
 */
export const holdMaxMs: number = dayMs;

/** How long before a window its readings begin, ms: the `readings` of `deriveFacts` start so much earlier. */
export const signalLeadInMs: number = holdMaxMs;

/**
 * How long after a window its readings may still matter, ms: until a delay is over, and until a tag is known to be
 * silent. Derived with the readings of this time too, and `untilAt` at its end, adjacent windows add up exactly.
 */
export function signalLookAheadMs({ equipment, tags }: Plant): number {
  const intervals = new Map(
    tags.map(({ id, expectedIntervalMs = 0 }) => [id, Math.min(expectedIntervalMs, holdMaxMs)]),
  );
  let longestMs = 0;
  for (const { signals } of equipment.workUnits) {
    if (signals === undefined) continue;
    const { states, productTag, workOrderTag } = signals;
    for (const { tag, forMs, releaseAfterMs } of states)
      longestMs = Math.max(longestMs, Math.max(forMs, releaseAfterMs) + (intervals.get(tag) ?? 0));
    for (const tag of [productTag, workOrderTag])
      if (tag !== undefined) longestMs = Math.max(longestMs, intervals.get(tag) ?? 0);
  }
  return longestMs;
}
