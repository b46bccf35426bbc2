/** How uncertain the reason of a stop is. */
import { naturalLog } from '../../stats/index.ts';
import type { ReasonProposal } from './propose-reasons.ts';

/**
 * Entropy of a proposal over its greatest, where every reason is as likely as any other: 0 where one is certain, 1 where
 * nothing is known. What is left for a reason that nobody told yet is spread over those of the plant that nobody told.
 *
 * Source: C. E. Shannon, "A Mathematical Theory of Communication", Bell System Technical Journal 27 (1948).
 *
 * @param reasonCount how many reasons there may be, told or not; one that nobody thought of counts as one
 */
export function uncertaintyOf(proposal: ReasonProposal, reasonCount: number): number {
  if (proposal.kind === 'unknown') return 1;
  const { candidates, otherRatio } = proposal;
  const others = Math.max(1, reasonCount - candidates.length);
  const choices = candidates.length + others;
  let entropy = 0;
  for (const { ratio } of candidates) entropy -= termOf(ratio);
  entropy -= others * termOf(otherRatio / others);
  return Math.min(1, Math.max(0, entropy / naturalLog(choices)));
}

function termOf(ratio: number): number {
  return ratio <= 1e-300 ? 0 : ratio * naturalLog(ratio);
}
