/** One proposal of several stops. */
import { compareText } from '../compare-text.ts';
import type { ProposedReason, ReasonProposal, StopProposal } from './propose-reasons.ts';
import { lengthMs } from './stop.ts';

/** The mean of the proposals of stops that are asked for together, each by its time; of one stop its own. */
export function pooledProposal(group: readonly StopProposal[]): ReasonProposal {
  const first = (group[0] as StopProposal).proposal;
  if (group.length === 1 || first.kind !== 'proposed') return first;
  const allMs = group.reduce((sum, { stop }) => sum + lengthMs(stop), 0);
  const ratios = new Map<string, number>();
  let otherRatio = 0;
  for (const { stop, proposal } of group) {
    const share = lengthMs(stop) / allMs;
    // Stops with a proposal are grouped with such alone.
    const { candidates, otherRatio: other } = proposal as ProposedReason;
    for (const { reason, ratio } of candidates) ratios.set(reason, (ratios.get(reason) ?? 0) + share * ratio);
    otherRatio += share * other;
  }
  const candidates = [...ratios]
    .map(([reason, ratio]) => ({ reason, ratio }))
    .sort((a, b) => b.ratio - a.ratio || compareText(a.reason, b.reason));
  return { ...first, candidates, otherRatio };
}
