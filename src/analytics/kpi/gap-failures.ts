/** What may have failed where nobody could have heard: how many failures more or fewer, and how long they took. */
import { type IntervalSet, unionOf } from '../../time/index.ts';

/** What would be added to failures that began in a window, and to the time to their restoration. */
export interface FailureChange {
  readonly count: number;
  readonly ms: number;
}

export interface GapFailures {
  /** As few as possible: gaps join what was reported apart, or begin it before the window. */
  readonly fewest: FailureChange;
  /** As many as possible, each as short as it can be. */
  readonly most: FailureChange;
  /** As many, of failures as few and short as possible otherwise. */
  readonly shortest: FailureChange;
  /** The longest mean, by failures and by one more. */
  readonly longest: readonly [FailureChange, FailureChange];
}

const none: FailureChange = { count: 0, ms: 0 };
export const noGapFailures: GapFailures = { fewest: none, most: none, shortest: none, longest: [none, none] };

/** Failures and gaps without anything else between. */
interface Joined {
  readonly fromAt: number;
  readonly toAt: number;
  /** Of failures within, as they were told. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly gaps: readonly { readonly fromAt: number; readonly toAt: number }[];
}

/**
 * A failure takes whole milliseconds and is as long as no minor stop: so many fit in a gap.
 *
 * @param unheard gaps, without what was told in them
 * @param shortestMs 1 or `microStopMs`
 */
export function createGapFailures(
  failures: IntervalSet,
  unheard: IntervalSet,
  shortestMs: number,
): (fromAt: number, toAt: number) => GapFailures {
  const joined = listJoined(failures, unheard);
  if (joined.length === 0) return () => noGapFailures;
  return (fromAt, toAt) => {
    const near = joined.filter((one) => one.fromAt < toAt && one.toAt > fromAt);
    return near.length === 0 ? noGapFailures : changesIn(near, fromAt, toAt, shortestMs);
  };
}

function changesIn(near: readonly Joined[], fromAt: number, toAt: number, shortestMs: number): GapFailures {
  // What each is at least, and how long one failure could take that may or may not have begun in the window.
  let [count, ms, told, toldMs, most] = [0, 0, 0, 0, 0];
  let [keptCount, keptMs] = [0, 0];
  const maybeMs: number[] = [];
  for (const one of near) {
    let [own, ownMs] = [0, 0];
    for (const [i, start] of one.starts.entries()) {
      if (start < fromAt || start >= toAt) continue;
      own++;
      ownMs += (one.ends[i] as number) - start;
    }
    told += own;
    toldMs += ownMs;
    for (const gap of one.gaps) {
      const length = Math.min(gap.toAt, toAt) - Math.max(gap.fromAt, fromAt);
      // A minor stop on either side may have been a part of one.
      if (length > 0) most += Math.floor((length + 1) / (shortestMs + 1)) + (shortestMs > 1 ? 2 : 0);
    }
    const begun = one.fromAt >= fromAt;
    if (own > 0 && begun) {
      count++;
      ms += one.toAt - one.fromAt;
      keptCount++;
      keptMs += ownMs;
      continue;
    }
    const gap = one.gaps.find((each) => each.toAt > fromAt && each.fromAt < toAt);
    const beginAt = Math.min(
      gap === undefined ? toAt : Math.max(gap.fromAt, fromAt),
      ...one.starts.filter((at) => at >= fromAt),
    );
    if (beginAt < toAt) maybeMs.push(one.toAt - beginAt);
  }
  const change = (newCount: number, newMs: number): FailureChange => ({ count: newCount - told, ms: newMs - toldMs });
  const longest = (more: number): FailureChange => {
    let [n, sum] = [count, ms];
    for (const length of maybeMs.sort((a, b) => b - a)) {
      if (n + more > 0 && length <= sum / (n + more)) break;
      n++;
      sum += length;
    }
    return change(n, sum);
  };
  return {
    fewest: change(count, ms),
    most: { count: most, ms: most * shortestMs },
    shortest: change(keptCount + most, keptMs + most * shortestMs),
    longest: [longest(0), longest(1)],
  };
}

/** Only those with gaps in them: elsewhere what was told is what was. */
function listJoined(failures: IntervalSet, unheard: IntervalSet): Joined[] {
  const all = unionOf(failures, unheard);
  const list: Joined[] = [];
  let [f, g] = [0, 0];
  for (let i = 0; i < all.length; i += 2) {
    const [fromAt, toAt] = [all[i] as number, all[i + 1] as number];
    const [starts, ends]: [number[], number[]] = [[], []];
    const gaps: { fromAt: number; toAt: number }[] = [];
    for (; f < failures.length && (failures[f] as number) < toAt; f += 2) {
      starts.push(failures[f] as number);
      ends.push(failures[f + 1] as number);
    }
    for (; g < unheard.length && (unheard[g] as number) < toAt; g += 2)
      gaps.push({ fromAt: unheard[g] as number, toAt: unheard[g + 1] as number });
    if (gaps.length > 0) list.push({ fromAt, toAt, starts, ends, gaps });
  }
  return list;
}
