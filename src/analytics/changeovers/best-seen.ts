/** How quickly a changeover was done before, and what more it took. */
import { type Bounded, bounded } from '../../model/index.ts';
import type { Changeover, MadeThing } from './changeover.ts';

/** Changeovers below which nothing is called the best. */
export const bestSeenCountMin = 5;
/** The share of changeovers that were at least as quick. */
export const bestSeenShare = 0.1;

export type BestSeen =
  | {
      readonly kind: 'known';
      /** What it took, `takenMs`. */
      readonly ms: number;
      /** How many changeovers it stands on. */
      readonly count: number;
      /** `pair`: from and to the same on the unit; `to`: to the same from anything, where the pair is too rare. */
      readonly of: 'pair' | 'to';
    }
  | { readonly kind: 'unknown'; readonly reason: 'too-little-history'; readonly count: number };

/**
 * What a tenth of them reached, but never the quickest alone: at least two were as quick, so that one wrong report makes no
 * best. Of 5 to 20 changeovers it is the second quickest.
 *
 * @param ms in any order
 * @returns undefined under 5 of them
 * @example bestOf([30, 28, 1, 35, 40]) // 28
 */
export function bestOf(ms: readonly number[]): number | undefined {
  if (ms.length < bestSeenCountMin) return undefined;
  const place = Math.max(2, Math.ceil(ms.length * bestSeenShare));
  return ms.toSorted((a, b) => a - b)[place - 1];
}

/**
 * Of the changeovers whose first good piece was reported by an instant: what comes later changes nothing.
 *
 * @example createBestSeen(listChangeovers(activity), day.fromAt)(changeover)
 */
export function createBestSeen(all: readonly Changeover[], asOfAt: number): (changeover: Changeover) => BestSeen {
  const known = all.filter(({ firstGoodAt }) => firstGoodAt.high <= asOfAt);
  const byPair = Map.groupBy(known, pairKeyOf);
  const byTo = Map.groupBy(known, toKeyOf);
  return (changeover) => {
    const pair = byPair.get(pairKeyOf(changeover)) ?? [];
    const to = byTo.get(toKeyOf(changeover)) ?? [];
    const [ofPair, ofTo] = [bestOf(pair.map(takenMsOf)), bestOf(to.map(takenMsOf))];
    if (ofPair !== undefined) return { kind: 'known', ms: ofPair, count: pair.length, of: 'pair' };
    if (ofTo !== undefined) return { kind: 'known', ms: ofTo, count: to.length, of: 'to' };
    return { kind: 'unknown', reason: 'too-little-history', count: pair.length };
  };
}

/** What a changeover took beyond the best, ms; 0 where it was as quick. */
export function excessOf({ takenMs }: Changeover, bestMs: number): Bounded {
  const beyond = (ms: number): number => Math.max(0, ms - bestMs);
  return bounded(beyond(takenMs.value), beyond(takenMs.low), beyond(takenMs.high));
}

export function pairKeyOf(changeover: Changeover): string {
  return JSON.stringify([changeover.equipment, ...partsOf(changeover.from), ...partsOf(changeover.to)]);
}

function toKeyOf({ equipment, to }: Changeover): string {
  return JSON.stringify([equipment, ...partsOf(to)]);
}

function partsOf({ product, operation }: MadeThing): readonly string[] {
  return [product, operation];
}

function takenMsOf({ takenMs }: Changeover): number {
  return takenMs.value;
}
