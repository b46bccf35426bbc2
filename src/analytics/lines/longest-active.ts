/**
 * How long each machine was the one that has been, and stays, active longest: at each moment one machine, so that the shares
 * add up to the time in which any was active. Where nobody told whether a machine was active, its share has bounds.
 *
 * Source of the rule, the longest active period at a moment is the bottleneck: C. Roser, M. Nakano and M. Tanaka, "Shifting
 * Bottleneck Detection", Proceedings of the Winter Simulation Conference (2002). The bounds are ours.
 */
import { type Bounded, bounded, exactly } from '../../model/index.ts';
import {
  clip,
  type Interval,
  type IntervalSet,
  intersect,
  listIntervals,
  setOf,
  subtract,
  totalMs,
  union,
  unionOf,
} from '../../time/index.ts';
import { type ActivePeriod, activePeriodsOf, type MachineTime } from './active-periods.ts';

export interface UncertainMachineTime extends MachineTime {
  /** When it may have been active, and nobody told: nothing of `active`. */
  readonly perhaps: IntervalSet;
}

export interface LongestActive {
  /** Every machine, in the order given: time in which its active period is the longest, ms. */
  readonly shares: readonly { readonly machine: string; readonly ms: Bounded }[];
  /** Time in which some machine was active for sure, ms: the sum of the values. */
  readonly activeMs: number;
  /** Who it was when, as far as was told; several at the same time never. By start. */
  readonly spans: readonly LongestSpan[];
}

export interface LongestSpan extends Interval {
  /** Place in the machines. */
  readonly machine: number;
}

/**
 * A machine has the longest active period more often the more it is active itself, and the less the others are. So its share is
 * least where it was inactive in all time that nobody told and the others were active, and greatest the other way round. Of
 * equally long periods that of the machine listed first counts.
 *
 * @param worked when the line is meant to run or did; what lies between is as if it were not there
 * @example findLongestActive([{ machine: 'press', active, perhaps: emptySet }, …], worked, shift).shares[0]?.ms.value
 */
export function findLongestActive(
  machines: readonly UncertainMachineTime[],
  worked: IntervalSet,
  window: Interval,
): LongestActive {
  const inside = clip(worked, window);
  const rest = subtract(setOf(window), inside);
  const told = machines.map(({ active }) => activePeriodsOf(clip(active, window), rest, inside));
  const most = machines.map(({ active, perhaps }, m) =>
    perhaps.length === 0
      ? (told[m] as readonly ActivePeriod[])
      : activePeriodsOf(clip(unionOf(active, perhaps), window), rest, inside),
  );
  const isTold = machines.every(({ perhaps }) => perhaps.length === 0);
  const shareOf = (periods: readonly (readonly ActivePeriod[])[], machine: number): number =>
    totalMs(intersect(partition(periods)[machine] as IntervalSet, inside));
  const swapped = (machine: number, own: typeof told, others: typeof told) =>
    others.map((periods, m) => (m === machine ? (own[m] as readonly ActivePeriod[]) : periods));
  const longest = partition(told).map((set) => intersect(set, inside));
  const shares = machines.map(({ machine }, m) => {
    const value = totalMs(longest[m] as IntervalSet);
    if (isTold) return { machine, ms: exactly(value) };
    return { machine, ms: bounded(value, shareOf(swapped(m, told, most), m), shareOf(swapped(m, most, told), m)) };
  });
  return {
    shares,
    activeMs: shares.reduce((sum, { ms }) => sum + ms.value, 0),
    spans: longest
      .flatMap((set, machine) => listIntervals(set).map((span) => ({ ...span, machine })))
      .sort((a, b) => a.fromAt - b.fromAt),
  };
}

/** Cuts time wherever a period begins or ends, and gives each piece to the machine with the longest period over it. */
function partition(periods: readonly (readonly ActivePeriod[])[]): readonly IntervalSet[] {
  const cuts = Float64Array.from(
    new Set(periods.flatMap((own) => own.flatMap(({ fromAt, toAt }) => [fromAt, toAt]))),
  ).sort();
  const places = periods.map(() => 0);
  const from: number[][] = periods.map(() => []);
  const to: number[][] = periods.map(() => []);
  for (let c = 0; c + 1 < cuts.length; c++) {
    const at = cuts[c] as number;
    let [longest, longestMs] = [-1, 0];
    for (let m = 0; m < periods.length; m++) {
      const own = periods[m] as readonly ActivePeriod[];
      while ((own[places[m] as number]?.toAt ?? Number.POSITIVE_INFINITY) <= at) places[m] = (places[m] as number) + 1;
      const period = own[places[m] as number];
      if (period !== undefined && period.fromAt <= at && period.lengthMs > longestMs)
        [longest, longestMs] = [m, period.lengthMs];
    }
    if (longest < 0) continue;
    from[longest]?.push(at);
    to[longest]?.push(cuts[c + 1] as number);
  }
  return from.map((starts, m) => union(starts, to[m] as number[]));
}
