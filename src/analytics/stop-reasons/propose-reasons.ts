/** Proposed reasons of stops of which nobody said why. */
import { type Unknown, unknown } from '../../model/index.ts';
import { dayMs, type Interval } from '../../time/index.ts';
import { compareText } from '../compare-text.ts';
import type { Clues } from './clues.ts';
import { describeStop } from './describe-stop.ts';
import { type ClueFactor, createReasonModel, type ReasonModel, weighedStopsMax } from './reason-model.ts';
import { isTold, type Stop } from './stop.ts';
import type { StopHistory } from './stop-history.ts';

export interface ReasonCandidate {
  /** Code, as it was told of other stops. */
  readonly reason: string;
  /** Probability, 0 to 1. */
  readonly ratio: number;
}

export interface ProposedReason {
  readonly kind: 'proposed';
  /** Most probable first; where two are as probable, by code. All that were told of any stop. */
  readonly candidates: readonly ReasonCandidate[];
  /** Probability that it is a reason nobody told yet. With those of the candidates it adds up to 1. */
  readonly otherRatio: number;
  /** Of the most probable one: what speaks for it (above 1) and against it, the strongest first. */
  readonly factors: readonly ClueFactor[];
  /** Stops whose reason is known, which this stands on. */
  readonly toldCount: number;
}

/** `no-facts`: nobody told any reason yet; `too-little-history`: too few were told, or of none that is like this one. */
export type ReasonProposal = ProposedReason | Unknown;

export interface StopProposal {
  readonly stop: Stop;
  readonly proposal: ReasonProposal;
}

/** Below so many told stops nothing is proposed: weights are guesses still, and how right they are cannot be measured. */
export const toldStopsMin = 20;

export interface LearnOptions {
  /** Stops that began before this instant are not learned from: what stopped machines long ago may stop them no more. */
  readonly fromAt?: number;
}

/** Reports learn from what was told in so many days before their window, as far back as they compare. */
export const learnedDays = 91;

/** What a report of a window learns from. */
export function learnedBefore({ fromAt }: Interval): LearnOptions {
  return { fromAt: fromAt - learnedDays * dayMs };
}

/** Learns from the told stops of a history, in the order of time. */
export function learnStopReasons(history: StopHistory, options: LearnOptions = {}): ReasonModel {
  const { fromAt = Number.NEGATIVE_INFINITY } = options;
  const model = createReasonModel();
  const told = history.stops.filter((stop) => isTold(stop) && stop.startAt >= fromAt);
  // Those that weights would not be learned from any more are only counted.
  const weighedFrom = told.length - weighedStopsMax;
  told.forEach((stop, i) => {
    model.learn(describeStop(history, stop), stop.reason, { isWeighed: i >= weighedFrom });
  });
  return model;
}

/** What the reason of a stop may be, by what was told of others, and what speaks for the most probable. */
export function proposeReason(model: ReasonModel, clues: Clues): ReasonProposal {
  const proposal = proposalOf(model, clues);
  if (proposal.kind !== 'proposed') return proposal;
  const { reason } = proposal.candidates[0] as ReasonCandidate;
  return { ...proposal, factors: model.factorsOf(clues, reason) };
}

/** The same without what speaks for it. */
export function proposalOf(model: ReasonModel, clues: Clues): ReasonProposal {
  const { toldCount } = model;
  if (toldCount === 0) return unknown('no-facts');
  if (toldCount < toldStopsMin) return unknown('too-little-history');
  const { ratios, otherRatio } = model.ratiosOf(clues);
  const candidates = [...ratios]
    .map(([reason, ratio]) => ({ reason, ratio }))
    .sort((a, b) => b.ratio - a.ratio || compareText(a.reason, b.reason));
  const [first] = candidates;
  if (first === undefined || first.ratio <= otherRatio) return unknown('too-little-history');
  return { kind: 'proposed', candidates, otherRatio, factors: [], toldCount };
}

/** A proposal for every untold stop that touches the window, by start, then equipment. */
export function proposeStopReasons(history: StopHistory, model: ReasonModel, window: Interval): StopProposal[] {
  return history.stops
    .filter((stop) => !isTold(stop) && stop.startAt < window.toAt && stop.endAt > window.fromAt)
    .map((stop) => ({ stop, proposal: proposeReason(model, describeStop(history, stop).clues) }));
}
