/**
 * Work in progress between stations: pieces completed at one less those taken at the next, order by order. Counted, where it
 * can be: a report says how many pieces it made, not when in it, and an order that was on the line before the facts begin may have
 * brought pieces along. Pieces within the units (one or so each) are in no buffer.
 */
import { bounded, type Known, unknown } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import { leftAt } from './lead-times.ts';
import type { LineReports } from './line-reports.ts';
import type { OrderPassages } from './order-passages.ts';
import { type Bounds, createStock, type Stock } from './stock.ts';

export interface WipBuffer {
  /** Between `station` and `station + 1`. */
  readonly station: number;
  /**
   * Mean number of pieces over the window: `value` as if reports made their pieces evenly, bounds wherever in the report they were
   * made. Unknown where an order may have brought any number along; `atLeast` is known.
   */
  readonly mean: Known;
  readonly atLeast: number;
  /** The same at the window's end: with what ended by then, without what begins then. */
  readonly atEnd: Known;
}

export interface Wip {
  readonly buffers: readonly WipBuffer[];
  /** Mean number of pieces in all buffers. */
  readonly mean: Known;
  readonly atLeast: number;
  /** Pieces that a station took and the one before it never completed, by its reports: one of both is wrong. */
  readonly unexplainedCount: number;
}

/** An order that was on the line in the window. */
interface OpenOrder {
  readonly isEntrySeen: boolean;
  /** Ordered quantity; `NaN` where nobody told. */
  readonly ordered: number;
  /** When it left, not after the window's end. */
  readonly untilAt: number;
  readonly isIn: boolean;
}

/** Orders that left before the window have no pieces in it, whatever their counts say. */
export function wipBetween(reports: LineReports, passages: OrderPassages, window: Interval): Wip {
  const bufferCount = reports.stationCount - 1;
  const { orders, openOf } = listOpenOrders(passages, window);
  const stock = createStock(orders.length * bufferCount, window);
  for (let i = 0; i < reports.length; i++) {
    const [s, e] = [reports.startAt[i] as number, reports.endAt[i] as number];
    const taken = reports.taken[i] as number;
    if (taken === 0 || s >= window.toAt) continue;
    const place = passages.placeOf[reports.order[i] as number] as number;
    const open = place < 0 ? orders.length - 1 : (openOf[place] as number);
    if (open < 0) continue;
    const { untilAt } = orders[open] as OpenOrder;
    const station = reports.station[i] as number;
    if (station < bufferCount) stock.add(open * bufferCount + station, s, e, reports.completed[i] as number, untilAt);
    if (station > 0) stock.take(open * bufferCount + station - 1, s, e, taken, untilAt);
  }
  const buffers = Array.from({ length: bufferCount }, (_, station) => bufferOf(station, bufferCount, orders, stock));
  let unexplainedCount = 0;
  orders.forEach(({ isEntrySeen }, open) => {
    for (let station = 0; isEntrySeen && station < bufferCount; station++)
      unexplainedCount += stock.missingOf(open * bufferCount + station);
  });
  return {
    buffers,
    mean: sumKnown(buffers.map(({ mean }) => mean)),
    atLeast: buffers.reduce((sum, { atLeast }) => sum + atLeast, 0),
    unexplainedCount,
  };
}

/** Those on the line in the window, and last what names no order: that comes from anywhere and never leaves. */
function listOpenOrders(
  passages: OrderPassages,
  { fromAt, toAt }: Interval,
): { readonly orders: readonly OpenOrder[]; readonly openOf: Int32Array } {
  const left = leftAt(passages);
  const orders: OpenOrder[] = [];
  const openOf = new Int32Array(passages.length).fill(-1);
  left.forEach((leave, place) => {
    if (leave <= fromAt) return;
    openOf[place] = orders.length;
    orders.push({
      isEntrySeen: passages.isEntrySeen[place] === 1,
      ordered: passages.ordered[place] as number,
      untilAt: Math.min(leave, toAt),
      isIn: leave > toAt,
    });
  });
  orders.push({ isEntrySeen: false, ordered: Number.NaN, untilAt: toAt, isIn: true });
  return { orders, openOf };
}

function bufferOf(station: number, bufferCount: number, orders: readonly OpenOrder[], stock: Stock): WipBuffer {
  const mean = { low: 0, value: 0, high: 0 };
  const end = { low: 0, value: 0, high: 0 };
  const add = (sum: typeof mean, own: Bounds, brought: Pick<Bounds, 'low' | 'high'>, share: number): void => {
    sum.low += Math.max(0, own.low + brought.low * share);
    sum.value += Math.max(0, own.value + brought.low * share);
    sum.high += Math.max(0, own.high + brought.high * share);
  };
  orders.forEach((order, open) => {
    const place = open * bufferCount + station;
    if (!stock.isUsed(place)) return;
    const brought = broughtAlong(order, stock, place);
    add(mean, stock.meanOf(place), brought, stock.shareOf(order.untilAt));
    if (order.isIn) add(end, stock.endOf(place), brought, 1);
  });
  return { station, mean: knownOf(mean), atLeast: mean.low, atEnd: knownOf(end) };
}

/** Pieces of an order that lay in the buffer before its first report: none where its coming was seen. */
function broughtAlong(order: OpenOrder, stock: Stock, place: number): Pick<Bounds, 'low' | 'high'> {
  if (order.isEntrySeen) return { low: 0, high: 0 };
  const low = stock.missingOf(place);
  // No station completes more of an order than its quantity.
  const high = Number.isNaN(order.ordered)
    ? Number.POSITIVE_INFINITY
    : Math.max(low, order.ordered - stock.addedTo(place));
  return { low, high };
}

function knownOf({ low, value, high }: { low: number; value: number; high: number }): Known {
  return high === Number.POSITIVE_INFINITY
    ? unknown('not-in-the-data')
    : bounded(value, Math.min(low, value), Math.max(high, value));
}

function sumKnown(parts: readonly Known[]): Known {
  return parts.reduce<Known>(
    (sum, part) => {
      if (sum.kind === 'unknown' || part.kind === 'unknown') return unknown('not-in-the-data');
      return bounded(sum.value + part.value, sum.low + part.low, sum.high + part.high);
    },
    bounded(0, 0, 0),
  );
}
