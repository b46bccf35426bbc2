/** What the answer to a question teaches of other stops. */
import type { StopDescription } from './clues.ts';
import { proposalOf, type StopProposal } from './propose-reasons.ts';
import type { ReasonModel } from './reason-model.ts';
import { lengthMs, type Stop } from './stop.ts';
import { uncertaintyOf } from './uncertainty.ts';

/** Answers that are less likely are not looked at; they are taken to teach nothing. */
const answerRatioMin = 0.05;

export interface DescribedStop extends StopProposal {
  readonly description: StopDescription;
  /** 0 to 1. */
  readonly uncertainty: number;
  /** Uncertain time of the stop, ms, by its rate where the plant has rates. */
  readonly weight: number;
}

export interface TaughtTime {
  readonly stop: Stop;
  /** By so much less of its time is uncertain, as expected over the answers, ms. */
  readonly ms: number;
}

/** What it would teach of other stops to know the reason of one. Where nothing is proposed of it, no answer can be foreseen. */
export function whatItTeaches(
  model: ReasonModel,
  { proposal, description }: DescribedStop,
  others: readonly DescribedStop[],
  reasonCount: number,
): TaughtTime[] {
  if (proposal.kind !== 'proposed' || others.length === 0) return [];
  const expected = new Float64Array(others.length);
  let foreseen = 0;
  for (const { reason, ratio } of proposal.candidates) {
    if (ratio < answerRatioMin) break;
    foreseen += ratio;
    model.supposing(description, reason, () => {
      others.forEach((other, i) => {
        const then = uncertaintyOf(proposalOf(model, other.description.clues), reasonCount);
        expected[i] = (expected[i] as number) + ratio * then;
      });
    });
  }
  return others.map(({ stop, uncertainty }, i) => ({
    stop,
    ms: Math.max(0, foreseen * uncertainty - (expected[i] as number)) * lengthMs(stop),
  }));
}
