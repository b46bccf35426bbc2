/**
 * Which machine of a line holds the others up, moment by moment: the active period method. A machine is active while it works,
 * is set up or repaired, and inactive while it waits for another. The longer it has been active without a break, the more
 * others wait for it, so at each moment the machine with the longest active period is the bottleneck.
 *
 * Source: C. Roser, M. Nakano and M. Tanaka, "Shifting Bottleneck Detection", Proceedings of the Winter Simulation Conference
 * (2002); for the averages "A Practical Bottleneck Detection Method", the same (2001).
 */
import {
  clip,
  type Interval,
  type IntervalSet,
  intersect,
  listIntervals,
  setOf,
  subtract,
  totalMs,
  unionOf,
} from '../../time/index.ts';

export interface MachineTime {
  readonly machine: string;
  /** When it was running, set up, or down: all but waiting. */
  readonly active: IntervalSet;
}

/** A machine is the bottleneck: alone, or while the next one takes over. */
export interface BottleneckSpan extends Interval {
  readonly machine: string;
  readonly kind: 'sole' | 'shifting';
}

export interface BottleneckShare {
  readonly machine: string;
  readonly soleMs: number;
  /** In which another was it too. */
  readonly shiftingMs: number;
  /** Mean of its active periods, ms; undefined where it had none. */
  readonly meanActiveMs: number | undefined;
  readonly activePeriods: number;
}

export interface Bottlenecks {
  /** By start; spans of two machines overlap while one takes over from the other. */
  readonly spans: readonly BottleneckSpan[];
  /** Every machine, in the order given. */
  readonly shares: readonly BottleneckShare[];
  /** Time of the window in which the line was meant to run, ms: what shares are parts of. */
  readonly plannedMs: number;
}

/**
 * @param planned when the line is meant to run; what lies between is as if it were not there, so that a machine that is active
 * at the end of a shift and at the begin of the next was active without a break
 * @example findBottlenecks([{ machine: 'press', active }, …], planned, shift).shares
 */
export function findBottlenecks(machines: readonly MachineTime[], planned: IntervalSet, window: Interval): Bottlenecks {
  const worked = clip(planned, window);
  const rest = subtract(Float64Array.of(window.fromAt, window.toAt), worked);
  const periods = machines.map(({ active }) => activePeriodsOf(clip(active, window), rest, worked));
  const chain = chainOf(periods);
  const spans = chain.flatMap((_, i) => spansOf(chain, i, machines, worked));
  const shares = machines.map(({ machine }, m) => {
    const own = spans.filter((span) => span.machine === machine);
    const sum = (kind: BottleneckSpan['kind']): number =>
      own.filter((span) => span.kind === kind).reduce((ms, { fromAt, toAt }) => ms + toAt - fromAt, 0);
    const lengths = (periods[m] as readonly ActivePeriod[]).map(({ lengthMs }) => lengthMs);
    return {
      machine,
      soleMs: sum('sole'),
      shiftingMs: sum('shifting'),
      meanActiveMs: lengths.length === 0 ? undefined : lengths.reduce((ms, one) => ms + one, 0) / lengths.length,
      activePeriods: lengths.length,
    };
  });
  return {
    spans: spans.sort((a, b) => a.fromAt - b.fromAt || a.toAt - b.toAt),
    shares,
    plannedMs: totalMs(worked),
  };
}

export interface ActivePeriod extends Interval {
  /** Of time in which the line was meant to run. */
  readonly lengthMs: number;
}

/** Active time without a break, which time that nobody planned does not make. */
export function activePeriodsOf(active: IntervalSet, rest: IntervalSet, worked: IntervalSet): readonly ActivePeriod[] {
  const joined = unionOf(active, rest);
  const periods: ActivePeriod[] = [];
  for (let i = 0; i < joined.length; i += 2) {
    const own = { fromAt: joined[i] as number, toAt: joined[i + 1] as number };
    const lengthMs = totalMs(clip(worked, own));
    if (lengthMs > 0) periods.push({ ...own, lengthMs });
  }
  return periods;
}

interface Link extends ActivePeriod {
  readonly machine: number;
}

/**
 * The longest of the periods that begin first; at its end the longest of those that reach over it; where none does, of those
 * that begin next; and so on. Each begins and ends after the one before: one that began before it and ends after it would be
 * longer, and would have been taken in its place.
 */
function chainOf(periods: readonly (readonly ActivePeriod[])[]): readonly Link[] {
  const places = periods.map(() => 0);
  const chain: Link[] = [];
  for (let at = Number.NEGATIVE_INFINITY; ; at = (chain.at(-1) as Link).toAt) {
    // Of each machine the first period that has not ended: it reaches over the instant, or begins later.
    const candidates = periods.flatMap((own, machine): Link[] => {
      while ((own[places[machine] as number]?.toAt ?? Number.POSITIVE_INFINITY) <= at)
        places[machine] = (places[machine] as number) + 1;
      const period = own[places[machine] as number];
      return period === undefined ? [] : [{ ...period, machine }];
    });
    const firstAt = candidates.reduce((first, { fromAt }) => Math.min(first, fromAt), Number.POSITIVE_INFINITY);
    const next = candidates
      .filter(({ fromAt }) => fromAt < at || (fromAt === firstAt && firstAt >= at))
      .reduce<Link | undefined>(
        (most, one) => (most !== undefined && most.lengthMs >= one.lengthMs ? most : one),
        undefined,
      );
    if (next === undefined) return chain;
    chain.push(next);
  }
}

/** When a link is the bottleneck by itself, and when together with the one before or after it, of planned time. */
function spansOf(
  chain: readonly Link[],
  i: number,
  machines: readonly MachineTime[],
  worked: IntervalSet,
): BottleneckSpan[] {
  const { fromAt, toAt, machine } = chain[i] as Link;
  const before = setOf({ fromAt, toAt: Math.min(toAt, chain[i - 1]?.toAt ?? fromAt) });
  const after = setOf({ fromAt: Math.max(fromAt, chain[i + 1]?.fromAt ?? toAt), toAt });
  const shifting = intersect(worked, unionOf(before, after));
  const sole = subtract(clip(worked, { fromAt, toAt }), shifting);
  const named = (kind: BottleneckSpan['kind'], set: IntervalSet): BottleneckSpan[] =>
    listIntervals(set).map((span) => ({ ...span, kind, machine: (machines[machine] as MachineTime).machine }));
  return [...named('sole', sole), ...named('shifting', shifting)];
}
