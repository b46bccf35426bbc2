/** How often the proposed reason is right, measured on stops whose reason is known: told by the past, of the next day. */
import type { Interval, ProductionDay } from '../../time/index.ts';
import { compareText } from '../compare-text.ts';
import { describeStop } from './describe-stop.ts';
import { type LearnOptions, proposeReason, type ReasonCandidate } from './propose-reasons.ts';
import { createReasonModel } from './reason-model.ts';
import { isTold, type Stop } from './stop.ts';
import type { StopHistory } from './stop-history.ts';

/** How a way of proposing did. */
export interface ReasonHits {
  /** Of all stops that were to be told: the most probable reason was the true one. */
  readonly top1Ratio: number;
  /** It was among the three most probable. */
  readonly top3Ratio: number;
  /**
   * Mean of Σ (p(reason) − 1 if it was the true one, else 0)², over all reasons and "another": 0 where everything was
   * certain and right, 2 where certain and wrong, 1 where nothing was proposed. Source: G. W. Brier, Monthly Weather Review 78 (1950).
   */
  readonly brierScore: number;
}

/** Proposals whose most probable reason had a probability in [from, to). */
export interface ReliabilityBin {
  readonly fromRatio: number;
  readonly toRatio: number;
  readonly stops: number;
  /** Mean of the probabilities that were said. */
  readonly saidRatio: number;
  /** So often it was the true one. */
  readonly hitRatio: number;
}

export interface MeasuredHits {
  /** Stops with a known reason in the days measured, each proposed without looking at any reason of its own day. */
  readonly stops: number;
  /** For so many of them something was proposed; the rest is counted as missed. */
  readonly proposed: number;
  readonly model: ReasonHits;
  /** Naming always what had been told most often so far; its probabilities are how often each had been told. */
  readonly mostFrequent: ReasonHits;
  /** The same by work unit; of one that nobody told anything of, by the plant. */
  readonly mostFrequentOfUnit: ReasonHits;
  /** Ten ranges, those without a proposal left out. */
  readonly reliability: readonly ReliabilityBin[];
  /** Mean distance between said and hit, weighed by stops: P. Naeini et al., AAAI (2015). */
  readonly calibrationError: number;
}

interface Tally {
  top1: number;
  top3: number;
  brier: number;
}

type Guess = { readonly candidates: readonly ReasonCandidate[]; readonly otherRatio: number };

/** Without a word on any reason, the Brier score of a stop is 1. */
const nothing: Guess = { candidates: [], otherRatio: 0 };

/**
 * Goes through production days in turn: proposes a reason for each told stop that began in the day, by what was told of
 * stops that began before the day, then learns what was told. Of the day itself no reason is looked at, not of other
 * stops either; where reasons are told within the day, live proposals know more than these.
 *
 * @param days in the order of time; stops of before the first are learned from only
 */
export function measureReasonHits(
  history: StopHistory,
  days: readonly ProductionDay[],
  options: LearnOptions = {},
): MeasuredHits {
  const { fromAt = Number.NEGATIVE_INFINITY } = options;
  const model = createReasonModel();
  const told = history.stops.filter((stop) => isTold(stop) && stop.startAt >= fromAt);
  const ofPlant = new Map<string, number>();
  const ofUnit = new Map<string, Map<string, number>>();
  const tallies = { model: emptyTally(), plant: emptyTally(), unit: emptyTally() };
  const bins = Array.from({ length: 10 }, () => ({ stops: 0, said: 0, hits: 0 }));
  let [stops, proposed, next] = [0, 0, 0];
  const learn = (stop: Stop): void => {
    model.learn(describeStop(history, stop), stop.reason);
    const own = ofUnit.get(stop.equipment) ?? new Map<string, number>();
    ofUnit.set(stop.equipment, own);
    for (const counts of [ofPlant, own]) counts.set(stop.reason, (counts.get(stop.reason) ?? 0) + 1);
  };
  for (const day of days) {
    while (next < told.length && (told[next] as Stop).startAt < day.fromAt) learn(told[next++] as Stop);
    for (const stop of toldIn(told, next, day)) {
      stops++;
      const { clues } = describeStop(history, stop, { toldUntilAt: day.fromAt });
      const proposal = proposeReason(model, clues);
      score(tallies.plant, guessOf(ofPlant), stop.reason);
      score(tallies.unit, guessOf(ofUnit.get(stop.equipment) ?? ofPlant), stop.reason);
      score(tallies.model, proposal.kind === 'proposed' ? proposal : nothing, stop.reason);
      if (proposal.kind !== 'proposed') continue;
      proposed++;
      const first = proposal.candidates[0] as ReasonCandidate;
      const bin = bins[Math.min(9, Math.floor(first.ratio * 10))] as (typeof bins)[number];
      bin.stops++;
      bin.said += first.ratio;
      if (first.reason === stop.reason) bin.hits++;
    }
  }
  return {
    stops,
    proposed,
    model: hitsOf(tallies.model, stops),
    mostFrequent: hitsOf(tallies.plant, stops),
    mostFrequentOfUnit: hitsOf(tallies.unit, stops),
    reliability: bins.flatMap(({ stops: count, said, hits }, i) =>
      count === 0
        ? []
        : [
            {
              fromRatio: i / 10,
              toRatio: (i + 1) / 10,
              stops: count,
              saidRatio: said / count,
              hitRatio: hits / count,
            },
          ],
    ),
    calibrationError: bins.reduce((sum, { said, hits }) => sum + Math.abs(said - hits), 0) / Math.max(1, proposed),
  };
}

function* toldIn(told: readonly Stop[], first: number, { toAt }: Interval): Generator<Stop> {
  for (let i = first; i < told.length && (told[i] as Stop).startAt < toAt; i++) yield told[i] as Stop;
}

function emptyTally(): Tally {
  return { top1: 0, top3: 0, brier: 0 };
}

/** What was told most often first; where nothing was told, nothing has any probability. */
function guessOf(counts: ReadonlyMap<string, number>): Guess {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return {
    candidates: [...counts]
      .map(([reason, count]) => ({ reason, ratio: count / all }))
      .sort((a, b) => b.ratio - a.ratio || compareText(a.reason, b.reason)),
    otherRatio: 0,
  };
}

function score(tally: Tally, { candidates, otherRatio }: Guess, truth: string): void {
  const place = candidates.findIndex(({ reason }) => reason === truth);
  if (place === 0) tally.top1++;
  if (place >= 0 && place < 3) tally.top3++;
  tally.brier += (otherRatio - (place < 0 ? 1 : 0)) ** 2;
  candidates.forEach(({ ratio }, i) => {
    tally.brier += (ratio - (i === place ? 1 : 0)) ** 2;
  });
}

function hitsOf({ top1, top3, brier }: Tally, stops: number): ReasonHits {
  const count = Math.max(1, stops);
  return { top1Ratio: top1 / count, top3Ratio: top3 / count, brierScore: brier / count };
}
