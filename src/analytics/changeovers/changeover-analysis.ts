/** Changeovers of a window against the best seen, and by pair. */
import { type Bounded, bounded, type Known, unknown } from '../../model/index.ts';
import { median } from '../../stats/index.ts';
import type { Interval } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { compareText } from '../compare-text.ts';
import { type BestSeen, createBestSeen, excessOf, pairKeyOf } from './best-seen.ts';
import type { Changeover, MadeThing } from './changeover.ts';
import { type ChangeoverOptions, listChangeovers } from './list-changeovers.ts';

export interface ComparedChangeover extends Changeover {
  /** As of the window's start. */
  readonly best: BestSeen;
  /** What it took beyond the best, ms. */
  readonly excessMs: Known;
}

/** From one to the other, in this direction, on one unit. */
export interface ChangeoverPair {
  readonly equipment: string;
  readonly from: Omit<MadeThing, 'order'>;
  readonly to: Omit<MadeThing, 'order'>;
  /** In the window. */
  readonly count: number;
  /** All of them together, ms. */
  readonly openMs: Bounded;
  readonly takenMs: Bounded;
  /** Of what each took. */
  readonly medianMs: number;
  readonly rejects: Bounded;
  readonly best: BestSeen;
  /** Of those with a best. */
  readonly excessMs: Known;
}

export interface ChangeoverAnalysis {
  /** Those whose first good piece came in the window, units in plant-file order, then by time. */
  readonly changeovers: readonly ComparedChangeover[];
  /** The matrix, by its cells that are not empty: what took most first. */
  readonly pairs: readonly ChangeoverPair[];
  /** All changeovers together, ms. */
  readonly openMs: Bounded;
  readonly takenMs: Bounded;
}

/**
 * @example analyseChangeovers(activity, week).pairs[0]?.excessMs
 */
export function analyseChangeovers(
  activity: Activity,
  { fromAt, toAt }: Interval,
  options: ChangeoverOptions = {},
): ChangeoverAnalysis {
  const all = listChangeovers(activity, options);
  const bestOf = createBestSeen(all, fromAt);
  const changeovers = all
    .filter(({ firstGoodAt }) => firstGoodAt.value >= fromAt && firstGoodAt.value < toAt)
    .map((changeover): ComparedChangeover => {
      const best = bestOf(changeover);
      const excessMs = best.kind === 'known' ? excessOf(changeover, best.ms) : unknown(best.reason);
      return { ...changeover, best, excessMs };
    });
  return {
    changeovers,
    pairs: [...Map.groupBy(changeovers, pairKeyOf).values()].map(pairOf).sort(mostFirst),
    openMs: sumOf(changeovers.map(({ openMs }) => openMs)),
    takenMs: sumOf(changeovers.map(({ takenMs }) => takenMs)),
  };
}

function pairOf(own: readonly ComparedChangeover[]): ChangeoverPair {
  const [{ equipment, from, to, best }] = own as [ComparedChangeover];
  const excess = own.flatMap(({ excessMs }) => (excessMs.kind === 'known' ? [excessMs] : []));
  return {
    equipment,
    from: { product: from.product, operation: from.operation },
    to: { product: to.product, operation: to.operation },
    count: own.length,
    openMs: sumOf(own.map(({ openMs }) => openMs)),
    takenMs: sumOf(own.map(({ takenMs }) => takenMs)),
    medianMs: median(own.map(({ takenMs }) => takenMs.value)) ?? 0,
    rejects: sumOf(own.map(({ rejects }) => rejects)),
    best,
    excessMs: excess.length === 0 ? unknown('too-little-history') : sumOf(excess),
  };
}

function sumOf(values: readonly Bounded[]): Bounded {
  return values.reduce(
    (sum, { value, low, high }) => bounded(sum.value + value, sum.low + low, sum.high + high),
    bounded(0, 0, 0),
  );
}

function mostFirst(a: ChangeoverPair, b: ChangeoverPair): number {
  return b.takenMs.value - a.takenMs.value || b.count - a.count || compareText(nameOf(a), nameOf(b));
}

function nameOf({ equipment, from, to }: ChangeoverPair): string {
  return JSON.stringify([equipment, from, to]);
}
