/**
 * Pieces in many stocks at once, each with what came and what went, of which only spans of time are known: how many lay there on
 * average over a window, and at its end. Sums alone, so that a report costs the same however many there are; only what is missing
 * (more went than came) is walked through in the order of time.
 */
import type { Interval } from '../../time/index.ts';
import { GrowingColumn } from '../growing-column.ts';

export interface Bounds {
  readonly low: number;
  /** As if pieces came and went evenly over their spans. */
  readonly value: number;
  readonly high: number;
}

export interface Stock {
  readonly window: Interval;
  /** `count` pieces came to a stock within `[startAt, endAt)`. Nothing of it counts from `untilAt` on. */
  add(place: number, startAt: number, endAt: number, count: number, untilAt: number): void;
  /** They went from it. */
  take(place: number, startAt: number, endAt: number, count: number, untilAt: number): void;
  isUsed(place: number): boolean;
  /** Mean over the window, of a stock that began empty; below 0 where more went than came. */
  meanOf(place: number): Bounds;
  /** At the window's end: with what ended by then, without what begins then. */
  endOf(place: number): Bounds;
  addedTo(place: number): number;
  /** Pieces that must have lain there at first, as more went than can have come by then. */
  missingOf(place: number): number;
  /** The share of the window that lies before an instant. */
  shareOf(untilAt: number): number;
}

export function createStock(size: number, window: Interval): Stock {
  const windowMs = window.toAt - window.fromAt;
  const column = (): Float64Array => new Float64Array(size);
  const mean = { low: column(), value: column(), high: column() };
  const end = { low: column(), value: column(), high: column() };
  const added = column();
  const used = new Uint8Array(size);
  const moves = { place: new GrowingColumn(), at: new GrowingColumn(), count: new GrowingColumn() };
  let missing: Float64Array | undefined;

  function count(place: number, startAt: number, endAt: number, pieces: number, untilAt: number): void {
    used[place] = 1;
    const { fromAt } = window;
    // Those that came count early in `high` and late in `low`, those that went the other way round.
    const [low, high] = pieces > 0 ? [endAt, startAt] : [startAt, endAt];
    const since = (at: number): number => Math.max(0, untilAt - Math.max(at, fromAt)) / windowMs;
    const put = (sums: Float64Array, value: number): void => {
      sums[place] = (sums[place] as number) + pieces * value;
    };
    put(mean.low, since(low));
    put(mean.high, since(high));
    put(mean.value, evenShare(startAt, endAt, fromAt, untilAt) / windowMs);
    put(end.low, low <= window.toAt ? 1 : 0);
    put(end.high, high <= window.toAt ? 1 : 0);
    put(end.value, doneShare(startAt, endAt, window.toAt));
  }

  function move(place: number, at: number, pieces: number): void {
    moves.place.push(place);
    moves.at.push(at);
    moves.count.push(pieces);
    missing = undefined;
  }

  function findMissing(): Float64Array {
    const found = column();
    const now = column();
    const [places, instants, counts] = [moves.place.values(), moves.at.values(), moves.count.values()];
    // What comes at an instant comes before what goes.
    const order = Uint32Array.from(places.keys()).sort(
      (a, b) => (instants[a] as number) - (instants[b] as number) || (counts[b] as number) - (counts[a] as number),
    );
    for (const i of order) {
      const place = places[i] as number;
      now[place] = (now[place] as number) + (counts[i] as number);
      found[place] = Math.max(found[place] as number, -(now[place] as number));
    }
    return found;
  }

  function missingOf(place: number): number {
    missing ??= findMissing();
    return missing[place] as number;
  }

  return {
    window,
    add(place, startAt, endAt, pieces, untilAt) {
      count(place, startAt, endAt, pieces, untilAt);
      added[place] = (added[place] as number) + pieces;
      move(place, startAt, pieces);
    },
    take(place, startAt, endAt, pieces, untilAt) {
      count(place, startAt, endAt, -pieces, untilAt);
      // What is not over by the window's end may not have gone yet.
      if (endAt <= window.toAt) move(place, endAt, -pieces);
    },
    isUsed: (place) => used[place] === 1,
    meanOf: (place) => at(mean, place),
    endOf: (place) => at(end, place),
    addedTo: (place) => added[place] as number,
    missingOf,
    shareOf: (untilAt) => Math.max(0, Math.min(untilAt, window.toAt) - window.fromAt) / windowMs,
  };
}

/** Integral over `[fromAt, untilAt)` of the share of a span that is over, 0 before it and 1 after it, ms. */
function evenShare(startAt: number, endAt: number, fromAt: number, untilAt: number): number {
  const until = (at: number): number => {
    if (at <= startAt) return 0;
    if (endAt <= startAt) return at - startAt;
    const within = Math.min(at, endAt) - startAt;
    return (within * within) / (2 * (endAt - startAt)) + Math.max(0, at - endAt);
  };
  return Math.max(0, until(untilAt) - until(Math.min(fromAt, untilAt)));
}

function doneShare(startAt: number, endAt: number, at: number): number {
  if (endAt <= startAt) return startAt < at ? 1 : 0;
  return Math.min(1, Math.max(0, (at - startAt) / (endAt - startAt)));
}

function at(columns: { readonly [K in keyof Bounds]: Float64Array }, place: number): Bounds {
  return {
    low: columns.low[place] as number,
    value: columns.value[place] as number,
    high: columns.high[place] as number,
  };
}
