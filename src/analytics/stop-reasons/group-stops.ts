/** Untold stops that one answer may settle together. */
import { minuteMs } from '../../time/index.ts';
import { octaveOf } from './clues.ts';
import type { StopProposal } from './propose-reasons.ts';
import { lengthMs } from './stop.ts';

/** From this length on people remember a stop by itself, and it is asked for by itself. */
export const groupedStopMaxMs: number = 10 * minuteMs;

/**
 * Shorter stops of one unit, at one product, of like length (within a factor of four) and with the same most probable
 * reason are one group. What was proposed for none of them makes a group too.
 *
 * @param proposals by start
 * @returns groups by their first stop, each by start
 */
export function groupStops(proposals: readonly StopProposal[]): StopProposal[][] {
  const groups = new Map<string, StopProposal[]>();
  for (const one of proposals) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

function keyOf({ stop, proposal }: StopProposal): string {
  if (lengthMs(stop) >= groupedStopMaxMs) return stop.id;
  const likely = proposal.kind === 'proposed' ? proposal.candidates[0]?.reason : undefined;
  return JSON.stringify([stop.equipment, stop.product, Math.floor(octaveOf(lengthMs(stop)) / 2), likely ?? null]);
}
