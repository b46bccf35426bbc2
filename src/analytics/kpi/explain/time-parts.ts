/** A set of time shared out among the facts that tell it. */
import { clip, type Interval, type IntervalSet } from '../../../time/index.ts';
import { createMeasure } from '../../measure.ts';
import type { FactTimePart } from './explanation.ts';

/** A fact that tells something of a time. */
export interface Claim extends Interval {
  readonly fact: number;
}

export type CountedTime = Omit<FactTimePart, 'outrankedBy'> & { readonly value: number };

interface Sharing {
  readonly claim: Claim;
  countedMs: number;
  readonly with: Set<number>;
}

/**
 * Each instant of the set is shared equally among the claims that cover it, in whole ms: they add up to the set's time in the
 * window exactly, as long as claims cover all of it.
 *
 * @param claims in any order; of those that do not reach into the window nothing is said
 * @returns by start, then end, then fact
 */
export function timeParts(set: IntervalSet, claims: readonly Claim[], window: Interval): CountedTime[] {
  const sharings = claims
    .map(({ fact, fromAt, toAt }) => ({
      fact,
      fromAt: Math.max(fromAt, window.fromAt),
      toAt: Math.min(toAt, window.toAt),
    }))
    .filter(({ fromAt, toAt }) => toAt > fromAt)
    .sort((a, b) => a.fromAt - b.fromAt || a.toAt - b.toAt || a.fact - b.fact)
    .map((claim): Sharing => ({ claim, countedMs: 0, with: new Set() }));
  const target = createMeasure(clip(set, window));
  share(sharings, target.set);
  return sharings.map(({ claim, countedMs, with: others }) => {
    const clippedMs = claim.toAt - claim.fromAt;
    const toldMs = target.within(claim.fromAt, claim.toAt);
    return {
      kind: 'factTime',
      ...claim,
      value: countedMs,
      clippedMs,
      sharedMs: toldMs - countedMs,
      otherMs: clippedMs - toldMs,
      sharedWith: [...others].sort((a, b) => a - b),
    };
  });
}

/** From border to border, as between two of them the same claims cover all of the time. */
function share(sharings: readonly Sharing[], target: IntervalSet): void {
  const borders = sharings.flatMap(({ claim }) => [claim.fromAt, claim.toAt]);
  const points = [...new Set([...borders, ...target])].sort((a, b) => a - b);
  let open: Sharing[] = [];
  let [next, place] = [0, 0];
  for (const [i, fromAt] of points.entries()) {
    open = open.filter(({ claim }) => claim.toAt > fromAt);
    for (; sharings[next]?.claim.fromAt === fromAt; next++) open.push(sharings[next] as Sharing);
    while (place < target.length && (target[place] as number) <= fromAt) place++;
    const isWithin = place % 2 === 1;
    if (isWithin && open.length > 0) shareEqually(open, (points[i + 1] as number) - fromAt);
  }
}

/** Whole ms: what does not divide goes to the later ones. */
function shareEqually(open: readonly Sharing[], ms: number): void {
  for (const [k, one] of open.entries()) {
    one.countedMs += Math.floor((ms * (k + 1)) / open.length) - Math.floor((ms * k) / open.length);
    for (const other of open) if (other !== one) one.with.add(other.claim.fact);
  }
}
